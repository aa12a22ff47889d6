#include "policy/civil.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NONE INT64_C(-1)

static const struct {
	const char *text;
	int64_t want;
	bool timed;
} rows[] = {
	{ "1970-01-01", 0, false },
	{ "1970-01-01 00:01", 60, true },
	{ "2000-02-29", 951782400, false },
	{ "2026-12-24", 1798070400, false },
	{ "2026-12-24 17:00", 1798131600, true },
	{ "2026-12-24 24:00", 1798156800, true },
	{ "9999-12-31", 253402214400, false },
	{ "2026-02-30", NONE, false },
	{ "2026-02-29", NONE, false },
	{ "2100-02-29", NONE, false },
	{ "2026-00-01", NONE, false },
	{ "2026-13-01", NONE, false },
	{ "2026-04-31", NONE, false },
	{ "2026-04-00", NONE, false },
	{ "1969-12-31", NONE, false },
	{ "2026-12-24 24:01", NONE, true },
	{ "2026-12-24 25:00", NONE, true },
	{ "2026-12-24 17:60", NONE, true },
	{ "2026-12-24 17:00:00", NONE, true },
	{ "2026-12-24 17", NONE, true },
	{ "2026-12-24 ", NONE, true },
	{ "2026-12-24T17:00", NONE, false },
	{ "2026-12-240", NONE, false },
	{ "2026-1-1", NONE, false },
	{ " 2026-12-24", NONE, false },
	{ "-026-12-24", NONE, false },
	{ "24.12.2026", NONE, false },
	{ "", NONE, false },
};

static void
a_day_and_a_time_are_read_strictly(void **state)
{
	bool timed;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		print_message("%s\n", rows[i].text);
		assert_true(civil_parse(rows[i].text, strlen(rows[i].text),
				&timed) == rows[i].want);
		assert_int_equal(timed, rows[i].timed);
	}
}

static void
only_the_length_given_is_read(void **state)
{
	bool timed;

	(void)state;
	assert_true(civil_parse("1970-01-02 to", 10, &timed) == CIVIL_DAY);
	assert_true(civil_parse("1970-01-02", 9, &timed) == NONE);
}

static void
what_cannot_be_taken_stays(void **state)
{
	const char *text = "2026-02-30", *p = text;

	(void)state;
	assert_true(civil_take_date(&p) == NONE);
	assert_ptr_equal(p, text);
	p = text = "24:30";
	assert_true(civil_take_time(&p, false) == NONE);
	assert_ptr_equal(p, text);
	p = text = "17:00:30Z";
	assert_true(civil_take_time(&p, true) == 61230);
	assert_string_equal(p, "Z");
}

static void
weekdays_begin_with_monday(void **state)
{
	(void)state;
	assert_int_equal(civil_weekday(0), 3); /* a Thursday */
	assert_int_equal(civil_weekday(-1), 2);
	assert_int_equal(civil_weekday(4 * CIVIL_DAY - 1), 6);
	assert_int_equal(civil_weekday(4 * CIVIL_DAY), 0);
	assert_true(civil_midnight(-1) == -CIVIL_DAY);
	assert_true(civil_midnight(CIVIL_DAY + 5) == CIVIL_DAY);
}

static void
texts_are_what_was_read(void **state)
{
	char text[CIVIL_TEXT];

	(void)state;
	assert_string_equal(civil_text(text, 1798131600), "2026-12-24 17:00");
	assert_string_equal(civil_text(text, 1798131607),
	    "2026-12-24 17:00:07");
	assert_string_equal(civil_day_text(text, 1798131600), "2026-12-24");
	assert_string_equal(civil_day_text(text, INT64_MAX), "?");
	assert_string_equal(civil_text(text, 253402300800), "?");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_and_a_time_are_read_strictly),
		cmocka_unit_test(only_the_length_given_is_read),
		cmocka_unit_test(what_cannot_be_taken_stays),
		cmocka_unit_test(weekdays_begin_with_monday),
		cmocka_unit_test(texts_are_what_was_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
