#include "supervise/board.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
a_sealed_board_has_only_strings_that_end(void **state)
{
	struct board *b = board_new();
	size_t i;

	(void)state;
	assert_non_null(b);
	memset(b, 'x', sizeof *b);
	board_seal(b);
	assert_int_equal(strlen(b->log), sizeof b->log - 1);
	assert_int_equal(strlen(b->mailbox), sizeof b->mailbox - 1);
	assert_int_equal(strlen(b->sender), sizeof b->sender - 1);
	assert_int_equal(strlen(b->message_id), sizeof b->message_id - 1);
	for (i = 0; i < 2; i++) {
		const struct board_claim *c = &b->claims[i];

		assert_int_equal(strlen(c->dir), sizeof c->dir - 1);
		assert_int_equal(strlen(c->mailbox), sizeof c->mailbox - 1);
		assert_int_equal(strlen(c->sender), sizeof c->sender - 1);
		assert_int_equal(strlen(c->domain), sizeof c->domain - 1);
		assert_int_equal(strlen(c->text), sizeof c->text - 1);
		assert_int_equal(strlen(c->message), sizeof c->message - 1);
	}
	board_free(b);
}

static void
every_stage_has_a_name_and_nonsense_too(void **state)
{
	int32_t stage;

	(void)state;
	for (stage = STAGE_START; stage <= STAGE_DONE; stage++)
		assert_string_not_equal(stage_text(stage), "unknown");
	assert_string_equal(stage_text(-1), "unknown");
	assert_string_equal(stage_text(STAGE_DONE + 1), "unknown");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sealed_board_has_only_strings_that_end),
		cmocka_unit_test(every_stage_has_a_name_and_nonsense_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
