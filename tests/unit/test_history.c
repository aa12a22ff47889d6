#include "test_history.h"

static void
answers_once_an_interval_and_not_a_second_less(void **state)
{
	static const struct {
		const char *name;
		int64_t after;
		uint32_t interval;
		enum history_status want;
	} rows[] = {
		{ "at once", 0, WEEK, HISTORY_TAKEN },
		{ "a second before the end", WEEK - 1, WEEK, HISTORY_TAKEN },
		{ "exactly one interval ago", WEEK, WEEK, HISTORY_FREE },
		{ "the interval in force is the claim's", DAY, DAY,
		    HISTORY_FREE },
		{ "a longer one too", WEEK, WEEK + 1, HISTORY_TAKEN },
		{ "no interval, no silence", 0, 0, HISTORY_FREE },
		{ "clock a second back", -1, WEEK, HISTORY_TAKEN },
		{ "clock a day back", -(int64_t)DAY, WEEK, HISTORY_TAKEN },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct box b;

		box_init(&b);
		assert_int_equal(peek(&b), HISTORY_FREE);
		assert_int_equal(reserve(&b), HISTORY_FREE);
		b.c.now = (uint64_t)((int64_t)NOW + rows[i].after);
		b.c.interval = rows[i].interval;
		if (peek(&b) != rows[i].want)
			fail_msg("peek: %s", rows[i].name);
		assert_false(b.a.unsettled);
		if (rows[i].want == HISTORY_TAKEN) {
			assert_true(b.a.past.recent);
			assert_true(b.a.past.last == NOW);
		}
		if (reserve(&b) != rows[i].want)
			fail_msg("reserve: %s", rows[i].name);
		box_release(&b);
	}
}

static void
tells_senders_texts_and_mailboxes_apart(void **state)
{
	struct box b;

	(void)state;
	box_init(&b);
	assert_int_equal(reserve(&b), HISTORY_FREE);
	b.c.sender = "carol@example.com";
	assert_int_equal(reserve(&b), HISTORY_FREE);
	b.c.text = "other";
	assert_int_equal(reserve(&b), HISTORY_FREE);
	b.h.mailbox = "dave@example.org";
	assert_int_equal(reserve(&b), HISTORY_FREE);
	assert_int_equal(reserve(&b), HISTORY_TAKEN);
	box_release(&b);
}

static void
tells_long_names_apart_that_begin_alike(void **state)
{
	char one[401], two[401];
	struct box b;

	(void)state;
	memset(one, 'x', 400);
	one[400] = '\0';
	memcpy(two, one, sizeof two);
	two[399] = 'y';
	box_init(&b);
	b.c.interval = 0;
	b.c.message = one;
	assert_int_equal(reserve(&b), HISTORY_FREE);
	b.c.message = two;
	assert_int_equal(reserve(&b), HISTORY_FREE);
	assert_int_equal(reserve(&b), HISTORY_TAKEN);
	assert_true(b.a.past.duplicate);
	b.c.message = "";
	b.c.interval = WEEK;
	b.c.sender = one;
	assert_int_equal(reserve(&b), HISTORY_FREE);
	b.c.sender = two;
	assert_int_equal(reserve(&b), HISTORY_FREE);
	b.c.text = one;
	assert_int_equal(reserve(&b), HISTORY_FREE);
	b.c.text = two;
	assert_int_equal(reserve(&b), HISTORY_FREE);
	assert_int_equal(reserve(&b), HISTORY_TAKEN);
	box_release(&b);
}

static void
gives_a_claim_back_by_its_token_only(void **state)
{
	struct box b;
	uint64_t token;

	(void)state;
	box_init(&b);
	b.c.message = "<1@example.com>";
	b.c.cap_hour = 1;
	assert_int_equal(rollback(&b, 1), 0);
	assert_int_equal(reserve(&b), HISTORY_FREE);
	token = b.a.token;
	assert_true(token != 0);
	assert_int_equal(rollback(&b, token + 1), 0);
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_int_equal(rollback(&b, token), 0);
	assert_int_equal(peek(&b), HISTORY_FREE);
	assert_int_equal(reserve(&b), HISTORY_FREE);
	assert_int_equal(rollback(&b, token), 0);
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	box_release(&b);
}

static void
gives_back_to_the_response_before(void **state)
{
	struct box b;

	(void)state;
	box_init(&b);
	assert_int_equal(reserve(&b), HISTORY_FREE);
	b.c.now = NOW + WEEK;
	assert_int_equal(reserve(&b), HISTORY_FREE);
	assert_int_equal(rollback(&b, b.a.token), 0);
	b.c.now = NOW + WEEK - 1;
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_true(b.a.past.last == NOW);
	b.c.now = NOW + WEEK;
	assert_int_equal(peek(&b), HISTORY_FREE);
	box_release(&b);
}

static void
handles_a_message_once(void **state)
{
	static const struct {
		const char *name;
		uint32_t interval;
		uint64_t after;
		bool want;
	} rows[] = {
		{ "at once", DAY, 0, true },
		{ "for a week at least", DAY, WEEK - 1, true },
		{ "but no longer", DAY, WEEK, false },
		{ "for a long interval", 30 * DAY, 30 * DAY - 1, true },
		{ "and no longer than it", 30 * DAY, 30 * DAY, false },
		{ "without an interval", 0, WEEK - 1, true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct box b;

		box_init(&b);
		b.c.message = "<1@example.com>";
		b.c.interval = rows[i].interval;
		assert_int_equal(reserve(&b), HISTORY_FREE);
		b.c.sender = "carol@example.net";
		b.c.now = NOW + rows[i].after;
		peek(&b);
		if (b.a.past.duplicate != rows[i].want)
			fail_msg("%s", rows[i].name);
		assert_int_equal(reserve(&b),
		    rows[i].want ? HISTORY_TAKEN : HISTORY_FREE);
		box_release(&b);
	}
}

static void
restarts_the_interval_of_a_record_from_the_far_future(void **state)
{
	struct box b;

	(void)state;
	box_init(&b);
	b.c.now = NOW + DAY + 1;
	assert_int_equal(reserve(&b), HISTORY_FREE);
	b.c.now = NOW;
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_true(b.a.past.recent && b.a.past.restarted && b.a.unsettled);
	assert_int_equal(reserve(&b), HISTORY_TAKEN);
	assert_int_equal(settle(&b), 0);
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_false(b.a.past.restarted || b.a.unsettled);
	assert_true(b.a.past.last == NOW);
	b.c.now = NOW + WEEK;
	assert_int_equal(reserve(&b), HISTORY_FREE);
	box_release(&b);
}

static void
keeps_a_thousand_senders_through_splits(void **state)
{
	struct history_report report;
	char sender[128];
	struct box b;
	unsigned i;

	(void)state;
	box_init(&b);
	b.c.cap_day = b.c.cap_domain_day = b.c.cap_sender_day = 1000000;
	b.c.sender = sender;
	for (i = 0; i < 1000; i++) {
		snprintf(sender, sizeof sender, "s%u.%.*s@d%u.example", i,
		    (int)(i % 60),
		    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		    "xx",
		    i % 7);
		b.c.domain = strchr(sender, '@') + 1;
		assert_int_equal(reserve(&b), HISTORY_FREE);
	}
	for (i = 0; i < 1000; i += 37) {
		snprintf(sender, sizeof sender, "s%u.%.*s@d%u.example", i,
		    (int)(i % 60),
		    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		    "xx",
		    i % 7);
		assert_int_equal(peek(&b), HISTORY_TAKEN);
	}
	assert_int_equal(history_bdb.verify(&b.h, &report), 0);
	assert_int_equal(report.records, 1000 + 1000 + 7 + 1);
	assert_int_equal(report.damaged, 0);
	box_release(&b);
}

static void
lets_go_of_what_is_over_while_claiming(void **state)
{
	struct history_report report;
	char sender[64];
	struct box b;
	unsigned i;

	(void)state;
	box_init(&b);
	b.c.interval = HOUR;
	b.c.sender = sender;
	for (i = 0; i < 2000; i++) {
		snprintf(sender, sizeof sender, "s%u@example.com", i);
		b.c.now = NOW + i * (uint64_t)HOUR;
		assert_int_equal(reserve(&b), HISTORY_FREE);
	}
	assert_int_equal(history_bdb.walk(&b.h, NULL, NULL, &report), 0);
	assert_true(report.records < 200);
	box_release(&b);
}

/* What every store promises. */
static const struct CMUnitTest contract[] = {
	cmocka_unit_test(answers_once_an_interval_and_not_a_second_less),
	cmocka_unit_test(tells_senders_texts_and_mailboxes_apart),
	cmocka_unit_test(tells_long_names_apart_that_begin_alike),
	cmocka_unit_test(gives_a_claim_back_by_its_token_only),
	cmocka_unit_test(gives_back_to_the_response_before),
	cmocka_unit_test(handles_a_message_once),
	cmocka_unit_test(restarts_the_interval_of_a_record_from_the_far_future),
};

static const struct CMUnitTest on_disk[] = {
	cmocka_unit_test(keeps_a_thousand_senders_through_splits),
	cmocka_unit_test(lets_go_of_what_is_over_while_claiming),
};

int
main(void)
{
	int failed =
	    cmocka_run_group_tests_name("history", contract, NULL, NULL);

	failed +=
	    cmocka_run_group_tests_name("history on disk", on_disk, NULL, NULL);
	driver = &history_memory;
	return failed +
	    cmocka_run_group_tests_name("history in memory", contract, NULL,
		NULL);
}
