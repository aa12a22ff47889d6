#include "base/mem.h"
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW 1700000000u
#define DAY 86400u

/* A person's mail to bob; each row changes one thing and names the rule that
 * must be first to match, or NULL where a response is right. */
static struct subject s;
static struct envelope e;
static struct mailbox m;
static struct facts f;
static struct judgement j;

static void
own(char **member, const char *value)
{
	free(*member);
	*member = xstrdup(value);
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
	subject_init(&s);
	s.has_header = s.destinations = 1;
	s.dated = NOW - 60;
	snprintf(s.message_id, sizeof s.message_id, "<m1@example.net>");
	subject_add_address(&s, PLACE_TO, "bob@example.org");
	subject_add_address(&s, PLACE_FROM, "alice@example.net");
	memset(&e, 0, sizeof e);
	e.state = ENVELOPE_ADDRESS;
	e.sender_source = "Return-Path";
	snprintf(e.sender, sizeof e.sender, "alice@example.net");
	mailbox_init(&m);
	own(&m.address, "bob@example.org");
	own(&m.from_address, "bob@example.org");
	own(&m.separators, "+");
	add(&m.aliases, "robert@example.org");
	add(&m.aliases, "*@bob.example.org");
	m.enabled = true;
	m.max_age = 2 * DAY;
	m.spam_level = 5;
	f = (struct facts){
		.subject = &s, .envelope = &e, .mailbox = &m, .now = NOW
	};
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	mailbox_release(&m);
	return 0;
}

static int
gather(enum rule_needs needs, struct facts *facts, struct evidence *why,
    void *arg)
{
	(void)needs;
	(void)why;
	(void)arg;
	facts->past.known = true;
	return 0;
}

static const char *
verdict(bool all)
{
	memset(&f.key, 0, sizeof f.key);
	if (e.state == ENVELOPE_ADDRESS)
		key_normalise(&f.key, e.sender);
	policy_judge(&j, &f, all, gather, NULL);
	return j.rule == NULL ? "none" : j.rule->name;
}

static const char *
sent_by(const char *sender)
{
	snprintf(e.sender, sizeof e.sender, "%s", sender);
	return verdict(false);
}

static void
a_persons_mail_is_answered(void **state)
{
	(void)state;
	assert_string_equal(verdict(false), "none");
	assert_int_equal(j.verdict, VERDICT_RESPOND);
}

static void
switches_silence_everything(void **state)
{
	(void)state;
	m.enabled = false;
	assert_string_equal(verdict(false), "switched-off");
	assert_string_equal(j.evidence.text, "enabled = no");
	free(m.missing);
	m.missing = xstrdup("/x/mailboxes.d/bob.conf does not exist");
	assert_string_equal(verdict(false), "switched-off");
	assert_string_equal(j.evidence.text,
	    "no mailbox: /x/mailboxes.d/bob.conf does not exist");
	free(m.missing);
	m.missing = xstrdup("");
	m.enabled = true;
	f.stopped = "/var/lib/backsoon/stop";
	assert_string_equal(verdict(false), "switched-off");
	assert_non_null(strstr(j.evidence.text, "/var/lib/backsoon/stop"));
}

static void
answers_that_are_not_due_are_not_given(void **state)
{
	(void)state;
	f.occasion.known = true;
	snprintf(f.occasion.why, sizeof f.occasion.why, "within hours x");
	assert_string_equal(verdict(false), "outside-schedule");
	assert_string_equal(j.evidence.text, "within hours x");
	add(&m.allow, "alice@example.net");
	assert_string_equal(verdict(false), "outside-schedule");
	f.occasion.due = true;
	assert_string_equal(verdict(false), "none");
}

static void
without_one_sender_there_is_silence(void **state)
{
	(void)state;
	*e.sender = '\0';
	e.state = ENVELOPE_NULL;
	assert_string_equal(verdict(false), "null-sender");
	e.state = ENVELOPE_UNKNOWN;
	assert_string_equal(verdict(false), "no-sender");
	e.state = ENVELOPE_CONFLICT;
	assert_string_equal(verdict(false), "no-sender");
}

static void
each_sender_meets_its_rule(void **state)
{
	static const struct {
		const char *sender, *rule;
	} rows[] = {
		{ "alice@example.net", "none" },
		{ "Alice+tag@Example.NET", "none" },
		{ "postmaster@example.net", "none" },
		{ "arequest@example.net", "none" },
		{ "downer@example.net", "none" },
		{ "rooted@example.net", "none" },
		{ "a..b@example.net", "malformed-sender" },
		{ "-oQ/tmp@example.net", "malformed-sender" },
		{ "alice@[192.0.2.1]", "malformed-sender" },
		{ "alice@host", "malformed-sender" },
		{ "alice@printer.local", "malformed-sender" },
		{ "alice", "malformed-sender" },
		{ "j\xc3\xb6rg@example.net", "malformed-sender" },
		{ "bob@example.org", "own-address" },
		{ "BOB+x@example.org", "own-address" },
		{ "robert@example.org", "own-address" },
		{ "any@bob.example.org", "own-address" },
		{ "prvs=1234abcdef=bob@example.org", "own-address" },
		{ "SRS0=abcd=TT=example.org=bob@forwarder.example",
		    "own-address" },
		{ "mailer-daemon1@example.net", "system-sender" },
		{ "mail-daemon@example.net", "system-sender" },
		{ "listserv@example.net", "system-sender" },
		{ "majordomo@example.net", "system-sender" },
		{ "mailman@example.net", "system-sender" },
		{ "masons-request@example.net", "system-sender" },
		{ "masons-owner@example.net", "system-sender" },
		{ "owner-masons@example.net", "system-sender" },
		{ "bounce@example.net", "system-sender" },
		{ "bounces@example.net", "system-sender" },
		{ "masons-bounce@example.net", "system-sender" },
		{ "masons-bounces@example.net", "system-sender" },
		{ "bounce-md_123.abc@example.net", "system-sender" },
		{ "bounces+123-abc@example.net", "system-sender" },
		{ "bounces-123@example.net", "system-sender" },
		{ "bounces_123@example.net", "system-sender" },
		{ "bounce.123@example.net", "system-sender" },
		{ "x-bounces=a@example.net", "system-sender" },
		{ "masons-confirm-abc@example.net", "system-sender" },
		{ "x-bounces+a=b@example.net", "system-sender" },
		{ "noreply@example.net", "system-sender" },
		{ "No-Reply@example.net", "system-sender" },
		{ "no_reply@example.net", "system-sender" },
		{ "no.reply.123@example.net", "system-sender" },
		{ "calendar-noreply@example.net", "system-sender" },
		{ "do-not-reply@example.net", "system-sender" },
		{ "DoNotReply@example.net", "system-sender" },
		{ "autoreply@example.net", "system-sender" },
		{ "auto-reply@example.net", "system-sender" },
		{ "autoresponder@example.net", "system-sender" },
		{ "auto-responder@example.net", "system-sender" },
		{ "masons-confirm@example.net", "system-sender" },
		{ "masons-confirm+abc@example.net", "system-sender" },
		{ "confirm-123@example.net", "system-sender" },
		{ "masons-return-12-x@example.net", "system-sender" },
		{ "nobody@example.net", "system-sender" },
		{ "daemon@example.net", "system-sender" },
		{ "uucp@example.net", "system-sender" },
		{ "root@example.net", "system-sender" },
		{ "SRS0=abcd=TT=example.net=noreply@forwarder.example",
		    "system-sender" },
		{ "masons+bob=example.org@lists.example.com", "list-field" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *got = sent_by(rows[i].sender);

		if (strcmp(got, rows[i].rule) != 0)
			fail_msg("%s meets %s, not %s", rows[i].sender, got,
			    rows[i].rule);
	}
}

static void
the_sendmail_argument_is_an_own_address(void **state)
{
	(void)state;
	add(&m.sendmail, "/usr/sbin/sendmail");
	add(&m.sendmail, "-f");
	add(&m.sendmail, "bounces.bob@example.org");
	assert_string_equal(sent_by("bounces.bob@example.org"), "own-address");
}

static void
lists_of_the_mailbox_are_heeded(void **state)
{
	(void)state;
	add(&m.system_senders, "ticket-*");
	assert_string_equal(sent_by("Ticket-7@example.net"), "system-sender");
	add(&m.deny, "*@spam.example.net");
	assert_string_equal(sent_by("x@spam.example.net"), "denied-sender");
	assert_string_equal(
	    sent_by("SRS0=abcd=TT=spam.example.net=x@forwarder.example"),
	    "denied-sender");
	add(&m.bulk_headers, "X-Our-Newsletter");
	memcpy(s.names, "to\0x-our-newsletter", 20);
	s.names_at = 20;
	assert_string_equal(sent_by("alice@example.net"), "bulk-header");
}

static void
from_counts_only_for_machines(void **state)
{
	(void)state;
	subject_add_address(&s, PLACE_FROM, "owner-x@example.net");
	assert_string_equal(verdict(false), "none");
	subject_add_address(&s, PLACE_FROM, "noreply@example.net");
	assert_string_equal(verdict(false), "system-sender");
}

static void
shape_of_the_message_counts(void **state)
{
	(void)state;
	s.destinations = 0;
	assert_string_equal(verdict(false), "malformed-message");
	s.destinations = 1;
	s.nul_in_header = 1;
	assert_string_equal(verdict(false), "malformed-message");
	s.nul_in_header = 0;
	s.header_too_long = 1;
	assert_string_equal(verdict(false), "malformed-message");
	s.header_too_long = 0;
	s.has_header = 0;
	assert_string_equal(verdict(false), "malformed-message");
}

static void
loops_are_seen(void **state)
{
	(void)state;
	s.received = 99;
	assert_string_equal(verdict(false), "none");
	s.received = 100;
	assert_string_equal(verdict(false), "mail-loop");
	s.received = 0;
	subject_add_address(&s, PLACE_DELIVERED_TO, "bob@example.org");
	assert_string_equal(verdict(false), "none");
	subject_add_address(&s, PLACE_DELIVERED_TO, "carol@example.org");
	subject_add_address(&s, PLACE_DELIVERED_TO, "carol@example.org");
	assert_string_equal(verdict(false), "none");
	subject_add_address(&s, PLACE_DELIVERED_TO, "Bob@Example.org");
	assert_string_equal(verdict(false), "mail-loop");
}

static void
own_x_loop_is_a_loop(void **state)
{
	(void)state;
	subject_add_address(&s, PLACE_X_LOOP, "list@example.net");
	assert_string_equal(verdict(false), "none");
	subject_add_address(&s, PLACE_X_LOOP, "robert@example.org");
	assert_string_equal(verdict(false), "mail-loop");
}

static void
an_automatic_answer_to_our_response_is_a_loop(void **state)
{
	static const char id[] =
	    "<backsoon.6553f100.0123456789abcdef0123456789abcdef@example.org>";

	(void)state;
	snprintf(s.in_reply_to, sizeof s.in_reply_to, "%s", id);
	assert_string_equal(verdict(false), "none");
	subject_add_sign(&s, SIGN_AUTO_SUBJECT, "Subject", "Auto: hello");
	assert_string_equal(verdict(false), "mail-loop");
	*s.in_reply_to = '\0';
	assert_string_equal(verdict(false), "none");
	s.reference_count = 2;
	snprintf(s.references[1], sizeof s.references[1], "%s", id);
	assert_string_equal(verdict(false), "mail-loop");
}

static void
each_sign_has_its_rule(void **state)
{
	static const struct {
		enum sign sign;
		const char *rule;
	} rows[] = {
		{ SIGN_AUTO_SUBMITTED, "auto-submitted" },
		{ SIGN_AUTO_HEADER, "auto-header" },
		{ SIGN_RESPONSE_SUPPRESS, "response-suppress" },
		{ SIGN_ABSENCE_SUPPRESS, "response-suppress" },
		{ SIGN_REPORT, "report" },
		{ SIGN_BOUNCE_SUBJECT, "none" },
		{ SIGN_AUTO_SUBJECT, "none" },
		{ SIGN_CALENDAR, "calendar" },
		{ SIGN_LIST_FIELD, "list-field" },
		{ SIGN_PRECEDENCE, "precedence" },
		{ SIGN_BULK_HEADER, "bulk-header" },
		{ SIGN_MARKED_SPAM, "marked-spam" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		memset(s.signs, 0, sizeof s.signs);
		subject_add_sign(&s, rows[i].sign, "X", "y");
		assert_string_equal(verdict(false), rows[i].rule);
		if (j.rule != NULL)
			assert_string_equal(j.evidence.text, "X: y");
	}
}

static void
an_acknowledgement_is_no_absence(void **state)
{
	(void)state;
	m.class = CLASS_ACKNOWLEDGE;
	subject_add_sign(&s, SIGN_ABSENCE_SUPPRESS, "X", "OOF");
	assert_string_equal(verdict(false), "none");
	m.class = CLASS_LEAVER;
	assert_string_equal(verdict(false), "response-suppress");
	m.class = CLASS_ACKNOWLEDGE;
	subject_add_sign(&s, SIGN_RESPONSE_SUPPRESS, "X", "All");
	assert_string_equal(verdict(false), "response-suppress");
}

static void
a_postmaster_is_human_unless_the_subject_says_otherwise(void **state)
{
	(void)state;
	subject_add_sign(&s, SIGN_BOUNCE_SUBJECT, "Subject", "Returned mail");
	assert_string_equal(sent_by("postmaster@example.net"), "report");
	assert_string_equal(sent_by("alice@example.net"), "none");
}

static void
spam_stars_count_from_the_level_on(void **state)
{
	(void)state;
	s.spam_level = 4;
	assert_string_equal(verdict(false), "none");
	s.spam_level = 5;
	assert_string_equal(verdict(false), "marked-spam");
	m.spam_level = 0;
	assert_string_equal(verdict(false), "none");
}

static void
only_destination_fields_address_a_mailbox(void **state)
{
	static const struct {
		enum subject_place place;
		const char *addr, *rule;
	} rows[] = {
		{ PLACE_TO, "BOB@Example.ORG", "none" },
		{ PLACE_CC, "bob@example.org", "none" },
		{ PLACE_BCC, "bob@example.org", "none" },
		{ PLACE_RESENT_TO, "bob@example.org", "none" },
		{ PLACE_RESENT_CC, "bob@example.org", "none" },
		{ PLACE_RESENT_BCC, "bob@example.org", "none" },
		{ PLACE_TO, "bob+lists@example.org", "none" },
		{ PLACE_TO, "robert@example.org", "none" },
		{ PLACE_TO, "shop@bob.example.org", "none" },
		{ PLACE_TO, "list@example.com", "not-addressed" },
		{ PLACE_TO, "bob@example.com", "not-addressed" },
		{ PLACE_TO, "bobby@example.org", "not-addressed" },
		{ PLACE_TO, "bob-x@example.org", "not-addressed" },
		{ PLACE_FROM, "bob@example.org", "not-addressed" },
		{ PLACE_SENDER, "bob@example.org", "not-addressed" },
		{ PLACE_REPLY_TO, "bob@example.org", "not-addressed" },
		{ PLACE_DELIVERED_TO, "bob@example.org", "not-addressed" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		s.address_count = 0;
		subject_add_address(&s, rows[i].place, rows[i].addr);
		if (strcmp(verdict(false), rows[i].rule) != 0)
			fail_msg("%s at %d", rows[i].addr, rows[i].place);
	}
}

static void
the_envelope_recipient_is_an_own_address(void **state)
{
	(void)state;
	s.address_count = 0;
	subject_add_address(&s, PLACE_TO, "desk@example.org");
	assert_string_equal(verdict(false), "not-addressed");
	snprintf(e.recipient, sizeof e.recipient, "desk@example.org");
	assert_string_equal(verdict(false), "not-addressed");
	e.recipient_is_final = true;
	assert_string_equal(verdict(false), "none");
}

static void
age_counts_from_max_age_on(void **state)
{
	(void)state;
	s.dated = NOW - 2 * DAY;
	assert_string_equal(verdict(false), "none");
	s.dated = NOW - 2 * DAY - 1;
	assert_string_equal(verdict(false), "stale");
	m.max_age = 0;
	assert_string_equal(verdict(false), "none");
	m.max_age = DAY;
	s.dated = -1;
	assert_string_equal(verdict(false), "none");
	s.dated = NOW + DAY;
	assert_string_equal(verdict(false), "none");
}

static void
a_circle_that_is_not_in_the_audience_gets_silence(void **state)
{
	(void)state;
	f.audience.asked = true;
	add(&m.audience, "internal");
	add(&m.audience, "known");
	assert_string_equal(verdict(false), "audience");
	assert_string_equal(j.evidence.text,
	    "alice@example.net is not in the audience (others)");
	f.audience.circle = AUDIENCE_KNOWN;
	assert_string_equal(verdict(false), "none");
	f.audience.circle = AUDIENCE_INTERNAL;
	assert_string_equal(verdict(false), "none");
	f.audience.circle = AUDIENCE_OTHERS;
	add(&m.allow, "alice@example.net");
	assert_string_equal(verdict(false), "none");
}

static void
a_failed_sender_is_silenced_unless_rescued(void **state)
{
	static const struct {
		struct testimony t;
		const char *rule, *evidence;
	} rows[] = {
		{ { .spf = RESULT_FAIL, .spf_source = "X" },
		    "authentication-failed", "spf=fail, X" },
		{ { .spf = RESULT_SOFTFAIL, .spf_source = "X" },
		    "authentication-failed", "spf=softfail, X" },
		{ { .spf = RESULT_PASS }, "none", "" },
		{ { .spf = RESULT_NEUTRAL }, "none", "" },
		{ { .spf = RESULT_PERMERROR }, "none", "" },
		{ { .spf = RESULT_TEMPERROR }, "none", "" },
		{ { .spf = RESULT_FAIL, .spf_rescued = true }, "none", "" },
		{ { .dmarc = RESULT_FAIL,
		      .policy = DMARC_REJECT,
		      .dmarc_source = "Y" },
		    "authentication-failed", "dmarc=fail, policy reject, Y" },
		{ { .dmarc = RESULT_FAIL, .policy = DMARC_QUARANTINE },
		    "authentication-failed", "dmarc=fail, policy quarantine" },
		{ { .dmarc = RESULT_FAIL, .policy = DMARC_NONE }, "none", "" },
		{ { .dmarc = RESULT_FAIL }, "none", "" },
		{ { .dmarc = RESULT_PASS, .policy = DMARC_REJECT }, "none",
		    "" },
		{ { .dmarc = RESULT_FAIL,
		      .policy = DMARC_REJECT,
		      .dmarc_rescued = true },
		    "none", "" },
		{ { .spf = RESULT_FAIL,
		      .spf_rescued = true,
		      .dmarc = RESULT_FAIL,
		      .policy = DMARC_REJECT },
		    "authentication-failed", "dmarc=fail" },
	};
	size_t i;

	(void)state;
	f.traced = true;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		f.testimony = rows[i].t;
		if (strcmp(verdict(false), rows[i].rule) != 0 ||
		    strstr(j.evidence.text, rows[i].evidence) == NULL)
			fail_msg("row %zu: %s", i, j.evidence.text);
	}
	f.testimony = rows[0].t;
	add(&m.allow, "example.net");
	assert_string_equal(verdict(false), "authentication-failed");
	add(&m.disabled_rules, "authentication-failed");
	assert_string_equal(verdict(false), "none");
}

static void
the_past_has_three_rules(void **state)
{
	(void)state;
	f.past = (struct past){ .known = true, .duplicate = true };
	assert_string_equal(verdict(false), "duplicate-message");
	f.past = (struct past){ .known = true, .recent = true, .last = NOW };
	assert_string_equal(verdict(false), "recently-answered");
	f.past = (struct past){ .known = true, .mute = true, .until = NOW };
	assert_string_equal(verdict(false), "recently-answered");
	f.past = (struct past){ .known = true,
		.flood = true,
		.cap = "max-per-hour",
		.count = 60,
		.limit = 60 };
	assert_string_equal(verdict(false), "flood");
	assert_string_equal(j.evidence.text, "max-per-hour reached: 60 of 60");
}

static void
disabled_rules_are_passed_over_but_must_rules_are_not(void **state)
{
	(void)state;
	add(&m.disabled_rules, "precedence");
	add(&m.disabled_rules, "auto-submitted");
	subject_add_sign(&s, SIGN_PRECEDENCE, "Precedence", "bulk");
	assert_string_equal(verdict(false), "none");
	subject_add_sign(&s, SIGN_AUTO_SUBMITTED, "Auto-Submitted", "x");
	assert_string_equal(verdict(false), "auto-submitted");
}

static void
allow_overrides_heuristics_but_no_must_and_no_interval(void **state)
{
	(void)state;
	add(&m.allow, "example.net");
	subject_add_sign(&s, SIGN_LIST_FIELD, "List-Id", "x");
	assert_string_equal(verdict(false), "none");
	f.past = (struct past){ .known = true, .recent = true, .last = NOW };
	assert_string_equal(verdict(false), "recently-answered");
	subject_add_sign(&s, SIGN_AUTO_SUBMITTED, "Auto-Submitted", "x");
	assert_string_equal(verdict(false), "auto-submitted");
}

static void
all_tries_every_rule_and_the_first_decides(void **state)
{
	size_t i, matched = 0;

	(void)state;
	subject_add_sign(&s, SIGN_LIST_FIELD, "List-Id", "x");
	subject_add_sign(&s, SIGN_AUTO_SUBMITTED, "Auto-Submitted", "x");
	assert_string_equal(verdict(true), "auto-submitted");
	for (i = 0; i < rules_count; i++) {
		assert_int_not_equal(j.outcomes[i], OUTCOME_NOT_REACHED);
		matched += j.outcomes[i] == OUTCOME_MATCHED;
	}
	assert_int_equal(matched, 2);
	verdict(false);
	assert_int_equal(j.outcomes[rules_count - 1], OUTCOME_NOT_REACHED);
}

static int
fail_to_gather(enum rule_needs needs, struct facts *facts, struct evidence *why,
    void *arg)
{
	(void)needs;
	(void)facts;
	(void)arg;
	snprintf(why->text, sizeof why->text, "no store");
	return -1;
}

static enum spf_result gathered_spf;
static enum domain_state gathered_domain;
static bool gathered_weak, gathered_list;

static int
gather_findings(enum rule_needs needs, struct facts *facts,
    struct evidence *why, void *arg)
{
	struct findings *found = &facts->findings;

	(void)why;
	(void)arg;
	if (needs != NEEDS_SENDER || found->known)
		return 0;
	found->known = true;
	found->reply.spf = (uint8_t)gathered_spf;
	found->reply.weak = gathered_weak;
	found->reply.domain = (uint8_t)gathered_domain;
	found->reply.listings[3].state =
	    gathered_list ? LISTING_LISTED : LISTING_REFUSED;
	return 0;
}

static const char public[] = "192.0.2.1";

static void
what_was_found_out_of_the_sender_decides(void **state)
{
	static const struct {
		const char *client;
		enum spf_result spf;
		enum domain_state domain;
		bool weak, strict, list, off;
		const char *want;
	} rows[] = {
		{ public, RESULT_PASS, DOMAIN_GOOD, .want = NULL },
		{ public, RESULT_NONE, DOMAIN_GOOD, .want = NULL },
		{ public, RESULT_NEUTRAL, DOMAIN_GOOD, .want = NULL },
		{ public, RESULT_ABSENT, DOMAIN_EXEMPT, .want = NULL },
		{ public, RESULT_FAIL, DOMAIN_GOOD, .want = "spf" },
		{ public, RESULT_SOFTFAIL, DOMAIN_GOOD, .want = "spf" },
		{ public, RESULT_TEMPERROR, DOMAIN_GOOD, .want = "spf" },
		{ public, RESULT_PERMERROR, DOMAIN_GOOD, .want = "spf" },
		/* a client that is no host of the Internet is no evidence */
		{ "127.0.0.1", RESULT_PASS, DOMAIN_GOOD, .want = NULL },
		{ "10.0.0.1", RESULT_FAIL, DOMAIN_GOOD, .want = NULL },
		{ "", RESULT_PASS, DOMAIN_GOOD, .want = NULL },
		{ "127.0.0.1", RESULT_PASS, DOMAIN_GOOD, .strict = true,
		    .want = "spf" },
		{ public, RESULT_NONE, DOMAIN_GOOD, .strict = true,
		    .want = "spf" },
		{ public, RESULT_NEUTRAL, DOMAIN_GOOD, .strict = true,
		    .want = "spf" },
		{ public, RESULT_PASS, DOMAIN_GOOD, .strict = true,
		    .want = NULL },
		/* nor is a pass that everybody gets */
		{ public, RESULT_PASS, DOMAIN_GOOD, .weak = true,
		    .strict = true, .want = "spf" },
		{ public, RESULT_PASS, DOMAIN_GOOD, .weak = true,
		    .want = NULL },
		{ public, RESULT_PASS, DOMAIN_NXDOMAIN,
		    .want = "sender-domain" },
		{ public, RESULT_PASS, DOMAIN_NULL_MX,
		    .want = "sender-domain" },
		{ public, RESULT_PASS, DOMAIN_NO_ADDRESS,
		    .want = "sender-domain" },
		{ public, RESULT_PASS, DOMAIN_DEAD_MX,
		    .want = "sender-domain" },
		{ public, RESULT_PASS, DOMAIN_BAD_NAME,
		    .want = "sender-domain" },
		{ public, RESULT_PASS, DOMAIN_TEMPERROR,
		    .want = "sender-domain" },
		{ public, RESULT_PASS, DOMAIN_GOOD, .list = true,
		    .want = "dns-list" },
		{ public, RESULT_FAIL, DOMAIN_NXDOMAIN, .list = true,
		    .off = true, .want = NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		memset(&f.findings, 0, sizeof f.findings);
		ip_parse(&f.findings.client, rows[i].client);
		m.sender_check = !rows[i].off;
		m.require_spf_pass = rows[i].strict;
		gathered_spf = rows[i].spf;
		gathered_domain = rows[i].domain;
		gathered_weak = rows[i].weak;
		gathered_list = rows[i].list;
		policy_judge(&j, &f, false, gather_findings, NULL);
		if (rows[i].want == NULL ? j.rule != NULL
					 : j.rule == NULL ||
			    strcmp(j.rule->name, rows[i].want) != 0)
			fail_msg("row %zu: %s", i,
			    j.rule == NULL ? "respond" : j.rule->name);
	}
}

static void
a_verdict_on_this_very_sender_stands_for_a_question(void **state)
{
	static const struct {
		enum spf_result told, asked;
		bool strict, rescued;
		const char *want;
		bool verified;
	} rows[] = {
		{ RESULT_PASS, RESULT_ABSENT, .strict = true,
		    .verified = true },
		{ RESULT_NONE, RESULT_ABSENT, .want = NULL },
		{ RESULT_NONE, RESULT_ABSENT, .strict = true, .want = "spf" },
		{ RESULT_PERMERROR, RESULT_ABSENT, .want = "spf" },
		/* it never beats what we have found out ourselves */
		{ RESULT_PASS, RESULT_FAIL, .want = "spf" },
		{ RESULT_ABSENT, RESULT_FAIL, .rescued = true,
		    .verified = true },
		{ RESULT_ABSENT, RESULT_TEMPERROR, .rescued = true,
		    .want = "spf" },
	};
	size_t i;

	(void)state;
	gathered_domain = DOMAIN_GOOD;
	gathered_weak = gathered_list = false;
	m.sender_check = true;
	f.traced = true;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		memset(&f.findings, 0, sizeof f.findings);
		ip_parse(&f.findings.client, public);
		f.testimony.exact = rows[i].told;
		f.testimony.spf_rescued = rows[i].rescued;
		gathered_spf = rows[i].asked;
		m.require_spf_pass = rows[i].strict;
		policy_judge(&j, &f, false, gather_findings, NULL);
		if (rows[i].want == NULL ? j.rule != NULL
					 : j.rule == NULL ||
			    strcmp(j.rule->name, rows[i].want) != 0)
			fail_msg("row %zu: %s", i,
			    j.rule == NULL ? "respond" : j.rule->name);
		if (rows[i].want == NULL)
			assert_int_equal(facts_verified(&f), rows[i].verified);
	}
}

static void
a_forged_sender_is_not_answered_though_allowed(void **state)
{
	(void)state;
	add(&m.allow, "alice@example.net");
	m.sender_check = true;
	ip_parse(&f.findings.client, public);
	gathered_spf = RESULT_FAIL;
	gathered_domain = DOMAIN_GOOD;
	gathered_weak = gathered_list = false;
	policy_judge(&j, &f, false, gather_findings, NULL);
	assert_string_equal(j.rule->name, "spf");
}

static void
what_cannot_be_had_leaves_it_undecided(void **state)
{
	(void)state;
	policy_judge(&j, &f, false, fail_to_gather, NULL);
	assert_int_equal(j.verdict, VERDICT_UNDECIDED);
	assert_string_equal(j.evidence.text, "no store");
}

static void
every_row_is_complete_and_its_name_unique(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < rules_count; i++) {
		assert_true(*rules[i].name != '\0' && *rules[i].says != '\0');
		assert_non_null(rules[i].source);
		assert_ptr_equal(rule_find(rules[i].name), &rules[i]);
		for (k = 0; k < i; k++)
			assert_string_not_equal(rules[i].name, rules[k].name);
	}
	assert_null(rule_find("no-such-rule"));
}

#define row(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		row(a_persons_mail_is_answered),
		row(switches_silence_everything),
		row(answers_that_are_not_due_are_not_given),
		row(without_one_sender_there_is_silence),
		row(each_sender_meets_its_rule),
		row(the_sendmail_argument_is_an_own_address),
		row(lists_of_the_mailbox_are_heeded),
		row(from_counts_only_for_machines),
		row(shape_of_the_message_counts),
		row(loops_are_seen),
		row(own_x_loop_is_a_loop),
		row(an_automatic_answer_to_our_response_is_a_loop),
		row(each_sign_has_its_rule),
		row(an_acknowledgement_is_no_absence),
		row(a_postmaster_is_human_unless_the_subject_says_otherwise),
		row(spam_stars_count_from_the_level_on),
		row(only_destination_fields_address_a_mailbox),
		row(the_envelope_recipient_is_an_own_address),
		row(age_counts_from_max_age_on),
		row(a_circle_that_is_not_in_the_audience_gets_silence),
		row(a_failed_sender_is_silenced_unless_rescued),
		row(the_past_has_three_rules),
		row(disabled_rules_are_passed_over_but_must_rules_are_not),
		row(allow_overrides_heuristics_but_no_must_and_no_interval),
		row(all_tries_every_rule_and_the_first_decides),
		row(what_was_found_out_of_the_sender_decides),
		row(a_verdict_on_this_very_sender_stands_for_a_question),
		row(a_forged_sender_is_not_answered_though_allowed),
		row(what_cannot_be_had_leaves_it_undecided),
		row(every_row_is_complete_and_its_name_unique),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
