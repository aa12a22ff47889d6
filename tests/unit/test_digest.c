#include "test_history.h"

#include "world/digest.h"
#include "world/tally.h"

static struct box box;

static int
enter(void **state)
{
	(void)state;
	box_init(&box);
	return 0;
}

static int
leave(void **state)
{
	(void)state;
	box_release(&box);
	return 0;
}

static void
answer(const char *sender, uint64_t when)
{
	const struct history_record r = { .kind = 'S',
		.subject = sender,
		.text = "away",
		.last = when,
		.interval = WEEK,
		.count = 1,
		.sound = true };
	struct history_report report;

	if (history_bdb.put(&box.h, &r, &report) == -1)
		fail_msg("%s", report.text);
}

static void
only_the_days_of_the_absence_are_told(void **state)
{
	const struct tally_run runs[] = { { "flood", NOW - 1, 1 },
		{ "flood", NOW, 1 }, { "list-field", NOW + DAY, 1 },
		{ "flood", NOW + 2 * DAY, 1 } };
	struct notice_summary s;
	char why[200];
	size_t i;

	(void)state;
	answer("before@example.net", NOW - 1);
	answer("first@example.net", NOW);
	answer("last@example.net", NOW + 2 * DAY - 1);
	answer("after@example.net", NOW + 2 * DAY);
	for (i = 0; i < sizeof runs / sizeof *runs; i++)
		assert_int_equal(tally_add(&box.h, &runs[i], why), 0);
	digest_make(&s, &box.h, NOW, NOW + 2 * DAY);
	assert_int_equal(s.shown, 2);
	assert_non_null(strstr(s.senders,
	    "    2024-10-04T00:00:00Z  first@example.net\n"));
	assert_non_null(strstr(s.senders, "last@example.net\n"));
	assert_null(strstr(s.senders, "before"));
	assert_null(strstr(s.senders, "after"));
	assert_non_null(strstr(s.counts, "    flood                    1\n"));
	assert_non_null(strstr(s.counts, "    list-field               1\n"));
	notice_summary_release(&s);
}

static void
what_is_too_much_is_counted(void **state)
{
	char sender[64];
	struct notice_summary s;
	int i;

	(void)state;
	for (i = 0; i < DIGEST_SENDERS + 3; i++) {
		snprintf(sender, sizeof sender, "a%d@example.net", i);
		answer(sender, NOW);
	}
	digest_make(&s, &box.h, 0, NOW + 1);
	assert_int_equal(s.shown, DIGEST_SENDERS);
	assert_int_equal(s.omitted, 3);
	notice_summary_release(&s);
}

static void
what_cannot_be_read_is_not_taken_for_nobody(void **state)
{
	struct notice_summary s;

	(void)state;
	answer("a@example.net", NOW);
	digest_make(&s, &box.h, 0, NOW + 1);
	assert_false(s.partial);
	notice_summary_release(&s);
	assert_int_equal(chmod(box.dir, 0777), 0);
	digest_make(&s, &box.h, 0, NOW + 1);
	assert_int_equal(s.shown, 0);
	assert_true(s.partial);
	notice_summary_release(&s);
	assert_int_equal(chmod(box.dir, 0700), 0);
}

static void
nothing_known_is_no_error(void **state)
{
	struct notice_summary s;

	(void)state;
	digest_make(&s, &box.h, 0, NOW);
	assert_int_equal(s.shown, 0);
	assert_string_equal(s.senders, "");
	assert_null(s.counts);
	assert_int_equal(access(box.dir, F_OK), -1);
	notice_summary_release(&s);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_the_days_of_the_absence_are_told),
		TEST(what_is_too_much_is_counted),
		TEST(what_cannot_be_read_is_not_taken_for_nobody),
		TEST(nothing_known_is_no_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
