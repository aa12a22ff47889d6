#include "calendar/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct calendar_request q;
static struct calendar_reply r;

static int
set_up(void **state)
{
	(void)state;
	calendar_request_init(&q);
	q.from = 1;
	q.to = 2;
	calendar_reply_init(&r);
	r.count = 1;
	r.spans[0] = (struct calendar_span){ .begins = 1, .ends = 2 };
	return 0;
}

static void
sound_records_are_taken(void **state)
{
	(void)state;
	assert_true(calendar_request_is_sound(&q));
	assert_true(calendar_reply_is_sound(&r));
	q.octets = CALENDAR_FILE_MAX;
	assert_true(calendar_request_is_sound(&q));
	r.count = 0;
	assert_true(calendar_reply_is_sound(&r));
}

static void
a_request_is_checked(void **state)
{
	struct calendar_request good = q;
	size_t i;

	(void)state;
	for (i = 0; i < 7; i++) {
		q = good;
		switch (i) {
		case 0:
			q.magic++;
			break;
		case 1:
			q.size--;
			break;
		case 2:
			q.octets = CALENDAR_FILE_MAX + 1;
			break;
		case 3:
			q.opaque = 2;
			break;
		case 4:
			q.to = q.from;
			break;
		case 5:
			q.from = -1;
			break;
		case 6:
			memset(q.zone, 'x', sizeof q.zone);
			break;
		}
		assert_false(calendar_request_is_sound(&q));
	}
}

static void
a_reply_is_checked(void **state)
{
	static struct calendar_reply good;
	size_t i;

	(void)state;
	good = r;
	for (i = 0; i < 7; i++) {
		r = good;
		switch (i) {
		case 0:
			r.magic++;
			break;
		case 1:
			r.size--;
			break;
		case 2:
			r.count = CALENDAR_SPANS + 1;
			break;
		case 3:
			memset(r.why, 'x', sizeof r.why);
			break;
		case 4:
			r.spans[0].ends = r.spans[0].begins;
			break;
		case 5:
			r.spans[0].ends = INT64_MAX;
			break;
		case 6:
			r.spans[0].days = 2;
			break;
		}
		assert_false(calendar_reply_is_sound(&r));
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(sound_records_are_taken, set_up),
		cmocka_unit_test_setup(a_request_is_checked, set_up),
		cmocka_unit_test_setup(a_reply_is_checked, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
