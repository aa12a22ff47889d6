#include "base/mem.h"
#include "journey/aftermath.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW UINT64_C(1700000000)

/* A world made of numbers: what each port answers, and the order of calls. */
static char calls[400];
static int count_rc, publish_rc, keep_rc, claim_rc, send_rc;
static bool in_time, has_ended, is_slow;
static uint64_t ends;

static char evidence[200];

static struct mailbox m;
static struct journey j;
static struct aftermath_ports ports;
static const struct rule rule = { .name = "null-sender" };

static void
called(const char *what, const char *detail)
{
	size_t len = strlen(calls);

	snprintf(calls + len, sizeof calls - len, "%s%s%s ", what,
	    *detail == '\0' ? "" : ":", detail);
}

static int
failing(int rc, char why[200])
{
	snprintf(why, 200, "%s", rc == -1 ? "because" : "");
	return rc;
}

static int
count(const struct mailbox *mailbox, const struct tally_run *run, char why[200],
    void *arg)
{
	(void)arg;
	assert_ptr_equal(mailbox, &m);
	assert_int_equal(run->now, NOW);
	assert_int_equal(run->ms, 42);
	called("count", run->outcome);
	return failing(count_rc, why);
}

static int
publish(const struct mailbox *mailbox, uint64_t now, char why[200], void *arg)
{
	(void)mailbox;
	(void)now;
	(void)arg;
	called("publish", "");
	return failing(publish_rc, why);
}

static int
keep(const struct mailbox *mailbox, const struct response *r, char why[200],
    void *arg)
{
	(void)mailbox;
	(void)arg;
	assert_ptr_equal(r, &j.response);
	called("keep", "");
	return failing(keep_rc, why);
}

static bool
may_send(const struct mailbox *mailbox, void *arg)
{
	(void)mailbox;
	(void)arg;
	return in_time;
}

static bool
ended(struct occasion *last, const struct mailbox *mailbox, uint64_t now,
    void *arg)
{
	(void)mailbox;
	(void)now;
	(void)arg;
	snprintf(last->until, sizeof last->until, "2023-11-14");
	last->ends = ends;
	if (is_slow)
		in_time = false;
	return has_ended;
}

static int
claim(const struct mailbox *mailbox, const struct notice *n, uint64_t now,
    char why[200], void *arg)
{
	(void)mailbox;
	(void)now;
	(void)arg;
	called("claim", notice_word(n->kind));
	return failing(claim_rc, why);
}

static void
summarise(struct notice_summary *s, const struct mailbox *mailbox,
    const struct occasion *o, void *arg)
{
	(void)mailbox;
	(void)arg;
	assert_string_equal(o->until, "2023-11-14");
	called("summarise", "");
	s->senders = xstrdup("a\n");
}

static int
send_notice(const struct notice *n, uint64_t now, char why[200], void *arg)
{
	(void)now;
	(void)arg;
	called("send", notice_word(n->kind));
	if (n->evidence != NULL)
		snprintf(evidence, sizeof evidence, "%s", n->evidence);
	return failing(send_rc, why);
}

static void
tell(const struct mailbox *mailbox, bool failed, const char *event,
    const char *detail, void *arg)
{
	(void)mailbox;
	(void)arg;
	called(failed ? "warn" : "info", event);
	called("detail", detail);
}

static int
begin(void **state)
{
	static const char *const words[] = { "breaker", "ended", "endless" };
	size_t i;

	(void)state;
	calls[0] = '\0';
	count_rc = publish_rc = keep_rc = send_rc = 0;
	claim_rc = 1;
	in_time = true;
	has_ended = is_slow = false;
	ends = NOW - 10;
	mailbox_init(&m);
	free(m.notify);
	m.notify = xstrdup("owner@example.org");
	for (i = 0; i < 3; i++)
		mailbox_list_add(&m.notify_on, words[i], strlen(words[i]));
	journey_init(&j);
	j.facts.mailbox = &m;
	j.facts.now = NOW;
	j.judgement.verdict = VERDICT_SUPPRESS;
	j.judgement.rule = &rule;
	ports = (struct aftermath_ports){ count, publish, keep, may_send, ended,
		claim, summarise, send_notice, tell, NULL };
	return 0;
}

static int
end(void **state)
{
	(void)state;
	mailbox_release(&m);
	journey_release(&j);
	return 0;
}

static void
answered(void)
{
	j.judgement.verdict = VERDICT_RESPOND;
	j.judgement.rule = NULL;
	j.submitted = true;
}

static void
set(char **to, const char *value)
{
	free(*to);
	*to = xstrdup(value);
}

static void
expect(const char *want)
{
	aftermath(&j, 42, &ports);
	assert_string_equal(calls, want);
	calls[0] = '\0';
}

static void
nothing_is_done_where_nothing_is_set(void **state)
{
	(void)state;
	set(&m.notify, "");
	j.tripped = true;
	has_ended = true;
	expect("");
	answered();
	expect("");
}

static void
each_outcome_has_its_name(void **state)
{
	(void)state;
	m.statistics = true;
	expect("count:null-sender ");
	answered();
	m.class = CLASS_LEAVER; /* has no end, and says nothing */
	expect("count:responded ");
	j.judgement.verdict = VERDICT_UNDECIDED;
	j.result.outcome = SUBMIT_UNKNOWN;
	expect("count:unknown ");
	j.submitted = false;
	j.result.outcome = SUBMIT_REFUSED;
	expect("count:refused ");
	j.result = (struct submit_result){ .status = 0 };
	expect("count:undecided ");
}

static void
a_metrics_file_is_written_behind_the_count(void **state)
{
	(void)state;
	set(&m.metrics_file, "/m.prom");
	expect("count:null-sender publish ");
	publish_rc = -1;
	expect("count:null-sender publish warn:metrics-file detail:because ");
	count_rc = -1;
	expect("count:null-sender warn:statistics detail:because ");
}

static void
only_what_left_is_kept(void **state)
{
	(void)state;
	set(&m.fcc, "/copies");
	expect("");
	answered();
	m.class = CLASS_LEAVER;
	expect("keep ");
	keep_rc = -1;
	expect("keep warn:fcc detail:because ");
	j.judgement.verdict = VERDICT_UNDECIDED; /* it may have left */
	expect("");
}

static void
a_breaker_is_claimed_and_names_its_cap(void **state)
{
	(void)state;
	/* It was another rule that spoke, of something else. */
	snprintf(j.judgement.evidence.text, sizeof j.judgement.evidence.text,
	    "answered yesterday");
	j.facts.past = (struct past){
		.flood = true, .cap = "max-per-hour", .count = 60, .limit = 60
	};
	j.tripped = true;
	has_ended = true;
	expect("claim:breaker send:breaker info:notice detail:breaker ");
	assert_string_equal(evidence, "max-per-hour reached: 60 of 60");
	send_rc = -1;
	expect("claim:breaker send:breaker warn:notice detail:breaker: "
	       "because ");
	has_ended = false;
	claim_rc = 0;
	expect("claim:breaker ");
	in_time = false;
	expect("warn:notice detail:breaker: no time left before the deadline ");
}

static void
an_end_is_claimed_before_it_is_told(void **state)
{
	(void)state;
	has_ended = true;
	expect("claim:ended summarise send:ended info:notice detail:ended ");
	claim_rc = 0;
	expect("claim:ended ");
	claim_rc = -1;
	expect("claim:ended warn:notice detail:because ");
	claim_rc = 1;
	ends = NOW - AFTERMATH_PERIOD - 1;
	expect("");
	ends = NOW + 1;
	expect("");
	ends = NOW;
	in_time = false;
	expect("");
	aftermath_ended(&m, NOW, &ports);
	assert_string_equal(calls, "");
	in_time = true;
	aftermath_ended(&m, NOW, &ports);
	assert_string_equal(calls,
	    "claim:ended summarise send:ended info:notice detail:ended ");
}

static void
no_right_is_taken_that_there_is_no_time_to_use(void **state)
{
	(void)state;
	has_ended = is_slow = true; /* a calendar that takes its time */
	expect("");
	in_time = true;
	is_slow = false;
	expect("claim:ended summarise send:ended info:notice detail:ended ");
}

static void
an_absence_without_an_end_is_told_when_it_answers(void **state)
{
	(void)state;
	expect("");
	answered();
	expect("claim:endless send:endless info:notice detail:endless ");
	claim_rc = 0;
	expect("claim:endless ");
	claim_rc = 1;
	set(&m.hours, "Mon-Fri 09:00-17:00");
	expect("");
	set(&m.hours, "");
	mem_copy(j.facts.occasion.until, sizeof j.facts.occasion.until,
	    "2023-12-24");
	expect("");
}

static void
what_is_not_named_is_not_told(void **state)
{
	(void)state;
	mailbox_list_release(&m.notify_on);
	mailbox_list_add(&m.notify_on, "endless", 7);
	j.tripped = true;
	has_ended = true;
	expect("");
	answered();
	expect("claim:endless send:endless info:notice detail:endless ");
	mailbox_list_release(&m.notify_on);
	expect("");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_done_where_nothing_is_set),
		TEST(each_outcome_has_its_name),
		TEST(a_metrics_file_is_written_behind_the_count),
		TEST(only_what_left_is_kept),
		TEST(a_breaker_is_claimed_and_names_its_cap),
		TEST(an_end_is_claimed_before_it_is_told),
		TEST(no_right_is_taken_that_there_is_no_time_to_use),
		TEST(an_absence_without_an_end_is_told_when_it_answers),
		TEST(what_is_not_named_is_not_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
