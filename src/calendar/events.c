#include "events.h"

#include "event.h"
#include "lines.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What an event cannot do without: the library drops a value that it cannot
 * read, and tells so in a property of its own. */
static const char *const needed[] = { " DTSTART ", " DTEND ", " DURATION ",
	" RRULE ", " RDATE ", " EXDATE ", " RECURRENCE-ID ", " STATUS ",
	" TRANSP " };

static bool
lost_something(icalcomponent *event)
{
	icalproperty *p =
	    icalcomponent_get_first_property(event, ICAL_XLICERROR_PROPERTY);
	size_t i;

	for (; p != NULL; p = icalcomponent_get_next_property(event,
			      ICAL_XLICERROR_PROPERTY)) {
		const char *said = icalproperty_get_xlicerror(p);

		for (i = 0; said != NULL && i < sizeof needed / sizeof *needed;
		     i++)
			if (strstr(said, needed[i]) != NULL)
				return true;
	}
	return false;
}

static const char *
add_override(struct overrides *o, struct moments *m, icalcomponent *event)
{
	icalproperty *p =
	    icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);
	const char *uid = icalcomponent_get_uid(event);
	struct icaltimetype t;

	if (p == NULL)
		return NULL;
	if (icalproperty_get_first_parameter(p, ICAL_RANGE_PARAMETER) != NULL)
		return "a RECURRENCE-ID with RANGE";
	t = icalproperty_get_recurrenceid(p);
	if ((o->count & (o->count - 1)) == 0)
		o->items = xrealloc(o->items,
		    (o->count == 0 ? 1 : 2 * o->count) * sizeof *o->items);
	o->items[o->count++] = (struct override){ .uid = uid == NULL ? "" : uid,
		.begins =
		    moment_at(m, moment_civil(t), t, moment_tzid(p), false) };
	return NULL;
}

/* RFC 5545 sections 3.8.1.11 and 3.8.2.7 */
static bool
counts(icalcomponent *event, const struct calendar_request *q)
{
	icalproperty *status =
	    icalcomponent_get_first_property(event, ICAL_STATUS_PROPERTY);
	icalproperty *transp =
	    icalcomponent_get_first_property(event, ICAL_TRANSP_PROPERTY);

	if (status != NULL &&
	    icalproperty_get_status(status) == ICAL_STATUS_CANCELLED)
		return false;
	return q->opaque == 0 || transp == NULL ||
	    (icalproperty_get_transp(transp) != ICAL_TRANSP_TRANSPARENT &&
		icalproperty_get_transp(transp) !=
		    ICAL_TRANSP_TRANSPARENTNOCONFLICT);
}

static const char *
find_overrides(icalcomponent *calendar, struct moments *m, struct overrides *o)
{
	icalcomponent *c =
	    icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
	const char *why = NULL;

	for (; c != NULL && why == NULL;
	     c = icalcomponent_get_next_component(calendar,
		 ICAL_VEVENT_COMPONENT))
		why = lost_something(c) ? "an event that cannot be read"
					: add_override(o, m, c);
	if (o->count > 1)
		qsort(o->items, o->count, sizeof *o->items, override_order);
	return why;
}

static const char *
find_events(icalcomponent *calendar, const struct calendar_request *q,
    struct moments *m, struct found *found)
{
	struct overrides o = { NULL, 0 };
	const char *why = find_overrides(calendar, m, &o);
	icalcomponent *c =
	    icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);

	for (; c != NULL && why == NULL && !found->full;
	     c = icalcomponent_get_next_component(calendar,
		 ICAL_VEVENT_COMPONENT))
		if (counts(c, q))
			why = event_find(c, m, &o, found);
	free(o.items);
	return why;
}

/* The file is one calendar, or several, which the library puts into one
 * component. */
static void
find_calendars(struct calendar_reply *r, const struct calendar_request *q,
    icalcomponent *root)
{
	bool one = icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT;
	icalcomponent *c = one
	    ? root
	    : icalcomponent_get_first_component(root, ICAL_VCALENDAR_COMPONENT);
	struct found found = { .from = q->from, .to = q->to };
	const char *why = c == NULL ? "no VCALENDAR" : NULL;
	struct moments m = { .zone = q->zone };

	while (c != NULL && why == NULL) {
		m.calendar = c;
		why = find_events(c, q, &m, &found);
		c = one ? NULL
			: icalcomponent_get_next_component(root,
			      ICAL_VCALENDAR_COMPONENT);
	}
	if (why == NULL && found.full)
		why = "too many events";
	if (why != NULL)
		mem_copy(r->why, sizeof r->why, why);
	else if (*m.unknown != '\0')
		snprintf(r->why, sizeof r->why, "an unknown time zone: %s",
		    m.unknown);
	else
		found_tell(&found, r);
	found_release(&found);
}

void
events_prepare(void)
{
	struct icaltimetype start = icaltime_from_string("20260101");
	icalrecur_iterator *i =
	    icalrecur_iterator_new(icalrecurrencetype_from_string("FREQ=DAILY"),
		start);

	icalerror_set_errors_are_fatal(0);
	icaltimezone_get_utc_timezone();
	if (i != NULL) {
		icalrecur_iterator_next(i);
		icalrecur_iterator_free(i);
	}
}

void
events_find(struct calendar_reply *r, const struct calendar_request *q,
    char *text, size_t len)
{
	const char *why = lines_unfold(text, len);
	icalcomponent *root;

	calendar_reply_init(r);
	if (why != NULL) {
		mem_copy(r->why, sizeof r->why, why);
		return;
	}
	root = icalparser_parse_string(text);
	if (root == NULL) {
		mem_copy(r->why, sizeof r->why, "no iCalendar file");
		return;
	}
	find_calendars(r, q, root);
	icalcomponent_free(root);
}
