/* Days and times of an iCalendar file as instants. */
#ifndef BACKSOON_CALENDAR_MOMENT_H
#define BACKSOON_CALENDAR_MOMENT_H

#include <libical/ical.h>

#include <stdbool.h>
#include <stdint.h>

struct moments {
	icalcomponent *calendar; /* whose VTIMEZONEs count; borrowed */
	const char *zone; /* of what names none; "" the system's; borrowed */
	char known[64];   /* the last TZID of the tz database, or "" */
	char unknown[64]; /* a TZID that is none, or "" */
};

/* False for what no calendar and clock shows, such as February 30. */
bool moment_is_time(struct icaltimetype t);
/* The civil time, in no zone. */
int64_t moment_civil(struct icaltimetype t);
/* The parameter of a property, or NULL. */
const char *moment_tzid(icalproperty *p);
/*
 * The instant of a civil time in the zone of a TZID (NULL: the mailbox's), or
 * of UTC where the value says so.  `last`: of two, the later one.
 */
int64_t moment_at(struct moments *m, int64_t civil, struct icaltimetype form,
    const char *tzid, bool last);

#endif
