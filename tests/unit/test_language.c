#include "subject/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static void
tags_have_their_grammar(void **state)
{
	static const struct {
		const char *tag;
		bool good;
	} rows[] = {
		{ "de", true },
		{ "zh-Hans", true },
		{ "zh-Hans-CN", true },
		{ "es-419", true },
		{ "de-CH-1996", true },
		{ "en-a-bbb", true },
		{ "", false },
		{ "d", false },
		{ "d3", false },
		{ "de-", false },
		{ "-de", false },
		{ "de--at", false },
		{ "de_AT", false },
		{ "de at", false },
		{ "deutschland", false },
		{ "en-a", false },
		{ "de-123456789", false },
		{ "abcdefgh-abcdefgh-abcdefgh-abcdefgh", true },
		{ "abcdefgh-abcdefgh-abcdefgh-abcdefgh-a", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		if (language_is_tag(rows[i].tag, strlen(rows[i].tag)) !=
		    rows[i].good)
			fail_msg("%s", rows[i].tag);
}

static void
a_range_holds_whole_subtags(void **state)
{
	(void)state;
	assert_true(language_in_range("de", "de", 2));
	assert_true(language_in_range("de-AT", "DE", 2));
	assert_false(language_in_range("de", "de-AT", 5));
	assert_false(language_in_range("deu", "de", 2));
	assert_false(language_in_range("de", "", 0));
}

static char de[] = "de", en[] = "en", at[] = "de-AT", zh[] = "zh-Hans";

static void
the_best_of_what_is_there_is_chosen(void **state)
{
	static char *const tags[] = { en, de, at, zh };
	static const struct {
		const char *body;
		int want;
	} rows[] = {
		{ "", -1 },
		{ "de", 1 },
		{ "en, de", 0 },
		{ "de, en", 1 },
		{ "de;q=0.3, en", 0 },
		{ "de;q=0.3, en;q=0.299", 1 },
		{ "DE ; Q = 0.9 ,en;q=0.8", 1 },
		{ "de-AT, de;q=0.9", 2 },
		{ "de-CH", 1 },
		{ "de-CH, en;q=0.9", 1 },
		{ "fr, de;q=0.1", 1 },
		{ "fr", -1 },
		{ "*", 0 },
		{ "fr, *;q=0.5", 0 },
		{ "*;q=0.5, de", 1 },
		{ "*, en;q=0", 1 },
		{ "en;q=0", -1 },
		{ "en;q=0.000", -1 },
		{ "*;q=0, de;q=0.001", 1 },
		{ "de-CH;q=0, de", 1 },
		{ "zh", 3 },
		{ "zh-Hans-CN", 3 },
		{ "zh-Hant", -1 },
		{ "e", -1 },
		/* what is no range says nothing */
		{ "de;q=2, en", 0 },
		{ "de;q=1.001, en", 0 },
		{ "de;q=0.1234, en;q=0.1", 0 },
		{ "de;q=-1, en", 0 },
		{ "de;x=1, en", 0 },
		{ "de en, en", 0 },
		{ ",,de,,", 1 },
		{ "de;q=", -1 },
		{ "de;", -1 },
		{ ";q=1", -1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		if (language_accepted(rows[i].body, tags, 4) != rows[i].want)
			fail_msg("%s: %d", rows[i].body,
			    language_accepted(rows[i].body, tags, 4));
	assert_int_equal(language_accepted("de", NULL, 0), -1);
}

static void
a_message_is_answered_in_its_language(void **state)
{
	static char *const tags[] = { en, de };

	(void)state;
	assert_int_equal(language_spoken("de", tags, 2), 1);
	assert_int_equal(language_spoken("fr, de-DE, en", tags, 2), 1);
	assert_int_equal(language_spoken("en-US", tags, 2), 0);
	assert_int_equal(language_spoken("*", tags, 2), -1);
	assert_int_equal(language_spoken("fr", tags, 2), -1);
	assert_int_equal(language_spoken("", tags, 2), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags_have_their_grammar),
		cmocka_unit_test(a_range_holds_whole_subtags),
		cmocka_unit_test(the_best_of_what_is_there_is_chosen),
		cmocka_unit_test(a_message_is_answered_in_its_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
