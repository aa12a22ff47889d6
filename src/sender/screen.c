#include "screen.h"

#include "macro.h"

#include "base/text.h"

#include <string.h>
#include <sys/socket.h>

static const char version[] = "v=spf1";

/* A match this wide is no evidence: it has one in 128 of all addresses. */
#define WIDE_BITS 7

/* One term between blanks, cut into its parts. */
struct piece {
	const char *text;
	size_t text_len;
	char qualifier; /* 0 where none is written */
	const char *name;
	size_t name_len;
	const char *rest; /* from ':', '/' or '=' on */
	size_t rest_len;
};

struct reading {
	struct screen *screen;
	const struct ip *client;
	size_t dns_terms;
	bool ended; /* a term was kept behind which none is reached */
	bool exp;
	struct piece piece; /* the term under way */
};

static bool
is_name_char(char c)
{
	return text_is_alnum(c) || c == '-' || c == '_' || c == '.';
}

/* name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ) */
static bool
cut(struct piece *p, const char *s, size_t len)
{
	const char *end = s + len, *at = s;

	*p = (struct piece){ .text = s, .text_len = len };
	if (at < end && strchr("+-?~", *at) != NULL)
		p->qualifier = *at++;
	p->name = at;
	while (at < end && is_name_char(*at))
		at++;
	p->name_len = (size_t)(at - p->name);
	p->rest = at;
	p->rest_len = (size_t)(end - at);
	return p->name_len > 0 && text_is_alnum(*p->name) &&
	    !(*p->name >= '0' && *p->name <= '9');
}

static void
keep(struct reading *r, const struct piece *p, struct term t)
{
	struct screen *s = r->screen;

	t.text = p->text;
	t.text_len = p->text_len;
	t.qualifier = p->qualifier == '\0' ? '+' : p->qualifier;
	if (r->ended)
		return;
	s->terms[s->count++] = t;
	if (t.kind == TERM_ALL || t.kind == TERM_NET ||
	    ++r->dns_terms == SCREEN_DNS_TERMS)
		r->ended = true;
}

/* A number without needless zeros, at most `most`. */
static bool
number(unsigned *to, const char *s, size_t len, unsigned most)
{
	size_t i;

	if (len == 0 || len > 3 || (len > 1 && *s == '0'))
		return false;
	for (*to = 0, i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*to = *to * 10 + (unsigned)(s[i] - '0');
	}
	return *to <= most;
}

/* The digits at the end of s[0..len) and the slashes before them: takes
 * "/N" where `slashes` is 1, "//N" where it is 2. */
static bool
take_prefix(const char *s, size_t *len, size_t slashes, unsigned *to,
    unsigned most)
{
	size_t at = *len;

	while (at > 0 && s[at - 1] >= '0' && s[at - 1] <= '9')
		at--;
	if (at < slashes || memcmp(s + at - slashes, "//", slashes) != 0)
		return true; /* there is none */
	if (slashes == 1 && at > 1 && s[at - 2] == '/')
		return false;
	if (!number(to, s + at, *len - at, most))
		return false;
	*len = at - slashes;
	return true;
}

typedef const char *
mechanism_fn(struct reading *r, const struct piece *p, enum term_kind kind);

static const char *
read_all(struct reading *r, const struct piece *p, enum term_kind kind)
{
	if (p->rest_len > 0)
		return "\"all\" takes no argument";
	keep(r, p, (struct term){ .kind = kind, .wide = true });
	return NULL;
}

static const char bad_domain[] = "a domain that is none";

/* exists and include need a domain, ptr can do without. */
static const char *
read_domain(struct reading *r, const struct piece *p, enum term_kind kind)
{
	struct term t = { .kind = kind };

	if (p->rest_len > 0) {
		t.spec = p->rest + 1;
		t.spec_len = p->rest_len - 1;
		if (*p->rest != ':' ||
		    !macro_check(t.spec, t.spec_len, MACRO_DOMAIN))
			return bad_domain;
	} else if (kind != TERM_PTR) {
		return "a domain is missing";
	}
	keep(r, p, t);
	return NULL;
}

static const char *
read_host(struct reading *r, const struct piece *p, enum term_kind kind)
{
	struct term t = { .kind = kind, .bits4 = 32, .bits6 = 128 };
	size_t len = p->rest_len;

	if (!take_prefix(p->rest, &len, 2, &t.bits6, 128) ||
	    !take_prefix(p->rest, &len, 1, &t.bits4, 32))
		return "a prefix length that is none";
	if (len > 0) {
		t.spec = p->rest + 1;
		t.spec_len = len - 1;
		if (*p->rest != ':' ||
		    !macro_check(t.spec, t.spec_len, MACRO_DOMAIN))
			return bad_domain;
	}
	keep(r, p, t);
	return NULL;
}

/* Decided here: a term that cannot have the client says nothing. */
static const char *
read_net(struct reading *r, const struct piece *p, enum term_kind kind)
{
	bool six = p->name[2] == '6';
	unsigned most = six ? 128 : 32, bits = most;
	const char *slash = memchr(p->rest, '/', p->rest_len);
	size_t len = slash == NULL ? p->rest_len : (size_t)(slash - p->rest);
	char address[IP_TEXT];
	struct ip net;

	if (len < 2 || *p->rest != ':' || len - 1 >= sizeof address)
		return "an address that is none";
	memcpy(address, p->rest + 1, len - 1);
	address[len - 1] = '\0';
	if (ip_parse(&net, address) == -1 ||
	    (strchr(address, ':') != NULL) != six)
		return "an address that is none";
	if (slash != NULL &&
	    !number(&bits, slash + 1, p->rest_len - len - 1, most))
		return "a prefix length that is none";
	/* What was IPv4 in IPv6 has its IPv4 address at the end. */
	if (six && net.family == AF_INET)
		return NULL;
	if (ip_in_prefix(r->client, &net, bits))
		keep(r, p,
		    (struct term){ .kind = kind, .wide = bits <= WIDE_BITS });
	return NULL;
}

static const struct mechanism {
	const char *name;
	enum term_kind kind;
	mechanism_fn *read;
} mechanisms[] = {
	{ "all", TERM_ALL, read_all },
	{ "ip4", TERM_NET, read_net },
	{ "ip6", TERM_NET, read_net },
	{ "a", TERM_A, read_host },
	{ "mx", TERM_MX, read_host },
	{ "ptr", TERM_PTR, read_domain },
	{ "exists", TERM_EXISTS, read_domain },
	{ "include", TERM_INCLUDE, read_domain },
};

/* Section 6: redirect and exp at most once, all others may be anything. */
static const char *
read_modifier(struct reading *r, const struct piece *p)
{
	struct screen *s = r->screen;
	const char *spec = p->rest + 1;
	size_t len = p->rest_len - 1;
	bool redirect = text_equal_n(p->name, p->name_len, "redirect");

	if (p->qualifier != '\0')
		return "a qualifier before a modifier";
	if (!redirect && !text_equal_n(p->name, p->name_len, "exp"))
		return macro_check(spec, len, MACRO_MODIFIER)
		    ? NULL
		    : "a macro that is none";
	if (redirect ? s->has_redirect : r->exp)
		return "a modifier twice";
	if (!macro_check(spec, len, MACRO_DOMAIN))
		return bad_domain;
	if (!redirect) {
		r->exp = true; /* never followed */
		return NULL;
	}
	s->has_redirect = true;
	s->redirect = (struct term){ .kind = TERM_REDIRECT,
		.qualifier = '+',
		.text = p->text,
		.text_len = p->text_len,
		.spec = spec,
		.spec_len = len };
	return NULL;
}

static const char *
read_term(struct reading *r, const char *s, size_t len)
{
	struct piece *p = &r->piece;
	size_t i;

	if (!cut(p, s, len))
		return "a term without a name";
	if (p->rest_len > 0 && *p->rest == '=')
		return read_modifier(r, p);
	for (i = 0; i < sizeof mechanisms / sizeof *mechanisms; i++)
		if (text_equal_n(p->name, p->name_len, mechanisms[i].name))
			return mechanisms[i].read(r, p, mechanisms[i].kind);
	return "an unknown mechanism";
}

bool
screen_is_spf(const char *record, size_t len)
{
	size_t n = sizeof version - 1;

	return len >= n && text_equal_n(record, n, version) &&
	    (len == n || record[n] == ' ');
}

int
screen_read(struct screen *s, const char *record, size_t len,
    const struct ip *client)
{
	struct reading r = { .screen = s, .client = client };
	size_t i, n;

	memset(s, 0, sizeof *s);
	for (i = 0; i < len; i++)
		if ((unsigned char)record[i] < ' ' ||
		    (unsigned char)record[i] >= 0x7f)
			s->why = "an octet outside of printable ASCII";
	for (i = sizeof version - 1; s->why == NULL && i < len; i += n) {
		if (record[i] == ' ') {
			n = 1;
			continue;
		}
		for (n = 0; i + n < len && record[i + n] != ' '; n++)
			;
		s->why = read_term(&r, record + i, n);
	}
	/* Section 6.1: of no effect where an "all" is anywhere. */
	if (r.ended)
		s->has_redirect = false;
	return s->why == NULL ? 0 : -1;
}
