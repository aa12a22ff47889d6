/* One event, and when it takes place; private to src/calendar. */
#ifndef BACKSOON_CALENDAR_EVENT_H
#define BACKSOON_CALENDAR_EVENT_H

#include "found.h"
#include "moment.h"

/* An instance of a recurring event that another event stands for, or that was
 * cancelled: its identity, and where it would have begun. */
struct override {
	const char *uid; /* borrowed */
	int64_t begins;
};

struct overrides {
	struct override *items; /* sorted by override_order(), owned */
	size_t count;
};

int override_order(const void *a, const void *b);

/*
 * Adds each time at which an event takes place.  Returns what is wrong with
 * it, or NULL.
 */
const char *event_find(icalcomponent *event, struct moments *m,
    const struct overrides *o, struct found *found);

#endif
