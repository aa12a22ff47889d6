#include "subject/hop.h"

#include "base/ip.h"
#include "base/mem.h"
#include "base/text.h"
#include "subject/scan.h"

#include <string.h>

struct span {
	const char *at;
	size_t len;
};

struct hop_scan {
	struct scan s;
	struct subject_hop *hop;
	struct span from, helo, by; /* borrowed from the body */
	unsigned words;
	unsigned bys;
	unsigned strays;     /* words between "from NAME" and "by" */
	unsigned candidates; /* for the client's address */
	bool wants_from, wants_by;
	bool dated; /* what follows is a date, and maybe an id */
	bool exim;  /* the name behind "from" is of the server's making */
	bool broken;
};

static bool
begins(struct span text, const char *with)
{
	size_t len = strlen(with);

	return text.len >= len && text_equal_n(text.at, len, with);
}

static struct span
rest_of(struct span text, size_t from)
{
	return (struct span){ text.at + from, text.len - from };
}

static bool
parse_ip(struct ip *ip, struct span text)
{
	char copy[IP_TEXT];

	if (begins(text, "IPv6:"))
		text = rest_of(text, strlen("IPv6:"));
	return mem_copy_n(copy, sizeof copy, text.at, text.len) == 0 &&
	    ip_parse(ip, copy) == 0;
}

/* What looks like an address counts, even where it cannot be read. */
static void
take_candidate(struct hop_scan *h, struct span text)
{
	struct ip ip;

	h->candidates++;
	if (parse_ip(&ip, text))
		ip_text(h->hop->ip, &ip);
}

/* "[ip]" or "[ip]:port". */
static bool
is_literal(struct span word, struct span *inside)
{
	const char *end = memchr(word.at, ']', word.len);
	size_t len, i;

	if (end == NULL || *word.at != '[')
		return false;
	len = (size_t)(end - word.at);
	*inside = (struct span){ word.at + 1, len - 1 };
	for (i = len + 1; i < word.len; i++)
		if (i == len + 1 ? word.at[i] != ':'
				 : word.at[i] < '0' || word.at[i] > '9')
			return false;
	return true;
}

static struct span
word_of(struct span text)
{
	size_t i = 0;

	while (i < text.len && !text_is_blank(text.at[i]))
		i++;
	return (struct span){ text.at, i };
}

/* What Exim writes about the client begins with one of these, or NULL. */
static const char *
exim_key(struct span text)
{
	static const char *const keys[] = { "helo=", "ident=", "port=" };
	size_t i;

	for (i = 0; i < sizeof keys / sizeof *keys; i++)
		if (begins(text, keys[i]))
			return keys[i];
	return NULL;
}

/*
 * Everything behind "helo=" and "ident=" is the client's text, and true is
 * returned; what Exim knows itself stands before.
 */
static bool
take_exim(struct hop_scan *h, struct span text, bool first)
{
	const char *key = exim_key(text);

	if (key == NULL)
		return false;
	h->exim |= first;
	if (*key == 'h')
		h->helo = word_of(rest_of(text, strlen(key)));
	return *key != 'p';
}

static void
take_literal(struct hop_scan *h, struct scan *s)
{
	size_t left = (size_t)(s->end - s->at);
	const char *end = memchr(s->at, ']', left);

	if (end == NULL) { /* counts, and cannot be read */
		take_candidate(h, (struct span){ s->at, left });
		s->at = s->end;
		return;
	}
	take_candidate(h,
	    (struct span){ s->at + 1, (size_t)(end - s->at) - 1 });
	s->at = end + 1;
}

/*
 * Literals in a comment such as "rdns [192.0.2.1]:25 helo=name".  What stands
 * before an '@' is the client's text again, RFC 1413.
 */
static void
take_literals(struct hop_scan *h, struct span text)
{
	struct scan s = { text.at, text.at + text.len };
	unsigned before = h->candidates;

	while (s.at < s.end) {
		bool first = s.at == text.at;
		struct span rest = { s.at, (size_t)(s.end - s.at) };

		if ((first || text_is_blank(s.at[-1])) &&
		    take_exim(h, rest, first))
			return;
		if (*s.at == '@' && h->candidates > before)
			h->candidates++;
		if (*s.at == '(')
			scan_comment(&s);
		else if (*s.at == '[')
			take_literal(h, &s);
		else
			s.at++;
	}
}

/*
 * "192.0.2.1" or "ident@192.0.2.1" and nothing else: qmail, Exchange.  With
 * any other sign before the '@' it counts, and cannot be read.
 */
static bool
take_bare(struct hop_scan *h, struct span text)
{
	const char *at = memrchr(text.at, '@', text.len);
	size_t i, len = at == NULL ? 0 : (size_t)(at - text.at) + 1;
	struct span word = rest_of(text, len);
	struct ip ip;

	if (!parse_ip(&ip, word))
		return false;
	for (i = 0; i + 1 < len; i++)
		if (!text_is_alnum(text.at[i]) &&
		    strchr("-._", text.at[i]) == NULL) {
			h->candidates++;
			return false;
		}
	take_candidate(h, word);
	return true;
}

static void
take_comment(struct hop_scan *h, struct span text)
{
	if (begins(text, "HELO ") || begins(text, "EHLO "))
		h->helo = rest_of(text, strlen("HELO "));
	else if (exim_key(text) != NULL || !take_bare(h, text))
		take_literals(h, text);
}

/*
 * The words that matter, outside of comments.  A second "by" was put there by
 * somebody whose text is in the field, and nobody can say which one is his.
 */
static void
take_word(struct hop_scan *h, struct span word)
{
	bool first = h->words == 0;

	if (begins(word, "by") && word.len == 2) {
		h->broken |= h->bys++ > 0 || h->dated;
		h->wants_by = true;
		h->wants_from = false;
	} else if (h->dated) {
		return;
	} else if (first) {
		h->broken |= !begins(word, "from") || word.len != 4;
		h->wants_from = true;
	} else if (h->wants_from) {
		h->from = word;
		h->wants_from = false;
	} else if (h->wants_by) {
		h->by = word;
		h->wants_by = false;
	} else if (h->bys == 0) {
		h->strays++;
	}
	h->words++;
}

static struct span
next_word(struct hop_scan *h)
{
	struct scan *s = &h->s;
	const char *at = s->at;

	while (s->at < s->end && !text_is_blank(*s->at) &&
	    strchr("();", *s->at) == NULL) {
		if (*s->at != '"')
			s->at++;
		else if (!scan_quoted(s))
			h->broken = true;
	}
	return (struct span){ at, (size_t)(s->at - at) };
}

static bool
tells_of_client(const struct hop_scan *h)
{
	return h->words > 0 && h->bys == 0;
}

/* To the very end: a semicolon may be the client's text, with all that should
 * hide what follows. */
static void
walk(struct hop_scan *h)
{
	struct scan *s = &h->s;

	while (!h->broken && s->at < s->end) {
		const char *at = s->at;

		if (text_is_blank(*at)) {
			s->at++;
		} else if (*at == ';') {
			h->dated |= !tells_of_client(h);
			s->at++;
		} else if (*at == ')') {
			h->broken = true;
		} else if (*at != '(') {
			take_word(h, next_word(h));
		} else if (!scan_comment(s)) {
			h->broken = true;
		} else if (tells_of_client(h)) {
			h->wants_from = false;
			take_comment(h,
			    (struct span){ at + 1, (size_t)(s->at - at) - 2 });
		}
	}
}

/* False, with "" in its place, where it is no word fit for a host. */
static bool
copy_word(char to[SUBJECT_HOST], struct span word, const char *more)
{
	size_t i;

	*to = '\0';
	for (i = 0; i < word.len; i++)
		if (word.at[i] <= ' ' || word.at[i] >= 127 ||
		    (more != NULL && !text_is_alnum(word.at[i]) &&
			strchr(more, word.at[i]) == NULL))
			return false;
	if (word.len == 0 || word.len >= SUBJECT_HOST)
		return false;
	mem_copy_n(to, SUBJECT_HOST, word.at, word.len);
	return true;
}

/* The client's name: where Exim and qmail tell it, else behind "from". */
static void
finish_client(struct hop_scan *h)
{
	struct span literal, helo = h->helo;
	bool is_ip = h->from.len > 0 && is_literal(h->from, &literal);

	if (is_ip && h->exim)
		take_candidate(h, literal);
	if (helo.len == 0 && h->strays == 0 && !(is_ip && h->exim))
		helo = h->from;
	copy_word(h->hop->helo, helo, NULL);
	if (h->candidates != 1)
		*h->hop->ip = '\0';
}

void
hop_parse(struct subject_hop *hop, const struct field *f)
{
	struct hop_scan h = { .hop = hop,
		.s = { f->body, f->body + f->body_len } };

	memset(hop, 0, sizeof *hop);
	walk(&h);
	/* qmail writes one with nothing but a comment for each program. */
	if (h.words > 0 && !copy_word(hop->by, h.by, "-._:[]"))
		h.broken = true;
	if (h.words > 0)
		finish_client(&h);
	if (!h.broken && !f->cut && !f->had_nul && !f->had_control)
		return;
	memset(hop, 0, sizeof *hop);
	hop->bad = 1;
}
