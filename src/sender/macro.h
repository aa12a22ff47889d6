/* Macro strings of SPF records, RFC 7208 section 7: checked, then expanded. */
#ifndef BACKSOON_SENDER_MACRO_H
#define BACKSOON_SENDER_MACRO_H

#include "base/ip.h"

#include <stdbool.h>
#include <stddef.h>

#define MACRO_NAME 256 /* a name with its terminator, escaped or not */

enum macro_where {
	MACRO_DOMAIN,  /* a domain-spec: ends in a top label or a macro */
	MACRO_MODIFIER /* any macro-string, of a modifier nobody knows */
};

/* What the letters stand for; borrowed. */
struct macro_values {
	const char *sender;      /* s */
	const char *local_part;  /* l */
	const char *domain;      /* o */
	const char *current;     /* d */
	const char *helo;        /* h */
	const struct ip *client; /* i, v */
	/* p; asked only where the letter stands.  Returns a static or
	 * otherwise lasting string. */
	const char *(*validated)(void *arg);
	void *arg;
};

/* True where the octets fit the grammar, RFC 7208 section 12. */
bool macro_check(const char *s, size_t len, enum macro_where where);
/*
 * Expands a domain-spec that macro_check() has let through into a name as it
 * is asked for: at most 253 octets, labels dropped from its left where there
 * are more (section 7.3), backslashes escaped.  Returns -1 where no name is
 * left.
 */
int macro_expand(char to[MACRO_NAME * 2], const char *s, size_t len,
    const struct macro_values *v);
/* True where the expansion depends on who the client is: i or p. */
bool macro_asks_client(const char *s, size_t len);

#endif
