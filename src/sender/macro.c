#include "macro.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Longest string between the steps of an expansion: all values of a record
 * that can be asked for fit, what does not is no name. */
#define WORK_MAX 4096

/* One "%{...}", "%%", "%_" or "%-". */
struct macro {
	char letter;   /* 0 where it is one of the three literals */
	bool upper;    /* URL escaping, section 7.3 */
	char literal;  /* '%', '_' or '-' */
	unsigned keep; /* labels from the right; 0 = all */
	bool reverse;
	char delimiters[8];
	size_t len; /* octets of the whole */
};

static const char domain_letters[] = "slodiphv";
static const char all_letters[] = "slodiphvcrt";
static const char delimiters[] = ".-+,/_=";

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* transformers = *DIGIT [ "r" ]; a count of 0 is a syntax error. */
static bool
read_transformers(struct macro *m, const char *s, size_t len, size_t *at)
{
	size_t i = *at, digits;

	for (; i < len && is_digit(s[i]); i++)
		if (m->keep < 1000)
			m->keep = m->keep * 10 + (unsigned)(s[i] - '0');
	digits = i - *at;
	if (i < len && text_lower(s[i]) == 'r') {
		m->reverse = true;
		i++;
	}
	*at = i;
	return digits == 0 || m->keep > 0;
}

/* A macro at s, which begins with '%'. */
static bool
read_macro(struct macro *m, const char *s, size_t len, const char *letters)
{
	size_t i = 2, n = 0;

	memset(m, 0, sizeof *m);
	if (len < 2)
		return false;
	if (is_one_of(s[1], "%_-")) {
		m->literal = s[1];
		m->len = 2;
		return true;
	}
	if (s[1] != '{' || len < 4 ||
	    !is_one_of((char)text_lower(s[i]), letters))
		return false;
	m->letter = (char)text_lower(s[i]);
	m->upper = s[i] != m->letter;
	i++;
	if (!read_transformers(m, s, len, &i))
		return false;
	for (; i < len && is_one_of(s[i], delimiters); i++)
		if (strchr(m->delimiters, s[i]) == NULL)
			m->delimiters[n++] = s[i];
	if (n == 0)
		m->delimiters[0] = '.';
	m->len = i + 1;
	return i < len && s[i] == '}';
}

/* toplabel: letters, digits, inner hyphens, and not digits alone. */
static bool
is_top_label(const char *s, size_t len)
{
	size_t i, digits = 0;

	for (i = 0; i < len; i++) {
		if (!text_is_alnum(s[i]) && s[i] != '-')
			return false;
		digits += is_digit(s[i]);
	}
	return len > 0 && digits < len && s[0] != '-' && s[len - 1] != '-';
}

/* domain-end after `at`, where the last macro ends. */
static bool
ends_well(const char *s, size_t at, size_t len)
{
	size_t label;

	if (at == len)
		return len > 0;
	if (s[len - 1] == '.')
		len--;
	for (label = len; label > at && s[label - 1] != '.'; label--)
		;
	return label > at && is_top_label(s + label, len - label);
}

bool
macro_check(const char *s, size_t len, enum macro_where where)
{
	const char *letters =
	    where == MACRO_DOMAIN ? domain_letters : all_letters;
	struct macro m;
	size_t i = 0, after = 0;

	while (i < len) {
		if (s[i] == '%') {
			if (!read_macro(&m, s + i, len - i, letters))
				return false;
			after = i += m.len;
		} else if (s[i] > ' ' && s[i] < 0x7f) {
			i++;
		} else {
			return false;
		}
	}
	return where == MACRO_MODIFIER || ends_well(s, after, len);
}

bool
macro_asks_client(const char *s, size_t len)
{
	struct macro m;
	size_t i;

	for (i = 0; i < len; i++) {
		if (s[i] != '%' ||
		    !read_macro(&m, s + i, len - i, domain_letters))
			continue;
		if (m.letter == 'i' || m.letter == 'p')
			return true;
		i += m.len - 1;
	}
	return false;
}

struct output {
	char *text;
	size_t len;
	bool full;
};

static void
put(struct output *o, char c)
{
	if (o->len + 1 < WORK_MAX)
		o->text[o->len++] = c;
	else
		o->full = true;
}

/* Section 7.3: everything but the unreserved characters of RFC 3986. */
static void
put_escaped(struct output *o, char c)
{
	char hex[3];

	if (text_is_alnum(c) || is_one_of(c, "-._~")) {
		put(o, c);
		return;
	}
	snprintf(hex, sizeof hex, "%02X", (unsigned char)c);
	put(o, '%');
	put(o, hex[0]);
	put(o, hex[1]);
}

/* Section 7.3: IPv4 in dots, IPv6 as its nibbles with dots between. */
static void
client_text(char to[64], const struct ip *ip)
{
	static const char hex[] = "0123456789abcdef";
	size_t i;

	if (ip->family != AF_INET6) {
		ip_text(to, ip);
		return;
	}
	for (i = 0; i < 32; i++) {
		unsigned char octet = ip->octets[i / 2];

		to[2 * i] = hex[i % 2 == 0 ? octet >> 4 : octet & 15];
		to[2 * i + 1] = '.';
	}
	to[63] = '\0';
}

static const char *
value_of(const struct macro *m, const struct macro_values *v, char client[64])
{
	switch (m->letter) {
	case 's':
		return v->sender;
	case 'l':
		return v->local_part;
	case 'o':
		return v->domain;
	case 'd':
		return v->current;
	case 'h':
		return v->helo;
	case 'p':
		return v->validated(v->arg);
	case 'v':
		return v->client->family == AF_INET6 ? "ip6" : "in-addr";
	default:
		client_text(client, v->client);
		return client;
	}
}

/* Splits at the delimiters, reverses, keeps the right-hand parts, and joins
 * with dots. */
static void
put_value(struct output *o, const struct macro *m, const char *value)
{
	const char *parts[WORK_MAX / 2];
	size_t lens[WORK_MAX / 2], n = 0, first = 0, i, k;

	while (n < WORK_MAX / 2) {
		parts[n] = value;
		lens[n] = strcspn(value, m->delimiters);
		value += lens[n++];
		if (*value++ == '\0')
			break;
	}
	if (m->keep > 0 && m->keep < n)
		first = n - m->keep;
	for (i = first; i < n; i++) {
		size_t part = m->reverse ? n - 1 - i : i;

		if (i > first)
			put(o, '.');
		for (k = 0; k < lens[part]; k++)
			if (m->upper)
				put_escaped(o, parts[part][k]);
			else
				put(o, parts[part][k]);
	}
}

static void
put_literal(struct output *o, char literal)
{
	const char *s = literal == '%' ? "%" : literal == '_' ? " " : "%20";

	while (*s != '\0')
		put(o, *s++);
}

/* Labels go from the left until the rest can be asked for. */
static int
finish(char *to, struct output *o)
{
	char *name = o->text;
	size_t n = 0;

	if (o->len > 0 && name[o->len - 1] == '.')
		o->len--;
	name[o->len] = '\0';
	while (o->len > MACRO_NAME - 3) {
		char *dot = strchr(name, '.');

		if (dot == NULL)
			return -1;
		o->len -= (size_t)(dot + 1 - name);
		name = dot + 1;
	}
	for (; *name != '\0'; name++) {
		if (*name == '\\')
			to[n++] = '\\';
		to[n++] = *name;
	}
	to[n] = '\0';
	return n == 0 ? -1 : 0;
}

int
macro_expand(char to[MACRO_NAME * 2], const char *s, size_t len,
    const struct macro_values *v)
{
	struct output o = { .text = xmalloc(WORK_MAX) };
	struct macro m;
	char client[64];
	size_t i = 0;
	int rc = -1;

	while (i < len && !o.full) {
		if (s[i] != '%') {
			put(&o, s[i++]);
			continue;
		}
		if (!read_macro(&m, s + i, len - i, domain_letters))
			goto out;
		i += m.len;
		if (m.letter == '\0')
			put_literal(&o, m.literal);
		else
			put_value(&o, &m, value_of(&m, v, client));
	}
	if (!o.full)
		rc = finish(to, &o);
out:
	free(o.text);
	return rc;
}
