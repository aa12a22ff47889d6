/* Questions to the DNS, through c-ares: one deadline and one cap for all. */
#ifndef BACKSOON_SENDER_RESOLVE_H
#define BACKSOON_SENDER_RESOLVE_H

#include "answer.h"
#include "sender/record.h"

#include <stdint.h>

struct resolve;

/*
 * Reads the system's resolver settings where the request names no server, so
 * it comes before the box is closed; nothing is sent yet.  The budget runs
 * from here.  `trace` may be NULL; borrowed.  Returns NULL, with the reason in
 * *why, where there is nobody to ask.
 */
struct resolve *resolve_open(const struct sender_request *q,
    struct sender_trace *trace, const char **why);
void resolve_close(struct resolve *r);

/*
 * Asks for the records of a name, UDP first, TCP where the answer was cut,
 * never with a search list; what was asked before is not asked again.  The
 * answer is borrowed and lasts as long as r.
 */
const struct answer *
resolve_ask(struct resolve *r, const char *name, enum answer_type type);

/* Questions asked, and milliseconds gone. */
uint32_t resolve_asked(const struct resolve *r);
uint32_t resolve_elapsed(const struct resolve *r);

#endif
