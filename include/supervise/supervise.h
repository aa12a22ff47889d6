/* The supervisor: whatever happens, stdin is read, nothing is printed, and
 * the status is 0, or 75 where the caller asked for it. */
#ifndef BACKSOON_SUPERVISE_SUPERVISE_H
#define BACKSOON_SUPERVISE_SUPERVISE_H

#include "supervise/board.h"

#define SUPERVISE_DEADLINE 8000 /* milliseconds, Pigeonhole kills at 10,000 */
#define SUPERVISE_TEMPFAIL 75   /* EX_TEMPFAIL */

struct supervision {
	int failure_status; /* for temporary failures: 0 or 75 */
	/* Runs in the responder, which ends with its return value. */
	int (*respond)(int record_fd, struct board *b, void *arg);
	/* Gives back what a dead responder had claimed; in a child, too. */
	void (*mend)(const struct board *b, void *arg);
	void *arg;
};

/* Reads the message on stdin and sees it through.  Returns the exit status. */
int supervise(const struct supervision *s);

#endif
