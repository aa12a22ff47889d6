/* A time zone, as far as its offset from UTC can be asked for, and the way
 * between its civil time and instants. */
#ifndef BACKSOON_POLICY_ZONE_H
#define BACKSOON_POLICY_ZONE_H

#include "policy/civil.h"

#include <stdint.h>

#define ZONE_NAME 64

struct zone {
	char name[ZONE_NAME]; /* "Europe/Berlin", or what people should read */
	/* Seconds east of Greenwich at an instant.  Between two changes of it
	 * there are at least 54 hours. */
	int32_t (*offset)(const void *arg, int64_t instant);
	const void *arg; /* borrowed */
};

/* UTC itself. */
void zone_utc(struct zone *z);

/* What the clock shows at an instant. */
int64_t zone_civil(const struct zone *z, int64_t instant);
/*
 * The first instant at which the clock shows this time or a later one, and
 * the last one (not included) at which it shows an earlier one.  They are the
 * same but for a time that the clock shows twice, where they are its two
 * instants.  For a time that the clock leaps over, both are the instant of
 * the leap.
 */
int64_t zone_first(const struct zone *z, int64_t civil);
int64_t zone_last(const struct zone *z, int64_t civil);
/* The first instant after `from`, up to `to`, with another offset than before
 * it, or -1.  They may be at most 54 hours apart. */
int64_t zone_change(const struct zone *z, int64_t from, int64_t to);

#endif
