/* One term of an SPF record: does it match this client?  RFC 7208 section 5,
 * with the limits of section 4.6.4 over all records of a check. */
#ifndef BACKSOON_SENDER_TERM_H
#define BACKSOON_SENDER_TERM_H

#include "macro.h"
#include "resolve.h"
#include "screen.h"

#define TERM_LIMIT 10 /* terms that ask the DNS */
#define TERM_VOIDS 2  /* of them, whose answer has nothing in it */
#define TERM_NAMES 10 /* exchanges of an mx, names of an address */

enum term_result {
	TERM_MISS,
	TERM_MATCH,
	TERM_STOPPED /* the check ends: see stop and why */
};

/* What all terms of a check share. */
struct term_check {
	struct resolve *resolve;        /* borrowed */
	const struct ip *client;        /* borrowed */
	struct macro_values values;     /* current changes with the record */
	char validated[MACRO_NAME * 2]; /* what %{p} stands for */
	unsigned asking, voids;
	bool weak;            /* the last match is one that everybody gets */
	enum spf_result stop; /* RESULT_ABSENT while the check goes on */
	char why[SENDER_TEXT];
};

void term_check_init(struct term_check *c, struct resolve *resolve,
    const struct ip *client);
/* Ends the check, unless it has ended before.  Returns TERM_STOPPED. */
enum term_result
term_stop(struct term_check *c, enum spf_result result, const char *why);
/* Counts a term that asks the DNS; TERM_STOPPED where it is one too many. */
enum term_result term_count(struct term_check *c);

/* Not for TERM_INCLUDE and TERM_REDIRECT, which are records of their own. */
enum term_result term_match(struct term_check *c, const struct term *t);
/* The domain that an include or a redirect names, or -1. */
int term_target(struct term_check *c, const struct term *t,
    char to[MACRO_NAME * 2]);

#endif
