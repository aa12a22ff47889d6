#include "subject/addr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

#define A10 "aaaaaaaaaa"
#define A60 A10 A10 A10 A10 A10 A10
#define U5 "\xc3\xbc.\xc3\xbc.\xc3\xbc.\xc3\xbc.\xc3\xbc."
#define LABEL A60 "aaa"
/* 189 octets with the dot at its end. */
#define LABELS LABEL "." LABEL "." A60 "."

static const struct check_case {
	const char *addr;
	enum addr_fault want;
} check_cases[] = {
	{ "a@example.org", ADDR_GOOD },
	{ "Alice.B@Example.ORG", ADDR_GOOD },
	{ "a@example", ADDR_SINGLE_LABEL },
	{ "a@mx.example", ADDR_GOOD },
	{ "a@x-y.example.org", ADDR_GOOD },
	{ "a@1.example.org", ADDR_GOOD },
	{ "!#$%&'*+-/=?^_`{|}~@example.org", ADDR_GOOD },
	{ "\"a b\"@example.org", ADDR_GOOD },
	{ "\"a@b\"@example.org", ADDR_GOOD },
	{ "\"a\\\"b\"@example.org", ADDR_GOOD },
	{ "\".a\"@example.org", ADDR_GOOD },
	{ "prvs=1234abcdef=bob@example.org", ADDR_GOOD },
	{ "a@b\xc3\xbc"
	  "cher.example",
	    ADDR_GOOD },
	{ "", ADDR_EMPTY },
	{ "a", ADDR_NO_AT },
	{ "\"a@example.org", ADDR_NO_AT },
	{ "\"a\\\"@example.org", ADDR_NO_AT },
	{ "@example.org", ADDR_LOCAL_PART },
	{ ".a@example.org", ADDR_LOCAL_PART },
	{ "a.@example.org", ADDR_LOCAL_PART },
	{ "a..b@example.org", ADDR_LOCAL_PART },
	{ "a b@example.org", ADDR_LOCAL_PART },
	{ "a@b@example.org", ADDR_LOCAL_PART },
	{ "a\"b\"@example.org", ADDR_LOCAL_PART },
	{ "\"a\"b@example.org", ADDR_LOCAL_PART },
	{ "\"\"@example.org", ADDR_LOCAL_PART },
	{ "\"a\nb\"@example.org", ADDR_LOCAL_PART },
	{ "\"a\\\nb\"@example.org", ADDR_LOCAL_PART },
	{ "\"a\x7f\"@example.org", ADDR_LOCAL_PART },
	{ "a\tb@example.org", ADDR_LOCAL_PART },
	{ "a,b@example.org", ADDR_LOCAL_PART },
	{ "a;b@example.org", ADDR_LOCAL_PART },
	{ "a:b@example.org", ADDR_LOCAL_PART },
	{ "a(b@example.org", ADDR_LOCAL_PART },
	{ "<a@example.org", ADDR_LOCAL_PART },
	{ "a\\b@example.org", ADDR_LOCAL_PART },
	{ "a[b@example.org", ADDR_LOCAL_PART },
	{ "\xff@example.org", ADDR_LOCAL_PART },
	{ "j\xc3\xb6rg@example.org", ADDR_NON_ASCII },
	{ "\"j\xc3\xb6rg\"@example.org", ADDR_NON_ASCII },
	{ "-a@example.org", ADDR_OPTION },
	{ "-oQ/tmp@example.org", ADDR_OPTION },
	{ "\"-a\"@example.org", ADDR_OPTION },
	{ "\"\\-a\"@example.org", ADDR_OPTION },
	{ "a@", ADDR_DOMAIN },
	{ "a@.example.org", ADDR_DOMAIN },
	{ "a@example..org", ADDR_DOMAIN },
	{ "a@example.org.", ADDR_DOMAIN },
	{ "a@-example.org", ADDR_DOMAIN },
	{ "a@example-.org", ADDR_DOMAIN },
	{ "a@exam_ple.org", ADDR_DOMAIN },
	{ "a@exam ple.org", ADDR_DOMAIN },
	{ "a@example.org>", ADDR_DOMAIN },
	{ "a@example.org\r\n", ADDR_DOMAIN },
	{ "a@example.123", ADDR_DOMAIN },
	{ "a@192.0.2.1", ADDR_DOMAIN },
	{ "a@\xff.example", ADDR_DOMAIN },
	/* U+FF0F: a slash once it is mapped, never nothing. */
	{ "a@example\xef\xbc\x8f"
	  "x.org",
	    ADDR_DOMAIN },
	{ "a@exam_ple.b\xc3\xbc"
	  "cher.example",
	    ADDR_DOMAIN },
	/* U+FF20, a wide @ */
	{ "a@b\xef\xbc\xa0"
	  "c.example",
	    ADDR_DOMAIN },
	{ "a@[192.0.2.1]", ADDR_LITERAL },
	{ "a@[IPv6:::1]", ADDR_LITERAL },
	{ "a@localhost", ADDR_SINGLE_LABEL },
	{ "a@mail.test", ADDR_SPECIAL_USE },
	{ "a@mail.invalid", ADDR_SPECIAL_USE },
	{ "a@mail.localhost", ADDR_SPECIAL_USE },
	{ "a@mail.local", ADDR_SPECIAL_USE },
	{ "a@mail.LOCAL", ADDR_SPECIAL_USE },
	{ "a@mail.onion", ADDR_SPECIAL_USE },
	{ "a@mail.alt", ADDR_SPECIAL_USE },
	{ "a@mail.internal", ADDR_SPECIAL_USE },
	{ "a@home.arpa", ADDR_SPECIAL_USE },
	{ "a@mail.home.arpa", ADDR_SPECIAL_USE },
	{ "a@2.0.192.in-addr.arpa", ADDR_SPECIAL_USE },
	{ "a@8.b.d.0.ip6.arpa", ADDR_SPECIAL_USE },
	{ "a@contest.example", ADDR_GOOD },
	{ "a@atest.com", ADDR_GOOD },
	{ "a@my.nottest", ADDR_GOOD },
	{ A60 "aaaa@example.org", ADDR_GOOD },
	{ A60 "aaaaa@example.org", ADDR_TOO_LONG },
	{ "a@" LABEL ".org", ADDR_GOOD },
	{ "a@" LABEL "a.org", ADDR_DOMAIN },
	/* 2 + 189 + 60 + 3 = 254 octets, and one more. */
	{ "a@" LABELS A60 ".aa", ADDR_GOOD },
	{ "a@" LABELS A60 ".aaa", ADDR_TOO_LONG },
	/* Too long only as A-labels. */
	{ A60 "@" LABEL "." LABEL "." U5 U5 "de", ADDR_TOO_LONG },
};

static void
only_addresses_fit_for_a_response_pass(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(check_cases); i++)
		if (addr_check(check_cases[i].addr) != check_cases[i].want)
			fail_msg("%s: %s, want %s", check_cases[i].addr,
			    addr_fault_text(addr_check(check_cases[i].addr)),
			    addr_fault_text(check_cases[i].want));
}

static void
the_at_sign_in_quotes_divides_nothing(void **state)
{
	const char *quoted = "\"a@\\\"b\"@c";

	(void)state;
	assert_ptr_equal(addr_at(quoted), quoted + 7);
	assert_string_equal(addr_domain(quoted), "c");
	assert_string_equal(addr_domain("a@b@c"), "c");
	assert_string_equal(addr_domain("a"), "");
	assert_null(addr_at("\"a@b"));
	assert_null(addr_at("\"a@b\\"));
}

static const struct pair {
	const char *a, *b;
	bool want;
} equal_cases[] = {
	{ "a@b.example", "A@B.Example", true },
	{ "a@b.example", "a@b.example.", true },
	{ "\"a\"@b.example", "a@b.example", true },
	{ "\"\\a\"@b.example", "a@b.example", true },
	{ "\"a b\"@x.example", "\"A\\ b\"@x.example", true },
	{ "a@b\xc3\xbc"
	  "cher.example",
	    "a@xn--bcher-kva.example", true },
	{ "a@B\xc3\x9c"
	  "CHER.example",
	    "a@XN--bcher-kva.example", true },
	{ "j\xc3\xb6rg@x.example", "J\xc3\x96RG@x.example", true },
	{ "j\xc3\xb6rg@x.example", "jo\xcc\x88rg@x.example", true },
	{ "a@b.example", "c@b.example", false },
	{ "a@b.example", "a@c.example", false },
	{ "a.b@x.example", "ab@x.example", false },
	{ "a+b@x.example", "a@x.example", false },
	{ "\"a@b.example", "a@b.example", false },
	{ "a", "A", true },
	{ "a", "a@b.example", false },
	{ "", "", false },
	{ "a@", "a@", false },
	{ "\xff@b.example", "\xff@B.example", true },
};

static void
spellings_of_one_mailbox_are_equal(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(equal_cases); i++) {
		const struct pair *c = &equal_cases[i];

		if (addr_equal(c->a, c->b) != c->want ||
		    addr_equal(c->b, c->a) != c->want)
			fail_msg("%s %s", c->a, c->b);
	}
}

static const struct match_case {
	const char *addr, *pattern, *separators;
	bool want;
} match_cases[] = {
	{ "bob@x.example", "bob@x.example", "+", true },
	{ "Bob@X.example", "bob@x.example", "+", true },
	{ "bob@x.example", "bob@y.example", "+", false },
	{ "bob+a@x.example", "bob@x.example", "+", true },
	{ "bob+a@x.example", "bob@x.example", "", false },
	{ "bob-a@x.example", "bob@x.example", "+", false },
	{ "bob-a@x.example", "bob@x.example", "+-", true },
	{ "bob-a+b@x.example", "bob-a@x.example", "+-", true },
	{ "+bob@x.example", "@x.example", "+", true },
	{ "+a@x.example", "?@x.example", "+", false },
	{ "+bob@x.example", "+bob@x.example", "+", true },
	{ "\"bob\"@x.example", "bob@x.example", "+", true },
	{ "a@x.example", "*@x.example", "+", true },
	{ "a@y.x.example", "*@x.example", "+", false },
	{ "a@y.x.example", "*@*.x.example", "+", true },
	{ "a@x.example", "*@*.x.example", "+", false },
	{ "a@yx.example", "*@*.x.example", "+", false },
	{ "bob@y.x.example", "b*@*.x.example", "+", true },
	{ "bob@x.example", "b?b@x.example", "+", true },
	{ "boob@x.example", "b?b@x.example", "+", false },
	{ "boob@x.example", "b*b@x.example", "+", true },
	{ "bobo@x.example", "b*b@x.example", "+", false },
	{ "abcabd@x.example", "*ab?@x.example", "+", true },
	{ "a@x.example", "x.example", "+", true },
	{ "a@x.example", "@X.example", "+", true },
	{ "a@y.x.example", "x.example", "+", false },
	{ "a@y.x.example", ".x.example", "+", true },
	{ "a@x.example", ".x.example", "+", false },
	{ "a@b\xc3\xbc"
	  "cher.example",
	    "@xn--bcher-kva.example", "+", true },
	{ "a@x.example", "", "+", false },
	{ "a", "a", "+", false },
	{ "", "*@x.example", "+", false },
};

static void
patterns_cover_what_they_say(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(match_cases); i++) {
		const struct match_case *c = &match_cases[i];

		if (addr_matches(c->addr, c->pattern, c->separators) != c->want)
			fail_msg("%s %s", c->addr, c->pattern);
	}
}

static const struct path_case {
	const char *path, *want; /* NULL: refused */
} path_cases[] = {
	{ "", "" },
	{ "<>", "" },
	{ " < > \n", "" },
	{ "a@b", "a@b" },
	{ "<a@b>", "a@b" },
	{ " <a@b> \r\n", "a@b" },
	{ "<@a,@b:u@d>", "u@d" },
	{ "@a:u@d", "u@d" },
	{ "@a:@b:u@d", "u@d" },
	{ "<@[IPv6:::1]:u@d>", "u@d" },
	{ "@a", "@a" },
	{ "<a@b", "<a@b" },
	{ "<<a@b>>", "<a@b>" },
	{ "<\"a>b\"@c>", "\"a>b\"@c" },
	{ "a\nb@c", NULL },
	{ "a@b\x01", NULL },
	{ "a\x7f@b", NULL },
	{ A60 A60 A60 A60 A60 A10 A10, A60 A60 A60 A60 A60 A10 A10 },
	{ A60 A60 A60 A60 A60 A10 A10 "a", NULL },
};

static void
a_path_loses_brackets_blanks_and_route(void **state)
{
	char to[ADDR_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(path_cases); i++) {
		const struct path_case *c = &path_cases[i];
		int rc = addr_from_path(to, sizeof to, c->path);

		assert_int_equal(rc, c->want == NULL ? -1 : 0);
		assert_string_equal(to, c->want == NULL ? "" : c->want);
	}
}

static void
mailer_daemon_is_known_in_any_case(void **state)
{
	(void)state;
	assert_true(addr_is_mailer_daemon("MAILER-DAEMON"));
	assert_true(addr_is_mailer_daemon("mailer-daemon"));
	assert_true(addr_is_mailer_daemon("Mailer-Daemon@example.org"));
	assert_true(addr_is_mailer_daemon("\"MAILER-DAEMON\"@example.org"));
	assert_false(addr_is_mailer_daemon("MAILER-DAEMONS"));
	assert_false(addr_is_mailer_daemon("MAILER-DAEMO"));
	assert_false(addr_is_mailer_daemon("a@MAILER-DAEMON"));
	assert_false(addr_is_mailer_daemon(""));
}

static const struct path_case domain_cases[] = {
	{ "Example.ORG", "example.org" },
	{ "example.org.", "example.org" },
	{ "example.org..", NULL },
	{ "b\xc3\xbc"
	  "cher.example",
	    "xn--bcher-kva.example" },
	{ "bu\xcc\x88"
	  "cher.example",
	    "xn--bcher-kva.example" },
	/* U+3002, an ideographic full stop */
	{ "b\xc3\xbc"
	  "cher\xe3\x80\x82"
	  "example",
	    "xn--bcher-kva.example" },
	{ "stra\xc3\x9f"
	  "e.example",
	    "xn--strae-oqa.example" },
	{ "", NULL },
	{ ".", NULL },
	{ "a b", NULL },
	{ "\xff", NULL },
	{ "\xe2\x80\xae.example", NULL },
};

static void
domains_become_a_labels(void **state)
{
	char to[ADDR_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(domain_cases); i++) {
		const struct path_case *c = &domain_cases[i];
		int rc = addr_ascii_domain(to, sizeof to, c->path);

		assert_int_equal(rc, c->want == NULL ? -1 : 0);
		assert_string_equal(to, c->want == NULL ? "" : c->want);
	}
	assert_int_equal(addr_ascii_domain(to, 4, "b\xc3\xbc.de"), -1);
	assert_int_equal(addr_ascii_domain(to, 4, "a.de"), -1);
	assert_int_equal(addr_ascii_domain(to, 5, "a.de"), 0);
}

static const struct path_case wire_cases[] = {
	{ "Alice@X.net", "Alice@X.net" },
	{ "prvs=1234abcdef=bob@x.example", "prvs=1234abcdef=bob@x.example" },
	{ "A@B\xc3\xbc"
	  "cher.example",
	    "A@xn--bcher-kva.example" },
	{ "\"a b\"@x.example", "\"a b\"@x.example" },
	{ "a", NULL },
	{ "@x", NULL },
	{ "a@", NULL },
	{ "a@\xff", NULL },
};

static void
the_wire_keeps_all_but_u_labels(void **state)
{
	char to[ADDR_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(wire_cases); i++) {
		const struct path_case *c = &wire_cases[i];
		int rc = addr_for_wire(to, sizeof to, c->path);

		assert_int_equal(rc, c->want == NULL ? -1 : 0);
		assert_string_equal(to, c->want == NULL ? "" : c->want);
	}
	assert_int_equal(addr_for_wire(to, 5, "a@b.c"), -1);
	assert_int_equal(addr_for_wire(to, 6, "a@b.c"), 0);
	assert_int_equal(addr_for_wire(to, 6, "a@b\xc3\xbc.c"), -1);
}

static void
every_fault_has_a_text(void **state)
{
	int i;

	(void)state;
	for (i = ADDR_GOOD; i <= ADDR_NON_ASCII; i++)
		assert_non_null(addr_fault_text((enum addr_fault)i));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_addresses_fit_for_a_response_pass),
		cmocka_unit_test(the_at_sign_in_quotes_divides_nothing),
		cmocka_unit_test(spellings_of_one_mailbox_are_equal),
		cmocka_unit_test(patterns_cover_what_they_say),
		cmocka_unit_test(a_path_loses_brackets_blanks_and_route),
		cmocka_unit_test(mailer_daemon_is_known_in_any_case),
		cmocka_unit_test(domains_become_a_labels),
		cmocka_unit_test(the_wire_keeps_all_but_u_labels),
		cmocka_unit_test(every_fault_has_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
