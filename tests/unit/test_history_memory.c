#include "test_history.h"

/* The contract of every store is in test_history.c and test_history_caps.c. */

static void
leaves_nothing_on_disk(void **state)
{
	struct stat st;
	struct box b;

	(void)state;
	box_init(&b);
	assert_int_equal(reserve(&b), HISTORY_FREE);
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_int_equal(stat(b.dir, &st), -1);
	box_release(&b);
}

static void
forgets_everything_when_told_to(void **state)
{
	struct box b;

	(void)state;
	box_init(&b);
	assert_int_equal(reserve(&b), HISTORY_FREE);
	history_memory_release();
	assert_int_equal(reserve(&b), HISTORY_FREE);
	assert_int_equal(reserve(&b), HISTORY_TAKEN);
	box_release(&b);
}

static void
keeps_ten_thousand_senders_apart(void **state)
{
	char sender[64];
	struct box b;
	unsigned i;

	(void)state;
	box_init(&b);
	b.c.sender = sender;
	for (i = 0; i < 10000; i++) {
		snprintf(sender, sizeof sender, "s%u@example.com", i);
		assert_int_equal(reserve(&b), HISTORY_FREE);
	}
	for (i = 0; i < 10000; i += 37) {
		snprintf(sender, sizeof sender, "s%u@example.com", i);
		assert_int_equal(peek(&b), HISTORY_TAKEN);
	}
	box_release(&b);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_nothing_on_disk),
		cmocka_unit_test(forgets_everything_when_told_to),
		cmocka_unit_test(keeps_ten_thousand_senders_apart),
	};

	driver = &history_memory;
	return cmocka_run_group_tests_name("history memory", tests, NULL, NULL);
}
