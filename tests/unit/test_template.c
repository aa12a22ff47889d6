#include "response/template.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct good_case {
	const char *name, *text, *subject, *body;
} good[] = {
	{ "a body alone has no subject", "Hello\n", NULL, "Hello\n" },
	{ "a last line without end gets one", "Hello", NULL, "Hello\n" },
	{ "the header sets the subject", "Subject: Away\n\nHello\n", "Away",
	    "Hello\n" },
	{ "the field name has no case", "sUBJECT:Away \t\n\nHello\n", "Away",
	    "Hello\n" },
	{ "CRLF is taken as LF", "Subject: Away\r\n\r\nHello\r\nBob\r\n",
	    "Away", "Hello\nBob\n" },
	{ "a blank line may follow the header's", "Subject: Away\n\n\nHello\n",
	    "Away", "\nHello\n" },
	{ "a subject further down is text", "Hello\nSubject: Away\n", NULL,
	    "Hello\nSubject: Away\n" },
	{ "another first field is text", "Note: Away\n", NULL, "Note: Away\n" },
	{ "UTF-8 and tab stay",
	    "Gr\xc3\xbc\xc3\x9f"
	    "e\t\xf0\x9f\x8c\xb4\n",
	    NULL,
	    "Gr\xc3\xbc\xc3\x9f"
	    "e\t\xf0\x9f\x8c\xb4\n" },
	{ "every variable is known",
	    "${sender}${recipient}${subject}${from}${until}${date}${name}"
	    "${address}\n",
	    NULL,
	    "${sender}${recipient}${subject}${from}${until}${date}${name}"
	    "${address}\n" },
	{ "fields stand in any order",
	    "Content-Language: de\nFrom: Bob <b@example.org>\nSubject: Away\n"
	    "\nHello\n",
	    "Away", "Hello\n" },
	{ "a header without subject", "from: b@example.org\n\nHello\n", NULL,
	    "Hello\n" },
	{ "a variable may bring its default", "${name:-Bob ${}\n", NULL,
	    "${name:-Bob ${}\n" },
	{ "a dollar stands for itself", "5 $ $x $$ $$${name} $", NULL,
	    "5 $ $x $$ $$${name} $\n" },
	{ "two dollars open nothing", "$${nobody}", NULL, "$${nobody}\n" },
};

static const struct bad_case {
	const char *name, *text;
	size_t line;
	const char *says;
	size_t len; /* 0 = strlen(text) */
} bad[] = {
	{ "no octet is no text", "", 1, "no text; expected", 0 },
	{ "blanks are no text", " \n\t\n", 1, "no text", 0 },
	{ "a header alone is no text", "Subject: a\n", 2, "no text", 0 },
	{ "a header and blanks are no text", "Subject: a\n\n \n", 3, "no text",
	    0 },
	{ "an open header is no text", "Subject: a", 2, "no text", 0 },
	{ "a NUL is refused", "a\n\0b\n", 2, "control", 5 },
	{ "a bell is refused", "a\n\ab\n", 2, "control", 0 },
	{ "a lone CR is refused", "a\rb\n", 1, "control", 0 },
	{ "a DEL is refused", "\x7f\n", 1, "control", 0 },
	{ "a C1 control is refused", "a\n\n\xc2\x9b\n", 3, "control", 0 },
	{ "Latin-1 is refused",
	    "a\nGr\xfc\xdf"
	    "e\n",
	    2, "UTF-8", 0 },
	{ "half a character is refused", "a\xe2\x82", 1, "UTF-8", 0 },
	{ "a byte order mark is refused", "\xef\xbb\xbfHello\n", 1,
	    "byte order mark", 0 },
	{ "an unknown variable is refused", "a\nb ${nmae}\n", 2,
	    "${nmae}: unknown variable; expected ${sender}, ${recipient}, "
	    "${subject}, ${from}, ${until}, ${date}, ${from_words}, "
	    "${until_words}, ${date_words}, ${name}, ${address}",
	    0 },
	{ "a variable's case counts", "${Name}\n", 1, "unknown variable", 0 },
	{ "an empty variable is unknown", "${}\n", 1, "${}: unknown", 0 },
	{ "a variable in the subject is checked", "Subject: ${x}\n\na\n", 1,
	    "unknown variable", 0 },
	{ "an open variable is refused", "a\n\n${name\n", 3, "without", 0 },
	{ "an open variable at the end is refused", "a ${", 1, "without", 0 },
	{ "a variable ends on its line", "${na\nme}\n", 1, "without", 0 },
	{ "a second subject is refused", "Subject: a\nSubject: b\n\nc\n", 2,
	    "twice", 0 },
	{ "another field is refused", "Subject: a\nTo: b\n\nc\n", 2,
	    "not a header field", 0 },
	{ "a folded subject is refused", "Subject: a\n b\n\nc\n", 2,
	    "not a header field", 0 },
	{ "a second language is refused",
	    "Content-Language: de\nContent-Language: de\n\nc\n", 2,
	    "\"Content-Language:\" twice", 0 },
	{ "no tag is no language", "Content-Language: de_AT\n\nc\n", 1,
	    "language tag", 0 },
	{ "two languages are none", "Content-Language: de, en\n\nc\n", 1,
	    "language tag", 0 },
	{ "From is a mailbox", "Subject: a\nFrom: Bob\n\nc\n", 2,
	    "\"From:\": no @", 0 },
	{ "From is one mailbox", "From: a@example.org, b@example.org\n\nc\n", 1,
	    "\"From:\": more than one", 0 },
	{ "From holds no variable", "From: ${name} <a@example.org>\n\nc\n", 1,
	    "\"From:\" holds a variable", 0 },
	{ "an unknown variable has no default either", "${x:-y}\n", 1,
	    "${x}: unknown", 0 },
	{ "an empty subject is refused", "Subject: \n\nc\n", 1, "is empty", 0 },
};

static void
good_templates_are_taken(void **state)
{
	struct template t;
	struct template_error e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof good / sizeof *good; i++) {
		if (template_parse(&t, good[i].text, strlen(good[i].text),
			&e) == -1)
			fail_msg("%s: %zu: %s", good[i].name, e.line, e.text);
		if (strcmp(t.body, good[i].body) != 0)
			fail_msg("%s: got \"%s\"", good[i].name, t.body);
		if ((t.subject == NULL) != (good[i].subject == NULL) ||
		    (t.subject != NULL &&
			strcmp(t.subject, good[i].subject) != 0))
			fail_msg("%s: got \"%s\"", good[i].name, t.subject);
		template_release(&t);
	}
}

static void
bad_templates_are_refused_with_their_line(void **state)
{
	struct template t;
	struct template_error e;
	size_t i, len;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		len = bad[i].len ? bad[i].len : strlen(bad[i].text);
		if (template_parse(&t, bad[i].text, len, &e) == 0)
			fail_msg("%s", bad[i].name);
		if (e.line != bad[i].line || !strstr(e.text, bad[i].says))
			fail_msg("%s: %zu: %s", bad[i].name, e.line, e.text);
		template_release(&t);
	}
}

static void
limits_are_exact(void **state)
{
	struct template t;
	struct template_error e;
	char *text = xmalloc(TEMPLATE_MAX + 2);
	size_t i;

	(void)state;
	memset(text, 'a', 902);
	text[900] = '\n';
	assert_int_equal(template_parse(&t, text, 902, &e), 0);
	template_release(&t);
	text[900] = 'a';
	text[901] = '\n';
	assert_int_equal(template_parse(&t, text, 902, &e), -1);
	assert_int_equal(e.line, 1);
	assert_non_null(strstr(e.text, "900 octets"));
	template_release(&t);
	for (i = 0; i <= TEMPLATE_MAX; i++)
		text[i] = i % 2 ? '\n' : 'a';
	assert_int_equal(template_parse(&t, text, TEMPLATE_MAX, &e), 0);
	template_release(&t);
	assert_int_equal(template_parse(&t, text, TEMPLATE_MAX + 1, &e), -1);
	assert_int_equal(e.line, 0);
	assert_non_null(strstr(e.text, "16384"));
	template_release(&t);
	free(text);
}

static void
a_header_names_author_and_language(void **state)
{
	static const char text[] = "Content-Language: pt-BR\n"
				   "From: \"Ob, Bob\" <b@example.org>\n\nHi\n";
	struct template t;
	struct template_error e;

	(void)state;
	assert_int_equal(template_parse(&t, text, sizeof text - 1, &e), 0);
	assert_string_equal(t.from_name, "Ob, Bob");
	assert_string_equal(t.from_address, "b@example.org");
	assert_string_equal(t.language, "pt-BR");
	template_release(&t);
	assert_null(t.from_name);
}

static const struct template_values values = {
	.sender = "alice@example.net",
	.recipient = "bob@example.org",
	.subject = "${name} $$",
	.from = "2026-12-24",
	.until = "2026-12-31",
	.date = "2026-11-24",
	.from_words = "24 December 2026",
	.until_words = "31 December 2026",
	.date_words = "24 November 2026",
	.name = "Bob",
	.address = "b@example.org",
};

static void
variables_become_their_values(void **state)
{
	static const struct {
		const char *name, *text, *want;
	} rows[] = {
		{ "text stays", "a\xc3\xbc\nb\n", "a\xc3\xbc\nb\n" },
		{ "sender", "<${sender}>", "<alice@example.net>" },
		{ "recipient", "${recipient}", "bob@example.org" },
		{ "a value is not expanded again", "${subject}", "${name} $$" },
		{ "from", "${from}", "2026-12-24" },
		{ "until", "${until}", "2026-12-31" },
		{ "date", "${date}", "2026-11-24" },
		{ "name", "${name}", "Bob" },
		{ "address", "${address}", "b@example.org" },
		{ "words", "${from_words}, ${until_words}, ${date_words}",
		    "24 December 2026, 31 December 2026, 24 November 2026" },
		{ "a default stands where no value is",
		    "${name:-x}${from:-}${recipient:-x}",
		    "Bob2026-12-24"
		    "bob@example.org" },
		{ "neighbours", "${name}${name}", "BobBob" },
		{ "dollars", "$ $$ $$${name} $${name} $x",
		    "$ $ $Bob ${name} $x" },
		{ "unknown names vanish", "a${x}b", "ab" },
	};
	static const struct template_values none = { .sender = NULL };
	size_t i;
	char *got;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		got = template_expand(rows[i].text, &values);
		if (strcmp(got, rows[i].want) != 0)
			fail_msg("%s: \"%s\"", rows[i].name, got);
		free(got);
	}
	got = template_expand("a${name}b", &none);
	assert_string_equal(got, "ab");
	free(got);
	got = template_expand("a${name:-\xe2\x82\xac: ${}b${until:-}c", &none);
	assert_string_equal(got, "a\xe2\x82\xac: ${bc");
	free(got);
}

static void
an_expansion_is_bounded_at_a_character(void **state)
{
	char *big = xmalloc(TEMPLATE_MAX + 1), *got;
	struct template_values v = values;

	(void)state;
	memset(big, 'a', TEMPLATE_MAX);
	big[TEMPLATE_MAX] = '\0';
	v.subject = big;
	got = template_expand("${subject}", &v);
	assert_int_equal(strlen(got), TEMPLATE_MAX);
	free(got);
	got = template_expand("${subject}b", &v);
	assert_int_equal(strlen(got), TEMPLATE_MAX);
	free(got);
	memcpy(big + TEMPLATE_MAX - 2, "\xe2\x82\xac", 2);
	big[TEMPLATE_MAX - 1] = '\0';
	memcpy(big + TEMPLATE_MAX - 4, "\xe2\x82\xac", 4);
	got = template_expand("ab${subject}", &v);
	assert_int_equal(strlen(got), TEMPLATE_MAX - 2);
	free(got);
	big[TEMPLATE_MAX - 4] = '\0';
	got = template_expand("${subject}abc\xe2\x82\xac", &v);
	assert_int_equal(strlen(got), TEMPLATE_MAX - 1);
	free(got);
	free(big);
}

static void
an_identity_covers_text_and_sender(void **state)
{
	char subject[] = "a", body[] = "b", other[] = "ab", none[] = "";
	const struct {
		struct template t;
		const char *name, *address;
	} rows[] = {
		{ { .subject = subject, .body = body }, "n", "x@example.org" },
		{ { .subject = NULL, .body = body }, "n", "x@example.org" },
		{ { .subject = subject, .body = other }, "n", "x@example.org" },
		{ { .subject = subject, .body = body }, "m", "x@example.org" },
		{ { .subject = subject, .body = body }, "n", "y@example.org" },
		{ { .subject = subject, .body = body }, "", "nx@example.org" },
		{ { .subject = other, .body = none }, "n", "x@example.org" },
		{ { .subject = none, .body = other }, "n", "x@example.org" },
		{ { .subject = subject, .body = body, .html = other }, "n",
		    "x@example.org" },
		{ { .subject = subject, .body = body, .entity = body }, "n",
		    "x@example.org" },
	};
	char ids[sizeof rows / sizeof *rows][33], again[33];
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		template_identity(ids[i], &rows[i].t, rows[i].name,
		    rows[i].address);
		assert_int_equal(strlen(ids[i]), 32);
		assert_int_equal(strspn(ids[i], "0123456789abcdef"), 32);
		for (k = 0; k < i; k++)
			assert_string_not_equal(ids[i], ids[k]);
	}
	template_identity(again, &rows[0].t, "n", "x@example.org");
	assert_string_equal(again, ids[0]);
	/* A changed hash would send every correspondent a second response. */
	assert_string_equal(ids[0], "c527527abdde61cee8d67a68260cfc9a");
}

static void
a_use_is_found_with_its_line(void **state)
{
	static const struct {
		const char *text, *name;
		size_t line;
	} rows[] = {
		{ "a\nb ${until}\n${until}", "until", 2 },
		{ "${from}", "from", 1 },
		{ "$${from}\n$$${from}", "from", 2 },
		{ "$${from} from ${until}", "from", 0 },
		{ "${from:-soon}\n${from}", "from", 2 },
		{ "", "from", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(template_uses(rows[i].text,
				     strlen(rows[i].text), rows[i].name),
		    rows[i].line);
}

static char *
contents(const char *path, size_t *len)
{
	char *bytes = xmalloc(TEMPLATE_MAX);
	FILE *in = fopen(path, "r");

	if (in == NULL)
		fail_msg("%s: cannot be read", path);
	*len = fread(bytes, 1, TEMPLATE_MAX - 1, in);
	bytes[*len] = '\0';
	fclose(in);
	return bytes;
}

static void
ready_templates_are_good(void **state)
{
	static const char *const kinds[] = { "away", "acknowledge", "leaver" };
	static const char *const languages[] = { "en", "de", "fr", "es", "nl",
		"zh" };
	struct template t;
	struct template_error e;
	size_t i, k, len;
	char path[64], *text;

	(void)state;
	for (i = 0; i < 3; i++)
		for (k = 0; k < 6; k++) {
			snprintf(path, sizeof path, "templates/%s.%s.txt",
			    kinds[i], languages[k]);
			text = contents(path, &len);
			if (template_parse(&t, text, len, &e) == -1)
				fail_msg("%s:%zu: %s", path, e.line, e.text);
			assert_string_equal(t.language, languages[k]);
			/* an English absence has the default subject */
			assert_true((t.subject == NULL) == (i + k == 0));
			/* dates are not always set */
			assert_null(strstr(text, "${from"));
			assert_null(strstr(text, "${until"));
			template_release(&t);
			free(text);
		}
}

static void
the_built_in_texts_are_the_ready_ones_in_english(void **state)
{
	static const struct {
		enum mailbox_class class;
		const char *path;
	} rows[] = {
		{ CLASS_ABSENCE, "templates/away.en.txt" },
		{ CLASS_ACKNOWLEDGE, "templates/acknowledge.en.txt" },
		{ CLASS_LEAVER, "templates/leaver.en.txt" },
	};
	size_t i, len;
	char *text;

	(void)state;
	for (i = 0; i < 3; i++) {
		text = contents(rows[i].path, &len);
		assert_string_equal(text, template_builtin(rows[i].class));
		free(text);
	}
}

static void
every_variable_says_what_it_is(void **state)
{
	size_t i;

	(void)state;
	assert_int_equal(template_variables_count, 11);
	for (i = 0; i < template_variables_count; i++)
		assert_int_equal(template_variables[i]
				     .says[strlen(template_variables[i].says) -
					 1],
		    '.');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_templates_are_taken),
		cmocka_unit_test(bad_templates_are_refused_with_their_line),
		cmocka_unit_test(limits_are_exact),
		cmocka_unit_test(a_header_names_author_and_language),
		cmocka_unit_test(variables_become_their_values),
		cmocka_unit_test(an_expansion_is_bounded_at_a_character),
		cmocka_unit_test(an_identity_covers_text_and_sender),
		cmocka_unit_test(a_use_is_found_with_its_line),
		cmocka_unit_test(ready_templates_are_good),
		cmocka_unit_test(
		    the_built_in_texts_are_the_ready_ones_in_english),
		cmocka_unit_test(every_variable_says_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
