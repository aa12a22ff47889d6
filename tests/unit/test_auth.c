#include "subject/auth.h"
#include "subject/spf_result.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static struct subject_auth a;

static void
field_of(struct field *f, const char *body)
{
	static struct field_reader r;
	static char header[FIELD_BODY_MAX + 100];

	snprintf(header, sizeof header, "X: %s\n\n", body);
	field_start(&r, header, strlen(header));
	assert_true(field_next(&r, f));
}

static void
parse(enum subject_auth_kind kind, const char *body)
{
	struct field f;

	field_of(&f, body);
	memset(&a, 0x5a, sizeof a);
	auth_parse(&a, kind, &f);
	assert_int_equal(a.kind, kind);
}

#define RS AUTH_RECEIVED_SPF
#define AR AUTH_RESULTS
#define BAD RESULT_COUNT

/* What servers write, and what senders make them write. */
static const struct {
	const char *from;
	enum subject_auth_kind kind;
	enum spf_result spf; /* or BAD */
	const char *server, *mailfrom;
	int guess;
	const char *body;
} rows[] = {
	{ "policyd-spf", RS, RESULT_PASS, "", "", 0,
	    "Pass (mailfrom) identity=mailfrom; client-ip=198.51.100.14;\n"
	    " helo=mx.example.com; envelope-from=list@example.com;"
	    " receiver=<UNKNOWN>" },
	{ "policyd-spf, older", RS, RESULT_PASS, "", "", 0,
	    "Pass (sender SPF authorized) identity=mailfrom;\n"
	    " client-ip=2001:db8::441; helo=mx.example.com;\n"
	    " envelope-from=y@example.com; receiver=list@example.org" },
	{ "policyd-spf, tagged sender", RS, RESULT_NONE, "", "", 0,
	    "None (mailfrom) identity=mailfrom; client-ip=2001:db8::1;"
	    " helo=a.example.org;"
	    " envelope-from=batv+12+1+example.org+x@srs.example.org" },
	{ "policyd-spf, broken policy", RS, RESULT_PERMERROR, "", "", 0,
	    "Permerror (SPF Permanent Error: Too many DNS lookups)\n"
	    " identity=mailfrom; client-ip=203.0.113.83; helo=a.example.net" },
	{ "policyd-spf, softfail", RS, RESULT_SOFTFAIL, "", "", 0,
	    "Softfail (mailfrom) identity=mailfrom; client-ip=192.0.2.10;"
	    " helo=k.example; envelope-from=alice@m.example" },
	{ "Exim without a comment", RS, RESULT_PERMERROR, "", "", 0,
	    "permerror client-ip=2001:db8::1;\n envelope-from=S.A@example.com;"
	    "\n helo=out.example.com" },
	{ "libspf2", RS, RESULT_FAIL, "", "", 0,
	    "fail (mx.example: domain of example.com does not designate "
	    "192.0.2.4 as permitted sender) client-ip=192.0.2.4;"
	    " envelope-from=test@example.com; helo=mail.example.com;" },
	{ "Gmail", RS, RESULT_PASS, "", "", 0,
	    "pass (mx.example.com: domain of j@example.com designates "
	    "192.0.2.28 as permitted sender) client-ip=192.0.2.28;" },
	{ "Gmail's best guess", RS, RESULT_NEUTRAL, "", "", 1,
	    "neutral (mx.example.com: 192.0.2.41 is neither permitted nor "
	    "denied by best guess record for domain of k@example.name) "
	    "client-ip=192.0.2.41;" },
	{ "Exchange, pass", RS, RESULT_PASS, "", "", 0,
	    "Pass (in.example: domain of example.com designates\n 192.0.2.71 "
	    "as permitted sender) receiver=in.example;\n client-ip=192.0.2.71;"
	    " helo=hybrid.example.com; pr=C" },
	{ "Exchange, softfail", RS, RESULT_SOFTFAIL, "", "", 0,
	    "SoftFail (in.example: domain of transitioning\n example.com "
	    "discourages use of 192.0.2.17 as permitted sender)" },
	{ "Exchange, fail", RS, RESULT_FAIL, "", "", 0,
	    "Fail (in.example: domain of example.com does not\n designate "
	    "192.0.2.79 as permitted sender) receiver=in.example;\n"
	    " client-ip=192.0.2.79; helo=localhost.localdomain;" },
	{ "Exchange, none", RS, RESULT_NONE, "", "", 0,
	    "None (in.example: example.com does not designate\n permitted "
	    "sender hosts)" },
	{ "Exchange, temperror", RS, RESULT_TEMPERROR, "", "", 0,
	    "TempError (in.example: error in processing during\n lookup of "
	    "example.com: DNS Timeout)" },
	{ "OpenDMARC alone", AR, RESULT_ABSENT, "OpenDMARC", "", 0,
	    "OpenDMARC; dmarc=pass (p=none dis=none) header.from=example.com" },
	{ "OpenDMARC's own SPF", AR, RESULT_PASS, "OpenDMARC", "example.com", 0,
	    "OpenDMARC; spf=pass smtp.mailfrom=example.com" },
	{ "OpenDKIM", AR, RESULT_ABSENT, "mail.example.org", "", 0,
	    "mail.example.org;\n\tdkim=pass (2048-bit key; unprotected) "
	    "header.d=example.net header.i=@example.net header.a=rsa-sha256 "
	    "header.s=default header.b=UR4tn8gi;\n\tdkim-atps=neutral" },
	{ "rspamd, the address quoted", AR, RESULT_PASS, "mail.example.org",
	    "s+b-1-a=example.org@lists.example.org", 0,
	    "mail.example.org;\n\tdkim=pass header.d=example.com "
	    "header.s=2025 header.b=PqTrvVUn;\n\tdmarc=pass (policy=none) "
	    "header.from=example.com;\n\tspf=pass (mail.example.org: domain "
	    "of \"s+b-1-a=example.org@lists.example.org\" designates "
	    "192.0.2.114 as permitted sender) smtp.mailfrom="
	    "\"s+b-1-a=example.org@lists.example.org\";\n\t"
	    "arc=pass (\"sub.example.org:s=arc:i=1\")" },
	{ "rspamd, none", AR, RESULT_NONE, "lists.example.org", "t@example.com",
	    0,
	    "lists.example.org;\n\tdkim=pass header.d=example.com "
	    "header.s=S header.b=\"SUbAL/Xw\";\n\tdmarc=pass (policy=none) "
	    "header.from=example.com;\n\tspf=none (lists.example.org: domain "
	    "of t@example.com has no SPF policy when checking 192.0.2.16) "
	    "smtp.mailfrom=t@example.com" },
	{ "Gmail", AR, RESULT_PASS, "mx.example.com", "j@example.net", 0,
	    "mx.example.com;\n       dkim=pass header.i=@example.org "
	    "header.s=2017 header.b=nIZmN1Fq;\n       spf=pass "
	    "(mx.example.com: domain of j@example.net designates "
	    "2001:db8:2:1::2 as permitted sender) smtp.mailfrom="
	    "j@example.net;\n       dmarc=pass (p=NONE sp=NONE dis=NONE) "
	    "header.from=example.net" },
	{ "Gmail's best guess", AR, RESULT_PASS, "mx.example.com",
	    "h@example.de", 1,
	    "mx.example.com;       spf=pass (mx.example.com: best guess "
	    "record for domain of h@example.de designates 192.0.2.211 as "
	    "permitted sender) smtp.mailfrom=h@example.de" },
	{ "Gmail of 2012", AR, RESULT_PASS, "mr.example.com", "p@example.net",
	    0,
	    "mr.example.com; spf=pass (mr.example.com: domain of "
	    "p@example.net designates 10.180.99.65 as permitted sender) "
	    "smtp.mail=p@example.net; dkim=pass header.i=p@example.net" },
	{ "Exchange without a server, a stray domain", AR, RESULT_PASS, "",
	    "example.com", 0,
	    "spf=pass (sender IP is 192.0.2.3)\n smtp.mailfrom=example.com; "
	    "tenant.example; dkim=pass (signature was\n verified) "
	    "header.d=example.com;tenant.example; dmarc=pass\n action=none "
	    "header.from=example.com;compauth=pass reason=100" },
	{ "Exchange, softfail", AR, RESULT_SOFTFAIL, "", "example.com", 0,
	    "spf=softfail (sender IP is\n 192.0.2.45) "
	    "smtp.mailfrom=example.com; tenant.example; dkim=none (message "
	    "not\n signed) header.d=none;tenant.example; dmarc=fail "
	    "action=none\n header.from=example.com;" },
	{ "policyd-spf, semicolons in a comment", AR, RESULT_NONE,
	    "lists.example.org", "vnet.example.com", 0,
	    "lists.example.org; spf=none (no SPF record)\n "
	    "smtp.mailfrom=vnet.example.com (client-ip=192.0.2.5;\n "
	    "helo=mx.example.com; envelope-from=a@vnet.example.com;\n "
	    "receiver=<UNKNOWN>)" },
	{ "Exim, iprev alone", AR, RESULT_ABSENT, "mail.example.org", "", 0,
	    "mail.example.org;\n\tiprev=pass (localhost) "
	    "smtp.remote-ip=::1" },
	{ "Authentication Milter", AR, RESULT_PASS, "mx.example.org",
	    "kane@example.com", 0,
	    "mx.example.org;\n     arc=none (no signatures found);\n     "
	    "dkim=none (no signatures found);\n     dmarc=pass "
	    "policy.published-domain-policy=quarantine "
	    "policy.applied-disposition=none (p=quarantine,d=none,"
	    "d.eval=none) policy.policy-from=p header.from=example.com;\n"
	    "     spf=pass smtp.mailfrom=kane@example.com "
	    "smtp.helo=mx.example.com;\n     x-tls=pass "
	    "smtp.version=TLSv1.2 smtp.cipher=X smtp.bits=256" },
	{ "a version", AR, RESULT_ABSENT, "MX-03.example.com", "", 0,
	    "MX-03.example.com 1;\n    arc=none (no signatures found)" },
	{ "nothing done, RFC 8601 appendix B.2", AR, RESULT_ABSENT,
	    "example.org", "", 0, "example.org 1; none" },

	{ "two results", AR, BAD, "mx.example.org", "", 0,
	    "mx.example.org; spf=fail smtp.mailfrom=v.example; spf=pass "
	    "smtp.mailfrom=v.example" },
	{ "a pass inside a comment", AR, RESULT_FAIL, "mx.example.org",
	    "v.example", 0,
	    "mx.example.org; spf=fail (x; spf=pass smtp.mailfrom=v.example) "
	    "smtp.mailfrom=v.example" },
	{ "a local part that closes the comment, and a second result", AR, BAD,
	    "mx.example.org", "", 0,
	    "mx.example.org; spf=fail (mx: domain of \"a) "
	    "smtp.mailfrom=v.example; spf=pass (x\"@evil.example does not "
	    "designate) smtp.mailfrom=\"a) smtp.mailfrom=v.example; spf=pass "
	    "(x\"@evil.example; spf=pass" },
	{ "the same without a second result", AR, RESULT_FAIL, "mx.example.org",
	    "\"a) smtp.mailfrom=v.example; spf=pass (x\"@evil.example", 0,
	    "mx.example.org; spf=fail (mx: domain of \"a) "
	    "smtp.mailfrom=v.example; spf=pass (x\"@evil.example does not "
	    "designate) smtp.mailfrom=\"a) smtp.mailfrom=v.example; spf=pass "
	    "(x\"@evil.example" },
	{ "an open comment", AR, BAD, "mx.example.org", "", 0,
	    "mx.example.org; spf=pass (oops smtp.mailfrom=v.example" },
	{ "a version of the future", AR, BAD, "mx.example.org", "", 0,
	    "mx.example.org 2; spf=pass smtp.mailfrom=v.example" },
	{ "a method that ends in spf", AR, RESULT_ABSENT, "mx.example.org", "",
	    0,
	    "mx.example.org; x-spf=pass smtp.mailfrom=v.example; dkim=pass" },
	{ "no result", RS, BAD, "", "", 0, "PASSED (x)" },
	{ "a pair first", RS, BAD, "", "", 0, "client-ip=192.0.2.1; pass" },
	{ "pairs of the sender's", RS, RESULT_FAIL, "", "", 0,
	    "fail (mx: domain of x) client-ip=192.0.2.4; envelope-from=a; "
	    "receiver=mx.example.org; identity=mailfrom; pass@evil.example; "
	    "helo=x;" },

	/* beyond what was seen in public mail */
	{ "a result as a key", RS, BAD, "", "", 0, "pass=1" },
	{ "a result as a key behind a comment", RS, BAD, "", "", 0,
	    "pass (x) =1" },
	{ "an open comment", RS, BAD, "", "", 0, "pass (x" },
	{ "nothing", RS, BAD, "", "", 0, "(x)" },
	{ "a comment first", RS, RESULT_FAIL, "", "", 0, "(pass) hardfail" },
	{ "comments everywhere, RFC 8601 appendix B.7", AR, RESULT_FAIL,
	    "foo.example.net", "v.example", 0,
	    "(a) foo.example.net (b) 1 (c) ; (d) spf (e) / (f) 1 (g) = (h) "
	    "fail (i) reason (j) = (k) \"bad; spf=pass\" (l) smtp (m) . (n) "
	    "mailfrom (o) = (p) v.example (q)" },
	{ "a quoted server", AR, RESULT_PASS, "mx.example.org", "v.example", 0,
	    "\"mx.example.org\"; spf=pass smtp.mailfrom=v.example" },
	{ "a method of another version", AR, RESULT_ABSENT, "mx.example.org",
	    "", 0, "mx.example.org; spf/2=pass smtp.mailfrom=v.example" },
	{ "an escaped quote", AR, RESULT_PASS, "mx.example.org",
	    "\"a b\"@v.example", 0,
	    "mx.example.org; spf=pass "
	    "smtp.mailfrom=\"\\\"a b\\\"@v.example\"" },
	{ "a domain with an at sign", AR, RESULT_PASS, "m", "v.example", 0,
	    "m; spf=pass smtp.mailfrom=@v.example" },
	{ "two addresses", AR, BAD, "m", "", 0,
	    "m; spf=pass smtp.mailfrom=a@b.example smtp.mailfrom=c@d.example" },
	{ "a word of nobody's", AR, BAD, "m", "", 0,
	    "m; spf=pass smtp.mailfrom=v.example b@evil.example" },
	{ "a word for a method", AR, BAD, "m", "", 0,
	    "m; spf=pass smtp.mailfrom=v.example; evil" },
	{ "none beside a property", AR, BAD, "m", "", 0, "m; none x=y" },
	{ "no semicolon", AR, BAD, "m", "", 0, "m spf=pass" },
	{ "an open quote", AR, BAD, "m", "", 0,
	    "m; spf=pass smtp.mailfrom=\"v.example" },
	{ "an open quote in a comment", AR, BAD, "m", "", 0,
	    "m; spf=pass (a \" b) smtp.mailfrom=v.example" },
	{ "a closing parenthesis", AR, BAD, "m", "", 0,
	    "m; spf=pass smtp.mailfrom=v.example)" },
	{ "a control", AR, BAD, "m", "", 0,
	    "m; spf=pass \x01smtp.mailfrom=v.example" },
	{ "octets that are no text", AR, RESULT_PASS, "m", "", 0,
	    "m; spf=pass smtp.mailfrom=\xff@v.example" },
	{ "semicolons at both ends", AR, RESULT_PASS, "m", "v.example", 0,
	    "m;; spf=pass smtp.mailfrom=v.example ; ; " },
	{ "a result nobody knows", AR, RESULT_ABSENT, "m", "v.example", 0,
	    "m; spf=skipped smtp.mailfrom=v.example" },
	{ "a property of another method", AR, RESULT_PASS, "m", "", 0,
	    "m; dkim=pass smtp.mailfrom=v.example; spf=pass" },
};

static void
each_field_says_what_its_server_meant(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		parse(rows[i].kind, rows[i].body);
		if (a.bad != (rows[i].spf == BAD) ||
		    (!a.bad && a.spf != rows[i].spf) ||
		    a.spf_guess != rows[i].guess ||
		    strcmp(a.server, rows[i].server) != 0 ||
		    strcmp(a.mailfrom, rows[i].mailfrom) != 0)
			fail_msg("%s: bad %d %s \"%s\" \"%s\" guess %d",
			    rows[i].from, a.bad, spf_result_text(a.spf),
			    a.server, a.mailfrom, a.spf_guess);
	}
}

static const struct {
	const char *body;
	enum spf_result dmarc;
	enum dmarc_policy policy;
	const char *from;
} dmarcs[] = {
	{ "m; dmarc=fail (p=reject dis=none) header.from=a.example",
	    RESULT_FAIL, DMARC_REJECT, "a.example" },
	{ "m; dmarc=fail (p=NONE sp=REJECT dis=NONE) header.from=a.example",
	    RESULT_FAIL, DMARC_NONE, "a.example" },
	{ "m; dmarc=fail (p=none dis=QUARANTINE) header.from=u@a.example",
	    RESULT_FAIL, DMARC_QUARANTINE, "a.example" },
	{ "m; dmarc=fail (policy=reject) header.from=a.example", RESULT_FAIL,
	    DMARC_REJECT, "a.example" },
	{ "m; dmarc=fail action=oreject header.from=a.example", RESULT_FAIL,
	    DMARC_REJECT, "a.example" },
	{ "m; dmarc=fail action=pct.quarantine", RESULT_FAIL, DMARC_QUARANTINE,
	    "" },
	{ "m; dmarc=fail policy.published-domain-policy=quarantine "
	  "policy.applied-disposition=none (p=quarantine,d=none,d.eval=none)",
	    RESULT_FAIL, DMARC_QUARANTINE, "" },
	{ "m; dmarc=fail policy.dmarc=reject", RESULT_FAIL, DMARC_REJECT, "" },
	{ "m; dmarc=fail", RESULT_FAIL, DMARC_UNKNOWN, "" },
	{ "m; spf=fail (p=reject); dmarc=fail (x)", RESULT_FAIL, DMARC_UNKNOWN,
	    "" },
	{ "m; dmarc=bestguesspass header.from=a.example", RESULT_ABSENT,
	    DMARC_UNKNOWN, "a.example" },
	{ "m; dmarc=fail (p=reject); dmarc=pass", RESULT_ABSENT, DMARC_UNKNOWN,
	    "" },
	{ "m; spf=pass header.from=a.example; dmarc=pass", RESULT_PASS,
	    DMARC_UNKNOWN, "" },
};

static void
the_strictest_word_of_dmarc_counts(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(dmarcs); i++) {
		parse(AR, dmarcs[i].body);
		if (a.dmarc != dmarcs[i].dmarc ||
		    a.dmarc_policy != dmarcs[i].policy ||
		    strcmp(a.from, dmarcs[i].from) != 0)
			fail_msg("%s: %s %s %s", dmarcs[i].body,
			    spf_result_text(a.dmarc),
			    auth_policy_text(a.dmarc_policy), a.from);
	}
}

static void
signatures_that_pass_are_kept_with_their_domains(void **state)
{
	(void)state;
	parse(AR,
	    "m; dkim=pass header.d=a.example header.i=@b.a.example; "
	    "dkim=fail header.d=b.example; dkim=pass header.i=u@c.example; "
	    "dkim=pass; dkim=pass header.d=\"d.example\"; arc=pass (i=1)");
	assert_false(a.bad);
	assert_int_equal(a.dkim_count, 3);
	assert_string_equal(a.dkim[0], "a.example");
	assert_string_equal(a.dkim[1], "c.example");
	assert_string_equal(a.dkim[2], "d.example");
	assert_int_equal(a.arc, RESULT_PASS);
	parse(AR,
	    "m; dkim=pass header.d=a; dkim=pass header.d=b; dkim=pass "
	    "header.d=c; dkim=pass header.d=d; dkim=pass header.d=e");
	assert_false(a.bad);
	assert_int_equal(a.dkim_count, SUBJECT_DKIM);
	parse(AR, "m; arc=pass; arc=fail");
	assert_true(a.bad);
}

static void
results_of_arc_have_an_instance(void **state)
{
	static const char *const bad[] = { "m; spf=pass", "i=0; m; spf=pass",
		"i=51; m; spf=pass", "i=01; m; spf=pass", "i=1 m; spf=pass",
		"j=1; m; spf=pass", "i=; m; spf=pass", "i=1x; m; spf=pass" };
	size_t i;

	(void)state;
	parse(AUTH_ARC_RESULTS,
	    "i=50; mx.example.org; spf=pass smtp.mailfrom=v.example; "
	    "dkim=pass header.d=v.example");
	assert_false(a.bad);
	assert_int_equal(a.instance, 50);
	assert_int_equal(a.spf, RESULT_PASS);
	assert_string_equal(a.server, "mx.example.org");
	assert_string_equal(a.mailfrom, "v.example");
	assert_string_equal(a.dkim[0], "v.example");
	for (i = 0; i < COUNT(bad); i++) {
		parse(AUTH_ARC_RESULTS, bad[i]);
		if (!a.bad || a.instance != 0)
			fail_msg("%s", bad[i]);
	}
}

static const struct {
	const char *body;
	int rc;
	uint8_t instance;
	const char *domain;
} seals[] = {
	{ "i=2; a=rsa-sha256; t=1; cv=pass; d=arc.example; s=s; b=AA==", 0, 2,
	    "arc.example" },
	{ " d = arc.example ;\n i = 1 ;", 0, 1, "arc.example" },
	{ "i=1;i=2;d=arc.example", -1, 1, "arc.example" },
	{ "i=1;d=a.example;d=b.example", -1, 1, "a.example" },
	{ "i=1", -1, 1, "" },
	{ "i=1;d=", -1, 1, "" },
	{ "d=arc.example", -1, 0, "arc.example" },
	{ "i=51;d=arc.example", -1, 0, "arc.example" },
	{ "i=1;xd=arc.example", -1, 1, "" },
	{ "i=1;d=\xff", -1, 1, "" },
	{ "", -1, 0, "" },
	{ ";;;", -1, 0, "" },
};

static void
a_seal_has_one_instance_and_one_domain(void **state)
{
	char domain[SUBJECT_HOST];
	struct field f;
	uint8_t instance;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(seals); i++) {
		int rc;

		field_of(&f, seals[i].body);
		rc = auth_seal(&instance, domain, &f);
		if (rc != seals[i].rc || instance != seals[i].instance ||
		    strcmp(domain, seals[i].domain) != 0)
			fail_msg("%s: %d %d %s", seals[i].body, rc, instance,
			    domain);
	}
}

static void
a_field_that_is_cut_says_nothing(void **state)
{
	static char body[FIELD_BODY_MAX + 50];
	size_t len;

	(void)state;
	len = (size_t)snprintf(body, sizeof body,
	    "m; spf=pass smtp.mailfrom=v.example; x=y z=");
	memset(body + len, 'z', FIELD_BODY_MAX - len);
	parse(AR, body);
	assert_false(a.bad);
	assert_int_equal(a.spf, RESULT_PASS);
	body[FIELD_BODY_MAX] = 'z';
	parse(AR, body);
	assert_true(a.bad);
	assert_int_equal(a.spf, RESULT_ABSENT);
	assert_string_equal(a.mailfrom, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_field_says_what_its_server_meant),
		cmocka_unit_test(the_strictest_word_of_dmarc_counts),
		cmocka_unit_test(
		    signatures_that_pass_are_kept_with_their_domains),
		cmocka_unit_test(results_of_arc_have_an_instance),
		cmocka_unit_test(a_seal_has_one_instance_and_one_domain),
		cmocka_unit_test(a_field_that_is_cut_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
