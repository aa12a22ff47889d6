#include "policy/schedule.h"

#include "policy/absence.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WEEK (7 * CIVIL_DAY)

bool
schedule_is_set(const struct mailbox *m)
{
	return *m->absent_from != '\0' || *m->absent_until != '\0' ||
	    m->absences.count > 0 || *m->hours != '\0' ||
	    *m->absence_calendar != '\0' || *m->holiday_calendar != '\0';
}

void
schedule_add(struct schedule *s, const struct window *w)
{
	s->windows = xrealloc(s->windows, (s->count + 1) * sizeof *s->windows);
	s->windows[s->count++] = *w;
}

static void
add_absence(struct schedule *s, enum window_source source,
    const struct absence *a)
{
	struct window w = { .source = source,
		.begins = a->begins,
		.ends = a->ends,
		.timed = a->timed,
		.template = a->template };

	if (w.begins != INT64_MIN)
		w.begins = zone_first(&s->zone, w.begins);
	if (w.ends != INT64_MAX)
		w.ends = zone_last(&s->zone, w.ends);
	schedule_add(s, &w);
}

void
schedule_init(struct schedule *s, const struct mailbox *m,
    const struct zone *zone)
{
	char why[HOURS_WHY > ABSENCE_WHY ? HOURS_WHY : ABSENCE_WHY];
	struct absence a;
	size_t i;

	memset(s, 0, sizeof *s);
	s->mailbox = m;
	s->zone = *zone;
	if (*m->hours != '\0')
		hours_parse(&s->hours, m->hours, why);
	if (*m->absent_from != '\0' || *m->absent_until != '\0') {
		absence_between(&a, m->absent_from, m->absent_until);
		add_absence(s, WINDOW_ABSENT, &a);
	}
	for (i = 0; i < m->absences.count; i++)
		if (absence_parse(&a, m->absences.items[i], why) == 0)
			add_absence(s, WINDOW_PLANNED, &a);
}

void
schedule_release(struct schedule *s)
{
	free(s->windows);
	memset(s, 0, sizeof *s);
}

static bool
is_open(const struct window *w, int64_t now)
{
	return w->begins <= now && now < w->ends;
}

const struct window *
schedule_open(const struct schedule *s, int64_t now)
{
	const struct window *found = NULL;
	size_t i;

	for (i = 0; i < s->count; i++) {
		const struct window *w = &s->windows[i];

		if (w->source != WINDOW_HOLIDAY && is_open(w, now) &&
		    (found == NULL || w->begins >= found->begins))
			found = w;
	}
	return found;
}

static const struct window *
holiday(const struct schedule *s, int64_t now)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (s->windows[i].source == WINDOW_HOLIDAY &&
		    is_open(&s->windows[i], now))
			return &s->windows[i];
	return NULL;
}

/* Because of the hours alone. */
static bool
is_free(const struct schedule *s, int64_t now)
{
	return s->hours.count > 0 &&
	    (!hours_have(&s->hours, zone_civil(&s->zone, now)) ||
		holiday(s, now) != NULL);
}

bool
schedule_is_due(const struct schedule *s, int64_t now)
{
	return !schedule_is_set(s->mailbox) || schedule_open(s, now) != NULL ||
	    is_free(s, now);
}

/* The next absence to begin, or NULL. */
static const struct window *
next_absence(const struct schedule *s, int64_t now)
{
	const struct window *found = NULL;
	size_t i;

	for (i = 0; i < s->count; i++) {
		const struct window *w = &s->windows[i];

		if (w->source != WINDOW_HOLIDAY && w->begins > now &&
		    (found == NULL || w->begins < found->begins))
			found = w;
	}
	return found;
}

static void
say_open(struct occasion *o, const struct schedule *s, const struct window *w)
{
	char text[WINDOW_TEXT];

	window_days(w, &s->zone, o->from, o->until);
	o->template = *w->template == '\0' ? NULL : w->template;
	o->begins = w->begins > 0 ? (uint64_t)w->begins : 0;
	o->ends = w->ends == INT64_MAX || w->ends < 0 ? 0 : (uint64_t)w->ends;
	snprintf(o->why, sizeof o->why, "%s %s", window_source_text(w->source),
	    window_text(text, w, &s->zone));
}

static void
say_free(struct occasion *o, const struct schedule *s, int64_t now)
{
	const struct window *day = holiday(s, now);
	char text[WINDOW_TEXT];

	if (day != NULL)
		snprintf(o->why, sizeof o->why, "%s %s",
		    window_source_text(WINDOW_HOLIDAY),
		    window_text(text, day, &s->zone));
	else
		snprintf(o->why, sizeof o->why, "outside of hours %.70s (%s)",
		    s->mailbox->hours, s->zone.name);
}

static void
say_not(struct occasion *o, const struct schedule *s, int64_t now)
{
	const struct window *next = next_absence(s, now);
	char text[WINDOW_TEXT];

	if (s->hours.count > 0)
		snprintf(o->why, sizeof o->why, "within hours %.70s (%s)",
		    s->mailbox->hours, s->zone.name);
	else if (next == NULL)
		snprintf(o->why, sizeof o->why, "no absence planned");
	else
		snprintf(o->why, sizeof o->why, "no absence: next %s",
		    window_text(text, next, &s->zone));
}

void
schedule_judge(const struct schedule *s, int64_t now, struct occasion *o)
{
	const struct window *w = schedule_open(s, now);

	memset(o, 0, sizeof *o);
	o->known = true;
	o->due = schedule_is_due(s, now);
	if (!schedule_is_set(s->mailbox))
		snprintf(o->why, sizeof o->why, "no schedule is set");
	else if (w != NULL)
		say_open(o, s, w);
	else if (o->due)
		say_free(o, s, now);
	else
		say_not(o, s, now);
}

static void
nearer(int64_t *next, int64_t from, int64_t candidate)
{
	if (candidate > from && candidate < *next)
		*next = candidate;
}

/* An edge of the hours, where it can be nearer than what was found. */
static void
nearer_edge(const struct schedule *s, int64_t from, int64_t civil,
    int64_t *next)
{
	if (civil < from - 2 * CIVIL_DAY || civil > *next + 2 * CIVIL_DAY)
		return;
	nearer(next, from, zone_first(&s->zone, civil));
	nearer(next, from, zone_last(&s->zone, civil));
}

/* Hours begin and end; and where the clock is changed, they may do so again
 * or not at all. */
static void
next_of_hours(const struct schedule *s, int64_t from, int64_t *next)
{
	int64_t civil = zone_civil(&s->zone, from), at;
	size_t i;
	int n;

	at = civil_midnight(civil) - (int64_t)civil_weekday(civil) * CIVIL_DAY -
	    WEEK;
	for (n = 0; n < 3; n++, at += WEEK)
		for (i = 0; i < s->hours.count; i++) {
			const struct hours_range *r = &s->hours.ranges[i];

			nearer_edge(s, from, at + r->begins, next);
			nearer_edge(s, from, at + r->ends, next);
		}
	for (at = from; at < *next; at += CIVIL_DAY)
		nearer(next, from, zone_change(&s->zone, at, at + CIVIL_DAY));
}

/* The next instant at which anything begins or ends, up to `to`. */
static int64_t
next_edge(const struct schedule *s, int64_t from, int64_t to)
{
	int64_t next = to + 1;
	size_t i;

	for (i = 0; i < s->count; i++) {
		nearer(&next, from, s->windows[i].begins);
		nearer(&next, from, s->windows[i].ends);
	}
	if (s->hours.count > 0)
		next_of_hours(s, from, &next);
	return next > to ? INT64_MAX : next;
}

int64_t
schedule_change(const struct schedule *s, int64_t from, int64_t to)
{
	bool due = schedule_is_due(s, from);
	const struct window *open = schedule_open(s, from);
	int64_t at = from;

	do
		at = next_edge(s, at, to);
	while (at != INT64_MAX && schedule_is_due(s, at) == due &&
	    schedule_open(s, at) == open);
	return at;
}
