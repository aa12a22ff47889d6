#include "policy/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOUR 3600

/* A zone with one change of its clock, at an instant. */
struct clock {
	int64_t change;
	int32_t before, after;
};

static int32_t
offset(const void *arg, int64_t instant)
{
	const struct clock *c = arg;

	return instant < c->change ? c->before : c->after;
}

#define AT INT64_C(1000000800)
static const struct clock spring = { AT, HOUR, 2 * HOUR };
static const struct clock autumn = { AT, 2 * HOUR, HOUR };
static const struct clock half = { AT, 11 * HOUR, 11 * HOUR - HOUR / 2 };
static const struct clock skipped = { AT, -10 * HOUR, 14 * HOUR };

/* A civil time as seconds behind that at which the clock is changed. */
static const struct {
	const char *name;
	const struct clock *clock;
	int64_t civil, first, last;
} rows[] = {
	{ "before a gap", &spring, -1, AT - 1, AT - 1 },
	{ "where the gap begins", &spring, 0, AT, AT },
	{ "in the gap", &spring, HOUR / 2, AT, AT },
	{ "where the gap ends", &spring, HOUR, AT, AT },
	{ "after a gap", &spring, HOUR + 1, AT + 1, AT + 1 },
	{ "before a fold", &autumn, -HOUR - 1, AT - HOUR - 1, AT - HOUR - 1 },
	{ "where the fold begins", &autumn, -HOUR, AT - HOUR, AT - HOUR },
	{ "in the fold", &autumn, -HOUR / 2, AT - HOUR / 2, AT + HOUR / 2 },
	{ "at the end of the fold", &autumn, -1, AT - 1, AT + HOUR - 1 },
	{ "after the fold", &autumn, 0, AT + HOUR, AT + HOUR },
	{ "in a short fold", &half, -60, AT - 60, AT + HOUR / 2 - 60 },
	{ "before a day that is left out", &skipped, -1, AT - 1, AT - 1 },
	{ "in a day that is left out", &skipped, 12 * HOUR, AT, AT },
	{ "after it", &skipped, 24 * HOUR + 5, AT + 5, AT + 5 },
};

static void
gaps_and_folds_have_a_first_and_a_last_instant(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct clock *c = rows[i].clock;
		struct zone z = { .offset = offset, .arg = c };
		int64_t civil = c->change + c->before + rows[i].civil;

		print_message("%s\n", rows[i].name);
		assert_int_equal(zone_first(&z, civil), rows[i].first);
		assert_int_equal(zone_last(&z, civil), rows[i].last);
	}
}

static void
a_change_is_found_to_the_second(void **state)
{
	struct zone z = { .offset = offset, .arg = &spring };

	(void)state;
	assert_int_equal(zone_change(&z, AT - 5000, AT + 9999), AT);
	assert_int_equal(zone_change(&z, AT - 1, AT), AT);
	assert_int_equal(zone_change(&z, AT, AT + 9999), -1);
	assert_int_equal(zone_change(&z, AT - 9999, AT - 1), -1);
}

static void
utc_is_itself(void **state)
{
	struct zone z;

	(void)state;
	zone_utc(&z);
	assert_string_equal(z.name, "UTC");
	assert_int_equal(zone_civil(&z, AT), AT);
	assert_int_equal(zone_first(&z, AT), AT);
	assert_int_equal(zone_last(&z, AT), AT);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    gaps_and_folds_have_a_first_and_a_last_instant),
		cmocka_unit_test(a_change_is_found_to_the_second),
		cmocka_unit_test(utc_is_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
