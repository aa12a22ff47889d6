#include "subject/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
collect(const struct message_content *c, void *arg)
{
	char *got = arg;
	size_t at = strlen(got);

	snprintf(got + at, 2048 - at, "%s%s%s|", c->type,
	    *c->method == '\0' ? "" : ",", c->method);
}

static void
walk(char *got, const char *type, const char *boundary, const char *text,
    size_t len)
{
	struct message_content top = { 0 };
	char *body = malloc(len > 0 ? len : 1);

	memcpy(body, text, len);
	snprintf(top.type, sizeof top.type, "%s", type);
	snprintf(top.boundary, sizeof top.boundary, "%s", boundary);
	*got = '\0';
	parts_walk(&top, body, len, collect, got);
	free(body);
}

#define MIXED(b) "Content-Type: multipart/mixed; boundary=" b "\n\n"

static const struct {
	const char *name;
	const char *type;
	const char *body;
	const char *want;
} rows[] = {
	{ "no body has no parts", "multipart/mixed", "", "" },
	{ "parts come in order", "multipart/mixed",
	    "preamble\n--b\nContent-Type: text/plain\n\nx\n"
	    "--b\nContent-Type: text/html\n\ny\n--b--\n",
	    "text/plain|text/html|" },
	{ "CRLF ends lines too", "multipart/mixed",
	    "--b\r\nContent-Type: text/html\r\n\r\nx\r\n--b--\r\n",
	    "text/html|" },
	{ "what is no multipart has no parts", "text/plain",
	    "--b\nContent-Type: text/html\n\n", "" },
	{ "a folded content type is read", "multipart/mixed",
	    "--b\nX: y\nContent-Type: text/calendar;\n\tmethod=reply\n\n",
	    "text/calendar,REPLY|" },
	{ "a part without a type is text", "multipart/mixed", "--b\n\nx\n",
	    "text/plain|" },
	{ "a part of a digest without a type is a message", "multipart/digest",
	    "--b\n\nx\n", "message/rfc822|" },
	{ "blanks may follow a boundary", "multipart/mixed",
	    "--b \t\nContent-Type: a/b\n\n--b-- \n--b\n\n", "a/b|" },
	{ "a longer line is no boundary", "multipart/mixed",
	    "--bb\nContent-Type: a/b\n\n--b-\n\n-- b\n\n", "" },
	{ "what follows the end is no part", "multipart/mixed",
	    "--b\nContent-Type: a/b\n\n--b--\n--b\nContent-Type: c/d\n\n",
	    "a/b|" },
	{ "a header may be cut by a boundary", "multipart/mixed",
	    "--b\nContent-Type: a/b\n--b\nContent-Type: c/d\n--b--\n",
	    "a/b|c/d|" },
	{ "a header may be cut by the end", "multipart/mixed",
	    "--b\nContent-Type: a/b", "a/b|" },
	{ "a boundary may be the last line", "multipart/mixed", "--b",
	    "text/plain|" },
	{ "a nested multipart is entered", "multipart/mixed",
	    "--b\n" MIXED("c") "--c\nContent-Type: a/b\n\n--c--\n"
			       "--b\nContent-Type: c/d\n\n--b--\n",
	    "multipart/mixed|a/b|c/d|" },
	{ "an outer boundary ends an inner multipart", "multipart/mixed",
	    "--b\n" MIXED("c") "--c\nContent-Type: a/b\n\n"
			       "--b\nContent-Type: c/d\n\n--c\n\n",
	    "multipart/mixed|a/b|c/d|" },
	{ "a boundary that begins another is told from it", "multipart/mixed",
	    "--b\n" MIXED("b2") "--b2\nContent-Type: a/b\n\n--b2--\n--b--\n",
	    "multipart/mixed|a/b|" },
	{ "nesting is followed three levels deep", "multipart/mixed",
	    "--b\n" MIXED("c") "--c\n" MIXED("d") "--d\n" MIXED(
		"e") "--e\nContent-Type: too/deep\n\n--d\nContent-Type: a/b\n\n",
	    "multipart/mixed|multipart/mixed|multipart/mixed|a/b|" },
	{ "an attached message is not entered", "multipart/mixed",
	    "--b\nContent-Type: message/rfc822\n\n"
	    "Content-Type: multipart/report; boundary=z\n\n"
	    "--z\nContent-Type: message/delivery-status\n\n--z--\n--b--\n",
	    "message/rfc822|" },
	{ "only the first content type of a part counts", "multipart/mixed",
	    "--b\nContent-Type: a/b\nContent-Type: c/d\n\n", "a/b|" },
	{ "a bad line hides no content type", "multipart/mixed",
	    "--b\nrubbish\nContent-Type: a/b\n\n", "a/b|" },
};

static void
finds_the_types_of_the_parts(void **state)
{
	char got[2048];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		walk(got, rows[i].type, "b", rows[i].body,
		    strlen(rows[i].body));
		if (strcmp(got, rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].name, got);
	}
}

static void
no_boundary_means_no_parts(void **state)
{
	char got[2048];

	(void)state;
	walk(got, "multipart/mixed", "", "--\nA: b\n\n----\n", 13);
	assert_string_equal(got, "");
}

static void
only_so_many_parts_are_looked_at(void **state)
{
	char got[2048], body[1000];
	size_t i;

	(void)state;
	for (i = 0; i + 5 <= sizeof body; i += 5)
		memcpy(body + i, "--b\n\n", 5);
	walk(got, "multipart/mixed", "b", body, sizeof body);
	assert_int_equal(strlen(got), PARTS_MAX * strlen("text/plain|"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_types_of_the_parts),
		cmocka_unit_test(no_boundary_means_no_parts),
		cmocka_unit_test(only_so_many_parts_are_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
