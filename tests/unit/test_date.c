#include "subject/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct {
	const char *text;
	int64_t want;
} rows[] = {
	{ "Thu, 01 Jan 1970 00:00:00 +0000", 0 },
	{ "1 Jan 1970 00:00 +0000", 0 },
	{ "Tue, 29 Feb 2000 12:34:56 +0000", 951827696 },
	{ "Fri, 21 Nov 1997 09:55:06 -0600", 880127706 },
	{ "fri,21 nov 1997 09:55:06 -0600", 880127706 },
	{ "Fri, 21 Nov 1997 09 : 55 : 06 -0600", 880127706 },
	{ "Thu, 1 Jan 2026 05:30:00 +0530", 1767225600 },
	{ "Wed, 31 Dec 2025 20:30:00 -0330", 1767225600 },
	{ "31 Dec 9999 23:59:59 +0000", 253402300799 },
	{ "1 Mar 2100 00:00:00 +0000", 4107542400 },
	{ "30 Jun 2012 23:59:60 +0000", 1341100800 },
	{ " 1 Jan 1970 00:00:00 +0000 ", 0 },
	/* obsolete years, RFC 5322 section 4.3 */
	{ "Mon, 1 Jan 99 00:00 EST", 915166800 },
	{ "1 Jan 49 00:00:00 +0000", 2493072000 },
	{ "1 Jan 70 00:00:00 +0000", 0 },
	{ "1 Jan 104 00:00:00 +0000", 1072915200 },
	{ "1 Jan 50 00:00:00 +0000", -1 },
	/* obsolete zones */
	{ "1 Jan 2000 00:00 UT", 946684800 },
	{ "1 Jan 2000 00:00 GMT", 946684800 },
	{ "1 Jan 2000 00:00 EDT", 946684800 + 4 * 3600 },
	{ "1 Jan 2000 00:00 EST", 946684800 + 5 * 3600 },
	{ "1 Jan 2000 00:00 CDT", 946684800 + 5 * 3600 },
	{ "1 Jan 2000 00:00 CST", 946684800 + 6 * 3600 },
	{ "1 Jan 2000 00:00 MDT", 946684800 + 6 * 3600 },
	{ "1 Jan 2000 00:00 MST", 946684800 + 7 * 3600 },
	{ "1 Jan 2000 00:00 PDT", 946684800 + 7 * 3600 },
	{ "1 Jan 2000 00:00 pst", 946684800 + 8 * 3600 },
	{ "1 Jan 2000 00:00 A", 946684800 },
	{ "1 Jan 2000 00:00 Z", 946684800 },
	{ "1 Jan 2000 00:00 CEST", 946684800 },
	/* no dates */
	{ "", -1 },
	{ "Mon", -1 },
	{ "Mon 1 Jan 2000 00:00 +0000", -1 },
	{ "Foo, 1 Jan 2000 00:00 +0000", -1 },
	{ "0 Jan 2000 00:00 +0000", -1 },
	{ "32 Jan 2000 00:00 +0000", -1 },
	{ "29 Feb 2100 00:00 +0000", -1 },
	{ "31 Apr 2000 00:00 +0000", -1 },
	{ "1 Foo 2000 00:00 +0000", -1 },
	{ "1 January 2000 00:00 +0000", -1 },
	{ "1 Jan 1969 23:59 +0000", -1 },
	{ "1 Jan 1970 00:00 +0001", -1 },
	{ "1 Jan 20000 00:00 +0000", -1 },
	{ "1 Jan 2 00:00 +0000", -1 },
	{ "1 Jan 2000", -1 },
	{ "1 Jan 2000 24:00 +0000", -1 },
	{ "1 Jan 2000 00:60 +0000", -1 },
	{ "1 Jan 2000 00:00:61 +0000", -1 },
	{ "1 Jan 2000 00:0 +0000", -1 },
	{ "1 Jan 2000 00:00:0 +0000", -1 },
	{ "1 Jan 2000 0000 +0000", -1 },
	{ "1 Jan 2000 00:00:00", -1 },
	{ "1 Jan 2000 00:00 +000", -1 },
	{ "1 Jan 2000 00:00 +00000", -1 },
	{ "1 Jan 2000 00:00 +0060", -1 },
	{ "1 Jan 2000 00:00 +0000 x", -1 },
	{ "1 Jan 2000 00:00 99999999999999999999", -1 },
	{ "99999999999999999999 Jan 2000 00:00 +0000", -1 },
};

static void
reads_what_is_a_date_and_nothing_else(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t len = strlen(rows[i].text);
		char *text = malloc(len > 0 ? len : 1);
		int64_t got;

		memcpy(text, rows[i].text, len);
		got = date_parse(text, len);
		free(text);
		if (got != rows[i].want)
			fail_msg("%s: %lld", rows[i].text, (long long)got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_is_a_date_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
