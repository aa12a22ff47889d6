#include "policy/absence.h"

#include "policy/civil.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Both ends as texts, or what is wrong. */
static const struct {
	const char *text, *begins, *ends, *template, *why;
} rows[] = {
	{ "2026-12-24 to 2027-01-02", "2026-12-24 00:00", "2027-01-03 00:00",
	    "", NULL },
	{ "2026-12-24 to 2026-12-24", "2026-12-24 00:00", "2026-12-25 00:00",
	    "", NULL },
	{ "2026-12-24", "2026-12-24 00:00", "2026-12-25 00:00", "", NULL },
	{ "2026-12-24 08:00 to 2026-12-24 17:00", "2026-12-24 08:00",
	    "2026-12-24 17:00", "", NULL },
	{ "2026-12-24 08:00 to 2026-12-24", "2026-12-24 08:00",
	    "2026-12-25 00:00", "", NULL },
	{ "2026-12-24 with away.txt", "2026-12-24 00:00", "2026-12-25 00:00",
	    "away.txt", NULL },
	{ "2026-12-24 to 2026-12-25 with from me to you.txt",
	    "2026-12-24 00:00", "2026-12-26 00:00", "from me to you.txt",
	    NULL },
	{ "2026-12-24 17:00", NULL, NULL, NULL, "a time without \"to\"" },
	{ "2026-12-24 to", NULL, NULL, NULL,
	    "no day or time \"2026-12-24 to\"" },
	{ "2026-02-30 to 2026-03-02", NULL, NULL, NULL,
	    "no day or time \"2026-02-30\"" },
	{ "2026-12-24 to 2026-12-32", NULL, NULL, NULL,
	    "no day or time \"2026-12-32\"" },
	{ "2026-12-24 - 2026-12-25", NULL, NULL, NULL,
	    "no day or time \"2026-12-24 - 2026-12-25\"" },
	{ "2026-12-24 to 2026-12-25 to 2026-12-26", NULL, NULL, NULL,
	    "a second \"to\"" },
	{ "2026-12-24 with ", NULL, NULL, NULL, "no path behind \"with\"" },
	{ "2026-12-24 to 2026-12-23", NULL, NULL, NULL,
	    "an end before its beginning" },
	{ "2026-12-24 08:00 to 2026-12-24 08:00", NULL, NULL, NULL,
	    "an end before its beginning" },
	{ "", NULL, NULL, NULL, "no day or time \"\"" },
};

static void
an_absence_is_two_moments_and_a_text(void **state)
{
	struct absence a;
	char why[ABSENCE_WHY], text[CIVIL_TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		print_message("%s\n", rows[i].text);
		assert_int_equal(absence_parse(&a, rows[i].text, why),
		    rows[i].why == NULL ? 0 : -1);
		if (rows[i].why != NULL) {
			assert_string_equal(why, rows[i].why);
			continue;
		}
		assert_string_equal(civil_text(text, a.begins), rows[i].begins);
		assert_string_equal(civil_text(text, a.ends), rows[i].ends);
		assert_string_equal(a.template, rows[i].template);
	}
}

static void
the_last_day_is_part_of_it(void **state)
{
	struct absence a;
	char text[CIVIL_TEXT];

	(void)state;
	assert_int_equal(absence_between(&a, "2026-12-24", "2026-12-24"), 0);
	assert_string_equal(civil_text(text, a.ends), "2026-12-25 00:00");
	assert_false(a.timed);
	assert_int_equal(absence_between(&a, "2026-12-24 08:00", "2026-12-24"),
	    0);
	assert_true(a.timed);
}

static void
what_is_not_given_is_open(void **state)
{
	struct absence a;

	(void)state;
	assert_int_equal(absence_between(&a, "2026-12-24", ""), 0);
	assert_true(a.ends == INT64_MAX && a.begins != INT64_MIN);
	assert_int_equal(absence_between(&a, "", "2026-12-24"), 0);
	assert_true(a.begins == INT64_MIN && a.ends != INT64_MAX);
	assert_int_equal(absence_between(&a, "", ""), 0);
	assert_int_equal(absence_between(&a, "2026-12-24", "2026-12-23"), -1);
	assert_int_equal(absence_between(&a, "2026-12-24 08:00",
			     "2026-12-24 08:00"),
	    -1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_absence_is_two_moments_and_a_text),
		cmocka_unit_test(the_last_day_is_part_of_it),
		cmocka_unit_test(what_is_not_given_is_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
