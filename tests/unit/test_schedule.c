#include "policy/schedule.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A zone like that of Berlin in 2026: the clock goes from 02:00 to 03:00 on
 * March 29 and from 03:00 to 02:00 on October 25. */
#define SPRING INT64_C(1774746000)
#define AUTUMN INT64_C(1792890000)

static int32_t
offset(const void *arg, int64_t instant)
{
	(void)arg;
	return instant >= SPRING && instant < AUTUMN ? 7200 : 3600;
}

static const struct zone zone = { .name = "Test/Zone", .offset = offset };

static struct mailbox m;
static struct schedule s;
static struct occasion o;

static int
set_up(void **state)
{
	(void)state;
	mailbox_init(&m);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	schedule_release(&s);
	mailbox_release(&m);
	return 0;
}

static void
set(char **member, const char *value)
{
	free(*member);
	*member = xstrdup(value);
}

static void
plan(const char *absence)
{
	mailbox_list_add(&m.absences, absence, strlen(absence));
}

static void
make(void)
{
	schedule_release(&s);
	schedule_init(&s, &m, &zone);
}

/* "2026-12-24 17:00" in UTC */
static int64_t
utc(const char *text)
{
	const char *p = text;
	int64_t day = civil_take_date(&p);

	p++;
	return day + civil_take_time(&p, strlen(p) > 5);
}

static bool
due(const char *at)
{
	schedule_judge(&s, utc(at), &o);
	assert_true(o.known);
	assert_int_equal(o.due, schedule_is_due(&s, utc(at)));
	return o.due;
}

static const char *
change(const char *from, const char *to)
{
	static char text[CIVIL_TEXT];
	int64_t at = schedule_change(&s, utc(from), utc(to));

	return at == INT64_MAX ? "never" : civil_text(text, at);
}

static void
without_a_schedule_answers_are_due(void **state)
{
	(void)state;
	make();
	assert_false(schedule_is_set(&m));
	assert_true(due("2026-12-24 17:00"));
	assert_string_equal(o.why, "no schedule is set");
	assert_string_equal(change("2026-01-01 00:00", "2027-01-01 00:00"),
	    "never");
}

static void
an_absence_ends_with_its_last_day(void **state)
{
	(void)state;
	set(&m.absent_from, "2026-12-24");
	set(&m.absent_until, "2027-01-02");
	make();
	assert_false(due("2026-12-23 22:59:59"));
	assert_string_equal(o.why, "no absence: next 2026-12-24 to 2027-01-02");
	assert_true(due("2026-12-23 23:00"));
	assert_string_equal(o.why, "absence 2026-12-24 to 2027-01-02");
	assert_string_equal(o.from, "2026-12-24");
	assert_string_equal(o.until, "2027-01-02");
	assert_int_equal(o.begins, utc("2026-12-23 23:00"));
	assert_int_equal(o.ends, utc("2027-01-02 23:00"));
	assert_null(o.template);
	assert_true(due("2027-01-02 22:59:59"));
	assert_false(due("2027-01-02 23:00"));
	assert_string_equal(o.why, "no absence planned");
	assert_string_equal(o.from, "");
}

static void
an_absence_with_a_time_ends_at_it(void **state)
{
	(void)state;
	set(&m.absent_from, "2026-07-01 08:00");
	set(&m.absent_until, "2026-07-01 17:00");
	make();
	assert_false(due("2026-07-01 05:59:59"));
	assert_true(due("2026-07-01 06:00"));
	assert_string_equal(o.why,
	    "absence 2026-07-01 08:00 to 2026-07-01 17:00");
	assert_string_equal(o.until, "2026-07-01");
	assert_true(due("2026-07-01 14:59:59"));
	assert_false(due("2026-07-01 15:00"));
}

/* With a time at one end, the other is still the day that people wrote. */
static void
an_absence_from_a_time_is_told_with_its_last_day(void **state)
{
	(void)state;
	set(&m.absent_from, "2026-12-23 17:00");
	set(&m.absent_until, "2027-01-02");
	make();
	assert_true(due("2026-12-24 10:00"));
	assert_string_equal(o.why, "absence 2026-12-23 17:00 to 2027-01-02");
	assert_string_equal(o.until, "2027-01-02");
}

static void
an_absence_may_be_open_on_one_side(void **state)
{
	(void)state;
	set(&m.absent_from, "2026-12-24");
	make();
	assert_false(due("2026-12-23 22:59"));
	assert_true(due("2099-01-01 00:00"));
	assert_string_equal(o.why, "absence since 2026-12-24");
	assert_string_equal(o.until, "");
	assert_int_equal(o.ends, 0);
	set(&m.absent_from, "");
	set(&m.absent_until, "2026-12-24");
	make();
	assert_true(due("1999-01-01 00:00"));
	assert_string_equal(o.why, "absence until 2026-12-24");
	assert_string_equal(o.from, "");
	assert_false(due("2026-12-24 23:00"));
}

static void
of_two_open_windows_the_later_one_counts(void **state)
{
	(void)state;
	plan("2026-12-01 to 2026-12-31 with /december");
	plan("2026-12-24 to 2026-12-26 with /christmas");
	plan("2026-12-24 to 2026-12-25 with /eve");
	make();
	assert_true(due("2026-12-20 12:00"));
	assert_string_equal(o.template, "/december");
	assert_true(due("2026-12-24 12:00"));
	assert_string_equal(o.template, "/eve");
	assert_string_equal(o.until, "2026-12-25");
	assert_true(due("2026-12-26 12:00"));
	assert_string_equal(o.template, "/christmas");
	assert_true(due("2026-12-27 12:00"));
	assert_string_equal(o.template, "/december");
	assert_string_equal(change("2026-12-20 12:00", "2027-01-31 00:00"),
	    "2026-12-23 23:00");
	assert_string_equal(change("2026-12-26 12:00", "2027-01-31 00:00"),
	    "2026-12-26 23:00");
	assert_string_equal(change("2026-12-31 23:00", "2027-01-31 00:00"),
	    "never");
}

static void
answers_are_due_outside_of_hours(void **state)
{
	(void)state;
	set(&m.hours, "Mon-Fri 09:00-17:00");
	make();
	/* a Thursday in winter */
	assert_true(due("2026-12-24 07:59:59"));
	assert_string_equal(o.why,
	    "outside of hours Mon-Fri 09:00-17:00 (Test/Zone)");
	assert_string_equal(change("2026-12-24 07:00", "2027-01-31 00:00"),
	    "2026-12-24 08:00");
	assert_false(due("2026-12-24 08:00"));
	assert_string_equal(o.why,
	    "within hours Mon-Fri 09:00-17:00 (Test/Zone)");
	assert_true(due("2026-12-24 16:00"));
	assert_true(due("2026-12-26 12:00"));
	assert_string_equal(change("2026-12-25 16:00", "2027-01-31 00:00"),
	    "2026-12-28 08:00");
	/* in summer an hour earlier */
	assert_false(due("2026-07-02 07:00"));
	assert_true(due("2026-07-02 15:00"));
}

static void
on_holidays_hours_do_not_count(void **state)
{
	struct window day = { .source = WINDOW_HOLIDAY,
		.begins = utc("2026-12-24 23:00"),
		.ends = utc("2026-12-25 23:00"),
		.template = "" };

	(void)state;
	set(&m.hours, "Mon-Fri 09:00-17:00");
	set(&m.holiday_calendar, "/holidays.ics");
	make();
	schedule_add(&s, &day);
	assert_true(due("2026-12-25 10:00"));
	assert_string_equal(o.why, "holiday-calendar 2026-12-25 to 2026-12-25");
	assert_false(due("2026-12-24 10:00"));
	assert_string_equal(change("2026-12-24 16:00", "2027-01-31 00:00"),
	    "2026-12-28 08:00");
}

static void
a_holiday_alone_is_no_absence(void **state)
{
	struct window day = { .source = WINDOW_HOLIDAY,
		.begins = 0,
		.ends = INT64_MAX,
		.template = "" };

	(void)state;
	set(&m.absent_until, "2026-12-24");
	make();
	schedule_add(&s, &day);
	assert_false(due("2026-12-26 10:00"));
}

static void
events_of_a_calendar_are_absences(void **state)
{
	struct window event = { .source = WINDOW_CALENDAR,
		.begins = utc("2026-12-01 08:00"),
		.ends = utc("2026-12-01 09:30"),
		.timed = true,
		.template = "" };

	(void)state;
	set(&m.absence_calendar, "/absences.ics");
	make();
	schedule_add(&s, &event);
	assert_true(due("2026-12-01 08:00"));
	assert_string_equal(o.why,
	    "absence-calendar 2026-12-01 09:00 to 2026-12-01 10:30");
	assert_false(due("2026-12-01 09:30"));
}

static void
hours_that_are_shown_twice_count_twice(void **state)
{
	(void)state;
	set(&m.hours, "Sun 02:15-02:45");
	make();
	assert_false(due("2026-10-25 00:30"));
	assert_true(due("2026-10-25 00:50"));
	assert_false(due("2026-10-25 01:30"));
	assert_true(due("2026-10-25 01:45"));
	assert_string_equal(change("2026-10-25 00:45", "2026-12-01 00:00"),
	    "2026-10-25 01:15");
	/* hours that the clock leaps over do not come */
	assert_true(due("2026-03-29 01:00"));
	assert_string_equal(change("2026-03-28 00:00", "2026-12-01 00:00"),
	    "2026-04-05 00:15");
}

static void
windows_are_wide_where_the_clock_shows_a_time_twice(void **state)
{
	(void)state;
	plan("2026-10-25 02:30 to 2026-10-25 02:45");
	plan("2026-03-29 02:30 to 2026-03-29 04:00");
	make();
	assert_false(due("2026-10-25 00:29:59"));
	assert_true(due("2026-10-25 00:30"));
	assert_true(due("2026-10-25 01:44:59"));
	assert_false(due("2026-10-25 01:45"));
	assert_false(due("2026-03-29 00:59:59"));
	assert_true(due("2026-03-29 01:00"));
	assert_true(due("2026-03-29 01:59:59"));
	assert_false(due("2026-03-29 02:00"));
}

#define row(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		row(without_a_schedule_answers_are_due),
		row(an_absence_ends_with_its_last_day),
		row(an_absence_with_a_time_ends_at_it),
		row(an_absence_from_a_time_is_told_with_its_last_day),
		row(an_absence_may_be_open_on_one_side),
		row(of_two_open_windows_the_later_one_counts),
		row(answers_are_due_outside_of_hours),
		row(on_holidays_hours_do_not_count),
		row(a_holiday_alone_is_no_absence),
		row(events_of_a_calendar_are_absences),
		row(hours_that_are_shown_twice_count_twice),
		row(windows_are_wide_where_the_clock_shows_a_time_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
