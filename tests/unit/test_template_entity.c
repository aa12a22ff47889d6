#include "response/template.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define PLAIN "Content-Type: text/plain\n"
#define MULTI "Content-Type: multipart/mixed; boundary=b\n"
#define PART "--b\n" PLAIN "\na\n"

static const struct {
	const char *text, *fields, *body;
} good[] = {
	{ PLAIN "\n${name}\n", "Content-Type: text/plain\n", "${name}\n" },
	{ "MIME-Version: 1.0\r\ncontent-type:\tTEXT/plain;\r\n charset=utf-8"
	  "\r\nContent-Transfer-Encoding: Base64\r\n\r\nYQ==\r\n",
	    "content-type: TEXT/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: Base64\n",
	    "YQ==\n" },
	{ PLAIN "Content-Language: de\nContent-X: y\n\na",
	    "Content-Type: text/plain\nContent-Language: de\nContent-X: y\n",
	    "a\n" },
	{ MULTI "\n" PART "--b--\n",
	    "Content-Type: multipart/mixed; boundary=b\n", PART "--b--\n" },
	{ "Content-Type: multipart/alternative; boundary=\"b c\"\n\n"
	  "--b c \ncontent-type: text/PLAIN\n\na\n--b c--",
	    "Content-Type: multipart/alternative; boundary=\"b c\"\n",
	    "--b c \ncontent-type: text/PLAIN\n\na\n--b c--\n" },
};

static const struct {
	const char *text;
	size_t line;
	const char *says;
} bad[] = {
	{ "", 1, "no text" },
	{ PLAIN, 2, "no text" },
	{ PLAIN "\n \n", 2, "no text" },
	{ "Content-Language: de\n\na\n", 2, "Content-Type: missing" },
	{ "\na\n", 1, "Content-Type: missing" },
	{ "Content-Type: x\n\na\n", 2, "Content-Type: missing or unread" },
	{ PLAIN "To: a@example.org\n\na\n", 2, "To: not a field of a MIME" },
	{ "Subject: a\n" PLAIN "\na\n", 1, "Subject: not a field" },
	{ "Content-: a\n" PLAIN "\na\n", 1, "Content-: not a field" },
	{ PLAIN " x: y\nBcc: a\n\na\n", 3, "Bcc: not a field" },
	{ PLAIN "Content-Y:\n\na\n", 2, "Content-Y: empty" },
	{ PLAIN PLAIN "\na\n", 2, "Content-Type: twice" },
	{ PLAIN "CONTENT-TYPE: text/html\n\na\n", 2, "CONTENT-TYPE: twice" },
	{ "Hello\n\na\n", 1, "Hello: no header field" },
	{ " " PLAIN "\na\n", 1, "no header field" },
	{ "Content-Y: \xc3\xa4\n", 1, "beyond ASCII" },
	{ PLAIN "\na\n\xc3\xa4\n", 4, "beyond ASCII" },
	{ PLAIN "\na\x07\n", 3, "a control" },
	{ PLAIN "\na\rb\n", 3, "a control" },
	{ PLAIN "Content-Transfer-Encoding: 8bit\n\na\n", 3, "8bit: unknown" },
	{ PLAIN "Content-Transfer-Encoding: binary\n\na\n", 3,
	    "binary: unknown" },
	{ "Content-Type: text/html\n\na\n", 2, "no plain text" },
	{ "Content-Type: image/png\n\na\n", 2, "no plain text" },
	{ "Content-Type: message/delivery-status\n\na\n", 2, "no plain text" },
	{ "Content-Type: multipart/report; boundary=b\n\n" PART "--b--\n", 2,
	    "a report" },
	{ "Content-Type: multipart/mixed\n\n" PART "--b--\n", 2,
	    "without boundary" },
	{ MULTI "\n--c\n" PLAIN "\na\n--c--\n", 2, "begins no part" },
	{ MULTI "\n--bb\n" PLAIN "\na\n--b--\n", 2, "begins no part" },
	{ MULTI "\n" PART, 2, "not closed" },
	{ MULTI "\n" PART "--b--x\n", 2, "not closed" },
	{ MULTI "\n--b\nContent-Type: text/html\n\na\n--b--\n", 2,
	    "no part is text/plain" },
	{ MULTI "\nContent-Type: text/plain\n--b\nContent-Type: text/html\n\n"
		"Content-Type: text/plain\n--b--\n",
	    2, "no part is text/plain" },
	{ PLAIN "Content-X Y: z\n\na\n", 2, "not a field" },
	{ MULTI "Content-Transfer-Encoding: base64\n\n" PART "--b--\n", 3,
	    "no encoding for a multipart" },
};

static void
good_entities_are_taken_as_they_are(void **state)
{
	struct template t;
	struct template_error e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof good / sizeof *good; i++) {
		if (template_parse_entity(&t, good[i].text,
			strlen(good[i].text), &e) == -1)
			fail_msg("%s: %zu: %s", good[i].text, e.line, e.text);
		assert_string_equal(t.entity, good[i].fields);
		assert_string_equal(t.body, good[i].body);
		template_release(&t);
		assert_null(t.entity);
	}
}

static void
bad_entities_are_refused_with_their_line(void **state)
{
	struct template t;
	struct template_error e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (template_parse_entity(&t, bad[i].text, strlen(bad[i].text),
			&e) == 0)
			fail_msg("%s", bad[i].text);
		if (e.line != bad[i].line ||
		    strstr(e.text, bad[i].says) == NULL)
			fail_msg("%s: %zu: %s", bad[i].text, e.line, e.text);
		assert_null(t.entity);
		template_release(&t);
	}
}

static void
limits_are_exact(void **state)
{
	struct template t;
	struct template_error e;
	char *text = xmalloc(TEMPLATE_MAX + 2);
	const size_t head = sizeof PLAIN; /* with the blank line */

	(void)state;
	memset(text, 'a', TEMPLATE_MAX + 1);
	memcpy(text, PLAIN "\n", head);
	text[head + 998] = '\n';
	assert_int_equal(template_parse_entity(&t, text, head + 999, &e), 0);
	template_release(&t);
	text[head + 998] = 'a';
	assert_int_equal(template_parse_entity(&t, text, head + 999, &e), -1);
	assert_int_equal(e.line, 3);
	assert_non_null(strstr(e.text, "998"));
	template_release(&t);
	memset(text + head, '\n', TEMPLATE_MAX + 1 - head);
	text[head] = 'a';
	assert_int_equal(template_parse_entity(&t, text, TEMPLATE_MAX, &e), 0);
	template_release(&t);
	assert_int_equal(template_parse_entity(&t, text, TEMPLATE_MAX + 1, &e),
	    -1);
	assert_non_null(strstr(e.text, "16384"));
	template_release(&t);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_entities_are_taken_as_they_are),
		cmocka_unit_test(bad_entities_are_refused_with_their_line),
		cmocka_unit_test(limits_are_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
