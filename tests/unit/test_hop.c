#include "subject/hop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static struct subject_hop hop;

static void
parse(const char *body)
{
	static struct field_reader r;
	struct field f;
	char header[2048];

	snprintf(header, sizeof header, "Received: %s\n\n", body);
	field_start(&r, header, strlen(header));
	assert_true(field_next(&r, &f));
	memset(&hop, 0x5a, sizeof hop);
	hop_parse(&hop, &f);
}

struct hop_case {
	const char *body;
	const char *by, *ip, *helo;
};

static void
meet(const struct hop_case *rows, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		parse(rows[i].body);
		if (hop.bad || strcmp(hop.by, rows[i].by) != 0 ||
		    strcmp(hop.ip, rows[i].ip) != 0 ||
		    strcmp(hop.helo, rows[i].helo) != 0)
			fail_msg("%s: %d by %s ip %s helo %s", rows[i].body,
			    hop.bad, hop.by, hop.ip, hop.helo);
	}
}

static const struct hop_case servers[] = {
	/* Postfix */
	{ "from mx.example.net (rdns.example.net [192.0.2.1])\n"
	  "\t(using TLSv1.3 with cipher X (256/256 bits)\n"
	  "\t key-exchange X25519)\n\t(No client certificate requested)\n"
	  "\tby mail.example.org (Postfix) with ESMTPS id 4A\n"
	  "\tfor <bob@example.org>; Tue, 24 Nov 2026 17:00:00 +0000 (UTC)",
	    "mail.example.org", "192.0.2.1", "mx.example.net" },
	{ "from mx (unknown [IPv6:2001:db8::1]) by mail.example.org (Postfix)",
	    "mail.example.org", "2001:db8::1", "mx" },
	{ "from [10.0.0.9] (unknown [192.0.2.1]) by mail.example.org; x",
	    "mail.example.org", "192.0.2.1", "[10.0.0.9]" },
	{ "from a (b [192.0.2.1]) (Authenticated sender: bob) by h (Postfix)",
	    "h", "192.0.2.1", "a" },
	{ "by mail.example.org (Postfix, from userid 0) id 4A; x",
	    "mail.example.org", "", "" },
	/* sendmail */
	{ "from mx.example.net (IDENT:u@rdns.example.net [192.0.2.1] (may be "
	  "forged)) by mail.example.org (8.17.1/8.17.1) with ESMTP id 1; x",
	    "mail.example.org", "192.0.2.1", "mx.example.net" },
	{ "from mx.example.net ([192.0.2.1]) by h (8.17.1/8.17.1); x", "h",
	    "192.0.2.1", "mx.example.net" },
	{ "(from root@localhost) by h (8.17.1/8.17.1/Submit) id 1; x", "h", "",
	    "" },
	/* OpenSMTPD */
	{ "from mx.example.net (<unknown> [192.0.2.1])\n"
	  "\tby mail.example.org (OpenSMTPD) with ESMTP id 1; x",
	    "mail.example.org", "192.0.2.1", "mx.example.net" },
	{ "from localhost (mail.example.org [local]) by mail.example.org; x",
	    "mail.example.org", "", "localhost" },
	/* Exim */
	{ "from rdns.example.net ([192.0.2.1] helo=mx.example.net ident=u)\n"
	  "\tby h with esmtp (Exim 4.96) (envelope-from <a@b>) id 1; x",
	    "h", "192.0.2.1", "mx.example.net" },
	{ "from mx.example.net ([192.0.2.1]:50001) by h with esmtp; x", "h",
	    "192.0.2.1", "mx.example.net" },
	{ "from [192.0.2.1] (helo=mx.example.net) by h with esmtp; x", "h",
	    "192.0.2.1", "mx.example.net" },
	{ "from [192.0.2.1]:50001 (helo=mx) by h with esmtp; x", "h",
	    "192.0.2.1", "mx" },
	{ "from [192.0.2.1] (port=5 helo=mx) by h with esmtp; x", "h",
	    "192.0.2.1", "mx" },
	{ "from [2001:db8::1] (helo=mx) by h with esmtp; x", "h", "2001:db8::1",
	    "mx" },
	{ "from bob by h with local (Exim 4.96) id 1; x", "h", "", "bob" },
	/* qmail and its heirs */
	{ "from unknown (HELO mx.example.net) (192.0.2.1)\n"
	  "  by mail.example.org with SMTP; 24 Nov 2026 17:00:00 -0000",
	    "mail.example.org", "192.0.2.1", "mx.example.net" },
	{ "from rdns.example.net (192.0.2.1) by h with SMTP; x", "h",
	    "192.0.2.1", "rdns.example.net" },
	{ "from rdns.example.net (HELO mx) (ident@192.0.2.1) by h; x", "h",
	    "192.0.2.1", "mx" },
	{ "(qmail 123 invoked from network); 24 Nov 2026 17:00:00 -0000", "",
	    "", "" },
	{ "(qmail 123 invoked by uid 0)", "", "", "" },
	{ "; from u", "", "", "" },
	/* Courier, Dovecot, Exchange */
	{ "from mx (rdns [::ffff:192.0.2.1]) (AUTH: LOGIN bob)\n"
	  "  by h with ESMTPSA; Tue, 24 Nov 2026 17:00:00 +0000\n  id 4.5",
	    "h", "192.0.2.1", "mx" },
	{ "from mx ([::ffff:192.0.2.1]) by h with ESMTP; x", "h", "192.0.2.1",
	    "mx" },
	{ "from mail.example.org ([192.0.2.1])\n\tby mail.example.org with "
	  "LMTP\n\tid 1 (envelope-from <a@b>)\n\tfor <c@d>; x",
	    "mail.example.org", "192.0.2.1", "mail.example.org" },
	{ "from mail.example.org by mail.example.org with LMTP id 1; x",
	    "mail.example.org", "", "mail.example.org" },
	{ "from a.example.net (192.0.2.1) by b.example.org (192.0.2.2) with\n"
	  " Microsoft SMTP Server (version=TLS1_2, cipher=X) id 15.1; x",
	    "b.example.org", "192.0.2.1", "a.example.net" },
	{ "from a.example.net (2001:db8:1::15) by b.example.org\n"
	  " (2001:db8:2::16) with Microsoft SMTP Server; x",
	    "b.example.org", "2001:db8:1::15", "a.example.net" },
	{ "FROM mx (rdns [192.0.2.1]) BY h; x", "h", "192.0.2.1", "mx" },
	{ "from mx (rdns [192.0.2.1]) by [192.0.2.9] with SMTP; x",
	    "[192.0.2.9]", "192.0.2.1", "mx" },
};

static void
what_each_server_writes_is_read(void **state)
{
	(void)state;
	meet(servers, COUNT(servers));
}

static const struct hop_case hostile[] = {
	{ "from [203.0.113.9] by h with SMTP; x", "h", "", "[203.0.113.9]" },
	{ "from [203.0.113.9] (unknown) by h; x", "h", "", "[203.0.113.9]" },
	{ "from [192.0.2.1] (helo=a@203.0.113.9) by h; x", "h", "192.0.2.1",
	    "a@203.0.113.9" },
	{ "from u (a@b@203.0.113.9) by h; x", "h", "", "u" },
	{ "from u ([203.0.113.9]) (a b@192.0.2.1) by h; x", "h", "", "u" },
	{ "from u ([203.0.113.9]) (@192.0.2.1) by h; x", "h", "", "u" },
	{ "from x (helo=[203.0.113.9]) by h; x", "h", "", "[203.0.113.9]" },
	{ "from [192.0.2.1] (helo=[203.0.113.9]) by h; x", "h", "192.0.2.1",
	    "[203.0.113.9]" },
	{ "from [192.0.2.1] (helo=a [203.0.113.9]) by h; x", "h", "192.0.2.1",
	    "a" },
	{ "from [192.0.2.1] (helo=a)(203.0.113.9) by h; x", "h", "", "a" },
	{ "from r ([192.0.2.1] helo=a ident=[203.0.113.9]) by h; x", "h",
	    "192.0.2.1", "a" },
	{ "from r (helo=a) by h; x", "h", "", "a" },
	{ "from r (ident=[203.0.113.9]) by h; x", "h", "", "r" },
	{ "from u (HELO [203.0.113.9]) (192.0.2.1) by h; x", "h", "192.0.2.1",
	    "[203.0.113.9]" },
	{ "from u (HELO 203.0.113.9) by h; x", "h", "", "203.0.113.9" },
	{ "from u (HELO a b) (192.0.2.1) by h; x", "h", "192.0.2.1", "" },
	{ "from u (203.0.113.9@192.0.2.1) by h; x", "h", "192.0.2.1", "u" },
	{ "from u (a 203.0.113.9@192.0.2.1) by h; x", "h", "", "u" },
	{ "from u ([203.0.113.9] a@192.0.2.1) by h; x", "h", "", "u" },
	{ "from u (a@[192.0.2.1]) by h; x", "h", "192.0.2.1", "u" },
	{ "from u (203.0.113.9) (r [192.0.2.1]) by h; x", "h", "", "u" },
	{ "from u (a[203.0.113.9]@r [192.0.2.1]) by h; x", "h", "", "u" },
	{ "from u ([192.0.2.1] [192.0.2.1]) by h; x", "h", "", "u" },
	{ "from u (r [192.0.2.1]) ([x]) by h; x", "h", "", "u" },
	{ "from u ([192.0.2.1) by h; x", "h", "", "u" },
	{ "from u ([192.0.2.1]) by h (203.0.113.9) ([203.0.113.9]); x", "h",
	    "192.0.2.1", "u" },
	{ "from u (r (203.0.113.9 [203.0.113.9]) [192.0.2.1]) by h; x", "h",
	    "192.0.2.1", "u" },
	{ "from u [203.0.113.9] (r [192.0.2.1]) by h; x", "h", "192.0.2.1",
	    "" },
	{ "from u (r [192.0.2.999]) by h; x", "h", "", "u" },
	{ "from u; (r [192.0.2.1]) by h; x", "h", "192.0.2.1", "u" },
	{ "from \"u (r [203.0.113.9]) by h;\" (r [192.0.2.1]) by h; x", "h",
	    "192.0.2.1", "" },
	{ "from m\xc3\xa4 (r [192.0.2.1]) by h; x", "h", "192.0.2.1", "" },
};

static void
text_of_the_client_is_no_address(void **state)
{
	(void)state;
	meet(hostile, COUNT(hostile));
}

static void
a_field_of_doubtful_owner_is_bad(void **state)
{
	static const char *const rows[] = {
		"from u by evil (r [192.0.2.1]) by h; x",
		"from by (r [192.0.2.1]) by h; x",
		"from x) by evil ( (r [192.0.2.1]) by h; x",
		"from u (r [192.0.2.1] by h; x",
		"from u) (r [192.0.2.1]) by h; x",
		"from u (r [203.0.113.9]) by evil; (r [192.0.2.1]) by h; x",
		"; from u by h",
		"from \"u (r [192.0.2.1]) by h; x",
		"from u (r [192.0.2.1]) by h (\\); x",
		"from u (r [192.0.2.1]); x",
		"from u (r [192.0.2.1]) by; x",
		"from u (r [192.0.2.1]) by h/x; x",
		"from u (r [192.0.2.1]) by \"h\"; x",
		"from u (r [192.0.2.1]) by h for <a@b> (from <\"a) by (b\"@c>)",
		"x",
		"from\x01u (r [192.0.2.1]) by h; x",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		parse(rows[i]);
		if (!hop.bad)
			fail_msg("%s", rows[i]);
		assert_string_equal(hop.by, "");
		assert_string_equal(hop.ip, "");
		assert_string_equal(hop.helo, "");
	}
}

static void
a_name_too_long_is_none(void **state)
{
	char name[400], body[1000];

	(void)state;
	memset(name, 'a', sizeof name);
	name[SUBJECT_HOST] = '\0';
	snprintf(body, sizeof body, "from %s (r [192.0.2.1]) by h; x", name);
	parse(body);
	assert_string_equal(hop.helo, "");
	assert_string_equal(hop.ip, "192.0.2.1");
	name[SUBJECT_HOST - 1] = '\0';
	snprintf(body, sizeof body, "from %s (r [192.0.2.1]) by h; x", name);
	parse(body);
	assert_string_equal(hop.helo, name);
	name[SUBJECT_HOST - 1] = 'a';
	snprintf(body, sizeof body, "from u (r [192.0.2.1]) by %s; x", name);
	parse(body);
	assert_true(hop.bad);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_each_server_writes_is_read),
		cmocka_unit_test(text_of_the_client_is_no_address),
		cmocka_unit_test(a_field_of_doubtful_owner_is_bad),
		cmocka_unit_test(a_name_too_long_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
