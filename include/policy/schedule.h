/* When a mailbox answers: windows, weekly hours, holidays, in its zone. */
#ifndef BACKSOON_POLICY_SCHEDULE_H
#define BACKSOON_POLICY_SCHEDULE_H

#include "policy/facts.h"
#include "policy/hours.h"
#include "policy/mailbox.h"
#include "policy/zone.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum window_source {
	WINDOW_ABSENT,   /* absent-from and absent-until */
	WINDOW_PLANNED,  /* absences */
	WINDOW_CALENDAR, /* absence-calendar */
	WINDOW_HOLIDAY,  /* holiday-calendar: no hours then */
};

/* Half open, in seconds of UTC. */
struct window {
	enum window_source source;
	int64_t begins, ends; /* INT64_MIN and INT64_MAX: open */
	bool timed;           /* begins or ends within a day */
	const char *template; /* borrowed from the mailbox; "" none */
};

struct schedule {
	const struct mailbox *mailbox; /* borrowed */
	struct zone zone;
	struct hours hours;
	struct window *windows; /* owned */
	size_t count;
};

/* True where a setting limits when the mailbox answers. */
bool schedule_is_set(const struct mailbox *m);
/* Takes the settings of a mailbox that config_load() has accepted; windows of
 * calendars are added.  Released by schedule_release(). */
void schedule_init(struct schedule *s, const struct mailbox *m,
    const struct zone *zone);
void schedule_add(struct schedule *s, const struct window *w);
void schedule_release(struct schedule *s);

/*
 * Fills the occasion of an instant: due without any setting; in an open
 * window, of which the one that began last counts; outside of hours, or on a
 * holiday.
 */
void schedule_judge(const struct schedule *s, int64_t now, struct occasion *o);
/* The window that counts at an instant, or NULL. */
const struct window *schedule_open(const struct schedule *s, int64_t now);
bool schedule_is_due(const struct schedule *s, int64_t now);
/*
 * The first instant after `from`, up to `to`, at which answers begin or cease
 * to be due, or another window counts; INT64_MAX where there is none.
 */
int64_t schedule_change(const struct schedule *s, int64_t from, int64_t to);

/* Both ends in words, in the zone: "2026-12-24 to 2027-01-02"; returns to. */
#define WINDOW_TEXT 64
const char *
window_text(char to[WINDOW_TEXT], const struct window *w, const struct zone *z);
/* Its first and last day, "" where it is open. */
void window_days(const struct window *w, const struct zone *z,
    char from[OCCASION_DAY], char until[OCCASION_DAY]);
/* "absence", "absence-calendar" or "holiday-calendar"; static. */
const char *window_source_text(enum window_source source);

#endif
