/* What the two rooms of ports share; private to src/cli. */
#ifndef BACKSOON_CLI_PORTS_LOCAL_H
#define BACKSOON_CLI_PORTS_LOCAL_H

#include "cli/ports.h"

/* Milliseconds for the log line and the clean end after sendmail was given
 * up. */
#define PORTS_RESERVE 500
/* Calendars are small files on this machine. */
#define PORTS_AGENDA 2000

/* Milliseconds before the deadline, less a reserve. */
uint32_t ports_time_left(const struct ports_context *c, const struct mailbox *m,
    uint32_t reserve);
/* The ports of these names. */
int ports_moment(struct response_moment *moment, uint64_t *token,
    const struct facts *f, void *arg);
void ports_submit(struct submit_result *result, const struct mailbox *m,
    const struct response *r, void *arg);

#endif
