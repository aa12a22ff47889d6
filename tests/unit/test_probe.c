#include "response/probe.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	const char *address;
	const char *wire; /* NULL: no probe can be written */
} rows[] = {
	{ "bob@example.org", "bob@example.org" },
	{ "bob@b\xc3\xbc"
	  "cher.example",
	    "bob@xn--bcher-kva.example" },
	{ "bob@intranet", "bob@intranet" },
	{ "", NULL },
	{ "bob", NULL },
	{ "-oQ@example.org", NULL },
	{ "bob\r\nBcc: x@example.org", NULL },
};

static bool
has(const char *text, const char *line)
{
	char *full = xasprintf("%s\r\n", line);
	bool found = strstr(text, full) != NULL;

	free(full);
	return found;
}

static void
a_probe_goes_to_the_mailbox_and_is_answered_by_nobody(void **state)
{
	const struct response_moment moment = { .now = 1790000000 };
	struct mailbox m;
	struct response r;
	char why[200], *text, *line;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		mailbox_init(&m);
		free(m.address);
		m.address = xstrdup(rows[i].address);
		assert_int_equal(probe_write(&r, &m, &moment, why),
		    rows[i].wire == NULL ? -1 : 0);
		assert_int_equal(*why == '\0', rows[i].wire != NULL);
		if (rows[i].wire != NULL) {
			text = xstrndup(r.bytes, r.size);
			line = xasprintf("To: %s", rows[i].wire);
			assert_true(has(text, line));
			assert_true(has(text,
			    "Auto-Submitted: auto-generated"));
			assert_true(has(text, "X-Auto-Response-Suppress: All"));
			assert_string_equal(r.recipient, rows[i].wire);
			assert_non_null(strstr(text, r.message_id));
			free(line);
			free(text);
		}
		response_release(&r);
		mailbox_release(&m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_probe_goes_to_the_mailbox_and_is_answered_by_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
