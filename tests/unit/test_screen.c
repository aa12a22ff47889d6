#include "../../src/sender/screen.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const char *const kinds[] = {
	[TERM_ALL] = "all",
	[TERM_NET] = "net",
	[TERM_A] = "a",
	[TERM_MX] = "mx",
	[TERM_PTR] = "ptr",
	[TERM_EXISTS] = "exists",
	[TERM_INCLUDE] = "include",
	[TERM_REDIRECT] = "redirect",
};

/* A record without terminator: to read behind it is an error. */
struct record {
	char *octets;
	size_t len;
	struct screen screen;
};

static int
record_read(struct record *r, const char *text, size_t len, const char *client)
{
	struct ip ip;

	r->octets = xmalloc(len);
	r->len = len;
	memcpy(r->octets, text, len);
	assert_int_equal(ip_parse(&ip, client), 0);
	return screen_read(&r->screen, r->octets, len, &ip);
}

static void
record_release(struct record *r)
{
	free(r->octets);
}

/* One term as "+a:example.org/24//64", with '!' behind a wide one. */
static size_t
describe_term(char *to, size_t size, const struct term *t)
{
	char bits[32] = "";

	if (t->kind == TERM_A || t->kind == TERM_MX)
		snprintf(bits, sizeof bits, "/%u//%u", t->bits4, t->bits6);
	return (size_t)snprintf(to, size, " %c%s%s%.*s%s%s", t->qualifier,
	    kinds[t->kind], t->spec_len > 0 ? ":" : "", (int)t->spec_len,
	    t->spec_len > 0 ? t->spec : "", bits, t->wide ? "!" : "");
}

static void
describe(char *to, size_t size, const struct screen *s)
{
	size_t i, n = 0;

	*to = '\0';
	for (i = 0; i < s->count; i++)
		n += describe_term(to + n, size - n, &s->terms[i]);
	if (s->has_redirect)
		describe_term(to + n, size - n, &s->redirect);
}

static const struct {
	const char *client, *record, *want;
} good[] = {
	{ "192.0.2.3", "v=spf1", "" },
	{ "192.0.2.3", "v=spf1 ", "" },
	{ "192.0.2.3", "v=spf1    ", "" },
	{ "192.0.2.3", "V=SPF1 -ALL", " -all!" },
	{ "192.0.2.3", "v=spf1   a   -all  ", " +a/32//128 -all!" },
	/* qualifiers */
	{ "192.0.2.3", "v=spf1 +a -mx ~ptr ?all",
	    " +a/32//128 -mx/32//128 ~ptr ?all!" },
	{ "192.0.2.3", "v=spf1 all", " +all!" },
	{ "192.0.2.3", "v=spf1 -include:a.org", " -include:a.org" },
	{ "192.0.2.3", "v=spf1 ?exists:%{i}.a.org", " ?exists:%{i}.a.org" },
	{ "192.0.2.3", "v=spf1 -ip4:192.0.2.3", " -net" },
	/* a and mx: domain, prefix lengths, both, neither */
	{ "192.0.2.3", "v=spf1 A:b.org MX:b.org",
	    " +a:b.org/32//128 +mx:b.org/32//128" },
	{ "192.0.2.3", "v=spf1 a/24 mx/0", " +a/24//128 +mx/0//128" },
	{ "192.0.2.3", "v=spf1 a//64 mx//0", " +a/32//64 +mx/32//0" },
	{ "192.0.2.3", "v=spf1 a/24//64 mx/32//128", " +a/24//64 +mx/32//128" },
	{ "192.0.2.3", "v=spf1 a:b.org/24//64", " +a:b.org/24//64" },
	{ "192.0.2.3", "v=spf1 a:b.org//0", " +a:b.org/32//0" },
	{ "192.0.2.3", "v=spf1 a:b.org/0", " +a:b.org/0//128" },
	{ "192.0.2.3", "v=spf1 a:b.org./8", " +a:b.org./8//128" },
	{ "192.0.2.3", "v=spf1 a:%{d}/8", " +a:%{d}/8//128" },
	{ "192.0.2.3", "v=spf1 a:%{d1r/}/8", " +a:%{d1r/}/8//128" },
	{ "192.0.2.3", "v=spf1 a:b/c.org", " +a:b/c.org/32//128" },
	{ "192.0.2.3", "v=spf1 a:b/2.org/2", " +a:b/2.org/2//128" },
	{ "192.0.2.3", "v=spf1 a:b.org4", " +a:b.org4/32//128" },
	{ "192.0.2.3", "v=spf1 a:b:c.org", " +a:b:c.org/32//128" },
	{ "192.0.2.3", "v=spf1 ptr ptr:b.org", " +ptr +ptr:b.org" },
	/* networks: decided here, the first that has the client ends all */
	{ "192.0.2.3", "v=spf1 ip4:192.0.2.3 -all", " +net" },
	{ "192.0.2.3", "v=spf1 ip4:192.0.2.4 -all", " -all!" },
	{ "192.0.2.3", "v=spf1 ip4:192.0.2.0/24 a", " +net" },
	{ "192.0.2.3", "v=spf1 ip4:192.0.2.99/24 a", " +net" },
	{ "192.0.2.3", "v=spf1 ip4:192.0.2.0/31 a", " +a/32//128" },
	{ "192.0.2.3", "v=spf1 a ip4:192.0.2.3 mx", " +a/32//128 +net" },
	{ "192.0.2.3", "v=spf1 ip6:2001:db8::1 a", " +a/32//128" },
	{ "192.0.2.3", "v=spf1 ip6:::/0 a", " +a/32//128" },
	{ "192.0.2.3", "v=spf1 ip6:::ffff:192.0.2.3 a", " +a/32//128" },
	{ "::ffff:192.0.2.3", "v=spf1 ip4:192.0.2.3", " +net" },
	{ "2001:db8::1", "v=spf1 ip6:2001:DB8::1", " +net" },
	{ "2001:db8::1", "v=spf1 IP6:2001:db8::/32", " +net" },
	{ "2001:db8::1", "v=spf1 ip6:2001:db8::2 -all", " -all!" },
	{ "2001:db8::1", "v=spf1 ip4:0.0.0.0/0 -all", " -all!" },
	/* how wide */
	{ "192.0.2.3", "v=spf1 ip4:0.0.0.0/0", " +net!" },
	{ "192.0.2.3", "v=spf1 ip4:192.0.0.0/7", " +net!" },
	{ "192.0.2.3", "v=spf1 ip4:192.0.0.0/8", " +net" },
	{ "2001:db8::1", "v=spf1 ip6:::/0", " +net!" },
	{ "2001:db8::1", "v=spf1 ip6:2000::/7", " +net!" },
	{ "2001:db8::1", "v=spf1 ip6:2000::/8", " +net" },
	/* modifiers */
	{ "192.0.2.3", "v=spf1 redirect=b.org", " +redirect:b.org" },
	{ "192.0.2.3", "v=spf1 REDIRECT=%{d} a", " +a/32//128 +redirect:%{d}" },
	{ "192.0.2.3", "v=spf1 redirect=b.org -all", " -all!" },
	{ "192.0.2.3", "v=spf1 -all redirect=b.org", " -all!" },
	{ "192.0.2.3", "v=spf1 ip4:192.0.2.3 redirect=b.org", " +net" },
	{ "192.0.2.3", "v=spf1 exp=b.org", "" },
	{ "192.0.2.3", "v=spf1 exp=%{i}.b.org redirect=b.org",
	    " +redirect:b.org" },
	{ "192.0.2.3", "v=spf1 moo= moo=1 moo=%{c} v=spf1", "" },
	{ "192.0.2.3", "v=spf1 m.o-o_1=a/b:c", "" },
	{ "192.0.2.3", "v=spf1 all=1 ip4=1 a=b", "" },
	/* Behind a term that ends the record all is checked, nothing kept. */
	{ "192.0.2.3", "v=spf1 -all a mx +all ip4:192.0.2.3", " -all!" },
};

static void
a_good_record_is_kept_as_far_as_it_is_reached(void **state)
{
	char text[2000];
	struct record r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(good); i++) {
		const char *record = good[i].record;
		int rc =
		    record_read(&r, record, strlen(record), good[i].client);

		describe(text, sizeof text, &r.screen);
		if (rc == -1 || r.screen.why != NULL ||
		    strcmp(text, good[i].want) != 0)
			fail_msg("%s: %d %s", record, rc, text);
		record_release(&r);
	}
}

static const struct {
	const char *terms, *want;
} bad[] = {
	{ "\t-all", "octet" },
	{ "a\tmx", "octet" },
	{ "a\x7f", "octet" },
	{ "a:b\xc3\xa9.org", "octet" },
	{ "\xa0-all", "octet" },
	{ "-", "without a name" },
	{ "+ all", "without a name" },
	{ "--all", "without a name" },
	{ "1a", "without a name" },
	{ "=a", "without a name" },
	{ ":a.org", "without a name" },
	{ "/8", "without a name" },
	{ "_a", "without a name" },
	{ "!a", "without a name" },
	{ "moo", "unknown mechanism" },
	{ "all.", "unknown mechanism" },
	{ "al", "unknown mechanism" },
	{ "alll", "unknown mechanism" },
	{ "ip", "unknown mechanism" },
	{ "ip5:1", "unknown mechanism" },
	{ "a.:b.org", "unknown mechanism" },
	{ "-moo:b.org", "unknown mechanism" },
	{ "redirect:b.org", "unknown mechanism" },
	{ "all:", "no argument" },
	{ "all/8", "no argument" },
	{ "-all:b.org", "no argument" },
	{ "include", "missing" },
	{ "exists", "missing" },
	{ "include:", "a domain that is none" },
	{ "include:b", "a domain that is none" },
	{ "include:b.org/24", "a domain that is none" },
	{ "include/24", "a domain that is none" },
	{ "exists:%{x}.org", "a domain that is none" },
	{ "exists:%{t}.org", "a domain that is none" },
	{ "exists:b.org/24", "a domain that is none" },
	{ "ptr:", "a domain that is none" },
	{ "ptr/0", "a domain that is none" },
	{ "ptr:b.org/24", "a domain that is none" },
	{ "a:", "a domain that is none" },
	{ "a:/8", "a domain that is none" },
	{ "a:b", "a domain that is none" },
	{ "a:192.0.2.1", "a domain that is none" },
	{ "a:b.org:25", "a domain that is none" },
	{ "a:%{d0}", "a domain that is none" },
	{ "a.b.org", "unknown mechanism" },
	{ "a(b.org", "a domain that is none" },
	{ "a//64/24", "a domain that is none" },
	{ "a/24/24", "a domain that is none" },
	{ "a/", "prefix" },
	{ "a//", "prefix" },
	{ "a/24/", "prefix" },
	{ "a/24//", "prefix" },
	{ "a///64", "prefix" },
	{ "a/24///64", "prefix" },
	{ "a/33", "prefix" },
	{ "a//129", "prefix" },
	{ "a/024", "prefix" },
	{ "a/00", "prefix" },
	{ "a//064", "prefix" },
	{ "a/4294967296", "prefix" },
	{ "a//4294967296", "prefix" },
	{ "a/-1", "a domain that is none" },
	{ "a:b.org/33", "prefix" },
	{ "mx:b.org/", "prefix" },
	{ "mx:b.org//129", "prefix" },
	{ "ip4", "address" },
	{ "ip4:", "address" },
	{ "ip4/8", "address" },
	{ "ip4:/8", "address" },
	{ "ip4=", NULL },
	{ "ip4:192.0.2", "address" },
	{ "ip4:192.0.2.256", "address" },
	{ "ip4:192.0.2.1:25", "address" },
	{ "ip4:192.0.2.01", "address" },
	{ "ip4:%{i}", "address" },
	{ "ip4:2001:db8::1", "address" },
	{ "ip4:::ffff:192.0.2.1", "address" },
	{ "ip4:192.0.2.0/", "prefix" },
	{ "ip4:192.0.2.0/33", "prefix" },
	{ "ip4:192.0.2.0/08", "prefix" },
	{ "ip4:192.0.2.0//24", "prefix" },
	{ "ip4:192.0.2.0/24/", "prefix" },
	{ "ip4:192.0.2.0/24/24", "prefix" },
	{ "ip4:192.0.2.0/24//64", "prefix" },
	{ "ip6", "address" },
	{ "ip6:", "address" },
	{ "ip6:192.0.2.1", "address" },
	{ "ip6:2001:db8:::1", "address" },
	{ "ip6:[2001:db8::1]", "address" },
	{ "ip6:fe80::1%eth0", "address" },
	{ "ip6:1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa", "address" },
	{ "ip6:2001:db8::/129", "prefix" },
	{ "ip6:2001:db8::/", "prefix" },
	{ "ip6:2001:db8:://64", "prefix" },
	{ "ip6:::ffff:192.0.2.0/129", "prefix" },
	{ "redirect=", "a domain that is none" },
	{ "redirect=b", "a domain that is none" },
	{ "redirect=b.org/8", "a domain that is none" },
	{ "exp=", "a domain that is none" },
	{ "exp=b", "a domain that is none" },
	{ "exp=%{c}.b.org", "a domain that is none" },
	{ "redirect=b.org redirect=b.org", "twice" },
	{ "redirect=b.org -all REDIRECT=c.org", "twice" },
	{ "exp=b.org exp=c.org", "twice" },
	{ "-all exp=b.org a Exp=c.org", "twice" },
	{ "-redirect=b.org", "qualifier" },
	{ "+exp=b.org", "qualifier" },
	{ "?moo=1", "qualifier" },
	{ "moo=%", "a macro that is none" },
	{ "moo=%{d0}", "a macro that is none" },
	/* behind terms that end the record, too */
	{ "-all moo", "unknown mechanism" },
	{ "ip4:192.0.2.3 moo", "unknown mechanism" },
	{ "ip4:192.0.2.3 ip4:1", "address" },
	{ "-all redirect=b", "a domain that is none" },
};

static void
one_error_anywhere_spoils_the_record(void **state)
{
	char text[200];
	struct record r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++) {
		const char *want = bad[i].want;
		int rc, n;

		n = snprintf(text, sizeof text, "v=spf1 %s", bad[i].terms);
		rc = record_read(&r, text, (size_t)n, "192.0.2.3");
		if (rc != (want == NULL ? 0 : -1) ||
		    (want != NULL && strstr(r.screen.why, want) == NULL))
			fail_msg("%s: %s", bad[i].terms,
			    rc == 0 ? "good" : r.screen.why);
		record_release(&r);
	}
}

static void
no_octet_but_printable_ascii_is_in_a_record(void **state)
{
	char text[] = "v=spf1 moo=x";
	struct record r;
	int c, rc;

	(void)state;
	for (c = 0; c < 256; c++) {
		text[sizeof text - 2] = (char)c;
		rc = record_read(&r, text, sizeof text - 1, "192.0.2.3");
		if (rc != (c >= ' ' && c < 0x7f && c != '%' ? 0 : -1))
			fail_msg("%d", c);
		if (rc == -1 && c != '%')
			assert_string_equal(r.screen.why,
			    "an octet outside of printable ASCII");
		record_release(&r);
	}
}

static void
only_the_first_version_is_spf(void **state)
{
	static const struct {
		const char *record;
		bool want;
	} rows[] = {
		{ "v=spf1", true },
		{ "v=spf1 ", true },
		{ "v=spf1 -all", true },
		{ "V=sPf1 -all", true },
		{ "v=spf1\t-all", false },
		{ "v=spf10", false },
		{ "v=spf1.", false },
		{ "v=spf1-all", false },
		{ "v=spf2.0/pra", false },
		{ " v=spf1", false },
		{ "v= spf1", false },
		{ "v=spf", false },
		{ "spf1", false },
		{ "", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		size_t len = strlen(rows[i].record);
		char *copy = xmalloc(len);
		bool got;

		memcpy(copy, rows[i].record, len);
		got = screen_is_spf(copy, len);
		free(copy);
		if (got != rows[i].want)
			fail_msg("%s", rows[i].record);
	}
	assert_false(screen_is_spf("v=spf1\0 -all", 12));
}

/* A record of `count` times the same term, and something behind. */
static int
many(struct record *r, const char *term, size_t count, const char *last)
{
	char text[4000];
	size_t i, n = (size_t)snprintf(text, sizeof text, "v=spf1");

	for (i = 0; i < count; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, " %s", term);
	n += (size_t)snprintf(text + n, sizeof text - n, " %s", last);
	assert_true(n < sizeof text);
	return record_read(r, text, n, "192.0.2.3");
}

static void
eighty_networks_take_no_room(void **state)
{
	struct record r;

	(void)state;
	assert_int_equal(many(&r, "ip4:198.51.100.0/24", 80, "-all"), 0);
	assert_int_equal(r.screen.count, 1);
	assert_int_equal(r.screen.terms[0].kind, TERM_ALL);
	record_release(&r);
	assert_int_equal(many(&r, "ip4:198.51.100.0/24", 80, "ip4:192.0.2.3"),
	    0);
	assert_int_equal(r.screen.count, 1);
	assert_int_equal(r.screen.terms[0].kind, TERM_NET);
	record_release(&r);
}

static const struct {
	size_t count;
	const char *last;
	size_t want;
	enum term_kind kind; /* of the last that is kept */
	bool redirect;
} crowds[] = {
	{ 9, "mx", 10, TERM_MX, false },
	{ 10, "-all", 11, TERM_ALL, false },
	{ 10, "ip4:192.0.2.3", 11, TERM_NET, false },
	{ 10, "redirect=b.org", 10, TERM_A, true },
	{ 10, "mx", 11, TERM_MX, false },
	{ 11, "mx", 11, TERM_A, false },
	{ 11, "-all", 11, TERM_A, false },
	{ 11, "ip4:192.0.2.3", 11, TERM_A, false },
	{ 11, "redirect=b.org", 11, TERM_A, false },
	{ 200, "include:b.org", 11, TERM_A, false },
};

static void
the_eleventh_question_is_the_last_that_is_kept(void **state)
{
	struct record r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(crowds); i++) {
		const struct screen *s = &r.screen;

		assert_int_equal(many(&r, "a", crowds[i].count, crowds[i].last),
		    0);
		if (s->count != crowds[i].want ||
		    s->terms[s->count - 1].kind != crowds[i].kind ||
		    s->has_redirect != crowds[i].redirect)
			fail_msg("%zu %s: %zu", crowds[i].count, crowds[i].last,
			    s->count);
		record_release(&r);
	}
	assert_int_equal(many(&r, "a", 40, "moo"), -1);
	record_release(&r);
}

static void
a_term_points_at_its_own_words(void **state)
{
	static const char text[] = "v=spf1 ~mx:b.org/24//64 redirect=c.org";
	const struct term *t;
	struct record r;

	(void)state;
	assert_int_equal(record_read(&r, text, sizeof text - 1, "192.0.2.3"),
	    0);
	t = &r.screen.terms[0];
	assert_ptr_equal(t->text, r.octets + 7);
	assert_int_equal(t->text_len, 16);
	assert_ptr_equal(t->spec, r.octets + 11);
	assert_int_equal(t->spec_len, 5);
	t = &r.screen.redirect;
	assert_ptr_equal(t->text, r.octets + 24);
	assert_int_equal(t->text_len, 14);
	assert_ptr_equal(t->spec, r.octets + 33);
	assert_int_equal(t->spec_len, 5);
	record_release(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_record_is_kept_as_far_as_it_is_reached),
		cmocka_unit_test(one_error_anywhere_spoils_the_record),
		cmocka_unit_test(no_octet_but_printable_ascii_is_in_a_record),
		cmocka_unit_test(only_the_first_version_is_spf),
		cmocka_unit_test(eighty_networks_take_no_room),
		cmocka_unit_test(
		    the_eleventh_question_is_the_last_that_is_kept),
		cmocka_unit_test(a_term_points_at_its_own_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
