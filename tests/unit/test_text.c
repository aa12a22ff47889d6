#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct char_case {
	const char *octets;
	size_t len, want;
} char_cases[] = {
	{ "a", 1, 1 },
	{ "\0", 1, 1 },
	{ "", 0, 0 },
	{ "\xc2\x80", 2, 2 },
	{ "\xdf\xbf", 2, 2 },
	{ "\xe0\xa0\x80", 3, 3 },
	{ "\xe2\x82\xac", 3, 3 },
	{ "\xed\x9f\xbf", 3, 3 },
	{ "\xee\x80\x80", 3, 3 },
	{ "\xf0\x90\x80\x80", 4, 4 },
	{ "\xf1\x80\x80\x80", 4, 4 },
	{ "\xf4\x8f\xbf\xbf", 4, 4 },
	{ "\x80", 1, 0 },
	{ "\xbf", 1, 0 },
	{ "\xc0\x80", 2, 0 },         /* overlong */
	{ "\xc1\xbf", 2, 0 },         /* overlong */
	{ "\xe0\x9f\xbf", 3, 0 },     /* overlong */
	{ "\xf0\x8f\xbf\xbf", 4, 0 }, /* overlong */
	{ "\xed\xa0\x80", 3, 0 },     /* surrogate */
	{ "\xf4\x90\x80\x80", 4, 0 }, /* beyond U+10FFFF */
	{ "\xf5\x80\x80\x80", 4, 0 },
	{ "\xff", 1, 0 },
	{ "\xc2", 1, 0 },     /* cut */
	{ "\xe2\x82", 2, 0 }, /* cut */
	{ "\xf0\x90\x80", 3, 0 },
	{ "\xe2\x82\x41", 3, 0 },
	{ "\xf0\x90\x41\x80", 4, 0 },
	{ "\xc2\x41", 2, 0 },
};

static void
only_well_formed_characters_have_a_length(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(char_cases); i++) {
		const struct char_case *c = &char_cases[i];

		if (text_char(c->octets, c->len) != c->want)
			fail_msg("row %zu", i);
	}
}

static void
utf8_and_ascii_are_told_apart(void **state)
{
	(void)state;
	assert_true(text_is_utf8("a\xc3\xbc\xe2\x82\xac", 6));
	assert_false(text_is_utf8("a\xc3", 2));
	assert_false(text_is_utf8("\xfc", 1));
	assert_true(text_is_utf8("", 0));
	assert_true(text_is_ascii("a\x7f\x01", 3));
	assert_false(text_is_ascii("a\x80", 2));
	assert_false(text_is_ascii("a\0b", 3));
	assert_true(text_is_ascii("", 0));
}

static const struct clean_case {
	const char *text, *want;
	size_t size, chars;
} clean_cases[] = {
	{ "abc", "abc", 100, 100 },
	{ "  a  b  ", "a b", 100, 100 },
	{ "a\r\n\tb", "a b", 100, 100 },
	{ "a\x7f"
	  "b",
	    "a b", 100, 100 },
	{ "a\xc2\x9b"
	  "b",
	    "a b", 100, 100 }, /* C1 */
	{ "a\xc2\xa0"
	  "b",
	    "a\xc2\xa0"
	    "b",
	    100, 100 },
	{ "a\xd8\x9c"
	  "b",
	    "a b", 100, 100 }, /* U+061C */
	{ "a\xe2\x80\x8b"
	  "b",
	    "a b", 100, 100 }, /* U+200B */
	{ "a\xe2\x80\xa8"
	  "b",
	    "a b", 100, 100 }, /* U+2028 */
	{ "a\xe2\x80\xae"
	  "b",
	    "a b", 100, 100 }, /* U+202E */
	{ "a\xe2\x80\xaf"
	  "b",
	    "a\xe2\x80\xaf"
	    "b",
	    100, 100 },
	{ "a\xe2\x81\xa6"
	  "b",
	    "a b", 100, 100 }, /* U+2066 */
	{ "\xef\xbb\xbf"
	  "a",
	    "a", 100, 100 }, /* U+FEFF */
	{ "a\xff"
	  "b",
	    "a\xef\xbf\xbd"
	    "b",
	    100, 100 },
	{ "abcdef", "abc", 100, 3 },
	{ "ab cd", "ab", 100, 3 },
	{ "ab cd", "ab c", 100, 4 },
	{ "abcdef", "abc", 4, 100 },
	{ "ab\xe2\x82\xac", "ab", 5, 100 },
	{ "ab\xe2\x82\xac", "ab\xe2\x82\xac", 6, 100 },
	{ "abc", "", 1, 100 },
	{ "abc", "", 100, 0 },
	{ "", "", 100, 100 },
};

static void
a_cleaned_line_is_harmless_and_bounded(void **state)
{
	char to[100];
	size_t i, n;

	(void)state;
	for (i = 0; i < COUNT(clean_cases); i++) {
		const struct clean_case *c = &clean_cases[i];

		n = text_clean(to, c->size, c->chars, c->text, strlen(c->text));
		if (strcmp(to, c->want) != 0 || n != strlen(c->want))
			fail_msg("row %zu: %s", i, to);
	}
	assert_int_equal(text_clean(to, 100, 100, "a\0b", 3), 3);
	assert_string_equal(to, "a b");
}

static void
case_is_that_of_ascii(void **state)
{
	(void)state;
	assert_int_equal(text_lower('A'), 'a');
	assert_int_equal(text_lower('Z'), 'z');
	assert_int_equal(text_lower('@'), '@');
	assert_int_equal(text_lower('['), '[');
	assert_int_equal(text_lower(0xc4), 0xc4);
	assert_true(text_equal("aBc", "AbC"));
	assert_false(text_equal("ab", "abc"));
	assert_false(text_equal("abc", "ab"));
	assert_true(text_equal_n("abcd", 3, "ABC"));
	assert_false(text_equal_n("abcd", 3, "ABCD"));
	assert_false(text_equal_n("abcd", 4, "ABC"));
}

static void
classes_are_those_of_ascii(void **state)
{
	int c, blanks = 0, alnums = 0;

	(void)state;
	for (c = -128; c < 256; c++) {
		blanks += text_is_blank(c);
		alnums += text_is_alnum(c);
	}
	assert_int_equal(blanks, 4);
	assert_int_equal(alnums, 62);
	assert_true(text_is_blank('\t') && text_is_blank('\n'));
	assert_true(text_is_blank('\r') && text_is_blank(' '));
	assert_true(text_is_alnum('0') && text_is_alnum('z'));
}

static void
parts_are_found_in_any_case(void **state)
{
	const char *s = "Out of Office";

	(void)state;
	assert_true(text_begins(s, "out OF"));
	assert_true(text_begins(s, ""));
	assert_false(text_begins("ou", "out"));
	assert_true(text_ends(s, "oFFice"));
	assert_true(text_ends(s, ""));
	assert_false(text_ends("ice", "office"));
	assert_ptr_equal(text_find(s, "OF"), s + 4);
	assert_null(text_find(s, "officer"));
	assert_string_equal(text_find("", ""), "");
	assert_null(text_find("", "a"));
}

static void
any_word_is_the_name_of_a_file(void **state)
{
	static const struct {
		const char *word, *name;
	} rows[] = {
		{ "bob@example.org", "bob@example.org" },
		{ "Bob+X-y_z=1@EXAMPLE.org", "bob+x-y_z=1@example.org" },
		{ "a/b", "a%2Fb" },
		{ "..", "%2E." },
		{ ".", "%2E" },
		{ "a.b", "a.b" },
		{ "%2e", "%252e" },
		{ "\xc3\xa4 ", "%C3%A4%20" },
		{ "\n\x7f'\"", "%0A%7F%27%22" },
	};
	char name[32];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(text_file_name(name, sizeof name,
				     rows[i].word),
		    strlen(rows[i].name));
		assert_string_equal(name, rows[i].name);
	}
	assert_int_equal(text_file_name(name, 4, "abc"), 3);
	assert_int_equal(text_file_name(name, 3, "abc"), -1);
	assert_int_equal(text_file_name(name, 4, "a/"), -1);
	assert_int_equal(text_file_name(name, 5, "a/"), 4);
	assert_int_equal(text_file_name(name, sizeof name, ""), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_well_formed_characters_have_a_length),
		cmocka_unit_test(utf8_and_ascii_are_told_apart),
		cmocka_unit_test(a_cleaned_line_is_harmless_and_bounded),
		cmocka_unit_test(case_is_that_of_ascii),
		cmocka_unit_test(classes_are_those_of_ascii),
		cmocka_unit_test(parts_are_found_in_any_case),
		cmocka_unit_test(any_word_is_the_name_of_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
