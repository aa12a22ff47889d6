#include "base/mem.h"
#include "journey/respond.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW 1700000000u

/* A world made of numbers: what each port answers, and the order of calls. */
static char calls[400];
static struct history_answer mailbox_peek, mailbox_reserve, site_peek,
    site_reserve;
static enum submit_outcome outcome;
static struct sender_request request;
static enum domain_state domain_state;
static enum spf_result spf_state;
static int corresponds_rc, occasion_rc, template_rc, suit_rc, moment_rc,
    settle_rc;
static unsigned machines;

static struct subject s;
static struct envelope e;
static struct mailbox m;
static struct ports ports;
static struct journey j;

static void
called(const char *what, const struct history_claim *c)
{
	size_t len = strlen(calls);

	snprintf(calls + len, sizeof calls - len, "%s%s ",
	    c != NULL && c->sender == NULL ? "site-" : "", what);
}

static void
peek(const struct history *h, const struct history_claim *c,
    struct history_answer *a)
{
	(void)h;
	called("peek", c);
	*a = c->sender == NULL ? site_peek : mailbox_peek;
}

static void
reserve(const struct history *h, const struct history_claim *c,
    struct history_answer *a)
{
	(void)h;
	called("reserve", c);
	*a = c->sender == NULL ? site_reserve : mailbox_reserve;
}

static int
rollback(const struct history *h, const struct history_claim *c, uint64_t token)
{
	(void)h;
	assert_int_equal(token, 77);
	called("rollback", c);
	return 0;
}

static int
settle(const struct history *h, const struct history_claim *c)
{
	(void)h;
	called("settle", c);
	return settle_rc;
}

static const struct history_driver driver = { .peek = peek,
	.reserve = reserve,
	.rollback = rollback,
	.settle = settle };

static int
corresponds(const struct mailbox *mailbox, const struct key *sender,
    char why[200], void *arg)
{
	(void)mailbox;
	(void)arg;
	called("corresponds", NULL);
	assert_string_equal(sender->sender, "alice@example.net");
	snprintf(why, 200, "no file");
	return corresponds_rc;
}

static int
occasion(struct occasion *o, const struct facts *f, char why[200], void *arg)
{
	(void)f;
	(void)arg;
	o->due = true;
	snprintf(why, 200, "no calendar");
	return occasion_rc;
}

static int template(struct template *t, const struct facts *f, char why[200],
    void *arg)
{
	static const char text[] = "Away.\n";
	struct template_error error;

	(void)f;
	(void)arg;
	called("template", NULL);
	snprintf(why, 200, "no text");
	if (template_rc == 0)
		template_parse(t, text, sizeof text - 1, &error);
	return template_rc;
}

/* Puts a text for strangers in the place of the main one. */
static int
suit(struct template *t, const struct facts *f, char why[200], void *arg)
{
	struct template_error error;

	(void)arg;
	called(facts_verified(f) ? "suit-verified" : "suit", NULL);
	snprintf(why, 200, "no other text");
	template_release(t);
	template_parse(t, "Received.\n", 10, &error);
	return suit_rc;
}

static void
submit(struct submit_result *result, const struct mailbox *mailbox,
    const struct response *r, void *arg)
{
	(void)mailbox;
	(void)arg;
	assert_string_equal(r->recipient, "alice@example.net");
	called("submit", NULL);
	result->outcome = outcome;
	snprintf(result->why, sizeof result->why, "because");
}

static int
moment(struct response_moment *to, uint64_t *token, const struct facts *f,
    void *arg)
{
	(void)arg;
	memset(to, 0, sizeof *to);
	to->now = f->now;
	*token = 77;
	return moment_rc;
}

static void
check(struct sender_request *q, struct findings *found,
    const struct mailbox *mailbox, void *arg)
{
	(void)mailbox;
	(void)arg;
	called("check", NULL);
	request = *q;
	sender_reply_init(&found->reply);
	found->reply.domain = (uint8_t)domain_state;
	found->reply.spf = (uint8_t)spf_state;
}

static void
machine(struct mailbox_list *names, void *arg)
{
	(void)arg;
	machines++;
	mailbox_list_add(names, "mail.example.org", 16);
}

static const char *
stopped(const struct mailbox *mailbox, void *arg)
{
	(void)mailbox;
	(void)arg;
	return NULL;
}

static void
step(const struct journey *journey, enum journey_step what, void *arg)
{
	(void)arg;
	assert_int_equal(journey->mailbox_claim.token, 77);
	called(what == JOURNEY_CLAIM ? "(claim)" : "(submit)", NULL);
}

static void
own(char **member, const char *value)
{
	free(*member);
	*member = xstrdup(value);
}

static int
set_up(void **state)
{
	(void)state;
	*calls = '\0';
	machines = 0;
	memset(&mailbox_peek, 0, sizeof mailbox_peek);
	mailbox_reserve = site_peek = site_reserve = mailbox_peek;
	outcome = SUBMIT_ACCEPTED;
	corresponds_rc = occasion_rc = template_rc = suit_rc = moment_rc =
	    settle_rc = 0;
	subject_init(&s);
	s.has_header = s.destinations = 1;
	s.dated = NOW;
	subject_add_address(&s, PLACE_TO, "bob@example.org");
	memset(&e, 0, sizeof e);
	e.state = ENVELOPE_ADDRESS;
	snprintf(e.sender, sizeof e.sender, "alice@example.net");
	mailbox_init(&m);
	own(&m.address, "bob@example.org");
	own(&m.from_address, "bob@example.org");
	own(&m.state, "/nowhere");
	mailbox_list_add(&m.audience, "everyone", 8);
	m.enabled = true;
	m.interval = 604800;
	ports = (struct ports){ .history = &driver,
		.occasion = occasion,
		.corresponds = corresponds,
		.template = template,
		.submit = submit,
		.moment = moment,
		.check = check,
		.machine = machine,
		.stopped = stopped,
		.step = step };
	domain_state = DOMAIN_GOOD;
	spf_state = RESULT_PASS;
	journey_init(&j);
	j.facts.subject = &s;
	j.facts.envelope = &e;
	j.facts.mailbox = &m;
	j.facts.now = NOW;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	journey_release(&j);
	mailbox_release(&m);
	return 0;
}

static void
what_the_sender_reads_does_not_change_the_identity(void **state)
{
	char main[sizeof j.identity];

	(void)state;
	journey_rehearse(&j, &ports, false);
	memcpy(main, j.identity, sizeof main);
	assert_non_null(strstr(j.response.bytes, "Away."));
	tear_down(state);
	set_up(state);
	ports.suit = suit;
	journey_respond(&j, &ports);
	assert_string_equal(calls,
	    "template peek site-peek suit (claim) reserve site-reserve "
	    "(submit) submit ");
	assert_string_equal(j.identity, main);
	assert_string_equal(j.mailbox_claim.text, main);
	assert_non_null(strstr(j.response.bytes, "Received."));
	assert_null(strstr(j.response.bytes, "Away."));
}

static void
what_the_sender_reads_follows_from_the_check(void **state)
{
	(void)state;
	ports.suit = suit;
	m.sender_check = true;
	snprintf(e.client_ip, sizeof e.client_ip, "192.0.2.1");
	journey_respond(&j, &ports);
	assert_string_equal(calls,
	    "template peek site-peek check suit-verified (claim) reserve "
	    "site-reserve (submit) submit ");
}

static void
without_a_text_for_the_sender_nothing_is_claimed(void **state)
{
	(void)state;
	ports.suit = suit;
	suit_rc = -1;
	journey_respond(&j, &ports);
	assert_string_equal(calls, "template peek site-peek suit ");
	assert_int_equal(j.judgement.verdict, VERDICT_UNDECIDED);
	assert_string_equal(j.judgement.evidence.text,
	    "template: no other text");
	assert_false(j.temporary);
	assert_false(j.composed);
}

static void
a_response_is_claimed_before_it_is_submitted(void **state)
{
	(void)state;
	journey_respond(&j, &ports);
	assert_string_equal(calls,
	    "template peek site-peek (claim) reserve site-reserve (submit) "
	    "submit ");
	assert_int_equal(j.judgement.verdict, VERDICT_RESPOND);
	assert_true(j.submitted);
}

static void
the_sender_is_checked_last_and_once(void **state)
{
	(void)state;
	m.sender_check = true;
	snprintf(e.client_ip, sizeof e.client_ip, "192.0.2.1");
	snprintf(e.helo, sizeof e.helo, "mx.example.net");
	journey_respond(&j, &ports);
	assert_string_equal(calls,
	    "template peek site-peek check (claim) reserve site-reserve "
	    "(submit) submit ");
	assert_int_equal(request.tasks, SENDER_DOMAIN | SENDER_SPF);
	assert_string_equal(request.sender, "alice@example.net");
	assert_string_equal(request.helo, "mx.example.net");
}

static void
only_what_a_rule_looks_at_is_asked(void **state)
{
	static const struct {
		const char *client, *disabled, *exempt;
		uint32_t tasks;
		bool asked;
	} rows[] = {
		{ "", NULL, NULL, SENDER_DOMAIN, true },
		{ "10.0.0.1", NULL, NULL, SENDER_DOMAIN, true },
		{ "192.0.2.1", "spf", NULL, SENDER_DOMAIN, true },
		{ "192.0.2.1", "sender-domain", NULL, SENDER_SPF, true },
		{ "192.0.2.1", NULL, "example.net", SENDER_SPF, true },
		{ "", NULL, "*@example.net", 0, false },
		{ "127.0.0.1", "sender-domain", NULL, 0, false },
	};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		tear_down(state);
		set_up(state);
		m.sender_check = true;
		snprintf(e.client_ip, sizeof e.client_ip, "%s", rows[i].client);
		if (rows[i].disabled != NULL)
			mailbox_list_add(&m.disabled_rules, rows[i].disabled,
			    strlen(rows[i].disabled));
		if (rows[i].exempt != NULL)
			mailbox_list_add(&m.exempt_domains, rows[i].exempt,
			    strlen(rows[i].exempt));
		memset(&request, 0, sizeof request);
		journey_rehearse(&j, &ports, false);
		assert_int_equal(j.judgement.verdict, VERDICT_RESPOND);
		assert_int_equal(request.tasks, rows[i].tasks);
		assert_int_equal(strstr(calls, "check") != NULL, rows[i].asked);
	}
}

static void
a_forged_sender_is_never_claimed(void **state)
{
	(void)state;
	m.sender_check = true;
	snprintf(e.client_ip, sizeof e.client_ip, "192.0.2.1");
	spf_state = RESULT_FAIL;
	journey_respond(&j, &ports);
	assert_string_equal(calls, "template peek site-peek check ");
	assert_string_equal(j.judgement.rule->name, "spf");
}

static void
a_person_has_no_site_store(void **state)
{
	(void)state;
	m.personal = true;
	journey_respond(&j, &ports);
	assert_string_equal(calls,
	    "template peek (claim) reserve (submit) submit ");
}

static void
a_header_that_suppresses_opens_nothing(void **state)
{
	(void)state;
	subject_add_sign(&s, SIGN_LIST_FIELD, "List-Id", "x");
	journey_respond(&j, &ports);
	assert_string_equal(calls, "");
	assert_int_equal(machines, 0);
}

static void
a_rehearsal_writes_nothing(void **state)
{
	(void)state;
	journey_rehearse(&j, &ports, true);
	assert_string_equal(calls, "template peek site-peek ");
	assert_true(j.composed);
	assert_false(j.submitted);
}

static void
a_recent_sender_is_not_claimed(void **state)
{
	(void)state;
	mailbox_peek.status = HISTORY_TAKEN;
	mailbox_peek.past.recent = true;
	journey_respond(&j, &ports);
	assert_string_equal(calls, "template peek ");
	assert_string_equal(j.judgement.rule->name, "recently-answered");
}

static void
a_race_lost_is_told_by_the_rule_that_lost_it(void **state)
{
	(void)state;
	mailbox_reserve.status = HISTORY_TAKEN;
	mailbox_reserve.past.recent = true;
	journey_respond(&j, &ports);
	assert_string_equal(calls, "template peek site-peek (claim) reserve ");
	assert_int_equal(j.judgement.verdict, VERDICT_SUPPRESS);
	assert_string_equal(j.judgement.rule->name, "recently-answered");
	assert_false(j.submitted);
}

static void
the_site_says_no_and_the_mailbox_takes_its_claim_back(void **state)
{
	(void)state;
	site_reserve.status = HISTORY_TAKEN;
	site_reserve.past.flood = true;
	site_reserve.past.cap = "max-site-day";
	journey_respond(&j, &ports);
	assert_string_equal(calls,
	    "template peek site-peek (claim) reserve site-reserve rollback ");
	assert_string_equal(j.judgement.rule->name, "flood");
}

static void
a_definite_refusal_gives_both_claims_back(void **state)
{
	(void)state;
	outcome = SUBMIT_REFUSED;
	journey_respond(&j, &ports);
	assert_non_null(strstr(calls, "submit rollback site-rollback "));
	assert_int_equal(j.judgement.verdict, VERDICT_UNDECIDED);
	assert_true(j.temporary);
	assert_false(j.submitted);
}

static void
an_unknown_outcome_keeps_the_claim(void **state)
{
	(void)state;
	outcome = SUBMIT_UNKNOWN;
	journey_respond(&j, &ports);
	assert_null(strstr(calls, "rollback"));
	assert_int_equal(j.judgement.verdict, VERDICT_UNDECIDED);
	assert_true(j.submitted);
	assert_false(j.temporary);
}

static void
an_unavailable_history_is_silence(void **state)
{
	(void)state;
	mailbox_peek.status = HISTORY_UNAVAILABLE;
	snprintf(mailbox_peek.why, sizeof mailbox_peek.why, "locked");
	journey_respond(&j, &ports);
	assert_string_equal(calls, "template peek ");
	assert_int_equal(j.judgement.verdict, VERDICT_UNDECIDED);
	assert_string_equal(j.judgement.evidence.text, "history: locked");
	assert_true(j.temporary);
}

static void
a_reservation_that_fails_is_silence(void **state)
{
	(void)state;
	mailbox_reserve.status = HISTORY_UNAVAILABLE;
	journey_respond(&j, &ports);
	assert_null(strstr(calls, "submit"));
	assert_int_equal(j.judgement.verdict, VERDICT_UNDECIDED);
	assert_true(j.temporary);
}

static void
a_missing_text_or_no_randomness_costs_no_claim(void **state)
{
	(void)state;
	template_rc = -1;
	journey_respond(&j, &ports);
	assert_string_equal(calls, "template ");
	assert_string_equal(j.judgement.evidence.text, "no text");
	*calls = '\0';
	template_rc = 0;
	moment_rc = -1;
	journey_respond(&j, &ports);
	assert_null(strstr(calls, "reserve"));
	assert_int_equal(j.judgement.verdict, VERDICT_UNDECIDED);
}

static void
an_unknown_occasion_is_silence(void **state)
{
	(void)state;
	occasion_rc = -1;
	journey_respond(&j, &ports);
	assert_string_equal(calls, "");
	assert_int_equal(j.judgement.verdict, VERDICT_UNDECIDED);
	assert_string_equal(j.judgement.evidence.text, "schedule: no calendar");
	assert_false(j.temporary);
}

static void
a_message_that_its_header_judges_asks_for_no_occasion(void **state)
{
	(void)state;
	occasion_rc = -1;
	subject_add_sign(&s, SIGN_LIST_FIELD, "List-Id", "x");
	journey_respond(&j, &ports);
	assert_string_equal(calls, "");
	assert_int_equal(j.judgement.verdict, VERDICT_SUPPRESS);
	assert_string_equal(j.judgement.rule->name, "list-field");
}

static void
the_circle_is_found_once_before_the_text(void **state)
{
	(void)state;
	own(&m.correspondents, "/known");
	corresponds_rc = 1;
	journey_respond(&j, &ports);
	assert_non_null(strstr(calls, "corresponds template peek "));
	assert_null(strstr(strstr(calls, "template"), "corresponds"));
	assert_int_equal(j.facts.audience.circle, AUDIENCE_KNOWN);
	assert_true(j.submitted);
}

static void
the_circle_is_found_though_its_rule_is_disabled(void **state)
{
	(void)state;
	own(&m.correspondents, "/known");
	mailbox_list_add(&m.disabled_rules, "audience", 8);
	journey_respond(&j, &ports);
	assert_non_null(strstr(calls, "corresponds template peek "));
	assert_int_equal(j.facts.audience.circle, AUDIENCE_OTHERS);
}

static void
an_unreadable_list_of_correspondents_is_silence(void **state)
{
	(void)state;
	own(&m.correspondents, "/known");
	corresponds_rc = -1;
	journey_respond(&j, &ports);
	assert_string_equal(calls, "corresponds ");
	assert_int_equal(j.judgement.verdict, VERDICT_UNDECIDED);
	assert_string_equal(j.judgement.evidence.text,
	    "correspondents: no file");
}

static void
no_list_is_read_for_a_colleague(void **state)
{
	(void)state;
	own(&m.correspondents, "/known");
	mailbox_list_add(&m.internal_domains, "example.net", 11);
	journey_respond(&j, &ports);
	assert_null(strstr(calls, "corresponds"));
	assert_int_equal(j.facts.audience.circle, AUDIENCE_INTERNAL);
}

static void
a_suppressed_message_settles_what_it_met(void **state)
{
	(void)state;
	mailbox_peek.status = HISTORY_TAKEN;
	mailbox_peek.past.flood = true;
	mailbox_peek.past.cap = "max-per-hour";
	mailbox_peek.unsettled = true;
	settle_rc = 1;
	journey_respond(&j, &ports);
	assert_string_equal(calls, "template peek settle site-settle ");
	assert_true(j.tripped);
}

static void
a_disabled_interval_is_claimed_as_none(void **state)
{
	(void)state;
	journey_rehearse(&j, &ports, false);
	assert_int_equal(j.mailbox_claim.interval, 604800);
	mailbox_list_add(&m.disabled_rules, "recently-answered", 17);
	journey_release(&j);
	journey_init(&j);
	j.facts = (struct facts){
		.subject = &s, .envelope = &e, .mailbox = &m, .now = NOW
	};
	journey_rehearse(&j, &ports, false);
	assert_int_equal(j.mailbox_claim.interval, 0);
}

static void
a_message_without_id_is_known_by_its_content(void **state)
{
	(void)state;
	s.content_hash = 0xabc;
	journey_rehearse(&j, &ports, false);
	assert_string_equal(j.mailbox_claim.message,
	    "content:0000000000000abc");
}

/* A verdict of the machine's own, above its own Received. */
static void
failed(void)
{
	mailbox_list_add(&m.trusted_authserv_ids, "mx.example.org", 14);
	s.received = s.hop_count = s.auth_count = 1;
	memset(&s.hops[0], 0, sizeof s.hops[0]);
	memset(&s.auths[0], 0, sizeof s.auths[0]);
	snprintf(s.hops[0].by, SUBJECT_HOST, "mail.example.org");
	snprintf(s.hops[0].ip, IP_TEXT, "192.0.2.1");
	s.auths[0].kind = AUTH_RECEIVED_SPF;
	s.auths[0].spf = RESULT_FAIL;
}

static void
a_failed_sender_costs_no_look_into_the_history(void **state)
{
	(void)state;
	failed();
	journey_respond(&j, &ports);
	assert_string_equal(j.judgement.rule->name, "authentication-failed");
	assert_string_equal(calls, "");
}

static void
the_machine_is_asked_once(void **state)
{
	(void)state;
	failed();
	journey_rehearse(&j, &ports, true);
	assert_int_equal(machines, 1);
	assert_true(j.facts.traced);
	assert_string_equal(j.facts.client.ip, "192.0.2.1");
	assert_int_equal(j.facts.testimony.spf, RESULT_FAIL);
}

static void
a_rehearsal_shows_the_trace_of_what_a_header_suppresses(void **state)
{
	(void)state;
	failed();
	subject_add_sign(&s, SIGN_LIST_FIELD, "List-Id", "x");
	journey_rehearse(&j, &ports, false);
	assert_string_equal(j.judgement.rule->name, "list-field");
	assert_int_equal(j.facts.testimony.spf, RESULT_FAIL);
}

#define row(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		row(a_response_is_claimed_before_it_is_submitted),
		row(what_the_sender_reads_does_not_change_the_identity),
		row(what_the_sender_reads_follows_from_the_check),
		row(without_a_text_for_the_sender_nothing_is_claimed),
		row(the_sender_is_checked_last_and_once),
		row(only_what_a_rule_looks_at_is_asked),
		row(a_forged_sender_is_never_claimed),
		row(a_person_has_no_site_store),
		row(a_header_that_suppresses_opens_nothing),
		row(a_rehearsal_writes_nothing),
		row(a_recent_sender_is_not_claimed),
		row(a_race_lost_is_told_by_the_rule_that_lost_it),
		row(the_site_says_no_and_the_mailbox_takes_its_claim_back),
		row(a_definite_refusal_gives_both_claims_back),
		row(an_unknown_outcome_keeps_the_claim),
		row(an_unavailable_history_is_silence),
		row(a_reservation_that_fails_is_silence),
		row(a_missing_text_or_no_randomness_costs_no_claim),
		row(an_unknown_occasion_is_silence),
		row(a_message_that_its_header_judges_asks_for_no_occasion),
		row(the_circle_is_found_once_before_the_text),
		row(the_circle_is_found_though_its_rule_is_disabled),
		row(an_unreadable_list_of_correspondents_is_silence),
		row(no_list_is_read_for_a_colleague),
		row(a_suppressed_message_settles_what_it_met),
		row(a_disabled_interval_is_claimed_as_none),
		row(a_message_without_id_is_known_by_its_content),
		row(a_failed_sender_costs_no_look_into_the_history),
		row(the_machine_is_asked_once),
		row(a_rehearsal_shows_the_trace_of_what_a_header_suppresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
