#include "event.h"

#include "base/mem.h"
#include "policy/civil.h"

#include <stdlib.h>
#include <string.h>

/* Steps of all rules of an event: a hundred years of days, and no bomb. */
#define STEPS 40000
static const char too_often[] = "an event that recurs too often";
/* No zone is further from UTC, and none leaps further. */
#define MARGIN (2 * CIVIL_DAY)

/* Of an EXDATE: a day by the clock, or an instant. */
struct exception {
	int64_t at;
	bool day;
};

struct event {
	icalcomponent *component;
	struct moments *moments;
	const struct overrides *overrides;
	struct found *found;
	const char *uid;
	struct icaltimetype start;
	const char *tzid;
	int64_t civil;                /* of its start */
	int64_t days;                 /* its length: days of the clock, */
	int64_t seconds;              /* and seconds behind them */
	struct exception *exceptions; /* owned */
	size_t exceptions_count;
	unsigned steps;
};

int
override_order(const void *a, const void *b)
{
	const struct override *x = a, *y = b;
	int rc = strcmp(x->uid, y->uid);

	return rc != 0 ? rc : (x->begins > y->begins) - (x->begins < y->begins);
}

static int64_t
at(const struct event *e, int64_t civil, bool last)
{
	return moment_at(e->moments, civil, e->start, e->tzid, last);
}

/* RFC 5545 section 3.8.5.3: with a DTEND each instance takes exactly as long,
 * with a DURATION it takes as long by the clock. */
static const char *
measure(struct event *e)
{
	icalproperty *end =
	    icalcomponent_get_first_property(e->component, ICAL_DTEND_PROPERTY);
	icalproperty *length = icalcomponent_get_first_property(e->component,
	    ICAL_DURATION_PROPERTY);
	struct icaltimetype t;
	struct icaldurationtype d;

	if (end != NULL) {
		t = icalproperty_get_dtend(end);
		if (!moment_is_time(t))
			return "an event with a DTEND that is no time";
		if (t.is_date != e->start.is_date)
			return "an event that ends otherwise than it begins";
		if (t.is_date)
			e->days = (moment_civil(t) - e->civil) / CIVIL_DAY;
		else
			e->seconds = moment_at(e->moments, moment_civil(t), t,
					 moment_tzid(end), true) -
			    at(e, e->civil, false);
	} else if (length != NULL) {
		d = icalproperty_get_duration(length);
		e->days = (int64_t)d.weeks * 7 + d.days;
		e->seconds = (int64_t)d.hours * 3600 + (int64_t)d.minutes * 60 +
		    d.seconds;
		if (d.is_neg)
			e->days = e->seconds = 0;
	} else if (e->start.is_date) {
		e->days = 1;
	}
	return NULL;
}

/* Read at once: a component has one iterator, which others are using later. */
static void
read_exceptions(struct event *e)
{
	icalcomponent *c = e->component;
	icalproperty *p =
	    icalcomponent_get_first_property(c, ICAL_EXDATE_PROPERTY);
	int count = icalcomponent_count_properties(c, ICAL_EXDATE_PROPERTY);
	struct icaltimetype t;

	e->exceptions = xcalloc((size_t)count + 1, sizeof *e->exceptions);
	for (; p != NULL && e->exceptions_count < (size_t)count;
	     p = icalcomponent_get_next_property(c, ICAL_EXDATE_PROPERTY)) {
		struct exception *x = &e->exceptions[e->exceptions_count++];

		t = icalproperty_get_exdate(p);
		x->day = t.is_date != 0;
		x->at = moment_civil(t);
		if (!x->day)
			x->at = moment_at(e->moments, x->at, t, moment_tzid(p),
			    false);
	}
}

static bool
is_excluded(const struct event *e, int64_t civil, int64_t begins)
{
	size_t i;

	for (i = 0; i < e->exceptions_count; i++)
		if (e->exceptions[i].at ==
		    (e->exceptions[i].day ? civil_midnight(civil) : begins))
			return true;
	return false;
}

static bool
is_overridden(const struct event *e, int64_t begins)
{
	struct override key = { .uid = e->uid, .begins = begins };

	return e->overrides->count > 0 &&
	    bsearch(&key, e->overrides->items, e->overrides->count, sizeof key,
		override_order) != NULL;
}

/* Far ones are dropped before their zone is asked. */
static bool
is_near(const struct event *e, int64_t civil)
{
	return civil < e->found->to + MARGIN &&
	    civil + e->days * CIVIL_DAY + e->seconds > e->found->from - MARGIN;
}

/* An instance that begins at this civil time. */
static void
take_place(struct event *e, int64_t civil, bool recurs)
{
	int64_t begins, ends;

	if (!is_near(e, civil))
		return;
	begins = at(e, civil, false);
	if (recurs &&
	    (is_excluded(e, civil, begins) || is_overridden(e, begins)))
		return;
	ends = e->days > 0
	    ? at(e, civil + e->days * CIVIL_DAY, true) + e->seconds
	    : begins + e->seconds;
	found_add(e->found, begins, ends, e->start.is_date != 0);
}

/* RFC 5545 section 3.3.10: UNTIL is a day, or an instant, or civil time. */
static bool
is_past(const struct event *e, struct icaltimetype until, int64_t civil)
{
	int64_t end = moment_civil(until);

	if (icaltime_is_null_time(until))
		return false;
	if (until.is_date)
		return civil_midnight(civil) > end;
	if (!icaltime_is_utc(until) || civil > end + MARGIN)
		return civil > end;
	return civil > end - MARGIN && at(e, civil, false) > end;
}

/* The library is given no zone, and no UNTIL: it would compare instants of
 * one with civil times of the other. */
static const char *
recur(struct event *e, icalproperty *p)
{
	struct icalrecurrencetype rule = icalproperty_get_rrule(p);
	struct icaltimetype until = rule.until, start = e->start, t;
	icalrecur_iterator *i;
	int64_t civil;

	if (rule.rscale != NULL)
		return "a rule with RSCALE";
	rule.until = icaltime_null_time();
	start.zone = NULL;
	i = icalrecur_iterator_new(rule, start);
	if (i == NULL)
		return "a rule that cannot be used";
	for (;;) {
		t = icalrecur_iterator_next(i);
		if (icaltime_is_null_time(t) || ++e->steps > STEPS ||
		    e->found->full)
			break;
		civil = moment_civil(t);
		if (civil > e->found->to + MARGIN || is_past(e, until, civil))
			break;
		take_place(e, civil, true);
	}
	icalrecur_iterator_free(i);
	return e->steps > STEPS ? too_often : NULL;
}

/* RFC 5545 section 3.8.5.2: a further beginning, or a period of its own. */
static void
add_date(struct event *e, icalproperty *p)
{
	struct icaldatetimeperiodtype d = icalproperty_get_rdate(p);
	struct event one = *e;
	bool period = icaltime_is_null_time(d.time);

	one.start = period ? d.period.start : d.time;
	one.tzid = moment_tzid(p);
	one.civil = moment_civil(one.start);
	if (period && icaltime_is_null_time(d.period.end)) {
		one.days = 0;
		one.seconds = icaldurationtype_as_int(d.period.duration);
	} else if (period) {
		one.days = 0;
		one.seconds = at(&one, moment_civil(d.period.end), true) -
		    at(&one, one.civil, false);
	}
	take_place(&one, one.civil, true);
}

static const char *
find_all(struct event *e)
{
	icalcomponent *c = e->component;
	icalproperty *p =
	    icalcomponent_get_first_property(c, ICAL_RRULE_PROPERTY);
	const char *why = NULL;

	if (p == NULL)
		take_place(e, e->civil,
		    icalcomponent_get_first_property(c,
			ICAL_RECURRENCEID_PROPERTY) == NULL);
	for (; p != NULL && why == NULL;
	     p = icalcomponent_get_next_property(c, ICAL_RRULE_PROPERTY))
		why = recur(e, p);
	p = icalcomponent_get_first_property(c, ICAL_RDATE_PROPERTY);
	for (; p != NULL && ++e->steps <= STEPS;
	     p = icalcomponent_get_next_property(c, ICAL_RDATE_PROPERTY))
		add_date(e, p);
	return why == NULL && p != NULL ? too_often : why;
}

const char *
event_find(icalcomponent *event, struct moments *m, const struct overrides *o,
    struct found *found)
{
	struct event e = {
		.component = event, .moments = m, .overrides = o, .found = found
	};
	icalproperty *start =
	    icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
	const char *uid = icalcomponent_get_uid(event), *why;

	if (start == NULL)
		return "an event without DTSTART";
	e.uid = uid == NULL ? "" : uid;
	e.start = icalproperty_get_dtstart(start);
	e.tzid = moment_tzid(start);
	if (!moment_is_time(e.start))
		return "an event with a DTSTART that is no time";
	e.civil = moment_civil(e.start);
	/* A zone that is none is told wherever the event lies. */
	at(&e, e.civil, false);
	why = measure(&e);
	if (why != NULL)
		return why;
	read_exceptions(&e);
	why = find_all(&e);
	free(e.exceptions);
	return why;
}
