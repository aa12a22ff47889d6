/* The real world behind a journey. */
#ifndef BACKSOON_CLI_PORTS_H
#define BACKSOON_CLI_PORTS_H

#include "journey/respond.h"
#include "supervise/board.h"
#include "world/config.h"
#include "world/stop.h"

#include <stdint.h>

struct ports_context {
	struct board *board; /* NULL outside of pipe mode */
	uint64_t started;    /* process_clock() */
	char stopped[STOP_PATH + STOP_REASON + 2];
	struct sender_trace *trace; /* the questions asked; may be NULL */
};

void ports_init(struct ports *p, struct ports_context *context);
/* One variable of the environment, as envelope_find() reads it. */
const char *ports_environment(const char *name);
/* None of it, for messages that nobody delivers now. */
const char *ports_no_environment(const char *name);
/* Gives back the claims that a board tells of. */
void ports_mend(const struct board *b);

#endif
