#include "policy/mailbox.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static void
a_new_mailbox_has_no_null_strings(void **state)
{
	struct mailbox m;

	(void)state;
	memset(&m, 0xff, sizeof m);
	mailbox_init(&m);
	assert_string_equal(m.address, "");
	assert_string_equal(m.from_name, "");
	assert_string_equal(m.from_address, "");
	assert_string_equal(m.reply_to, "");
	assert_string_equal(m.separators, "");
	assert_string_equal(m.template_path, "");
	assert_string_equal(m.handle, "");
	assert_string_equal(m.absent_from, "");
	assert_string_equal(m.absent_until, "");
	assert_string_equal(m.precedence, "");
	assert_string_equal(m.state, "");
	assert_string_equal(m.maildir, "");
	assert_string_equal(m.log, "");
	assert_string_equal(m.dns_server, "");
	assert_string_equal(m.config_path, "");
	assert_int_equal(m.aliases.count, 0);
	mailbox_release(&m);
	mailbox_release(&m);
}

static void
a_list_holds_what_was_added(void **state)
{
	struct mailbox_list list = { NULL, 0 };

	(void)state;
	assert_false(mailbox_list_has(&list, "a"));
	mailbox_list_add(&list, "stalest", 5);
	mailbox_list_add(&list, "", 0);
	assert_int_equal(list.count, 2);
	assert_string_equal(list.items[0], "stale");
	assert_true(mailbox_list_has(&list, "Stale"));
	assert_true(mailbox_list_has(&list, ""));
	assert_false(mailbox_list_has(&list, "stalest"));
	assert_false(mailbox_list_has(&list, "stal"));
	mailbox_list_release(&list);
	mailbox_list_release(&list);
	assert_int_equal(list.count, 0);
}

static void
set(char **to, const char *value)
{
	free(*to);
	*to = xstrdup(value);
}

static void
own_addresses_are_known(void **state)
{
	static const struct {
		const char *name, *recipient, *addr;
		bool owns;
	} rows[] = {
		{ "the address", "", "bob@example.org", true },
		{ "its case", "", "BOB@Example.ORG", true },
		{ "its detail", "", "bob+x@example.org", true },
		{ "an alias", "", "robert@example.org", true },
		{ "a glob", "", "x@bob.example.org", true },
		{ "a stranger", "", "alice@example.org", false },
		{ "no separator", "", "bob-x@example.org", false },
		{ "the recipient", "sales@example.com", "Sales@example.com",
		    true },
		{ "the recipient's detail", "sales@example.com",
		    "sales+x@example.com", true },
		{ "a recipient with detail", "sales+x@example.com",
		    "sales+x@example.com", true },
		{ "another recipient", "sales@example.com", "alice@example.com",
		    false },
		{ "a recipient is no glob", "*@example.com",
		    "alice@example.com", false },
		{ "a recipient is no question mark", "?@example.com",
		    "a@example.com", false },
		{ "a recipient of a star is itself", "*@example.com",
		    "*@example.com", true },
		{ "a recipient without local part owns nobody", "@example.com",
		    "alice@example.com", false },
		{ "a recipient without at owns nobody", "example.com",
		    "alice@example.com", false },
		{ "nothing is owned by nobody", "", "", false },
	};
	struct mailbox m, empty;
	size_t i;

	(void)state;
	mailbox_init(&empty);
	mailbox_init(&m);
	set(&m.address, "bob@example.org");
	set(&m.separators, "+");
	mailbox_list_add(&m.aliases, "robert@example.org", 18);
	mailbox_list_add(&m.aliases, "*@bob.example.org", 17);
	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		if (mailbox_owns(&m, rows[i].recipient, rows[i].addr) !=
		    rows[i].owns)
			fail_msg("%s", rows[i].name);
	assert_false(mailbox_owns(&empty, "", "bob@example.org"));
	mailbox_release(&m);
	mailbox_release(&empty);
}

static void
a_from_is_exactly_one_mailbox(void **state)
{
	static const struct {
		const char *value, *name, *addr; /* NULL: refused */
		const char *why;
	} rows[] = {
		{ "bob@example.org", "", "bob@example.org", "" },
		{ "Bob <bob@example.org>", "Bob", "bob@example.org", "" },
		{ "\"Ob, \\\"B\" <bob@localhost>", "Ob, \"B", "bob@localhost",
		    "" },
		{ "Ob, Bob <b@example.org>", NULL, NULL, "a display name" },
		{ "a@example.org, b@example.org", NULL, NULL, "more than one" },
		{ "A <a@example.org>, B <b@example.org>", NULL, NULL,
		    "more than one" },
		{ "Bob <bob@example.org> x", NULL, NULL, "text after" },
		{ "Bob <bob@example.org", NULL, NULL, "\"<\" without" },
		{ "-x@example.org", NULL, NULL, "" },
		{ "", NULL, NULL, "" },
	};
	char why[MAILBOX_WHY], *name, *addr;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		int rc;

		why[0] = '\0';
		rc = mailbox_from(&name, &addr, rows[i].value, why);
		if ((rc == 0) != (rows[i].addr != NULL) ||
		    strncmp(why, rows[i].why, strlen(rows[i].why)) != 0)
			fail_msg("%s: %s", rows[i].value, why);
		if (rc == 0) {
			assert_string_equal(name, rows[i].name);
			assert_string_equal(addr, rows[i].addr);
		} else {
			assert_null(name);
			assert_null(addr);
		}
		free(name);
		free(addr);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_from_is_exactly_one_mailbox),
		cmocka_unit_test(a_new_mailbox_has_no_null_strings),
		cmocka_unit_test(a_list_holds_what_was_added),
		cmocka_unit_test(own_addresses_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
