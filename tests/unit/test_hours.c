#include "policy/hours.h"

#include "policy/civil.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* What is wrong, or NULL where it is good. */
static const struct {
	const char *text, *why;
} texts[] = {
	{ "Mon-Fri 09:00-17:00", NULL },
	{ "Mon-Fri 09:00-17:00, Sat 10:00-12:00", NULL },
	{ "Mon-Thu 09:00-12:00 13:00-17:00,Fri 09:00-12:00", NULL },
	{ "Sat-Mon 00:00-24:00", NULL },
	{ "Fri 22:00-06:00", NULL },
	{ "Mon 09:00-17:00, Mon 10:00-18:00", NULL },
	{ "", "" },
	{ "Mon", "" },
	{ "Mon-Fri", "" },
	{ "Mon-Fri ", "" },
	{ "09:00-17:00", "" },
	{ "mon-fri 09:00-17:00", "" },
	{ "Monday 09:00-17:00", "" },
	{ "Mo-Fr 09:00-17:00", "" },
	{ "Mon - Fri 09:00-17:00", "" },
	{ "Mon-Fri 9:00-17:00", "" },
	{ "Mon-Fri 09:00 - 17:00", "" },
	{ "Mon-Fri 09:00", "" },
	{ "Mon-Fri 09-17", "" },
	{ "Mon-Fri 09:00-17:00,", "" },
	{ ", Mon-Fri 09:00-17:00", "" },
	{ "Mon-Fri 09:00-17:00x", "" },
	{ "Mon-Fri 09:00-17:0012:00-13:00", "" },
	{ "Mon-Fri 09:00-25:00", "" },
	{ "Mon-Fri 09:00-24:30", "" },
	{ "Mon 09:00-17:00 Tue 09:00-17:00", "" },
	{ "Mon-Fri 09:00-09:00", "a time that ends as it begins" },
	{ "Mon 24:00-08:00", "24:00 as a beginning" },
	{ "Mon-Sun 01:00-02:00 02:00-03:00 03:00-04:00 04:00-05:00 "
	  "05:00-06:00 06:00-07:00 07:00-08:00 08:00-09:00 09:00-10:00 "
	  "10:00-11:00",
	    "more than 64 times a week" },
};

static void
hours_are_read_strictly(void **state)
{
	struct hours h;
	char why[HOURS_WHY];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		print_message("%s\n", texts[i].text);
		assert_int_equal(hours_parse(&h, texts[i].text, why),
		    texts[i].why == NULL ? 0 : -1);
		if (texts[i].why != NULL)
			assert_string_equal(why, texts[i].why);
	}
}

/* 2026-11-23 is a Monday. */
static const struct {
	const char *hours, *at;
	bool within;
} moments[] = {
	{ "Mon-Fri 09:00-17:00", "2026-11-23 08:59", false },
	{ "Mon-Fri 09:00-17:00", "2026-11-23 09:00", true },
	{ "Mon-Fri 09:00-17:00", "2026-11-27 16:59", true },
	{ "Mon-Fri 09:00-17:00", "2026-11-27 17:00", false },
	{ "Mon-Fri 09:00-17:00", "2026-11-28 12:00", false },
	{ "Mon 09:00-12:00 13:00-17:00", "2026-11-23 12:30", false },
	{ "Mon 09:00-12:00 13:00-17:00", "2026-11-23 13:00", true },
	{ "Sat-Mon 00:00-24:00", "2026-11-22 23:59", true },
	{ "Sat-Mon 00:00-24:00", "2026-11-23 23:59", true },
	{ "Sat-Mon 00:00-24:00", "2026-11-24 00:00", false },
	{ "Fri 22:00-06:00", "2026-11-27 21:59", false },
	{ "Fri 22:00-06:00", "2026-11-28 05:59", true },
	{ "Fri 22:00-06:00", "2026-11-28 06:00", false },
	{ "Sun 22:00-06:00", "2026-11-22 23:00", true },
	{ "Sun 22:00-06:00", "2026-11-23 05:59", true },
	{ "Sun 22:00-06:00", "2026-11-23 06:00", false },
	{ "Sun 22:00-06:00", "2026-11-24 05:00", false },
	{ "Mon 09:00-17:00, Mon 10:00-18:00", "2026-11-23 17:30", true },
};

static void
a_moment_is_within_the_hours_or_not(void **state)
{
	struct hours h;
	char why[HOURS_WHY];
	bool timed;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof moments / sizeof *moments; i++) {
		print_message("%s at %s\n", moments[i].hours, moments[i].at);
		assert_int_equal(hours_parse(&h, moments[i].hours, why), 0);
		assert_int_equal(hours_have(&h,
				     civil_parse(moments[i].at, 16, &timed)),
		    moments[i].within);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(hours_are_read_strictly),
		cmocka_unit_test(a_moment_is_within_the_hours_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
