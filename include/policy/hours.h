/* Hours of a week: "Mon-Fri 09:00-17:00, Sat 10:00-12:00". */
#ifndef BACKSOON_POLICY_HOURS_H
#define BACKSOON_POLICY_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOURS_MAX 64 /* ranges of a week */
#define HOURS_WHY 120

/* Seconds since Monday 00:00, half open; one that begins on Sunday may end
 * after the week does. */
struct hours_range {
	int32_t begins, ends;
};

struct hours {
	struct hours_range ranges[HOURS_MAX];
	size_t count;
};

/*
 * Reads items with commas between them, each a day or days (Mon-Fri, Sat-Mon)
 * and then times (09:00-12:00 13:00-17:00).  A time that ends before it
 * begins ends on the next day; 24:00 is the end of a day.  Returns -1, with
 * what is wrong in why[] or "", where it is not that.
 */
int hours_parse(struct hours *h, const char *text, char why[HOURS_WHY]);
/* Is this civil time (policy/civil.h) within the hours? */
bool hours_have(const struct hours *h, int64_t civil);

#endif
