#include "../../src/calendar/found.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
only_what_touches_the_range_is_kept(void **state)
{
	static struct calendar_reply r;
	struct found f = { .from = 100, .to = 200 };

	(void)state;
	calendar_reply_init(&r);
	found_add(&f, 150, 160, false);
	found_add(&f, 0, 100, false);
	found_add(&f, 200, 300, false);
	found_add(&f, 120, 120, false);
	found_add(&f, 130, 120, false);
	found_add(&f, 199, 300, true);
	found_add(&f, 0, 101, false);
	found_tell(&f, &r);
	assert_int_equal(r.count, 3);
	assert_int_equal(r.spans[0].begins, 0);
	assert_int_equal(r.spans[1].begins, 150);
	assert_int_equal(r.spans[2].ends, 300);
	assert_int_equal(r.spans[2].days, 1);
	assert_true(calendar_reply_is_sound(&r));
	found_release(&f);
}

static void
the_first_are_told_where_there_are_many(void **state)
{
	static struct calendar_reply r;
	struct found f = { .from = 0, .to = 100000 };
	int64_t i;

	(void)state;
	calendar_reply_init(&r);
	for (i = 1000; i > 0; i--)
		found_add(&f, i, i + 1, false);
	found_tell(&f, &r);
	assert_int_equal(r.count, CALENDAR_SPANS);
	assert_int_equal(r.spans[0].begins, 1);
	assert_int_equal(r.spans[CALENDAR_SPANS - 1].begins, CALENDAR_SPANS);
	assert_false(f.full);
	found_release(&f);
}

static void
there_is_an_end_to_what_is_kept(void **state)
{
	struct found f = { .from = 0, .to = 100000 };
	int64_t i;

	(void)state;
	for (i = 0; i < 10001; i++)
		found_add(&f, i, i + 1, false);
	assert_true(f.full);
	assert_int_equal(f.count, 10000);
	found_release(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_touches_the_range_is_kept),
		cmocka_unit_test(the_first_are_told_where_there_are_many),
		cmocka_unit_test(there_is_an_end_to_what_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
