#include "../../src/cli/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	const char *cells[3];
	size_t count;
	const char *want;
} rows[] = {
	{ { "a", "b c", "" }, 3, "\"a\",\"b c\",\"\"\r\n" },
	{ { "alone" }, 1, "\"alone\"\r\n" },
	{ { "x,y", "he said \"no\"" }, 2,
	    "\"x,y\",\"he said \"\"no\"\"\"\r\n" },
	{ { "two\r\nlines" }, 1, "\"two\r\nlines\"\r\n" },
	{ { "=1+1@example.net", "+1", "-1" }, 3,
	    "\"'=1+1@example.net\",\"'+1\",\"'-1\"\r\n" },
	{ { "@x", "\tx", "\rx" }, 3, "\"'@x\",\"'\tx\",\"'\rx\"\r\n" },
	{ { "a=1", "'x", "\"=1\"" }, 3, "\"a=1\",\"'x\",\"\"\"=1\"\"\"\r\n" },
	{ { NULL }, 0, "\r\n" },
};

static void
a_record_is_quoted_and_no_cell_is_a_formula(void **state)
{
	size_t i, size;
	char *text;
	FILE *out;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		out = open_memstream(&text, &size);
		assert_non_null(out);
		csv_record(out, rows[i].cells, rows[i].count);
		assert_int_equal(fclose(out), 0);
		assert_string_equal(text, rows[i].want);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_is_quoted_and_no_cell_is_a_formula),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
