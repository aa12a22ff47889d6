#include "../../src/cli/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static void
a_bar_grows_from_nothing_to_all(void **state)
{
	static const struct {
		size_t done, total;
		size_t signs; /* of 40 */
		const char *text;
	} rows[] = {
		{ 0, 10, 0, "   0%  0 of 10" },
		{ 1, 3, 13, "  33%  1 of 3" },
		{ 5, 10, 20, "  50%  5 of 10" },
		{ 999, 1000, 39, "  99%  999 of 1000" },
		{ 10, 10, 40, " 100%  10 of 10" },
		{ 0, 0, 40, " 100%  0 of 0" },
	};
	char line[PROGRESS_LINE];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		progress_text(line, rows[i].done, rows[i].total);
		assert_int_equal(line[0], '[');
		assert_int_equal(line[41], ']');
		assert_int_equal(strspn(line + 1, "#"), rows[i].signs);
		assert_string_equal(line + 42, rows[i].text);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bar_grows_from_nothing_to_all),
	};

	return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
