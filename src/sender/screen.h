/* An SPF record as terms: the whole of it checked against RFC 7208 section 12
 * before any term of it is looked at. */
#ifndef BACKSOON_SENDER_SCREEN_H
#define BACKSOON_SENDER_SCREEN_H

#include "base/ip.h"

#include <stdbool.h>
#include <stddef.h>

/* Terms that may be evaluated: ten ask the DNS (section 4.6.4), the next one
 * is over the limit, and one more decides by itself. */
#define SCREEN_TERMS 12
#define SCREEN_DNS_TERMS 11

enum term_kind {
	TERM_ALL,
	TERM_NET, /* ip4 or ip6 that has the client */
	TERM_A,
	TERM_MX,
	TERM_PTR,
	TERM_EXISTS,
	TERM_INCLUDE,
	TERM_REDIRECT
};

struct term {
	enum term_kind kind;
	char qualifier;   /* '+', '-', '~' or '?' */
	const char *text; /* as written, borrowed from the record */
	size_t text_len;
	const char *spec; /* domain-spec, borrowed; len 0 = none */
	size_t spec_len;
	unsigned bits4, bits6; /* of A and MX: prefix lengths */
	bool wide; /* of ALL and NET: has everybody, or half of them */
};

struct screen {
	struct term terms[SCREEN_TERMS];
	size_t count;
	bool has_redirect;
	struct term redirect;
	const char *why; /* static: what is wrong */
};

/* True for "v=spf1", alone or with a blank behind it (section 4.5). */
bool screen_is_spf(const char *record, size_t len);
/*
 * Reads a record of that kind.  Terms that cannot match the client, and those
 * behind one that ends the record, are checked but not kept.  Returns -1 with
 * the reason in s->why where the record is none that RFC 7208 knows.
 */
int screen_read(struct screen *s, const char *record, size_t len,
    const struct ip *client);

#endif
