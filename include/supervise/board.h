/* What the responder lets the supervisor know: shared memory, bounded, and
 * not believed further than a log line, a rollback and a kill. */
#ifndef BACKSOON_SUPERVISE_BOARD_H
#define BACKSOON_SUPERVISE_BOARD_H

#include "subject/subject.h"

#include <stdint.h>

enum stage {
	STAGE_START,
	STAGE_JUDGING,
	STAGE_CLAIMING,   /* a claim may have been made */
	STAGE_SUBMITTING, /* sendmail may have been started */
	STAGE_DONE        /* the verdict stands and is logged */
};

/* A claim that has to be given back if the responder dies before it has
 * started sendmail. */
struct board_claim {
	char dir[1024]; /* "" = none */
	char mailbox[ADDR_MAX];
	char sender[ADDR_MAX]; /* "" in the site-wide store */
	char domain[ADDR_MAX];
	char text[80];
	char message[320];
	uint64_t token;
	uint64_t now;
	uint32_t interval;
};

struct board {
	int32_t stage;
	int32_t temporary; /* the failure may pass */
	int32_t logged;    /* the responder wrote its line */
	int32_t group;     /* process group of sendmail, 0 = none */
	uint32_t deadline; /* milliseconds for the whole run */
	int32_t log_format;
	char log[1024];
	char mailbox[ADDR_MAX];
	char sender[ADDR_MAX];
	char message_id[SUBJECT_ID];
	struct board_claim claims[2]; /* the mailbox's, the site's */
};

/* A board shared with children forked later, or NULL. */
struct board *board_new(void);
void board_free(struct board *b);
/* Ends every string of a board whose writer is gone, before it is read. */
void board_seal(struct board *b);
const char *stage_text(int32_t stage);

#endif
