#include "../../src/calendar/events.h"

#include "base/mem.h"
#include "policy/civil.h"
#include "subject/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BERLIN                                                               \
	"BEGIN:VTIMEZONE\nTZID:W. Europe Standard Time\n"                    \
	"BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\n"      \
	"TZOFFSETTO:+0100\n"                                                 \
	"RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n" \
	"BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\n"      \
	"TZOFFSETTO:+0200\n"                                                 \
	"RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\n"  \
	"END:VTIMEZONE\n"
#define EVENT "BEGIN:VEVENT\nUID:1\n"
#define END "END:VEVENT\n"
#define DAILY(times) EVENT "DTSTART:20260101T100000Z\nDURATION:PT1H\n" times

/* Events within 2026 and 2027 for a mailbox in Berlin: their beginnings and
 * ends in UTC, or what is wrong.  "D" marks whole days. */
static const struct {
	const char *name, *text, *want;
} rows[] = {
	{ "no events", "", "" },
	{ "a day", EVENT "DTSTART;VALUE=DATE:20261224\n" END,
	    "20261223T23:00 20261224T23:00 D" },
	{ "days",
	    EVENT "DTSTART;VALUE=DATE:20261224\n"
		  "DTEND;VALUE=DATE:20270103\n" END,
	    "20261223T23:00 20270102T23:00 D" },
	{ "a day in which the clock is changed",
	    EVENT "DTSTART;VALUE=DATE:20260329\n" END,
	    "20260328T23:00 20260329T22:00 D" },
	{ "days by duration",
	    EVENT "DTSTART;VALUE=DATE:20261224\nDURATION:P1W\n" END,
	    "20261223T23:00 20261230T23:00 D" },
	{ "UTC", EVENT "DTSTART:20260701T080000Z\nDTEND:20260701T093000Z\n" END,
	    "20260701T08:00 20260701T09:30" },
	{ "floating",
	    EVENT "DTSTART:20260701T080000\n"
		  "DTEND:20260701T093000\n" END,
	    "20260701T06:00 20260701T07:30" },
	{ "a zone of the system",
	    EVENT "DTSTART;TZID=America/New_York:20260701T080000\n"
		  "DTEND;TZID=America/New_York:20260701T093000\n" END,
	    "20260701T12:00 20260701T13:30" },
	{ "two zones",
	    EVENT "DTSTART;TZID=Europe/Berlin:20260701T080000\n"
		  "DTEND;TZID=America/New_York:20260701T093000\n" END,
	    "20260701T06:00 20260701T13:30" },
	{ "a zone of the file",
	    BERLIN EVENT
	    "DTSTART;TZID=W. Europe Standard Time:20260701T080000\n"
	    "DURATION:PT90M\nRRULE:FREQ=MONTHLY;INTERVAL=6;COUNT=2\n" END,
	    "20260701T06:00 20260701T07:30, 20270101T07:00 20270101T08:30" },
	{ "no length", EVENT "DTSTART:20260701T080000Z\n" END, "" },
	{ "a negative length",
	    EVENT "DTSTART:20260701T080000Z\nDURATION:-PT1H\n" END, "" },
	{ "an end before the beginning",
	    EVENT "DTSTART:20260701T080000Z\n"
		  "DTEND:20260701T070000Z\n" END,
	    "" },
	{ "long ago", EVENT "DTSTART:20200701T080000Z\nDURATION:PT1H\n" END,
	    "" },
	{ "far ahead", EVENT "DTSTART:29991231T080000Z\nDURATION:PT1H\n" END,
	    "" },
	{ "for ever",
	    EVENT "DTSTART:20260701T080000Z\nDURATION:P99999999W\n" END,
	    "20260701T08:00 99991231T23:59" },
	{ "still going on",
	    EVENT "DTSTART:20251231T233000Z\n"
		  "DURATION:PT1H\n" END,
	    "20251231T23:30 20260101T00:30" },
	{ "in a gap", EVENT "DTSTART:20260329T023000\nDURATION:PT1H\n" END,
	    "20260329T01:00 20260329T02:00" },
	{ "from fold to fold",
	    EVENT "DTSTART:20261025T023000\n"
		  "DTEND:20261025T023000\n" END,
	    "20261025T00:30 20261025T01:30" },
	{ "exactly as long with DTEND",
	    EVENT "DTSTART:20260327T170000\nDTEND:20260328T170000\n"
		  "RRULE:FREQ=DAILY;COUNT=2\n" END,
	    "20260327T16:00 20260328T16:00, 20260328T16:00 20260329T16:00" },
	{ "as long by the clock with DURATION",
	    EVENT "DTSTART:20260327T170000\nDURATION:P1D\n"
		  "RRULE:FREQ=DAILY;COUNT=2\n" END,
	    "20260327T16:00 20260328T16:00, 20260328T16:00 20260329T15:00" },
	{ "a holiday since 1900",
	    EVENT "DTSTART;VALUE=DATE:19001225\nRRULE:FREQ=YEARLY\n" END,
	    "20261224T23:00 20261225T23:00 D, "
	    "20271224T23:00 20271225T23:00 D" },
	{ "weekly at the same civil time",
	    EVENT "DTSTART:20260322T090000\nDURATION:PT1H\n"
		  "RRULE:FREQ=WEEKLY;COUNT=2\n" END,
	    "20260322T08:00 20260322T09:00, 20260329T07:00 20260329T08:00" },
	{ "until an instant",
	    EVENT "DTSTART;TZID=Europe/Berlin:20260701T003000\n"
		  "DURATION:PT1H\n"
		  "RRULE:FREQ=DAILY;UNTIL=20260701T223000Z\n" END,
	    "20260630T22:30 20260630T23:30, 20260701T22:30 20260701T23:30" },
	{ "until just before it",
	    EVENT "DTSTART;TZID=Europe/Berlin:20260701T003000\n"
		  "DURATION:PT1H\n"
		  "RRULE:FREQ=DAILY;UNTIL=20260701T222959Z\n" END,
	    "20260630T22:30 20260630T23:30" },
	{ "until a day",
	    EVENT "DTSTART;VALUE=DATE:20260701\n"
		  "RRULE:FREQ=DAILY;UNTIL=20260702\n" END,
	    "20260630T22:00 20260701T22:00 D, "
	    "20260701T22:00 20260702T22:00 D" },
	{ "without one",
	    DAILY("RRULE:FREQ=DAILY;COUNT=3\n"
		  "EXDATE:20260102T100000Z\n") END,
	    "20260101T10:00 20260101T11:00, 20260103T10:00 20260103T11:00" },
	{ "without a moment in another zone",
	    DAILY("RRULE:FREQ=DAILY;COUNT=2\n"
		  "EXDATE;TZID=Europe/Berlin:20260101T110000\n") END,
	    "20260102T10:00 20260102T11:00" },
	{ "without a day",
	    DAILY("RRULE:FREQ=DAILY;COUNT=2\n"
		  "EXDATE;VALUE=DATE:20260101\n") END,
	    "20260102T10:00 20260102T11:00" },
	{ "and two more",
	    DAILY("RDATE:20260105T100000Z,20260106T100000Z\n") END,
	    "20260101T10:00 20260101T11:00, 20260105T10:00 20260105T11:00, "
	    "20260106T10:00 20260106T11:00" },
	{ "and a period",
	    DAILY("RDATE;VALUE=PERIOD:20260105T100000Z/PT3H,"
		  "20260106T100000Z/20260106T120000Z\n") END,
	    "20260101T10:00 20260101T11:00, 20260105T10:00 20260105T13:00, "
	    "20260106T10:00 20260106T12:00" },
	{ "one moved",
	    DAILY("RRULE:FREQ=DAILY;COUNT=3\n") END EVENT
	    "RECURRENCE-ID:20260102T100000Z\nDTSTART:20260102T150000Z\n"
	    "DURATION:PT2H\n" END,
	    "20260101T10:00 20260101T11:00, 20260102T15:00 20260102T17:00, "
	    "20260103T10:00 20260103T11:00" },
	{ "one cancelled",
	    DAILY("RRULE:FREQ=DAILY;COUNT=2\n") END EVENT
	    "RECURRENCE-ID:20260102T100000Z\nDTSTART:20260102T100000Z\n"
	    "DURATION:PT1H\nSTATUS:CANCELLED\n" END,
	    "20260101T10:00 20260101T11:00" },
	{ "one of another event",
	    DAILY("RRULE:FREQ=DAILY;COUNT=2\n") END
	    "BEGIN:VEVENT\nUID:2\nRECURRENCE-ID:20260102T100000Z\n"
	    "DTSTART:20260102T100000Z\nDURATION:PT1H\n"
	    "STATUS:CANCELLED\n" END,
	    "20260101T10:00 20260101T11:00, 20260102T10:00 20260102T11:00" },
	{ "by two rules",
	    DAILY("RRULE:FREQ=DAILY;COUNT=2\nRRULE:FREQ=WEEKLY;COUNT=2\n"
		  "EXDATE:20260101T100000Z,20260109T100000Z\n") END,
	    "20260102T10:00 20260102T11:00, 20260108T10:00 20260108T11:00" },
	{ "two events in a zone of the file",
	    BERLIN EVENT
	    "DTSTART;TZID=W. Europe Standard Time:20260701T080000\n"
	    "DURATION:PT90M\n" END EVENT
	    "DTSTART;TZID=W. Europe Standard Time:20260801T080000\n"
	    "DURATION:PT90M\n" END,
	    "20260701T06:00 20260701T07:30, 20260801T06:00 20260801T07:30" },
	{ "cancelled", DAILY("STATUS:CANCELLED\n") END, "" },
	{ "tentative", DAILY("STATUS:TENTATIVE\n") END,
	    "20260101T10:00 20260101T11:00" },
	{ "transparent", DAILY("TRANSP:TRANSPARENT\n") END, "" },
	{ "a to-do",
	    "BEGIN:VTODO\nDTSTART:20260101T100000Z\n"
	    "DURATION:PT1H\nEND:VTODO\n",
	    "" },
	{ "octets that are no UTF-8", DAILY("SUMMARY:\xff\xfe\n") END,
	    "20260101T10:00 20260101T11:00" },
	{ "an empty summary", DAILY("SUMMARY:\nLOCATION:\n") END,
	    "20260101T10:00 20260101T11:00" },
	{ "no rule at all", DAILY("RRULE:FREQ=SOMETIMES\n") END,
	    "! an event that cannot be read" },
	{ "no time", EVENT "DTSTART:tomorrow\nDURATION:PT1H\n" END,
	    "! an event that cannot be read" },
	{ "no day", EVENT "DTSTART;VALUE=DATE:20260230\n" END,
	    "! an event with a DTSTART that is no time" },
	{ "no last day",
	    EVENT
	    "DTSTART;VALUE=DATE:20260201\nDTEND;VALUE=DATE:20260230\n" END,
	    "! an event with a DTEND that is no time" },
	{ "no beginning", EVENT "DTEND:20260101T100000Z\n" END,
	    "! an event without DTSTART" },
	{ "a day that ends at a time",
	    EVENT "DTSTART;VALUE=DATE:20260101\nDTEND:20260101T100000Z\n" END,
	    "! an event that ends otherwise than it begins" },
	{ "each second", DAILY("RRULE:FREQ=SECONDLY\n") END,
	    "! too many events" },
	{ "each second, since long ago",
	    EVENT "DTSTART:20200101T100000Z\nDURATION:PT1S\n"
		  "RRULE:FREQ=SECONDLY\n" END,
	    "! an event that recurs too often" },
	{ "each day but never",
	    DAILY("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\n") END, "" },
	{ "in another calendar",
	    DAILY("RRULE:FREQ=YEARLY;RSCALE=CHINESE\n") END,
	    "! a rule with RSCALE" },
	{ "this and all that follow",
	    DAILY("RRULE:FREQ=DAILY;COUNT=2\n") END EVENT
	    "RECURRENCE-ID;RANGE=THISANDFUTURE:20260102T100000Z\n"
	    "DTSTART:20260102T150000Z\nDURATION:PT2H\n" END,
	    "! a RECURRENCE-ID with RANGE" },
	{ "a zone that is none",
	    EVENT "DTSTART;TZID=Mars/Olympus:20260701T080000\n"
		  "DURATION:PT1H\n" END,
	    "! an unknown time zone: Mars/Olympus" },
	{ "a zone elsewhere",
	    EVENT "DTSTART;TZID=../../etc/passwd:20260701T080000\n"
		  "DURATION:PT1H\n" END,
	    "! an unknown time zone: ../../etc/passwd" },
};

static struct calendar_request q;
static struct calendar_reply r;

static int
set_up(void **state)
{
	(void)state;
	calendar_request_init(&q);
	q.opaque = 1;
	q.from = civil_of(2026, 1, 1);
	q.to = civil_of(2028, 1, 1);
	mem_copy(q.zone, sizeof q.zone, "Europe/Berlin");
	events_prepare();
	return 0;
}

static void
find(const char *events)
{
	char *text = xasprintf("BEGIN:VCALENDAR\nVERSION:2.0\n%s"
			       "END:VCALENDAR\n",
	    events);

	events_find(&r, &q, text, strlen(text));
	assert_true(calendar_reply_is_sound(&r));
	free(text);
}

/* "20260701T08:00" */
static size_t
put_moment(char *to, size_t size, int64_t instant)
{
	char utc[32];

	date_utc(utc, (uint64_t)instant);
	return (size_t)snprintf(to, size, "%.4s%.2s%.8s", utc, utc + 5,
	    utc + 8);
}

static const char *
told(void)
{
	static char text[4000];
	size_t len = 0;
	uint32_t i;

	*text = '\0';
	if (*r.why != '\0')
		snprintf(text, sizeof text, "! %s", r.why);
	for (i = 0; i < r.count && len < sizeof text - 100; i++) {
		const struct calendar_span *s = &r.spans[i];

		len +=
		    (size_t)snprintf(text + len, 3, "%s", i == 0 ? "" : ", ");
		len += put_moment(text + len, 20, s->begins);
		text[len++] = ' ';
		len += put_moment(text + len, 20, s->ends);
		len +=
		    (size_t)snprintf(text + len, 3, "%s", s->days ? " D" : "");
	}
	return text;
}

static void
events_are_found(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		find(rows[i].text);
		if (strcmp(told(), rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].name, told());
	}
}

static void
holidays_may_be_transparent(void **state)
{
	(void)state;
	q.opaque = 0;
	find(DAILY("TRANSP:TRANSPARENT\n") END);
	assert_string_equal(told(), "20260101T10:00 20260101T11:00");
}

static void
several_calendars_are_one(void **state)
{
	char text[] = "BEGIN:VCALENDAR\n" DAILY("") END
	    "END:VCALENDAR\nBEGIN:VCALENDAR\n" EVENT
	    "DTSTART;VALUE=DATE:20260110\n" END "END:VCALENDAR\n";

	(void)state;
	events_find(&r, &q, text, sizeof text - 1);
	assert_string_equal(told(),
	    "20260101T10:00 20260101T11:00, "
	    "20260109T23:00 20260110T23:00 D");
}

static void
what_is_no_calendar_is_told(void **state)
{
	static const char *const texts[] = { "", "hello", "BEGIN:VCARD\n",
		"BEGIN:VCARD\nEND:VCARD\n", "BEGIN:VCALENDAR\n" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		char *text = xstrdup(texts[i]);

		events_find(&r, &q, text, strlen(text));
		assert_string_not_equal(r.why, "");
		free(text);
	}
}

#define row(f) cmocka_unit_test_setup(f, set_up)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		row(events_are_found),
		row(holidays_may_be_transparent),
		row(several_calendars_are_one),
		row(what_is_no_calendar_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
