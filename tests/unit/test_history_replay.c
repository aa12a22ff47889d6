#include "test_history.h"

/* As a kill between the durable frame and its application leaves it. */
static void
unapply(struct box *b, void (*change)(struct box *b))
{
	static char octets[1 << 16];
	size_t len = sizeof octets;

	box_read(b, "rate.db", octets, &len);
	change(b);
	box_write(b, "rate.db", octets, len);
	/* The state block says "clean" of a boot that is over. */
	b->h.boot_id = "another boot";
}

static void
claim_carol(struct box *b)
{
	b->c.sender = "carol@example.com";
	assert_int_equal(reserve(b), HISTORY_FREE);
}

static void
reads_what_was_committed_but_not_applied(void **state)
{
	static char before[4096], after[4096];
	struct history_report report;
	struct box b;

	(void)state;
	box_init(&b);
	assert_int_equal(reserve(&b), HISTORY_FREE);
	unapply(&b, claim_carol);
	box_listing(b.dir, before, sizeof before);
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_int_equal(history_bdb.walk(&b.h, NULL, NULL, &report), 0);
	assert_int_equal(report.records, 2);
	box_listing(b.dir, after, sizeof after);
	assert_string_equal(before, after);
	assert_int_equal(reserve(&b), HISTORY_TAKEN);
	unlink(box_path(&b, "rate.jnl"));
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	box_release(&b);
}

static void
claim_many(struct box *b)
{
	char sender[64];
	unsigned i;

	b->c.sender = sender;
	for (i = 0; i < 40; i++) {
		snprintf(sender, sizeof sender, "%u.%040u@example.com", i, i);
		assert_int_equal(reserve(b), HISTORY_FREE);
	}
	b->c.sender = "39.0000000000000000000000000000000000000039@"
		      "example.com";
}

static void
reads_a_tree_that_grew_in_the_journal_only(void **state)
{
	struct history_report report;
	struct box b;

	(void)state;
	box_init(&b);
	assert_int_equal(reserve(&b), HISTORY_FREE);
	unapply(&b, claim_many);
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_int_equal(history_bdb.walk(&b.h, NULL, NULL, &report), 0);
	assert_int_equal(report.records, 41);
	assert_int_equal(history_bdb.verify(&b.h, &report), 0);
	assert_int_equal(report.records, 41);
	box_release(&b);
}

static void
ignores_the_journal_of_another_tree(void **state)
{
	static char octets[300000];
	struct history_report report;
	size_t len = sizeof octets;
	struct box one, two;

	(void)state;
	box_init(&one);
	box_init(&two);
	claim_many(&one);
	assert_int_equal(reserve(&two), HISTORY_FREE);
	box_read(&one, "rate.jnl", octets, &len);
	box_write(&two, "rate.jnl", octets, len);
	two.h.boot_id = "another boot";
	assert_int_equal(peek(&two), HISTORY_TAKEN);
	assert_int_equal(history_bdb.verify(&two.h, &report), 0);
	assert_int_equal(report.records, 1);
	box_release(&one);
	box_release(&two);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_was_committed_but_not_applied),
		cmocka_unit_test(reads_a_tree_that_grew_in_the_journal_only),
		cmocka_unit_test(ignores_the_journal_of_another_tree),
	};

	return cmocka_run_group_tests_name("history replay", tests, NULL, NULL);
}
