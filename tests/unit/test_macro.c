#include "../../src/sender/macro.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

/* A copy without terminator: to read behind it is an error. */
static char *
bare(const char *s, size_t len)
{
	char *copy = xmalloc(len);

	memcpy(copy, s, len);
	return copy;
}

static bool
checked(const char *s, size_t len, enum macro_where where)
{
	char *copy = bare(s, len);
	bool good = macro_check(copy, len, where);

	free(copy);
	return good;
}

static const struct {
	const char *spec;
	bool domain, modifier;
} grammar[] = {
	/* domain-end: "." toplabel [ "." ], or a macro */
	{ "example.org", true, true },
	{ "example.org.", true, true },
	{ "_spf.example.org", true, true },
	{ "a..org", true, true },
	{ ".org", true, true },
	{ "ex!\"#$&'()*+,-/:;<=>?@[\\]^`{|}~.org", true, true },
	{ "", false, true },
	{ ".", false, true },
	{ "..", false, true },
	{ "org", false, true },
	{ "org.", false, true },
	{ "example..", false, true },
	{ "example.org..", false, true },
	{ "192.0.2.1", false, true },
	{ "example.1", false, true },
	{ "example.1a", true, true },
	{ "example.a1", true, true },
	{ "example.1-2", true, true },
	{ "example.a--b", true, true },
	{ "example.-a", false, true },
	{ "example.a-", false, true },
	{ "example.-", false, true },
	{ "example.a_b", false, true },
	{ "example.org/", false, true },
	{ "example.org:25", false, true },
	{ "example.o{g", false, true },
	/* octets of a macro-literal: %x21-24 / %x26-7E */
	{ "exam ple.org", false, false },
	{ "exam\tple.org", false, false },
	{ "exam\x7fple.org", false, false },
	{ "exam\xc3\xa9ple.org", false, false },
	{ "\x01.org", false, false },
	/* macro-expand */
	{ "%{d}", true, true },
	{ "%{D}", true, true },
	{ "%{s}%{l}%{o}%{d}%{i}%{p}%{v}%{h}", true, true },
	{ "%{S}%{L}%{O}%{D}%{I}%{P}%{V}%{H}", true, true },
	{ "%%", true, true },
	{ "%_", true, true },
	{ "%-", true, true },
	{ "a%{d}", true, true },
	{ "%{d}.org", true, true },
	{ "%{d}.org.", true, true },
	{ "%%.org", true, true },
	{ "%%%%", true, true },
	{ "%%{d}", false, true },
	{ "%{d}org", false, true },
	{ "%{d}.", false, true },
	{ "example.org%{d}", true, true },
	{ "example.org%{d}a", false, true },
	{ "%", false, false },
	{ "a.org%", false, false },
	{ "%a.org", false, false },
	{ "%%%", false, false },
	{ "%(d).org", false, false },
	{ "%{", false, false },
	{ "%{}", false, false },
	{ "%{}.org", false, false },
	{ "%{d", false, false },
	{ "%{d.org", false, false },
	{ "%{d1", false, false },
	{ "%{d1r", false, false },
	{ "%{d1r-", false, false },
	{ "%{dd}", false, false },
	{ "%{ d}", false, false },
	{ "%{d }", false, false },
	{ "%{%{d}}", false, false },
	/* the letters, and those of exp alone */
	{ "%{c}.org", false, true },
	{ "%{r}.org", false, true },
	{ "%{t}.org", false, true },
	{ "%{C}%{R}%{T}", false, true },
	{ "%{a}.org", false, false },
	{ "%{x}.org", false, false },
	{ "%{1}.org", false, false },
	{ "%{-}.org", false, false },
	/* transformers = *DIGIT [ "r" ] */
	{ "%{d0}", false, false },
	{ "%{d00}", false, false },
	{ "%{d0r}", false, false },
	{ "%{d1}", true, true },
	{ "%{d01}", true, true },
	{ "%{d128}", true, true },
	{ "%{d4294967296}", true, true },
	{ "%{d18446744073709551616}", true, true },
	{ "%{dr}", true, true },
	{ "%{dR}", true, true },
	{ "%{d12r}", true, true },
	{ "%{dr1}", false, false },
	{ "%{drr}", false, false },
	{ "%{d-1}", false, false },
	/* delimiter = "." / "-" / "+" / "," / "/" / "_" / "=" */
	{ "%{d.-+,/_=}", true, true },
	{ "%{d1r.-+,/_=}", true, true },
	{ "%{d=_/,+-..-+,/_=}", true, true },
	{ "%{d*}", false, false },
	{ "%{d@}", false, false },
	{ "%{d:}", false, false },
	{ "%{d-r}", false, false },
};

static void
what_fits_the_grammar_is_good_and_nothing_else(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(grammar); i++) {
		const char *s = grammar[i].spec;
		size_t len = strlen(s);

		if (checked(s, len, MACRO_DOMAIN) != grammar[i].domain ||
		    checked(s, len, MACRO_MODIFIER) != grammar[i].modifier)
			fail_msg("%s", s);
	}
}

static void
a_nul_is_no_part_of_any_macro_string(void **state)
{
	(void)state;
	assert_false(checked("a\0b.org", 7, MACRO_DOMAIN));
	assert_false(checked("a\0b", 3, MACRO_MODIFIER));
	assert_false(checked("%\0.org", 6, MACRO_MODIFIER));
	assert_false(checked("%{\0}.org", 8, MACRO_MODIFIER));
	assert_false(checked("%{d\0}.org", 9, MACRO_MODIFIER));
	assert_false(checked("a.org\0", 6, MACRO_DOMAIN));
}

/* The identities of RFC 7208 section 7.4. */
static struct macro_values values = {
	.sender = "strong-bad@email.example.com",
	.local_part = "strong-bad",
	.domain = "email.example.com",
	.current = "email.example.com",
	.helo = "mx.example.org",
};
static int asked;

static const char *
ask(void *arg)
{
	asked++;
	return arg;
}

static int
expanded(char to[MACRO_NAME * 2], const char *spec, const char *client)
{
	char *copy = bare(spec, strlen(spec));
	struct ip ip;
	int rc;

	assert_int_equal(ip_parse(&ip, client), 0);
	values.client = &ip;
	values.validated = ask;
	values.arg = (void *)(uintptr_t) "host.example.com";
	asked = 0;
	memset(to, 'X', (size_t)MACRO_NAME * 2);
	rc = macro_expand(to, copy, strlen(spec), &values);
	free(copy);
	return rc;
}

static const struct {
	const char *client, *spec, *want;
} examples[] = {
	/* section 7.4 */
	{ "192.0.2.3", "%{s}", "strong-bad@email.example.com" },
	{ "192.0.2.3", "%{o}", "email.example.com" },
	{ "192.0.2.3", "%{d}", "email.example.com" },
	{ "192.0.2.3", "%{d4}", "email.example.com" },
	{ "192.0.2.3", "%{d3}", "email.example.com" },
	{ "192.0.2.3", "%{d2}", "example.com" },
	{ "192.0.2.3", "%{d1}", "com" },
	{ "192.0.2.3", "%{dr}", "com.example.email" },
	{ "192.0.2.3", "%{d2r}", "example.email" },
	{ "192.0.2.3", "%{l}", "strong-bad" },
	{ "192.0.2.3", "%{l-}", "strong.bad" },
	{ "192.0.2.3", "%{lr}", "strong-bad" },
	{ "192.0.2.3", "%{lr-}", "bad.strong" },
	{ "192.0.2.3", "%{l1r-}", "strong" },
	{ "192.0.2.3", "%{ir}.%{v}._spf.%{d2}",
	    "3.2.0.192.in-addr._spf.example.com" },
	{ "192.0.2.3", "%{lr-}.lp._spf.%{d2}",
	    "bad.strong.lp._spf.example.com" },
	{ "192.0.2.3", "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}",
	    "bad.strong.lp.3.2.0.192.in-addr._spf.example.com" },
	{ "192.0.2.3", "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}",
	    "3.2.0.192.in-addr.strong.lp._spf.example.com" },
	{ "192.0.2.3", "%{d2}.trusted-domains.example.net",
	    "example.com.trusted-domains.example.net" },
	{ "2001:db8::cb01", "%{ir}.%{v}._spf.%{d2}",
	    "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2"
	    ".ip6._spf.example.com" },
	/* the other letters */
	{ "192.0.2.3", "%{h}", "mx.example.org" },
	{ "192.0.2.3", "%{i}", "192.0.2.3" },
	{ "192.0.2.3", "%{i1}", "3" },
	{ "192.0.2.3", "%{p}", "host.example.com" },
	{ "192.0.2.3", "%{p2}.%{v}", "example.com.in-addr" },
	{ "2001:db8::cb01", "%{v}", "ip6" },
	{ "2001:db8::cb01", "%{i}",
	    "2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.b.0.1" },
	{ "2001:db8::cb01", "%{i4}", "c.b.0.1" },
	{ "2001:db8::cb01", "%{i4r}", "1.0.0.2" },
	{ "::ffff:192.0.2.3", "%{i}.%{v}", "192.0.2.3.in-addr" },
	/* transformers and delimiters */
	{ "192.0.2.3", "%{d01}", "com" },
	{ "192.0.2.3", "%{d128}", "email.example.com" },
	{ "192.0.2.3", "%{d4294967297}", "email.example.com" },
	{ "192.0.2.3", "%{dR}", "com.example.email" },
	{ "192.0.2.3", "%{d-}", "email.example.com" },
	{ "192.0.2.3", "%{s-}", "strong.bad@email.example.com" },
	{ "192.0.2.3", "%{s1-}", "bad@email.example.com" },
	{ "192.0.2.3", "%{s-.}", "strong.bad@email.example.com" },
	{ "192.0.2.3", "%{sr-.}", "com.example.bad@email.strong" },
	{ "192.0.2.3", "%{s2r.-}", "bad@email.strong" },
	{ "192.0.2.3", "%{s--..--}", "strong.bad@email.example.com" },
	/* literals, and case */
	{ "192.0.2.3", "a%%b.org", "a%b.org" },
	{ "192.0.2.3", "a%_b.org", "a b.org" },
	{ "192.0.2.3", "a%-b.org", "a%20b.org" },
	{ "192.0.2.3", "%%{d}.org", "%{d}.org" },
	{ "192.0.2.3", "%{S}", "strong-bad%40email.example.com" },
	{ "192.0.2.3", "%{S1R-}", "strong" },
	{ "192.0.2.3", "%{IR}.%{V}", "3.2.0.192.in-addr" },
	{ "192.0.2.3", "ExAmple.ORG", "ExAmple.ORG" },
	/* one dot at the end is none */
	{ "192.0.2.3", "example.org.", "example.org" },
	{ "192.0.2.3", "%{d}.org.", "email.example.com.org" },
};

static void
a_macro_stands_for_what_the_rfc_says(void **state)
{
	char to[MACRO_NAME * 2];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(examples); i++)
		if (expanded(to, examples[i].spec, examples[i].client) == -1 ||
		    strcmp(to, examples[i].want) != 0)
			fail_msg("%s: %s", examples[i].spec, to);
}

static const struct {
	const char *local, *spec, *want; /* NULL: no name is left */
} hostile[] = {
	{ "a.b+c,d/e_f=g-h", "%{l.-+,/_=}", "a.b.c.d.e.f.g.h" },
	{ "a.b+c,d/e_f=g-h", "%{lr.-+,/_=}", "h.g.f.e.d.c.b.a" },
	{ "a.b+c,d/e_f=g-h", "%{l3=/}", "a.b+c,d.e_f.g-h" },
	{ "a+b", "%{l}.org", "a+b.org" },
	{ "a--b", "%{l-}.org", "a..b.org" },
	{ "-a-", "%{lr-}.org", ".a..org" },
	{ "a b", "%{l}.org", "a b.org" },
	{ "a b", "%{L}.org", "a%20b.org" },
	{ "-._~aZ09", "%{L-}.org", ".._~aZ09.org" },
	{ "-._~aZ09", "%{L=}.org", "-._~aZ09.org" },
	{ "!\"#$&'()*+,/:;<=>?@[\\]^`{|}", "%{L}.org",
	    "%21%22%23%24%26%27%28%29%2A%2B%2C%2F%3A%3B%3C%3D%3E%3F%40%5B%5C"
	    "%5D%5E%60%7B%7C%7D.org" },
	{ "\xc3\xa9", "%{L}.org", "%C3%A9.org" },
	{ "\xc3\xa9", "%{l}.org", "\xc3\xa9.org" },
	{ "\x01\x7f", "%{L}.org", "%01%7F.org" },
	{ "%{d}", "%{l}.org", "%{d}.org" },
	{ "%{d}", "%{L}.org", "%25%7Bd%7D.org" },
	{ "a\\b", "%{l}.org", "a\\\\b.org" },
	{ "a\\.b", "%{l}.org", "a\\\\.b.org" },
	{ "\\", "%{l}", "\\\\" },
	{ "", "%{l}.org", ".org" },
	{ "", "%{l}", NULL },
	{ "", "%{L1r-}", NULL },
	{ ".", "%{l}", NULL },
	{ "a", "x\\%{l}.org", "x\\\\a.org" },
};

static void
a_strangers_octets_stay_in_their_place(void **state)
{
	const char *before = values.local_part;
	char to[MACRO_NAME * 2];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(hostile); i++) {
		const char *want = hostile[i].want;
		int rc;

		values.local_part = hostile[i].local;
		rc = expanded(to, hostile[i].spec, "192.0.2.3");
		if (rc != (want == NULL ? -1 : 0) ||
		    (want != NULL && strcmp(to, want) != 0))
			fail_msg("%s in %s: %d", hostile[i].local,
			    hostile[i].spec, rc);
	}
	values.local_part = before;
}

/* Section 7.3: labels go from the left until 253 octets are left. */
static const struct {
	const char *local, *spec, *want;
} lengths[] = {
	/* 50 * 4 + 53 = 253 */
	{ FIFTY FIFTY FIFTY FIFTY TEN TEN TEN TEN TEN "abc", "%{l}",
	    FIFTY FIFTY FIFTY FIFTY FIFTY "abc" },
	{ FIFTY FIFTY FIFTY FIFTY FIFTY "abcd", "%{l}", NULL },
	{ "a." FIFTY FIFTY FIFTY FIFTY FIFTY "a", "%{l}",
	    "a." FIFTY FIFTY FIFTY FIFTY FIFTY "a" },
	{ "a." FIFTY FIFTY FIFTY FIFTY FIFTY "ab", "%{l}",
	    FIFTY FIFTY FIFTY FIFTY FIFTY "ab" },
	{ "ab.c." FIFTY "." FIFTY "." FIFTY "." FIFTY "." TEN TEN TEN TEN "x",
	    "%{l}.org",
	    "c." FIFTY "." FIFTY "." FIFTY "." FIFTY "." TEN TEN TEN TEN
	    "x.org" },
	/* Each backslash is one octet of the name, and two as it is asked. */
	{ "\\\\\\\\\\" FIFTY FIFTY FIFTY FIFTY TEN TEN TEN TEN "abcd",
	    "%{l}.org",
	    "\\\\\\\\\\\\\\\\\\\\" FIFTY FIFTY FIFTY FIFTY TEN TEN TEN TEN
	    "abcd.org" },
	{ FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY, "%{l}.example.org",
	    "example.org" },
	{ FIFTY FIFTY FIFTY FIFTY FIFTY, "%{l}%{l}%{l}%{l}%{l}.%{d2}",
	    "example.com" },
	{ FIFTY FIFTY FIFTY FIFTY FIFTY, "example.%{l}%{l}", NULL },
	/* More than any name is: nothing is asked. */
	{ FIFTY FIFTY FIFTY FIFTY FIFTY,
	    "%{l}%{l}%{l}%{l}%{l}%{l}%{l}%{l}%{l}%{l}"
	    "%{l}%{l}%{l}%{l}%{l}%{l}%{l}.%{d2}",
	    NULL },
};

static void
what_is_too_long_loses_labels_from_its_left(void **state)
{
	const char *before = values.local_part;
	char to[MACRO_NAME * 2];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(lengths); i++) {
		const char *want = lengths[i].want;
		int rc;

		values.local_part = lengths[i].local;
		rc = expanded(to, lengths[i].spec, "192.0.2.3");
		if (rc != (want == NULL ? -1 : 0) ||
		    (want != NULL && strcmp(to, want) != 0))
			fail_msg("%zu: %d %s", i, rc, rc == 0 ? to : "");
	}
	values.local_part = before;
}

static void
backslashes_alone_fill_the_room_and_no_more(void **state)
{
	char local[254], to[MACRO_NAME * 2];
	const char *before = values.local_part;

	(void)state;
	memset(local, '\\', sizeof local - 1);
	local[sizeof local - 1] = '\0';
	values.local_part = local;
	assert_int_equal(expanded(to, "%{l}", "192.0.2.3"), 0);
	assert_int_equal(strlen(to), 506);
	values.local_part = before;
}

static void
the_clients_name_is_asked_only_where_it_stands(void **state)
{
	static const struct {
		const char *spec;
		int want;
	} rows[] = {
		{ "%{d}", 0 },
		{ "%{i}.%{v}.%{s}.%{l}.%{o}.%{h}", 0 },
		{ "%%{p}.org", 0 },
		{ "p.{p}.org", 0 },
		{ "%{p}", 1 },
		{ "%{P1r-}.org", 1 },
		{ "%{p}.%{p}", 2 },
	};
	char to[MACRO_NAME * 2];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		if (expanded(to, rows[i].spec, "192.0.2.3") == -1 ||
		    asked != rows[i].want)
			fail_msg("%s: %d", rows[i].spec, asked);
}

static void
what_the_grammar_refuses_is_not_expanded(void **state)
{
	char to[MACRO_NAME * 2];

	(void)state;
	assert_int_equal(expanded(to, "%{c}.org", "192.0.2.3"), -1);
	assert_int_equal(expanded(to, "%{d0}", "192.0.2.3"), -1);
	assert_int_equal(expanded(to, "a.org%", "192.0.2.3"), -1);
	assert_int_equal(expanded(to, "", "192.0.2.3"), -1);
	assert_int_equal(expanded(to, ".", "192.0.2.3"), -1);
}

static void
only_i_and_p_depend_on_who_the_client_is(void **state)
{
	static const struct {
		const char *spec;
		bool want;
	} rows[] = {
		{ "", false },
		{ "example.org", false },
		{ "%{s}%{l}%{o}%{d}%{h}%{v}", false },
		{ "%%%_%-", false },
		{ "%{i}", true },
		{ "%{I}", true },
		{ "%{ir}.%{v}._spf.%{d2}", true },
		{ "%{d}.%{p}", true },
		{ "%{P}", true },
		{ "%%{i}.org", false },
		{ "%%%{i}.org", true },
		{ "%_%{i}", true },
		{ "%%%%{p}.org", false },
		{ "i.p.{i}.{p}", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		size_t len = strlen(rows[i].spec);
		char *copy = bare(rows[i].spec, len);
		bool got = macro_asks_client(copy, len);

		free(copy);
		if (got != rows[i].want)
			fail_msg("%s", rows[i].spec);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    what_fits_the_grammar_is_good_and_nothing_else),
		cmocka_unit_test(a_nul_is_no_part_of_any_macro_string),
		cmocka_unit_test(a_macro_stands_for_what_the_rfc_says),
		cmocka_unit_test(a_strangers_octets_stay_in_their_place),
		cmocka_unit_test(what_is_too_long_loses_labels_from_its_left),
		cmocka_unit_test(backslashes_alone_fill_the_room_and_no_more),
		cmocka_unit_test(
		    the_clients_name_is_asked_only_where_it_stands),
		cmocka_unit_test(what_the_grammar_refuses_is_not_expanded),
		cmocka_unit_test(only_i_and_p_depend_on_who_the_client_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
