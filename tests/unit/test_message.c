#include "subject/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct list {
	char text[512];
	unsigned count;
};

static void
collect(struct list *l, const char *s, size_t len)
{
	size_t at = strlen(l->text);

	l->count++;
	if (at + len + 2 < sizeof l->text) {
		memcpy(l->text + at, s, len);
		memcpy(l->text + at + len, "|", 2);
	}
}

static void
collect_address(const char *addr, void *arg)
{
	collect(arg, addr, strlen(addr));
}

static void
collect_id(const char *id, size_t len, void *arg)
{
	collect(arg, id, len);
}

/* On the heap without a terminator, so that a sanitizer sees a step outside. */
static char *
bytes_of(const char *s, size_t len)
{
	char *bytes = malloc(len > 0 ? len : 1);

	memcpy(bytes, s, len);
	return bytes;
}

static const struct {
	const char *body;
	const char *want;
	unsigned failed;
} lists[] = {
	{ "", "", 0 },
	{ "bob@example.org", "bob@example.org|", 0 },
	{ "Bob <bob@example.org>", "bob@example.org|", 0 },
	{ "\"Ob, Bob\" <bob@example.org>, a@b", "bob@example.org|a@b|", 0 },
	{ "J. Bob <bob@example.org>", "bob@example.org|", 0 },
	{ "Friends: bob@example.org, x@y;", "bob@example.org|x@y|", 0 },
	{ "A: a@b;, B: c@d;, e@f", "a@b|c@d|e@f|", 0 },
	{ "undisclosed-recipients:;", "", 0 },
	{ "\"my:group\": a@b;", "a@b|", 0 },
	{ ",, a@b,,c@d ,", "a@b|c@d|", 0 },
	{ "a@b; c@d", "a@b|c@d|", 0 },
	{ ",, J. Bob <@r:bob@example.org>,", "bob@example.org|", 0 },
	{ "<@a,@b:user@d>, e@f", "user@d|e@f|", 0 },
	{ "< @a , @b : user@d >", "user@d|", 0 },
	{ "<@a,@b user@d>", "", 1 },
	{ "<<<a@b>>>", "a@b|", 0 },
	{ "John <j@x, c@d", "j@x|c@d|", 0 },
	{ "j@x>", "j@x|", 0 },
	{ "a <b@c> d", "", 1 },
	{ "a <b@c> <d@e>", "", 1 },
	{ "<>", "", 1 },
	{ "bob", "", 1 },
	{ "Bob Smith", "", 1 },
	{ "MAILER-DAEMON", "", 1 },
	{ "u ser@exam ple.org", "", 1 },
	{ "bob (work) @ example . org (home)", "bob@example.org|", 0 },
	{ "bad address, a@b", "a@b|", 1 },
	{ "@b", "", 1 },
	{ "a@", "", 1 },
	{ "a@b@c", "", 1 },
	{ "a@.b", "", 1 },
	{ "a(b@c", "", 2 },
	{ "a@b (c", "a@b|", 1 },
	{ "a@b, \"c <d@e>", "a@b|", 2 },
	{ "\"bob@example.org\" <z@y>", "z@y|", 0 },
	{ "bob@example.org <z@y>", "z@y|", 0 },
	{ "z@y (bob@example.org)", "z@y|", 0 },
	{ "j@x.org (a \"b\" <c@d.org>)", "j@x.org|", 0 },
	{ "(<c@d.org>) j@x.org", "j@x.org|", 0 },
	{ "\"<c@d.org>\"", "", 1 },
	{ "\"<c@d.org>\" j@x.org", "", 1 },
	{ "=?utf-8?q?c=40d.org?= <a@b>", "a@b|", 0 },
	{ "=?utf-8?q?<c@d.org>?= <a@b>", "", 1 },
	{ "=?utf-8?q?c@d.org?=", "", 1 },
	{ "=?utf-8?q?c?=@d.org", "", 1 },
	{ "=?utf-8?x?a?= <a@b>", "a@b|", 0 },
	{ "=?a?z?", "", 1 },
	{ ": a", "", 1 },
	{ "\"a,b\"@x.org", "\"a,b\"@x.org|", 0 },
	{ "\"a b\".c@x.org", "\"a b\".c@x.org|", 0 },
	{ "X <\"a@b\"@x.org>", "\"a@b\"@x.org|", 0 },
	{ "\"a\\\"<b@c>\"@x.org", "\"a\\\"<b@c>\"@x.org|", 0 },
	{ "\"a\"b@x.org", "", 1 },
	{ "a\"b\"@x.org", "", 1 },
	{ "u@[IPv6:::1], a@b", "u@[IPv6:::1]|a@b|", 0 },
	{ "u@[1.2.3.4]", "u@[1.2.3.4]|", 0 },
	{ "u@[((((], a@b", "", 2 },
	{ "M\xc3\xbcller <m\xc3\xbc@b\xc3\xbc.de>", "m\xc3\xbc@b\xc3\xbc.de|",
	    0 },
	{ "M\xfcller <m@b.de>", "m@b.de|", 0 },
	{ "o'neil+x=y_z@a-b.example", "o'neil+x=y_z@a-b.example|", 0 },
	{ "Alice@X.net", "Alice@X.net|", 0 },
};

static void
reports_addresses_and_nothing_that_looks_like_one(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct list got = { 0 };
		size_t len = strlen(lists[i].body);
		char *body = bytes_of(lists[i].body, len);
		unsigned failed =
		    message_addresses(body, len, collect_address, &got);

		free(body);
		if (strcmp(got.text, lists[i].want) != 0 ||
		    failed != lists[i].failed)
			fail_msg("%s: %s, %u failed", lists[i].body, got.text,
			    failed);
	}
}

static void
a_nul_in_an_element_hides_no_other(void **state)
{
	static const char body[] = "<s\0evil@x>, a@b";
	struct list got = { 0 };

	(void)state;
	assert_int_equal(message_addresses(body, sizeof body - 1,
			     collect_address, &got),
	    1);
	assert_string_equal(got.text, "a@b|");
}

static void
only_so_many_elements_are_looked_at(void **state)
{
	enum { COUNT = 5000 };
	char *body = malloc(COUNT * 4);
	struct list got = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT; i++)
		memcpy(body + i * 4, "a@b,", 4);
	message_addresses(body, COUNT * 4, collect_address, &got);
	assert_int_equal(got.count, 2000);
	free(body);
}

static const struct {
	const char *body;
	const char *want;
} ids[] = {
	{ "", "" },
	{ "<a@b>", "<a@b>|" },
	{ "<a@b> <c@d>", "<a@b>|<c@d>|" },
	{ "<a@b><c@d>", "<a@b>|<c@d>|" },
	{ "Your message of Monday <a@b>", "<a@b>|" },
	{ "\"Your <x@y> message\" <a@b>", "<a@b>|" },
	{ "(<x@y> (\\)) <x@y>) <a@b>", "<a@b>|" },
	{ "<a@b> ( ( ( <c@d>", "<a@b>|" },
	{ "<a@b> \" <c@d>", "<a@b>|" },
	{ "<a@[1.2.3.4]> <a@[IPv6:::1]>", "<a@[1.2.3.4]>|<a@[IPv6:::1]>|" },
	{ "<a.b$c!#=@d.e>", "<a.b$c!#=@d.e>|" },
	{ "<a@b", "" },
	{ "a@b", "" },
	{ "<ab>", "" },
	{ "<@b>", "" },
	{ "<a@>", "" },
	{ "<a@[]>", "" },
	{ "<a@b@c>", "" },
	{ "<a b@c>", "" },
	{ "<a..b@c>", "" },
	{ "<.a@c>", "" },
	{ "<a@c.>", "" },
	{ "<a@[b]c]>", "" },
	{ "<a@[b\\c]>", "" },
	{ "<a(b)@c>", "" },
	{ "<a\xc3\xa4@c>", "" },
	{ "<a\x7f@c>", "" },
	{ "<<a@b>", "<a@b>|" },
};

static void
reports_only_ids_fit_to_be_copied(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof ids / sizeof *ids; i++) {
		struct list got = { 0 };
		size_t len = strlen(ids[i].body);
		char *body = bytes_of(ids[i].body, len);
		unsigned n = message_ids(body, len, collect_id, &got);

		free(body);
		if (strcmp(got.text, ids[i].want) != 0)
			fail_msg("%s: %s", ids[i].body, got.text);
		assert_int_equal(n, got.count);
	}
}

static void
an_id_has_at_most_251_octets(void **state)
{
	char body[300];
	struct list got = { 0 };

	(void)state;
	memset(body, 'a', sizeof body);
	body[0] = '<';
	memcpy(body + 248, "@b>", 3);
	assert_int_equal(message_ids(body, 251, collect_id, &got), 1);
	memcpy(body + 248, "a@b>", 4);
	assert_int_equal(message_ids(body, 252, collect_id, &got), 0);
}

static const struct {
	const char *body;
	const char *keyword;
	bool valid;
} keywords[] = {
	{ "no", "no", true },
	{ "NO", "no", true },
	{ " auto-replied ", "auto-replied", true },
	{ "(a (b\\)) c) No (typed)", "no", true },
	{ "no(human)(x)", "no", true },
	{ "no; x-a=\"b;c\"", "no", true },
	{ "no;x=y;z=w", "no", true },
	{ "no (a) ; (b) x (c) = (d) y (e)", "no", true },
	{ "no; n*=utf-8''x%20y", "no", true },
	{ "no; n*0*=utf-8'de'x; n*1=\"y\"", "no", true },
	{ "no; n*1*=", "no", true },
	{ "no; x=\"\\\"(\"", "no", true },
	{ "no; x=\"\"", "no", true },
	{ "auto-replied; x=y", "auto-replied", true },
	{ "x-foo", "x-foo", true },
	{ "", "", false },
	{ "  (only a comment) ", "", false },
	{ "; x=y", "", false },
	{ "no, really", "no", false },
	{ "no way", "no", false },
	{ "no (a) b", "no", false },
	{ "no;", "no", false },
	{ "no; x", "no", false },
	{ "no; x=", "no", false },
	{ "no; =y", "no", false },
	{ "no; x=y z", "no", false },
	{ "no; x=\"y", "no", false },
	{ "no; x=y;;", "no", false },
	{ "no; x=/", "no", false },
	{ "no (", "no", false },
	{ "(no", "", false },
	{ "\"no\"", "", false },
	{ "n\xc3\xb6", "n", false },
	{ "no/1", "no", false },
};

static void
keyword_follows_the_grammar(void **state)
{
	struct message_keyword k;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof keywords / sizeof *keywords; i++) {
		size_t len = strlen(keywords[i].body);
		char *body = bytes_of(keywords[i].body, len);

		message_keyword(&k, body, len);
		free(body);
		if (strcmp(k.keyword, keywords[i].keyword) != 0 ||
		    k.valid != keywords[i].valid)
			fail_msg("%s: %s %d", keywords[i].body, k.keyword,
			    k.valid);
	}
}

static void
a_keyword_that_does_not_fit_is_not_valid(void **state)
{
	struct message_keyword k;
	char body[64];

	(void)state;
	memset(body, 'a', sizeof body);
	message_keyword(&k, body, 63);
	assert_true(k.valid);
	message_keyword(&k, body, 64);
	assert_false(k.valid);
	assert_int_equal(strlen(k.keyword), 63);
}

#define LONG32 "0123456789abcdef0123456789abcdef"
#define LONG128 LONG32 LONG32 LONG32 LONG32

static const struct {
	const char *body;
	const char *type, *boundary, *report, *method;
} contents[] = {
	{ "", "", "", "", "" },
	{ "text/plain", "text/plain", "", "", "" },
	{ "TEXT/Plain; charset=utf-8", "text/plain", "", "", "" },
	{ "(c) text (d) / plain (e); method=x", "text/plain", "", "", "X" },
	{ "text", "", "", "", "" },
	{ "/plain", "", "", "", "" },
	{ "text/; boundary=b", "", "b", "", "" },
	{ "multipart/mixed; boundary=\"a b;c\"", "multipart/mixed", "a b;c", "",
	    "" },
	{ "multipart/mixed; Boundary = (x) abc (y)", "multipart/mixed", "abc",
	    "", "" },
	{ "multipart/mixed; boundary=----=_P/1?:", "multipart/mixed",
	    "----=_P/1?:", "", "" },
	{ "multipart/mixed; boundary=\"a\\\"b\"", "multipart/mixed", "a\"b", "",
	    "" },
	{ "multipart/mixed; boundary=a; boundary=b", "multipart/mixed", "a", "",
	    "" },
	{ "multipart/mixed; boundary=\"open", "multipart/mixed", "", "", "" },
	{ "multipart/mixed; boundary=" LONG128, "multipart/mixed", "", "", "" },
	{ "multipart/report; report-type=Delivery-Status; boundary=b",
	    "multipart/report", "b", "delivery-status", "" },
	{ "multipart/report; =x; report-type=a", "multipart/report", "", "a",
	    "" },
	{ "multipart/report;; report-type=a", "multipart/report", "", "a", "" },
	{ "multipart/report; x y; report-type=a", "multipart/report", "", "a",
	    "" },
	{ "multipart/report; x=\";report-type=b\"; report-type=a",
	    "multipart/report", "", "a", "" },
	{ "multipart/report (;report-type=b); report-type=a",
	    "multipart/report", "", "a", "" },
	{ "multipart/report; report-typex=a", "multipart/report", "", "", "" },
	{ "multipart/report; report-type*0=\"delivery-\"; "
	  "report-type*1=\"status\"",
	    "multipart/report", "", "delivery-status", "" },
	{ "multipart/report; report-type*1=b; report-type*0=a",
	    "multipart/report", "", "ab", "" },
	{ "multipart/report; report-type*0=a; report-type*2=c",
	    "multipart/report", "", "a", "" },
	{ "multipart/report; report-type*0*=us-ascii'en'a%2Db; "
	  "report-type*1=%2D; report-type*2*=%2d",
	    "multipart/report", "", "a-b%2d-", "" },
	{ "multipart/report; report-type*=utf-8''a%2Db%zz%2",
	    "multipart/report", "", "a-b%zz%2", "" },
	{ "multipart/report; report-type*=plain", "multipart/report", "",
	    "plain", "" },
	{ "multipart/report; report-type*=a''b%00c", "multipart/report", "", "",
	    "" },
	{ "text/calendar; method*0=re; method*1=ply", "text/calendar", "", "",
	    "REPLY" },
	{ "text/calendar; method=Request", "text/calendar", "", "", "REQUEST" },
	{ "text/calendar (unclosed; method=reply", "text/calendar", "", "",
	    "" },
	{ LONG128 "/x; method=a", "", "", "", "A" },
};

static void
content_type_survives_bad_parameters(void **state)
{
	struct message_content c;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof contents / sizeof *contents; i++) {
		size_t len = strlen(contents[i].body);
		char *body = bytes_of(contents[i].body, len);

		message_content(&c, body, len);
		free(body);
		if (strcmp(c.type, contents[i].type) != 0 ||
		    strcmp(c.boundary, contents[i].boundary) != 0 ||
		    strcmp(c.report_type, contents[i].report) != 0 ||
		    strcmp(c.method, contents[i].method) != 0)
			fail_msg("%s: [%s] [%s] [%s] [%s]", contents[i].body,
			    c.type, c.boundary, c.report_type, c.method);
	}
}

static const struct {
	const char *body;
	const char *want;
} texts[] = {
	{ "", "" },
	{ "Hello", "Hello" },
	{ "a = b ? c", "a = b ? c" },
	{ "=?utf-8?q?Gr=C3=BC=C3=9Fe?=",
	    "Gr\xc3\xbc\xc3\x9f"
	    "e" },
	{ "=?UTF-8?B?R3LDvMOfZQ==?= x",
	    "Gr\xc3\xbc\xc3\x9f"
	    "e x" },
	{ "=?iso-8859-1?Q?a_b=FC?=", "a b\xc3\xbc" },
	{ "=?utf-8?q?a?= =?utf-8?q?b?=", "ab" },
	{ "=?utf-8*de?q?a?=", "a" },
	{ "=?u?x?a?=", "=?u?x?a?=" },
	{ "=?utf-8?q?x", "x" },
	{ "=?utf-8?q?=0D=0ABcc:_v?=", "Bcc: v" },
	{ "=?utf-8?q?a=0D=0Ab?=", "a b" },
	{ "x\rBcc: v@z", "x Bcc: v@z" },
	{ "M\xfcller", "M\xef\xbf\xbdller" },
	{ "M\xc3\xbcller", "M\xc3\xbcller" },
	{ "(a) \"b\" c, d: <e>", "(a) \"b\" c, d: <e>" },
	{ "(a) \"b\" =?utf-8?q?c?=, d: <e>", "(a) \"b\" c, d: <e>" },
};

static void
text_is_decoded_and_harmless(void **state)
{
	char got[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		size_t len = strlen(texts[i].body);
		char *body = bytes_of(texts[i].body, len);

		message_text(got, sizeof got, sizeof got, body, len);
		free(body);
		if (strcmp(got, texts[i].want) != 0)
			fail_msg("%s: [%s]", texts[i].body, got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    reports_addresses_and_nothing_that_looks_like_one),
		cmocka_unit_test(a_nul_in_an_element_hides_no_other),
		cmocka_unit_test(only_so_many_elements_are_looked_at),
		cmocka_unit_test(reports_only_ids_fit_to_be_copied),
		cmocka_unit_test(an_id_has_at_most_251_octets),
		cmocka_unit_test(keyword_follows_the_grammar),
		cmocka_unit_test(a_keyword_that_does_not_fit_is_not_valid),
		cmocka_unit_test(content_type_survives_bad_parameters),
		cmocka_unit_test(text_is_decoded_and_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
