#include "policy/testimony.h"
#include "subject/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* The machine mx.example.org believes itself; the envelope sender is
 * alice@example.net. */
#define AR "Authentication-Results: mx.example.org; "
#define OURS "Received: from a (b [192.0.2.1]) by mx.example.org; x\n"
#define THEIRS "Received: from c (d [192.0.2.2]) by relay.example.net; x\n"
#define FROM "From: Alice <alice@example.net>\n"
#define SPF(result) "spf=" result " smtp.mailfrom=alice@example.net"

static struct subject s;
static struct mailbox m;
static struct testimony t;

static void
ask(const char *header, const char *sender)
{
	struct mailbox_list machine = { 0 };
	struct envelope e = { .state = ENVELOPE_ADDRESS };
	char text[2048];

	snprintf(e.sender, sizeof e.sender, "%s", sender);
	snprintf(text, sizeof text, "%s\n", header);
	reader_read(&s, text, strlen(text), strlen(text));
	assert_true(subject_is_sound(&s));
	mailbox_list_add(&machine, "mx.example.org", 14);
	testimony_find(&t, &e, &s, &m, &machine);
	mailbox_list_release(&machine);
}

static void
add(struct mailbox_list *list, const char *item)
{
	mailbox_list_add(list, item, strlen(item));
}

static int
set_up(void **state)
{
	(void)state;
	mailbox_init(&m);
	add(&m.trusted_authserv_ids, "MX.example.org");
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	mailbox_release(&m);
	return 0;
}

struct place {
	const char *name, *header;
	enum spf_result spf;
	int spares;
};

static void
meet(const struct place *rows, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		ask(rows[i].header, "alice@example.net");
		if (t.spf != rows[i].spf || t.spares != rows[i].spares)
			fail_msg("%s: %s %d", rows[i].name,
			    spf_result_text(t.spf), t.spares);
		assert_int_equal(*t.spf_source == '\0', t.spf == RESULT_ABSENT);
	}
}

static const struct place above[] = {
	{ "above ours", AR SPF("pass") "\n" OURS, RESULT_PASS, 1 },
	{ "below ours", OURS AR SPF("pass") "\n", RESULT_ABSENT, 0 },
	{ "a failure below ours", OURS AR SPF("fail") "\n", RESULT_ABSENT, 0 },
	{ "no Received", AR SPF("fail") "\n", RESULT_ABSENT, 0 },
	{ "no Received of ours", AR SPF("pass") "\n" THEIRS, RESULT_ABSENT, 0 },
	{ "between a foreign one and ours", THEIRS AR SPF("pass") "\n" OURS,
	    RESULT_PASS, 1 },
	{ "above both", AR SPF("pass") "\n" THEIRS OURS, RESULT_PASS, 1 },
	{ "above a second one of ours", OURS AR SPF("pass") "\n" OURS,
	    RESULT_ABSENT, 0 },
	{ "a pass above an unreadable one",
	    AR SPF("pass") "\nReceived: (\n" OURS, RESULT_ABSENT, 0 },
	{ "a failure above an unreadable one",
	    AR SPF("fail") "\nReceived: (\n" OURS, RESULT_FAIL, 1 },
	{ "a failure below an unreadable one",
	    "Received: (\n" AR SPF("fail") "\n" OURS, RESULT_ABSENT, 0 },
	{ "Received-SPF above ours", "Received-SPF: pass\n" OURS, RESULT_PASS,
	    0 },
	{ "Received-SPF below ours", OURS "Received-SPF: fail\n", RESULT_ABSENT,
	    0 },
	{ "ARC's copy",
	    "ARC-Authentication-Results: i=1; mx.example.org; " SPF(
		"pass") "\n" OURS,
	    RESULT_ABSENT, 0 },
	{ "a copy of the original",
	    "X-Original-Authentication-Results: mx.example.org; " SPF(
		"pass") "\n" OURS,
	    RESULT_ABSENT, 0 },
};

static void
only_fields_above_our_own_received_count(void **state)
{
	(void)state;
	meet(above, COUNT(above));
}

/* Whose Received-SPF passed, only text of the sender's choice tells. */
static void
a_pass_of_nobody_known_is_not_the_senders(void **state)
{
	(void)state;
	ask("Received-SPF: pass\n" AR SPF("none") "\n" OURS,
	    "alice@example.net");
	assert_int_equal(t.spf, RESULT_PASS);
	assert_true(t.spares);
	assert_int_equal(t.exact, RESULT_NONE);
	ask("Received-SPF: pass\n" OURS, "alice@example.net");
	assert_int_equal(t.exact, RESULT_ABSENT);
	ask("Received-SPF: none\n" AR SPF("pass") "\n" OURS,
	    "alice@example.net");
	assert_int_equal(t.exact, RESULT_PASS);
}

static const struct place below[] = {
	{ "above ours", AR SPF("pass") "\n" OURS, RESULT_PASS, 1 },
	{ "right below ours", OURS AR SPF("pass") "\n" THEIRS, RESULT_PASS, 1 },
	{ "with others between",
	    OURS "X-Spam: no\nDKIM-Signature: x\n" AR SPF("pass") "\n",
	    RESULT_PASS, 1 },
	{ "the second below ours",
	    OURS "Authentication-Results: mx.example.org; none\n" AR
		SPF("pass") "\n",
	    RESULT_ABSENT, 0 },
	{ "the second behind one that is bad",
	    OURS "Authentication-Results: (\n" AR SPF("pass") "\n",
	    RESULT_ABSENT, 0 },
	{ "below the next Received", OURS THEIRS AR SPF("pass") "\n",
	    RESULT_ABSENT, 0 },
	{ "Received-SPF", OURS "Received-SPF: pass\n", RESULT_ABSENT, 0 },
	{ "behind Received-SPF",
	    OURS "Received-SPF: fail\n" AR SPF("pass") "\n", RESULT_PASS, 1 },
	{ "below an unreadable one", "Received: (\n" AR SPF("pass") "\n",
	    RESULT_ABSENT, 0 },
	{ "a failure above and a pass below",
	    AR SPF("softfail") "\n" OURS AR SPF("pass") "\n", RESULT_SOFTFAIL,
	    1 },
};

static void
where_told_the_first_right_below_counts_too(void **state)
{
	(void)state;
	m.trusted_position = POSITION_BELOW;
	meet(below, COUNT(below));
}

#define SERVER(id) "Authentication-Results: " id "; " SPF("fail") "\n" OURS
#define CLAIM(text) AR text "\n" OURS

static const struct place claims[] = {
	{ "the name in other case", SERVER("mx.EXAMPLE.org"), RESULT_FAIL, 1 },
	{ "the name with a version", SERVER("mx.example.org 1"), RESULT_FAIL,
	    1 },
	{ "a longer name", SERVER("mx.example.org.evil"), RESULT_ABSENT, 0 },
	{ "a name that ends like it", SERVER("evil.mx.example.org"),
	    RESULT_ABSENT, 0 },
	{ "no name", "Authentication-Results: " SPF("fail") "\n" OURS,
	    RESULT_ABSENT, 0 },
	{ "the domain", CLAIM("spf=pass smtp.mailfrom=Example.NET"),
	    RESULT_PASS, 1 },
	{ "another case", CLAIM("spf=pass smtp.mailfrom=ALICE@example.NET"),
	    RESULT_PASS, 1 },
	{ "another address", CLAIM("spf=pass smtp.mailfrom=bob@example.net"),
	    RESULT_ABSENT, 0 },
	{ "a parent domain", CLAIM("spf=pass smtp.mailfrom=net"), RESULT_ABSENT,
	    0 },
	{ "a subdomain", CLAIM("spf=pass smtp.mailfrom=a.example.net"),
	    RESULT_ABSENT, 0 },
	{ "nobody", CLAIM("spf=pass"), RESULT_ABSENT, 0 },
	{ "the HELO name", CLAIM("spf=pass smtp.helo=example.net"),
	    RESULT_ABSENT, 0 },
	{ "a best guess",
	    CLAIM("spf=pass (m: best guess record) "
		  "smtp.mailfrom=alice@example.net"),
	    RESULT_NONE, 1 },
	{ "none", CLAIM(SPF("none")), RESULT_NONE, 1 },
	{ "neutral", CLAIM(SPF("neutral")), RESULT_NEUTRAL, 1 },
	{ "permerror", CLAIM(SPF("permerror")), RESULT_PERMERROR, 1 },
	{ "temperror is not final", CLAIM(SPF("temperror")), RESULT_TEMPERROR,
	    0 },
	{ "a contradiction", CLAIM(SPF("pass") "; " SPF("fail")), RESULT_ABSENT,
	    0 },
	{ "a failure beats a pass",
	    AR SPF("pass") "\n" AR SPF("softfail") "\n" OURS, RESULT_SOFTFAIL,
	    1 },
	{ "Received-SPF fails and Authentication-Results passes",
	    AR SPF("pass") "\nReceived-SPF: Fail (x)\n" OURS, RESULT_FAIL, 1 },
	{ "a pass beats what is undecided",
	    "Received-SPF: temperror\n" AR SPF("pass") "\n" OURS, RESULT_PASS,
	    1 },
};

static void
server_and_sender_must_be_the_right_ones(void **state)
{
	(void)state;
	meet(claims, COUNT(claims));
}

static void
without_a_trusted_server_nothing_is_believed(void **state)
{
	static const char header[] =
	    AR SPF("fail") "; dmarc=fail (p=reject)\nReceived-SPF: fail\n" OURS;

	(void)state;
	ask(header, "alice@example.net");
	assert_true(testimony_spf_failed(&t) && testimony_dmarc_failed(&t));
	assert_string_equal(t.dmarc_source,
	    "Authentication-Results of mx.example.org");
	mailbox_list_release(&m.trusted_authserv_ids);
	ask(header, "alice@example.net");
	assert_int_equal(t.spf, RESULT_ABSENT);
	assert_int_equal(t.dmarc, RESULT_ABSENT);
	assert_false(t.spares);
}

static const struct {
	const char *header;
	enum spf_result dmarc;
	enum dmarc_policy policy;
	bool failed;
} dmarcs[] = {
	{ CLAIM("dmarc=fail (p=reject dis=none)"), RESULT_FAIL, DMARC_REJECT,
	    true },
	{ CLAIM("dmarc=fail (p=quarantine)"), RESULT_FAIL, DMARC_QUARANTINE,
	    true },
	{ CLAIM("dmarc=fail (p=none)"), RESULT_FAIL, DMARC_NONE, false },
	{ CLAIM("dmarc=fail"), RESULT_FAIL, DMARC_UNKNOWN, false },
	{ CLAIM("dmarc=pass (p=reject)"), RESULT_PASS, DMARC_REJECT, false },
	{ CLAIM("dmarc=bestguesspass (p=none)"), RESULT_ABSENT, DMARC_UNKNOWN,
	    false },
	{ AR "dmarc=pass (p=reject)\n" CLAIM("dmarc=fail (p=none)"),
	    RESULT_FAIL, DMARC_NONE, false },
	{ AR "dmarc=fail (p=none)\n" CLAIM("dmarc=fail (p=reject)"),
	    RESULT_FAIL, DMARC_REJECT, true },
	{ AR "dmarc=fail (p=reject)\n" CLAIM("dmarc=fail (p=none)"),
	    RESULT_FAIL, DMARC_REJECT, true },
	{ OURS AR "dmarc=fail (p=reject)\n", RESULT_ABSENT, DMARC_UNKNOWN,
	    false },
};

static void
dmarc_fails_only_where_its_owner_cares(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(dmarcs); i++) {
		ask(dmarcs[i].header, "alice@example.net");
		if (t.dmarc != dmarcs[i].dmarc ||
		    t.policy != dmarcs[i].policy ||
		    testimony_dmarc_failed(&t) != dmarcs[i].failed)
			fail_msg("%s", dmarcs[i].header);
	}
}

#define FAILED SPF("fail") "; "
#define SEAL \
	"ARC-Seal: i=2; d=lists.example.com; b=x\nARC-Seal: i=1; d=x.example\n"
#define SEEN "ARC-Authentication-Results: i=2; lists.example.com; "

static const struct {
	const char *name, *sender, *header;
	bool spf, dmarc; /* rescued */
} rescues[] = {
	{ "the sender's own signature", "alice@example.net",
	    CLAIM(FAILED "dkim=pass header.d=example.net") FROM, true, false },
	{ "a parent's signature", "alice@a.b.example.net",
	    CLAIM(
		"spf=fail smtp.mailfrom=a.b.example.net; "
		"dkim=pass header.d=example.net") "From: alice@a.b.example.net\n",
	    true, false },
	{ "the second signature", "alice@example.net",
	    CLAIM(FAILED "dkim=pass header.d=x.example; "
			 "dkim=pass header.d=EXAMPLE.net") FROM,
	    true, false },
	{ "a signature that fails", "alice@example.net",
	    CLAIM(FAILED "dkim=fail header.d=example.net") FROM, false, false },
	{ "a forger's own signature", "alice@example.net",
	    CLAIM(FAILED "dkim=pass header.d=evil.example") FROM, false,
	    false },
	{ "a domain that ends like it", "alice@example.net",
	    CLAIM(FAILED "dkim=pass header.d=ample.net") FROM, false, false },
	{ "a subdomain", "alice@example.net",
	    CLAIM(FAILED "dkim=pass header.d=a.example.net") FROM, false,
	    false },
	{ "a label that is everybody's", "alice@example.net",
	    CLAIM(FAILED "dkim=pass header.d=net") FROM, false, false },
	{ "aligned DMARC", "alice@example.net",
	    CLAIM(FAILED "dmarc=pass header.from=example.net") FROM, true,
	    false },
	{ "DMARC of another domain", "alice@example.net",
	    CLAIM(FAILED "dmarc=pass header.from=evil.example") FROM, false,
	    false },
	{ "DMARC of nobody", "alice@example.net",
	    CLAIM(FAILED "dmarc=pass") FROM, false, false },
	{ "another From", "alice@example.net",
	    CLAIM(FAILED
		"dkim=pass header.d=example.net") "From: carol@example.net\n",
	    false, false },
	{ "two addresses in From", "alice@example.net",
	    CLAIM(FAILED
		"dkim=pass header.d=example.net") "From: alice@example.net, carol@example.net\n",
	    false, false },
	{ "two From fields", "alice@example.net",
	    CLAIM(FAILED "dkim=pass header.d=example.net") FROM FROM, false,
	    false },
	{ "no From", "alice@example.net",
	    CLAIM(FAILED "dkim=pass header.d=example.net"), false, false },
	{ "a signature told below", "alice@example.net",
	    CLAIM(SPF("fail")) AR "dkim=pass header.d=example.net\n" FROM,
	    false, false },
	{ "a signature told by somebody else", "alice@example.net",
	    "Authentication-Results: x.example; dkim=pass "
	    "header.d=example.net\n" CLAIM(SPF("fail")) FROM,
	    false, false },
	{ "a signature told above an unreadable field", "alice@example.net",
	    AR FAILED "dkim=pass header.d=example.net\nReceived: (\n" FROM,
	    false, false },
	{ "DMARC fails in spite of a signature", "alice@example.net",
	    CLAIM(FAILED "dkim=pass header.d=example.net; "
			 "dmarc=fail (p=reject) header.from=example.net") FROM,
	    true, false },
	{ "a forwarder has seen the signature", "alice@example.net",
	    CLAIM(FAILED "arc=pass; dmarc=fail (p=reject)") SEAL SEEN
	    "dkim=pass header.d=example.net\n" FROM,
	    true, true },
	{ "a forwarder has seen SPF pass", "alice@example.net",
	    CLAIM(FAILED "arc=pass") SEAL SEEN SPF("pass") "\n" FROM, true,
	    true },
	{ "a forwarder has seen SPF pass for another", "alice@example.net",
	    CLAIM(FAILED "arc=pass") SEAL SEEN
	    "spf=pass smtp.mailfrom=evil.example\n" FROM,
	    false, false },
	{ "a forwarder has guessed", "alice@example.net",
	    CLAIM(FAILED "arc=pass") SEAL SEEN
	    "spf=pass (best guess) smtp.mailfrom=example.net\n" FROM,
	    false, false },
	{ "ARC fails", "alice@example.net",
	    CLAIM(FAILED "arc=fail") SEAL SEEN SPF("pass") "\n" FROM, false,
	    false },
	{ "ARC passes below only", "alice@example.net",
	    CLAIM(SPF("fail")) AR "arc=pass\n" SEAL SEEN SPF("pass") "\n" FROM,
	    false, false },
	{ "an earlier instance", "alice@example.net",
	    CLAIM(FAILED "arc=pass") SEAL
	    "ARC-Authentication-Results: i=1; x; " SPF("pass") "\n" FROM,
	    false, false },
	{ "an instance twice", "alice@example.net",
	    CLAIM(FAILED "arc=pass")
		SEAL SEEN SPF("pass") "\n" SEEN SPF("pass") "\n" FROM,
	    false, false },
	{ "a seal twice", "alice@example.net",
	    CLAIM(FAILED "arc=pass") SEAL SEAL SEEN SPF("pass") "\n" FROM,
	    false, false },
	{ "a sealer nobody trusts", "alice@example.net",
	    CLAIM(FAILED "arc=pass") "ARC-Seal: i=3; d=evil.example\n" SEAL
				     "ARC-Authentication-Results: i=3; x; " SPF(
					 "pass") "\n" FROM,
	    false, false },
};

static void
only_the_senders_own_domain_rescues(void **state)
{
	size_t i;

	(void)state;
	m.rescue = RESCUE_DKIM;
	add(&m.trusted_arc_sealers, "Lists.example.com");
	for (i = 0; i < COUNT(rescues); i++) {
		ask(rescues[i].header, rescues[i].sender);
		if (t.spf_rescued != rescues[i].spf ||
		    t.dmarc_rescued != rescues[i].dmarc)
			fail_msg("%s: %d %d, %s, %s", rescues[i].name,
			    t.spf_rescued, t.dmarc_rescued, t.aligned,
			    t.sealed);
		assert_int_equal(t.spf, RESULT_FAIL);
		assert_int_equal(testimony_spf_failed(&t), !rescues[i].spf);
	}
}

static void
what_would_rescue_is_shown_and_does_nothing_unless_asked_for(void **state)
{
	static const char header[] =
	    CLAIM(FAILED "dkim=pass header.d=example.net; arc=pass") SEAL SEEN
	    "dkim=pass header.d=example.net\n" FROM;

	(void)state;
	add(&m.trusted_arc_sealers, "lists.example.com");
	ask(header, "alice@example.net");
	assert_string_equal(t.aligned, "dkim=pass header.d=example.net");
	assert_string_equal(t.sealed,
	    "arc=pass, lists.example.com has seen dkim=pass "
	    "header.d=example.net");
	assert_true(testimony_spf_failed(&t));
	assert_false(t.spf_rescued || t.dmarc_rescued);
	mailbox_list_release(&m.trusted_arc_sealers);
	ask(header, "alice@example.net");
	assert_string_equal(t.sealed, "");
}

#define row(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		row(only_fields_above_our_own_received_count),
		row(a_pass_of_nobody_known_is_not_the_senders),
		row(where_told_the_first_right_below_counts_too),
		row(server_and_sender_must_be_the_right_ones),
		row(without_a_trusted_server_nothing_is_believed),
		row(dmarc_fails_only_where_its_owner_cares),
		row(only_the_senders_own_domain_rescues),
		row(what_would_rescue_is_shown_and_does_nothing_unless_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
