#include "response/day.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static void
a_day_is_written_as_people_do(void **state)
{
	static const struct {
		const char *day, *language, *want;
	} rows[] = {
		{ "2026-12-24", NULL, "24 December 2026" },
		{ "2026-12-24", "", "24 December 2026" },
		{ "2026-12-24", "en", "24 December 2026" },
		{ "2026-12-24", "en-GB", "24 December 2026" },
		{ "2026-12-24", "en-US", "December 24, 2026" },
		{ "2026-12-24", "DE", "24. Dezember 2026" },
		{ "2026-01-01", "de-CH", "1. Januar 2026" },
		{ "2026-01-01", "de-AT", "1. Jänner 2026" },
		{ "2026-03-09", "de", "9. März 2026" },
		{ "2026-12-24", "fr", "24 décembre 2026" },
		{ "2026-01-01", "fr", "1er janvier 2026" },
		{ "2026-02-11", "fr-CA", "11 février 2026" },
		{ "2026-12-24", "es", "24 de diciembre de 2026" },
		{ "2026-01-01", "es-419", "1 de enero de 2026" },
		{ "2026-12-24", "nl", "24 december 2026" },
		{ "2026-08-05", "nl-BE", "5 augustus 2026" },
		{ "2026-12-24", "zh", "2026年12月24日" },
		{ "2026-01-05", "zh-Hant-TW", "2026年1月5日" },
		/* what has no words stays what it is */
		{ "2026-12-24", "sv", "2026-12-24" },
		{ "2026-12-24", "deu", "2026-12-24" },
		{ "", "de", "" },
		{ "2026-13-24", "de", "2026-13-24" },
		{ "2026-00-24", "de", "2026-00-24" },
		{ "2026-12-00", "de", "2026-12-00" },
		{ "2026-12-240", "de", "2026-12-240" },
		{ "tomorrow", "de", "tomorrow" },
	};
	char to[DAY_WORDS];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		day_words(to, rows[i].day, rows[i].language);
		if (strcmp(to, rows[i].want) != 0)
			fail_msg("%s in %s: %s", rows[i].day,
			    rows[i].language == NULL ? "none"
						     : rows[i].language,
			    to);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_is_written_as_people_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
