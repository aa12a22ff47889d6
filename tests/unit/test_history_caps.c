#include "test_history.h"

/* Claims of different senders (and domains) until one is refused. */
static unsigned
claims_until_refused(struct box *b, bool one_sender, bool one_domain)
{
	unsigned n;

	for (n = 0; n < 20; n++) {
		char sender[64], domain[32], text[16];

		snprintf(domain, sizeof domain, "%u.example",
		    one_sender || one_domain ? 0 : n);
		snprintf(sender, sizeof sender, "s%u@%s", one_sender ? 0 : n,
		    domain);
		snprintf(text, sizeof text, "text%u", n);
		if (b->c.sender != NULL)
			b->c.sender = sender;
		b->c.domain = domain;
		if (b->c.text != NULL)
			b->c.text = text;
		if (reserve(b) != HISTORY_FREE) {
			assert_int_equal(b->a.status, HISTORY_TAKEN);
			assert_int_equal(peek(b), HISTORY_TAKEN);
			assert_true(b->a.past.flood);
			assert_false(b->a.past.recent);
			assert_true(b->a.unsettled);
			assert_int_equal(settle(b), 1);
			assert_int_equal(settle(b), 0);
			assert_int_equal(peek(b), HISTORY_TAKEN);
			assert_false(b->a.unsettled);
			break;
		}
	}
	b->c.sender = b->c.domain = b->c.text = "x";
	return n;
}

static void
stops_at_each_cap_and_says_so_once(void **state)
{
	static const struct {
		uint32_t sender, domain, hour, day;
		bool one_sender, one_domain, site;
		unsigned want;
		const char *cap;
	} rows[] = {
		{ 3, ANY, ANY, ANY, true, false, false, 3,
		    "max-per-sender-day" },
		{ ANY, 4, ANY, ANY, false, true, false, 4,
		    "max-per-domain-day" },
		{ ANY, ANY, 5, ANY, false, false, false, 5, "max-per-hour" },
		{ ANY, ANY, ANY, 6, false, false, false, 6, "max-per-day" },
		{ ANY, ANY, ANY, 0, false, false, false, 0, "max-per-day" },
		{ 0, ANY, ANY, ANY, false, false, false, 0,
		    "max-per-sender-day" },
		{ 3, 3, 3, 3, false, false, false, 3, "max-per-hour" },
		{ ANY, 2, ANY, 5, false, true, true, 2, "max-site-domain-day" },
		{ ANY, 2, ANY, 5, false, false, true, 5, "max-site-day" },
		{ ANY, ANY, ANY, ANY, true, true, false, 20, NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct box b;

		box_init(&b);
		b.c.cap_sender_day = rows[i].sender;
		b.c.cap_domain_day = rows[i].domain;
		b.c.cap_hour = rows[i].hour;
		b.c.cap_day = rows[i].day;
		if (rows[i].site)
			b.c.sender = b.c.text = NULL;
		assert_int_equal(claims_until_refused(&b, rows[i].one_sender,
				     rows[i].one_domain),
		    rows[i].want);
		if (rows[i].cap != NULL) {
			assert_string_equal(b.a.past.cap, rows[i].cap);
			assert_int_equal(b.a.past.limit, rows[i].want);
			assert_int_equal(b.a.past.count, rows[i].want);
		}
		box_release(&b);
	}
}

static void
counts_a_sliding_window(void **state)
{
	static const struct {
		const char *name;
		int64_t after;
		bool flood;
	} rows[] = {
		{ "within the window", DAY - 1, true },
		{ "the window before still counts", DAY + 1, true },
		{ "almost a third of it is gone", DAY + DAY / 3 - 1, true },
		{ "a third of it is gone", DAY + DAY / 3, false },
		{ "two windows later", 2 * (int64_t)DAY, false },
		{ "clock back a little", -1, true },
		{ "clock back a window", -(int64_t)DAY, true },
		{ "clock back a month", -30 * (int64_t)DAY, true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct box b;
		int n;

		box_init(&b);
		b.c.interval = 0;
		b.c.cap_day = 3;
		for (n = 0; n < 3; n++)
			assert_int_equal(reserve(&b), HISTORY_FREE);
		b.c.now = (uint64_t)((int64_t)NOW + rows[i].after);
		peek(&b);
		if (b.a.past.flood != rows[i].flood)
			fail_msg("%s", rows[i].name);
		box_release(&b);
	}
}

static void
heals_a_counter_after_the_clock_was_far_ahead(void **state)
{
	struct box b;
	int n;

	(void)state;
	box_init(&b);
	b.c.interval = 0;
	b.c.cap_day = 3;
	b.c.now = NOW + 365 * DAY;
	for (n = 0; n < 3; n++)
		assert_int_equal(reserve(&b), HISTORY_FREE);
	b.c.now = NOW;
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_int_equal(settle(&b), 1);
	b.c.now = NOW + 2 * DAY;
	assert_int_equal(peek(&b), HISTORY_FREE);
	box_release(&b);
}

static void
says_a_cap_again_in_the_next_window(void **state)
{
	struct box b;

	(void)state;
	box_init(&b);
	b.c.cap_day = 0;
	assert_int_equal(settle(&b), 1);
	b.c.now = NOW + DAY - 1;
	assert_int_equal(settle(&b), 0);
	b.c.now = NOW + DAY;
	assert_int_equal(settle(&b), 1);
	assert_int_equal(settle(&b), 0);
	box_release(&b);
}

static void
takes_a_claim_back_from_the_counters(void **state)
{
	struct box b;
	uint64_t token;

	(void)state;
	box_init(&b);
	b.c.sender = b.c.text = NULL;
	b.c.cap_domain_day = 1;
	b.c.cap_day = 5;
	assert_int_equal(reserve(&b), HISTORY_FREE);
	token = b.a.token;
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_int_equal(rollback(&b, token + 1), 0);
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_int_equal(rollback(&b, token), 0);
	assert_int_equal(reserve(&b), HISTORY_FREE);
	/* The claim's window may have become the one before. */
	b.c.now = NOW + DAY - 1;
	assert_int_equal(rollback(&b, b.a.token), 0);
	b.c.now = NOW + DAY;
	assert_int_equal(peek(&b), HISTORY_FREE);
	box_release(&b);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(stops_at_each_cap_and_says_so_once),
		cmocka_unit_test(counts_a_sliding_window),
		cmocka_unit_test(heals_a_counter_after_the_clock_was_far_ahead),
		cmocka_unit_test(says_a_cap_again_in_the_next_window),
		cmocka_unit_test(takes_a_claim_back_from_the_counters),
	};

	int failed =
	    cmocka_run_group_tests_name("history caps", tests, NULL, NULL);

	driver = &history_memory;
	return failed +
	    cmocka_run_group_tests_name("history caps in memory", tests, NULL,
		NULL);
}
