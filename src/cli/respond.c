#include "base/log.h"
#include "base/mem.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/ports.h"
#include "supervise/intake.h"
#include "supervise/process.h"
#include "supervise/supervise.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Everything the responder works on; released at its end, so that a leak is
 * seen. */
struct work {
	const struct options *options;
	struct board *board;
	struct mailbox mailbox;
	struct subject subject;
	struct envelope envelope;
	struct ports_context context;
	struct ports ports;
	struct journey journey;
};

static const char *
reason(const struct work *w)
{
	const struct rule *rule = w->journey.judgement.rule;

	return rule == NULL ? NULL : rule->name;
}

/* A list that does not answer us is no list, and somebody should know. */
static void
log_lists(const struct sender_reply *r)
{
	char text[SENDER_NAME + 100];
	size_t i;

	for (i = 0; i < 2 * SENDER_LISTS; i++) {
		const struct sender_listing *l = &r->listings[i];

		if (l->state != LISTING_REFUSED && l->state != LISTING_FOREIGN)
			continue;
		snprintf(text, sizeof text, "%s: %s answer %s, not believed",
		    l->zone, listing_state_text(l->state), l->answer);
		log_event(LOG_LEVEL_WARNING, "dns-list", text);
	}
}

static void
log_findings(struct log_line *line, const struct work *w)
{
	const struct findings *found = &w->journey.facts.findings;

	if (!w->mailbox.sender_check)
		log_add(line, "sender-check", "off");
	if (!found->known)
		return;
	log_add(line, "domain", domain_state_text(found->reply.domain));
	log_add(line, "spf", spf_result_text(facts_spf(&w->journey.facts)));
	if (*found->died != '\0')
		log_add(line, "checker", found->died);
}

static void
log_message(const struct work *w)
{
	const struct journey *j = &w->journey;
	struct log_line line;
	char cap[JOURNEY_CAP];
	enum verdict verdict = j->judgement.verdict;

	log_begin(&line);
	log_add(&line, "verdict", verdict_text(verdict));
	log_add(&line, "rule", reason(w));
	if (*j->judgement.evidence.text != '\0')
		log_add(&line, "evidence", j->judgement.evidence.text);
	log_add(&line, "mailbox", w->mailbox.address);
	log_add(&line, "sender",
	    w->envelope.state == ENVELOPE_UNKNOWN ? NULL : w->envelope.sender);
	log_add(&line, "message-id", w->subject.message_id);
	log_findings(&line, w);
	if (j->submitted)
		log_add(&line, "response", j->response.message_id);
	log_add_number(&line, "ms",
	    (long long)(process_clock() - w->context.started));
	log_end(&line,
	    verdict == VERDICT_UNDECIDED ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO);
	w->board->logged = 1;
	log_lists(&j->facts.findings.reply);
	if (!j->tripped)
		return;
	journey_cap_text(cap, j);
	log_event(LOG_LEVEL_WARNING, "breaker", cap);
}

static void
give_up(struct work *w, const char *what, bool temporary)
{
	struct judgement *j = &w->journey.judgement;

	j->verdict = VERDICT_UNDECIDED;
	mem_copy(j->evidence.text, sizeof j->evidence.text, what);
	w->journey.temporary = temporary;
}

static int
load(struct work *w)
{
	char problem[EVIDENCE_MAX];
	int rc = load_mailbox(&w->mailbox, w->options, NULL, problem,
	    sizeof problem);

	if (rc == -1)
		give_up(w, problem, false); /* trying again mends no typo */
	return rc;
}

/* As far as the configuration says, which may have a mistake elsewhere. */
static void
begin_log(struct work *w)
{
	mem_copy(w->board->log, sizeof w->board->log, w->mailbox.log);
	w->board->log_format = w->mailbox.log_format;
	log_open(w->mailbox.log, isatty(2));
	log_format(w->mailbox.log_format);
}

static void
show_on_board(const struct work *w)
{
	struct board *b = w->board;

	mem_copy(b->mailbox, sizeof b->mailbox, w->mailbox.address);
	mem_copy(b->sender, sizeof b->sender, w->envelope.sender);
	mem_copy(b->message_id, sizeof b->message_id, w->subject.message_id);
	b->stage = STAGE_JUDGING;
}

static void
work(struct work *w, int record_fd)
{
	struct facts *f = &w->journey.facts;

	int rc = load(w);

	begin_log(w);
	if (rc == -1)
		return;
	w->board->deadline = w->mailbox.deadline * 1000;
	f->mailbox = &w->mailbox;
	f->now = (uint64_t)time(NULL);
	if (intake_receive(record_fd, &w->subject) == -1) {
		memset(&w->subject, 0, sizeof w->subject);
		give_up(w, "the message could not be read", true);
		return;
	}
	/* The deadline counts from the end of the message. */
	w->context.started = process_clock();
	envelope_find(&w->envelope, &w->options->envelope, ports_environment,
	    &w->subject);
	show_on_board(w);
	f->subject = &w->subject;
	f->envelope = &w->envelope;
	f->now = (uint64_t)time(NULL);
	journey_respond(&w->journey, &w->ports);
}

/* From here on nothing changes the status, not even a hang. */
static void
follow_up(struct work *w)
{
	struct aftermath_ports ports;

	if (w->journey.facts.mailbox == NULL)
		return;
	/* A limit on the size of files is an error of write(2), no death. */
	signal(SIGXFSZ, SIG_IGN);
	ports_aftermath(&ports, &w->context);
	aftermath(&w->journey, (uint32_t)(process_clock() - w->context.started),
	    &ports);
}

static int
respond(int record_fd, struct board *b, void *arg)
{
	static struct work w;

	w.options = arg;
	w.board = b;
	w.context.board = b;
	w.context.started = process_clock();
	mailbox_init(&w.mailbox);
	journey_init(&w.journey);
	ports_init(&w.ports, &w.context);
	log_open(NULL, isatty(2));
	work(&w, record_fd);
	b->temporary = w.journey.temporary;
	log_message(&w);
	b->stage = w.journey.submitted ? STAGE_SUBMITTING : STAGE_DONE;
	follow_up(&w);
	close(record_fd);
	journey_release(&w.journey);
	mailbox_release(&w.mailbox);
	return 0;
}

static void
mend(const struct board *b, void *arg)
{
	(void)arg;
	ports_mend(b);
}

/* How long a logger may take to note a mistake of the caller. */
#define USAGE_MS 1500

static void
log_usage(void *arg)
{
	log_open(NULL, isatty(2));
	log_event(LOG_LEVEL_ERROR, "usage", arg);
}

int
respond_command(const struct command *self, int argc, char **argv)
{
	static struct options o;
	struct supervision s = { .respond = respond, .mend = mend, .arg = &o };
	char error[200];

	if (options_parse(&o, self->options, false, argc, argv, error) == 0) {
		process_normalise(true);
		s.failure_status = o.on_failure;
		return supervise(&s);
	}
	process_normalise(true);
	intake_drain(0, SUPERVISE_DEADLINE);
	process_bounded(log_usage, error, USAGE_MS);
	return 0;
}

int
respond_unknown(const char *word)
{
	char error[200];

	snprintf(error, sizeof error,
	    "%.100s: unknown command; try backsoon --help", word);
	if (isatty(0) || intake_drain(0, SUPERVISE_DEADLINE) == 0) {
		fprintf(stderr, "backsoon: %s\n", error);
		return OPTIONS_USAGE;
	}
	process_normalise(true);
	process_bounded(log_usage, error, USAGE_MS);
	return 0;
}
