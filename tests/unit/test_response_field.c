#include "../../src/response/response_field.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define X50 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define HEX32 "00112233445566778899aabbccddeeff"

static const struct {
	const char *name, *id, *from;
	bool want;
} ids[] = {
	{ "our own is told", "<backsoon.6a1." HEX32 "@example.org>",
	    "bob@example.org", true },
	{ "an A-label is the same domain",
	    "<backsoon.6a1." HEX32 "@xn--mnchen-3ya.example>",
	    "bob@m\xc3\xbcnchen.example", true },
	{ "another domain is not ours", "<backsoon.6a1." HEX32 "@example.com>",
	    "bob@example.org", false },
	{ "another program's is not ours", "<other.6a1." HEX32 "@example.org>",
	    "bob@example.org", false },
	{ "a short tag is not ours", "<backsoon.6a1.0011@example.org>",
	    "bob@example.org", false },
	{ "no time is not ours", "<backsoon.." HEX32 "@example.org>",
	    "bob@example.org", false },
	{ "no bracket is not ours", "<backsoon.6a1." HEX32 "@example.org",
	    "bob@example.org", false },
	{ "more after it is not ours", "<backsoon.6a1." HEX32 "@example.org>x",
	    "bob@example.org", false },
	{ "no domain is not ours", "<backsoon.6a1." HEX32 "@>", "bob", false },
	{ "nothing is not ours", "", "bob@example.org", false },
};

static void
knows_its_own_message_ids(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof ids / sizeof *ids; i++)
		if (response_is_own_id(ids[i].id, ids[i].from) != ids[i].want)
			fail_msg("%s", ids[i].name);
}

static const struct {
	const char *name, *field, *body, *want; /* NULL = refused */
} fields[] = {
	{ "a field is a line", "A", "b c", "A: b c\r\n" },
	{ "a line feed is refused", "A", "b\nC: d", NULL },
	{ "a carriage return is refused", "A", "b\rC: d", NULL },
	{ "a tab is refused", "A", "b\tc", NULL },
	{ "DEL is refused", "A", "b\177", NULL },
	{ "an octet beyond ASCII is refused", "A", "b\xc3\xbc", NULL },
	{ "an empty body is refused", "A", "", NULL },
	{ "a blank body is refused", "A", "  ", NULL },
	{ "an empty name is refused", "", "b", NULL },
	{ "a colon in the name is refused", "A:", "b", NULL },
	{ "a blank in the name is refused", "A b", "b", NULL },
	{ "a line feed in the name is refused", "A\nB", "b", NULL },
	{ "the first line is never empty", "A", X50 X50 " " X50,
	    "A: " X50 X50 "\r\n " X50 "\r\n" },
	{ "a line is folded at a blank", "A", X50 " " X50,
	    "A: " X50 "\r\n " X50 "\r\n" },
};

static void
writes_fields_that_cannot_become_two(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof fields / sizeof *fields; i++) {
		struct response r = { .bytes = NULL };
		int rc = response_field(&r, fields[i].field, fields[i].body);

		if ((rc == 0) != (fields[i].want != NULL) ||
		    (rc == 0 && strcmp(r.bytes, fields[i].want) != 0) ||
		    (rc == -1 && r.bytes != NULL))
			fail_msg("%s: %s", fields[i].name,
			    r.bytes == NULL ? "-" : r.bytes);
		response_release(&r);
	}
}

static void
refuses_a_run_that_fits_no_line(void **state)
{
	struct response r = { .bytes = NULL };
	char run[1000];

	(void)state;
	memset(run, 'x', sizeof run);
	run[901] = '\0';
	assert_int_equal(response_field(&r, "A", run), -1);
	run[900] = '\0';
	assert_int_equal(response_field(&r, "A", run), 0);
	assert_int_equal(r.size, 905);
	response_release(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_its_own_message_ids),
		cmocka_unit_test(writes_fields_that_cannot_become_two),
		cmocka_unit_test(refuses_a_run_that_fits_no_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
