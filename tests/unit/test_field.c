#include "subject/field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A literal with its length, since rows hold NULs. */
#define BYTES(s) s, sizeof(s) - 1

static const struct {
	const char *name;
	const char *bytes;
	size_t size;
	const char *fields; /* "name=body|" of each, '?' for marks */
	unsigned bad, nul;
	int ended;
	const char *mbox;
} rows[] = {
	{ "CRLF, LF and CRCRLF end a line",
	    BYTES("A: 1\r\nB: 2\nC: 3\r\r\n\r\nD: 4\n"), "A=1|B=2|C=3|", 0, 0,
	    1, NULL },
	{ "nothing is an empty header", BYTES(""), "", 0, 0, 0, NULL },
	{ "a first blank line ends the header", BYTES("\nA: 1\n"), "", 0, 0, 1,
	    NULL },
	{ "CRCRLF is a blank line", BYTES("A: 1\n\r\r\nB: 2\n"), "A=1|", 0, 0,
	    1, NULL },
	{ "the last field needs no newline", BYTES("A: 1\nB: 2"), "A=1|B=2|", 0,
	    0, 0, NULL },
	{ "CR alone ends no line", BYTES("A: 1\rB: 2\r\r"), "A=1 B: 2|", 0, 0,
	    0, NULL },
	{ "a lone CR in a body is a blank", BYTES("A: x\rBcc: v@z\n\n"),
	    "A=x Bcc: v@z|", 0, 0, 1, NULL },
	{ "folds are undone", BYTES("A: 1\n 2\r\n\t3\n\n"), "A=1 2 3|", 0, 0, 1,
	    NULL },
	{ "a body may begin on the next line", BYTES("A:\n\t1\n\n"), "A=1|", 0,
	    0, 1, NULL },
	{ "continuations of blanks only end no header",
	    BYTES("A: 1\n \n\t\r\n  2\nB: 3\n\n"), "A=1    2|B=3|", 0, 0, 1,
	    NULL },
	{ "blanks before the colon are no part of the name",
	    BYTES("A : 1\nB\t : 2\n\n"), "A=1|B=2|", 0, 0, 1, NULL },
	{ "blanks at both ends of the body go", BYTES("A:  \t1 2 \t\r\n\n"),
	    "A=1 2|", 0, 0, 1, NULL },
	{ "a body may be empty", BYTES("A:\nB: \n\n"), "A=|B=|", 0, 0, 1,
	    NULL },
	{ "a body keeps its colons", BYTES("Resent-Bcc: : a\n\n"),
	    "Resent-Bcc=: a|", 0, 0, 1, NULL },
	{ "a line without colon hides no other", BYTES("A: 1\nhallo\nB: 2\n\n"),
	    "A=1|B=2|", 1, 0, 1, NULL },
	{ "a name with a blank hides no other", BYTES("X Foo: a\nB: 2\n\n"),
	    "B=2|", 1, 0, 1, NULL },
	{ "a name with a comment is no name", BYTES("X ((((: a\nB: 2\n\n"),
	    "B=2|", 1, 0, 1, NULL },
	{ "an empty name hides no other", BYTES(": v\nB: 2\n\n"), "B=2|", 1, 0,
	    1, NULL },
	{ "an eight-bit name hides no other", BYTES("\xc3\xa4: v\nB: 2\n\n"),
	    "B=2|", 1, 0, 1, NULL },
	{ "a DEL is no octet of a name", BYTES("A\x7f: v\nB: 2\n\n"), "B=2|", 1,
	    0, 1, NULL },
	{ "a bad line takes its continuations along",
	    BYTES("A: 1\nbad\n more: x\nB: 2\n\n"), "A=1|B=2|", 1, 0, 1, NULL },
	{ "a continuation at the beginning hides no field",
	    BYTES(" x: y\nB: 2\n\n"), "B=2|", 1, 0, 1, NULL },
	{ "a NUL in a name is told", BYTES("A\0B: 1\nC: 2\n\n"), "C=2|", 1, 1,
	    1, NULL },
	{ "a NUL in the continuation of a bad line is told",
	    BYTES("bad\n \0\nC: 2\n\n"), "C=2|", 1, 1, 1, NULL },
	{ "a NUL in a body is a blank and told", BYTES("A: <s\0evil@x>\n\n"),
	    "A=<s evil@x>?nul|", 0, 0, 1, NULL },
	{ "controls and tabs in a body are blanks",
	    BYTES("A: 1\x01\t\x1b\x7f"
		  "2\n\n"),
	    "A=1    2|", 0, 0, 1, NULL },
	{ "octets of 128 and more are told", BYTES("A: M\xfcller\n\n"),
	    "A=M\xfcller?8|", 0, 0, 1, NULL },
	{ "an mbox line is no field", BYTES("From a@b Mon 12:00:00\nA: 1\n\n"),
	    "A=1|", 0, 0, 1, "From a@b Mon 12:00:00" },
	{ "a quoted mbox line is no field", BYTES(">From a@b x:y\nA: 1\n\n"),
	    "A=1|", 0, 0, 1, ">From a@b x:y" },
	{ "an mbox line stands first or is bad", BYTES("A: 1\nFrom a@b\n\n"),
	    "A=1|", 1, 0, 1, NULL },
	{ "a NUL in the mbox line is told", BYTES("From a\0b\nA: 1\n\n"),
	    "A=1|", 0, 1, 1, "From a" },
	{ "a From field with a blank before its colon is no mbox line",
	    BYTES("From : a@b\n\n"), "From=a@b|", 0, 0, 1, NULL },
	{ "duplicates all come", BYTES("A: 1\na: 2\nA: 3\n\n"), "A=1|a=2|A=3|",
	    0, 0, 1, NULL },
};

static void
walks_every_field(void **state)
{
	static struct field_reader r;
	struct field f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		char got[256] = "", *at = got;
		/* On the heap, so that a sanitizer sees a step outside. */
		char *bytes = malloc(rows[i].size + 1);

		memcpy(bytes, rows[i].bytes, rows[i].size);
		bytes = realloc(bytes, rows[i].size > 0 ? rows[i].size : 1);
		field_start(&r, bytes, rows[i].size);
		while (field_next(&r, &f))
			at += snprintf(at, sizeof got - (size_t)(at - got),
			    "%.*s=%s%s%s|", (int)f.name_len, f.name, f.body,
			    f.had_nul ? "?nul" : "", f.eightbit ? "?8" : "");
		if (strcmp(got, rows[i].fields) != 0 ||
		    r.bad_lines != rows[i].bad || r.nul_lines != rows[i].nul ||
		    r.ended != (rows[i].ended != 0))
			fail_msg("%s: %s bad %u nul %u", rows[i].name, got,
			    r.bad_lines, r.nul_lines);
		assert_int_equal(r.mbox_line != NULL, rows[i].mbox != NULL);
		if (r.mbox_line != NULL)
			assert_memory_equal(r.mbox_line, rows[i].mbox,
			    strlen(rows[i].mbox));
		free(bytes);
	}
}

static void
body_follows_the_blank_line(void **state)
{
	static const char bytes[] = "A: 1\r\n\r\nbody";
	static struct field_reader r;
	struct field f;

	(void)state;
	field_start(&r, bytes, sizeof bytes - 1);
	while (field_next(&r, &f))
		assert_true(field_is(&f, "a"));
	assert_string_equal(bytes + r.body_at, "body");
	assert_false(field_next(&r, &f));
	assert_false(field_is(&f, "AB"));
}

static void
long_body_is_cut_and_the_next_field_is_not_lost(void **state)
{
	static struct field_reader r;
	size_t size = 1u << 20;
	char *bytes = malloc(size + 8);
	struct field f;

	(void)state;
	memset(bytes, 'x', size);
	memcpy(bytes, "A: ", 3);
	memcpy(bytes + size, "\nB: 2\n\n", 7);
	field_start(&r, bytes, size + 7);
	assert_true(field_next(&r, &f));
	assert_true(f.cut);
	assert_int_equal(f.body_len, FIELD_BODY_MAX);
	assert_int_equal(strlen(f.body), FIELD_BODY_MAX);
	assert_true(field_next(&r, &f));
	assert_false(f.cut);
	assert_string_equal(f.body, "2");
	free(bytes);
}

static void
hundred_thousand_fields_are_all_counted(void **state)
{
	static struct field_reader r;
	enum { COUNT = 100000 };
	char *bytes = malloc(COUNT * 5 + 1);
	struct field f;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT; i++)
		memcpy(bytes + i * 5, "a: b\n", 5);
	field_start(&r, bytes, COUNT * 5);
	while (field_next(&r, &f))
		assert_int_equal(f.body_len, 1);
	assert_int_equal(r.fields, COUNT);
	free(bytes);
}

static const struct {
	const char *in;
	const char *out;
	int closed;
} comments[] = {
	{ "a", "a", 1 },
	{ "", "", 1 },
	{ " a ", "a", 1 },
	{ "(c) a (d)", "a", 1 },
	{ "a(c)b", "a b", 1 },
	{ "a (b (c) d) e", "a   e", 1 },
	{ "a (b\\) c) d", "a   d", 1 },
	{ "a (b\\( c) d", "a   d", 1 },
	{ "\"a (b)\" c", "\"a (b)\" c", 1 },
	{ "\"a \\\" (b)\" c", "\"a \\\" (b)\" c", 1 },
	{ "(\") a", "a", 1 },
	{ "a) b", "a) b", 1 },
	{ "a\\ b", "a\\ b", 1 },
	{ "u@[1(c)2]", "u@[1 2]", 1 },
	{ "a (b", "a", 0 },
	{ "a ((b)", "a", 0 },
	{ "a (b\\)", "a", 0 },
	{ "a \"b", "a \"b", 0 },
	{ "a \"b\\\"", "a \"b\\\"", 0 },
	{ "a (\\", "a", 0 },
};

static void
comments_become_blanks(void **state)
{
	char out[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof comments / sizeof *comments; i++) {
		long len = field_strip_comments(out, comments[i].in,
		    strlen(comments[i].in));

		assert_string_equal(out, comments[i].out);
		assert_int_equal(len,
		    comments[i].closed ? (long)strlen(out) : -1);
	}
}

static void
deep_comments_need_no_stack(void **state)
{
	enum { DEPTH = 150000 };
	char *body = malloc(DEPTH * 2 + 1), *out = malloc(DEPTH * 2 + 2);

	(void)state;
	memset(body, '(', DEPTH);
	memset(body + DEPTH, ')', DEPTH);
	body[DEPTH * 2] = 'x';
	assert_int_equal(field_strip_comments(out, body, DEPTH), -1);
	assert_int_equal(field_strip_comments(out, body, DEPTH * 2 + 1), 1);
	assert_string_equal(out, "x");
	free(body);
	free(out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_every_field),
		cmocka_unit_test(body_follows_the_blank_line),
		cmocka_unit_test(
		    long_body_is_cut_and_the_next_field_is_not_lost),
		cmocka_unit_test(hundred_thousand_fields_are_all_counted),
		cmocka_unit_test(comments_become_blanks),
		cmocka_unit_test(deep_comments_need_no_stack),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
