#include "response/encode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct row {
	const char *name, *in, *want;
};

#define X10 "xxxxxxxxxx"
#define X60 X10 X10 X10 X10 X10 X10

static const struct row texts[] = {
	{ "ASCII stays as it is", "Auto: Hello, (you)", "Auto: Hello, (you)" },
	{ "nothing stays nothing", "", "" },
	{ "a word beyond ASCII is encoded, its neighbours are not",
	    "Auto: gr\xc3\xbc\xc3\x9f dich",
	    "Auto: =?utf-8?B?Z3LDvMOf?= dich" },
	{ "words between two that need it are encoded with them",
	    "\xc3\xbc and \xc3\xb6", "=?utf-8?B?w7wgYW5kIMO2?=" },
	{ "what looks like an encoded word is encoded",
	    "=?utf-8?q?x?=", "=?utf-8?B?PT91dGYtOD9xP3g/PQ==?=" },
	{ "half of what looks like one is encoded", "a=?b",
	    "=?utf-8?B?YT0/Yg==?=" },
	{ "a run of 60 octets stays", X60, X60 },
	{ "a run too long to fold is encoded", X60 "x",
	    "=?utf-8?B?eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4?= "
	    "=?utf-8?B?eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eA==?=" },
	{ "a doubled blank is kept by encoding", "a  b",
	    "=?utf-8?B?YSAgYg==?=" },
	{ "a blank at the end is kept by encoding", "a ", "=?utf-8?B?YSA=?=" },
	{ "a blank in front is kept by encoding", " a", "=?utf-8?B?IGE=?=" },
	{ "a control is never bare", "a\tb", "=?utf-8?B?YQli?=" },
	{ "a character is never cut in two",
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\xc3\xbc",
	    "=?utf-8?B?eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=?= "
	    "=?utf-8?B?w7w=?=" },
};

static const struct row phrases[] = {
	{ "atoms stay as they are", "Bob von Ob", "Bob von Ob" },
	{ "a comma is quoted", "Ob, Bob", "\"Ob, Bob\"" },
	{ "a dot is quoted", "Bob O.", "\"Bob O.\"" },
	{ "a quote is escaped", "Bob \"B\" Ob", "\"Bob \\\"B\\\" Ob\"" },
	{ "a backslash is escaped", "a\\b", "\"a\\\\b\"" },
	{ "an address is quoted", "a@b", "\"a@b\"" },
	{ "parentheses are quoted", "Bob (x)", "\"Bob (x)\"" },
	{ "beyond ASCII, the whole phrase is encoded",
	    "B\xc3\xb8"
	    "b (x)",
	    "=?utf-8?B?QsO4YiAoeCk=?=" },
	{ "a lookalike is not left in a quoted string", "=?utf-8?q?x?= y",
	    "=?utf-8?B?PT91dGYtOD9xP3g/PSB5?=" },
	{ "an empty phrase is a quoted one", "", "\"\"" },
};

static void
check(const struct row *rows, size_t count, char *(*encode)(const char *))
{
	size_t i;

	for (i = 0; i < count; i++) {
		char *got = encode(rows[i].in);

		if (strcmp(got, rows[i].want) != 0)
			fail_msg("%s: got '%s'", rows[i].name, got);
		free(got);
	}
}

static void
writes_text(void **state)
{
	(void)state;
	check(texts, sizeof texts / sizeof *texts, encode_text);
}

static void
writes_phrases(void **state)
{
	(void)state;
	check(phrases, sizeof phrases / sizeof *phrases, encode_phrase);
}

static void
survives_ill_formed_text_of_any_length(void **state)
{
	char in[301];
	size_t i;

	(void)state;
	for (i = 0; i <= 300; i++) {
		memset(in, 0xe4, sizeof in);
		in[i] = '\0';
		free(encode_text(in));
		free(encode_phrase(in));
	}
}

#define X76 X60 X10 "xxxxxx"
#define U10 "\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc"

static const struct {
	const char *name, *in;
	enum encode_transfer transfer;
	const char *want;
} bodies[] = {
	{ "short ASCII lines go as they are", "a\n\n.\nb\tc\n", TRANSFER_7BIT,
	    "a\r\n\r\n.\r\nb\tc\r\n" },
	{ "a missing line end is supplied", "a", TRANSFER_7BIT, "a\r\n" },
	{ "a line of 76 octets goes as it is", X76 "\n", TRANSFER_7BIT,
	    X76 "\r\n" },
	{ "a line of 77 octets gets a soft break", X76 "x\n", TRANSFER_QP,
	    X60 X10 "xxxxx=\r\nxx\r\n" },
	{ "the blank of a signature delimiter is kept", "-- \nBob\n",
	    TRANSFER_QP, "--=20\r\nBob\r\n" },
	{ "a tab at the end of a line is kept", "a\t\n", TRANSFER_QP,
	    "a=09\r\n" },
	{ "a blank at the end of the text is kept", "a ", TRANSFER_QP,
	    "a=20\r\n" },
	{ "a line that mbox writers would change is hidden",
	    "From me\nFrom\nFromm \n", TRANSFER_QP,
	    "=46rom me\r\nFrom\r\nFromm=20\r\n" },
	{ "the escape itself is escaped", "a=b \n", TRANSFER_QP,
	    "a=3Db=20\r\n" },
	{ "mostly ASCII is quoted-printable", "f\xc3\xbcr alle Leute\n",
	    TRANSFER_QP, "f=C3=BCr alle Leute\r\n" },
	{ "an escape is never broken", X60 X10 "xxxx=x" X60 "\n", TRANSFER_QP,
	    X60 X10 "xxxx=\r\n=3Dx" X60 "\r\n" },
	{ "a soft break makes no line of mbox", X60 X10 "xxxxxFrom you\n",
	    TRANSFER_QP, X60 X10 "xxxxx=\r\n=46rom you\r\n" },
	{ "a carriage return is no line end", "a\rb..........\n", TRANSFER_QP,
	    "a=0Db..........\r\n" },
	{ "mostly beyond ASCII is base64", U10 "\n", TRANSFER_BASE64,
	    "w7zDvMO8w7zDvA0K\r\n" },
	{ "base64 has lines of 76 octets", U10 U10 U10 U10 U10 U10 "\n",
	    TRANSFER_BASE64,
	    "w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zD"
	    "vMO8w7zDvMO8w7zD\r\nvMO8DQo=\r\n" },
	{ "an empty body is an empty body", "", TRANSFER_7BIT, "" },
};

static void
writes_bodies(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		size_t len = strlen(bodies[i].in);
		enum encode_transfer t = encode_choose(bodies[i].in, len);
		char *got = encode_body(t, bodies[i].in, len);

		if (t != bodies[i].transfer || strcmp(got, bodies[i].want) != 0)
			fail_msg("%s: %s, got '%s'", bodies[i].name,
			    encode_transfer_name(t), got);
		free(got);
	}
}

static void
names_transfer_encodings(void **state)
{
	(void)state;
	assert_string_equal(encode_transfer_name(TRANSFER_7BIT), "7bit");
	assert_string_equal(encode_transfer_name(TRANSFER_QP),
	    "quoted-printable");
	assert_string_equal(encode_transfer_name(TRANSFER_BASE64), "base64");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_text),
		cmocka_unit_test(writes_phrases),
		cmocka_unit_test(survives_ill_formed_text_of_any_length),
		cmocka_unit_test(writes_bodies),
		cmocka_unit_test(names_transfer_encodings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
