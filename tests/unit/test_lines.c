#include "../../src/calendar/lines.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DEEP5 "BEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\n"
#define FLAT5 "END:A\nEND:A\nEND:A\nEND:A\nEND:A\n"
#define DEEP3 "BEGIN:A\nBEGIN:A\nBEGIN:A\n"
#define FLAT3 "END:A\nEND:A\nEND:A\n"

/* What it becomes, or what is wrong. */
static const struct {
	const char *text, *want, *why;
} rows[] = {
	{ "BEGIN:A\r\nX:1\r\nEND:A\r\n", "BEGIN:A\r\nX:1\r\nEND:A\r\n", NULL },
	{ "BEGIN:A\r\nX:1\r\n 2\r\n\t3\r\nEND:A\r\n",
	    "BEGIN:A\r\nX:123\r\nEND:A\r\n", NULL },
	{ "BEGIN:A\nX:1\n 2\nEND:A", "BEGIN:A\nX:12\nEND:A", NULL },
	{ "BEGIN:A\nX:1\n  2\nEND:A", "BEGIN:A\nX:1 2\nEND:A", NULL },
	{ "begin:A\nend:A\n", "begin:A\nend:A\n", NULL },
	{ DEEP5 DEEP3 FLAT3 FLAT5, DEEP5 DEEP3 FLAT3 FLAT5, NULL },
	{ "", NULL, "no iCalendar file" },
	{ "hello\n", NULL, "no iCalendar file" },
	{ "BEGIN:A\nX:1\n", NULL, "an END is missing" },
	{ "BEGIN:A\n END:A\n", NULL, "an END is missing" },
	{ "END:A\nBEGIN:A\n", NULL, "an END without its BEGIN" },
	{ DEEP5 DEEP5 FLAT5 FLAT5, NULL,
	    "too many components within each other" },
	{ DEEP5 DEEP3 "BEG\n IN:A\nEND:A\n" FLAT3 FLAT5, NULL,
	    "too many components within each other" },
};

static void
lines_are_joined_and_components_counted(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *text = xstrdup(rows[i].text);
		const char *why = lines_unfold(text, strlen(text));

		if (rows[i].why == NULL) {
			assert_null(why);
			assert_string_equal(text, rows[i].want);
		} else {
			assert_non_null(why);
			assert_string_equal(why, rows[i].why);
		}
		free(text);
	}
}

static void
a_nul_is_no_text(void **state)
{
	char text[] = "BEGIN:A\n\0END:A\n";

	(void)state;
	assert_string_equal(lines_unfold(text, sizeof text - 1),
	    "it holds a NUL");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_joined_and_components_counted),
		cmocka_unit_test(a_nul_is_no_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
