/* How a sender check looks; private to src/cli. */
#ifndef BACKSOON_CLI_FINDINGS_H
#define BACKSOON_CLI_FINDINGS_H

#include "policy/facts.h"

#include <stdio.h>

/* Everything a check found out, and how. */
struct findings_told {
	const struct ip *client;
	const char *helo;
	const char *sender;
	const struct sender_reply *reply;
	const struct sender_trace *trace; /* may be NULL */
	const char *died;                 /* "" where it answered */
};

/* What a journey has found; `trace` may be NULL.  Borrows from f. */
void findings_of(struct findings_told *t, const struct facts *f,
    const struct sender_trace *trace);
/* For people, rows below a heading. */
void findings_tell(FILE *out, const struct findings_told *t);
/*
 * The field of RFC 7208 section 9.1, on one line: values that are no
 * dot-atoms stand in quotes, so that no sender can write a pair of his own.
 */
char *
findings_received_spf(char *to, size_t size, const struct findings_told *t);

#endif
