#include "subject/spf_result.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
each_word_means_its_result(void **state)
{
	static const struct {
		const char *word;
		enum spf_result want;
	} rows[] = {
		{ "none", RESULT_NONE },
		{ "Neutral", RESULT_NEUTRAL },
		{ "PASS", RESULT_PASS },
		{ "Fail", RESULT_FAIL },
		{ "SoftFail", RESULT_SOFTFAIL },
		{ "TempError", RESULT_TEMPERROR },
		{ "permerror", RESULT_PERMERROR },
		{ "hardfail", RESULT_FAIL },
		{ "error", RESULT_TEMPERROR },
		{ "unknown", RESULT_PERMERROR },
		{ "policy", RESULT_NEUTRAL },
		{ "passed", RESULT_ABSENT },
		{ "pas", RESULT_ABSENT },
		{ "absent", RESULT_ABSENT },
		{ "", RESULT_ABSENT },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(spf_result_parse(rows[i].word,
				     strlen(rows[i].word)),
		    rows[i].want);
}

static void
a_result_is_told_by_its_own_word(void **state)
{
	enum spf_result r;

	(void)state;
	for (r = RESULT_NONE; r < RESULT_COUNT; r++) {
		const char *text = spf_result_text(r);

		assert_int_equal(spf_result_parse(text, strlen(text)), r);
	}
	assert_string_equal(spf_result_text(RESULT_ABSENT), "absent");
	assert_string_equal(spf_result_text((enum spf_result)99), "absent");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_word_means_its_result),
		cmocka_unit_test(a_result_is_told_by_its_own_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
