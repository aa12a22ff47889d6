/* The spans that were found, in any number. */
#ifndef BACKSOON_CALENDAR_FOUND_H
#define BACKSOON_CALENDAR_FOUND_H

#include "calendar/record.h"

#include <stdbool.h>
#include <stddef.h>

struct found {
	int64_t from, to;            /* what lies outside is not kept */
	struct calendar_span *spans; /* owned */
	size_t count;
	bool full; /* more than anybody plans */
};

void found_add(struct found *f, int64_t begins, int64_t ends, bool days);
/* Copies the first to begin into a reply. */
void found_tell(struct found *f, struct calendar_reply *r);
void found_release(struct found *f);

#endif
