/* DNS lists, asked for what they must and must not have; private to src/cli. */
#ifndef BACKSOON_CLI_LISTS_H
#define BACKSOON_CLI_LISTS_H

#include "policy/mailbox.h"

#include <stdbool.h>

struct lists_listing {
	const char *died; /* why there was no answer at all; NULL else */
	const char *zone;
	const char *subject;
	const char *state;  /* "listed", "clean", ... */
	const char *wanted; /* what it should be */
	bool good;
};

/*
 * Asks each list of the mailbox for its test entries (RFC 5782 section 5), so
 * that one which is gone, or answers everything, is seen.  False where there
 * is no list.
 */
bool lists_test(const struct mailbox *m,
    void (*fn)(const struct lists_listing *l, void *arg), void *arg);

#endif
