#include "../../src/response/response_flow.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define A10 "aaaaaaaaaa"
#define A70 A10 A10 A10 A10 A10 A10 A10

static void
lines_flow_and_are_stuffed(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "" },
		{ "a\n\nb\n", "a\n\nb\n" },
		{ "no line end", "no line end\n" },
		{ " a\n>b\nFrom c\nFrom\n", "  a\n >b\n From c\nFrom\n" },
		{ "a  \n   \n", "a\n\n" },
		{ "-- \nBob\n", "-- \nBob\n" },
		{ "--  \n", "--\n" },
		{ A70 " bbbbb\n", A70 " bbbbb\n" },
		{ A70 " bbbbbb\n", A70 " \nbbbbbb\n" },
		{ A70 "aaaaa bb\n", A70 "aaaaa \nbb\n" },
		{ A70 "aaaaaa bb\n", A70 "aaaaaa \nbb\n" },
		{ A70 A70 " b\n", A70 A70 " \nb\n" },
		{ A70 A70 "\n", A70 A70 "\n" },
		{ A70 " aaaa >b\n", A70 " aaaa \n >b\n" },
		{ A70 " aaaa  b\n", A70 " aaaa \n  b\n" },
		{ "-- " A70 A10 " b\n", "-- " A70 A10 " \nb\n" },
	};
	size_t i;
	char *got;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		got = response_flow(rows[i].text);
		if (strcmp(got, rows[i].want) != 0)
			fail_msg("%s:\n%s", rows[i].text, got);
		free(got);
	}
}

/* RFC 3676 section 4.3, DelSp=no: what a reader sees. */
static char *
join(const char *flowed)
{
	char *to = xmalloc(strlen(flowed) + 1), *at = to;
	size_t len;
	bool soft;

	for (; *flowed != '\0'; flowed += len + 1) {
		len = strcspn(flowed, "\n");
		soft = len > 0 && flowed[len - 1] == ' ' &&
		    !(len == 3 && memcmp(flowed, "-- ", 3) == 0);
		if (*flowed == ' ')
			at = mempcpy(at, flowed + 1, len - 1);
		else
			at = mempcpy(at, flowed, len);
		if (!soft)
			*at++ = '\n';
	}
	*at = '\0';
	return to;
}

static void
a_reader_sees_the_text_again(void **state)
{
	static const char signs[] = "aaaaaaa >-\nFrom ";
	unsigned seed = 1;
	char text[600];
	size_t i, k, len;

	(void)state;
	for (i = 0; i < 2000; i++) {
		char *flowed, *seen;

		for (len = 0, k = 0; k < 500; k++) {
			seed = seed * 1103515245u + 12345u;
			text[len] = signs[(seed >> 16) % (sizeof signs - 1)];
			/* blanks at line ends go, that is known */
			while (text[len] == '\n' && len > 0 &&
			    text[len - 1] == ' ')
				text[--len] = '\n';
			len++;
		}
		while (len > 0 && text[len - 1] == ' ')
			len--;
		memcpy(text + len, "a\n", 3);
		flowed = response_flow(text);
		seen = join(flowed);
		if (strcmp(seen, text) != 0)
			fail_msg("%s\n=>\n%s", text, flowed);
		free(seen);
		free(flowed);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_flow_and_are_stuffed),
		cmocka_unit_test(a_reader_sees_the_text_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
