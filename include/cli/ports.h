/* The real world behind a journey. */
#ifndef BACKSOON_CLI_PORTS_H
#define BACKSOON_CLI_PORTS_H

#include "journey/aftermath.h"
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
/* What follows a verdict. */
void ports_aftermath(struct aftermath_ports *p, struct ports_context *context);
/* Writes the metrics file, whatever its age.  -1 with the reason in why[]. */
int ports_publish(const struct mailbox *m, uint64_t now, char why[200]);
/* One variable of the environment, as envelope_find() reads it. */
const char *ports_environment(const char *name);
/* None of it, for messages that nobody delivers now. */
const char *ports_no_environment(const char *name);
/* Gives back the claims that a board tells of. */
void ports_mend(const struct board *b);

#endif
