/* Addresses as grammar: what may be compared, what may be written to. */
#ifndef BACKSOON_SUBJECT_ADDR_H
#define BACKSOON_SUBJECT_ADDR_H

#include <stdbool.h>
#include <stddef.h>

/* Octets, with the terminator: RFC 5321 section 4.5.3.1.3 allows 256 to a
 * path; what is longer is never a valid address, but can be told as such. */
#define ADDR_MAX 321

enum addr_fault {
	ADDR_GOOD,
	ADDR_EMPTY,
	ADDR_NO_AT,
	ADDR_TOO_LONG,     /* RFC 5321 section 4.5.3.1: 64, 255, 254 octets */
	ADDR_LOCAL_PART,   /* grammar of the local part */
	ADDR_OPTION,       /* its first octet is '-' */
	ADDR_DOMAIN,       /* grammar of the domain */
	ADDR_LITERAL,      /* address literal, RFC 5321 section 4.1.3 */
	ADDR_SINGLE_LABEL, /* no dot in the domain */
	ADDR_SPECIAL_USE,  /* RFC 6761, RFC 6762, RFC 7686, RFC 9476 domains */
	ADDR_NON_ASCII     /* a local part beyond ASCII needs SMTPUTF8 */
};

/*
 * May a response go to this address?  Accepts dot-atom and quoted local
 * parts (RFC 5321 section 4.1.2) and domains of letters, digits, hyphens, or
 * U-labels.  Controls never pass.  The name "example" and names below it are
 * ordinary domains here.
 */
enum addr_fault addr_check(const char *addr);
/* What a fault means, in English, static. */
const char *addr_fault_text(enum addr_fault fault);

/* The '@' that divides local part and domain (not one in quotes), or NULL. */
const char *addr_at(const char *addr);
/* The domain, borrowed from addr, or "" where there is none. */
const char *addr_domain(const char *addr);

/*
 * True where both name the same mailbox for our purposes: domain and local
 * part without regard to case, quoting removed where needless, domains as
 * A-labels, a trailing dot of the domain ignored.
 */
bool addr_equal(const char *a, const char *b);
/*
 * True where `addr` is covered by `pattern`: an address, with `+detail`
 * undone where `separators` (such as "+") holds the octet before the detail
 * (RFC 5233 section 4; never one at the beginning of the local part);
 * "*@domain" any local part; "*@*.domain" any subdomain; '*' and '?' as a glob
 * in the local part; "domain" or "@domain" all of that domain; ".domain" all
 * subdomains.
 */
bool
addr_matches(const char *addr, const char *pattern, const char *separators);

/*
 * Strips what stands around an envelope address: blanks, one pair of angle
 * brackets, a source route (RFC 5321 appendix C).  "<>" and "" give "".
 * Returns -1 where the result does not fit or holds a control octet.
 */
int addr_from_path(char *to, size_t size, const char *path);
/* True for "MAILER-DAEMON" with or without a domain, in any case: how
 * Postfix and mbox lines spell the null reverse-path. */
bool addr_is_mailer_daemon(const char *addr);

/*
 * The domain as A-labels, lower case, without trailing dot (RFC 5890
 * section 2.3.2.1; libidn2, loaded only when an octet is not ASCII).
 * Returns -1 where it cannot be converted or does not fit.
 */
int addr_ascii_domain(char *to, size_t size, const char *domain);
/* The address with its domain as A-labels, the local part untouched: how it
 * is written to the wire.  Returns -1 as above. */
int addr_for_wire(char *to, size_t size, const char *addr);

#endif
