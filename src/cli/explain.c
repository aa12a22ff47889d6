#include "explain.h"
#include "json.h"

#include "base/mem.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/ports.h"
#include "supervise/intake.h"
#include "supervise/process.h"
#include "supervise/supervise.h"

#include <stdio.h>
#include <stdlib.h>

/* The same reader, in a process of its own as in pipe mode. */
static int
read_subject(struct subject *s)
{
	struct intake in;
	int rc;

	if (intake_init(&in) == -1)
		return -1;
	intake_read(&in, 0, -1);
	rc = intake_subject(&in, s);
	intake_release(&in);
	return rc;
}

static int
status_of(enum verdict v)
{
	static const int statuses[] = {
		[VERDICT_RESPOND] = 0,
		[VERDICT_SUPPRESS] = 1,
		[VERDICT_UNDECIDED] = 2,
	};

	return statuses[v];
}

static void
rehearse(struct journey *j, const struct options *o, struct mailbox *m,
    struct subject *s, struct envelope *e, struct sender_trace *trace)
{
	struct ports_context context = { .started = process_clock(),
		.trace = trace };
	struct ports ports;

	j->judgement.verdict = VERDICT_UNDECIDED;
	if (read_subject(s) == -1) {
		subject_init(s);
		mem_copy(j->judgement.evidence.text,
		    sizeof j->judgement.evidence.text,
		    "the message could not be read");
		return;
	}
	envelope_find(e, &o->envelope, ports_environment, s);
	if (load_mailbox(m, o, stderr, j->judgement.evidence.text,
		sizeof j->judgement.evidence.text) == -1)
		return;
	j->facts.now = load_now(o, m);
	ports_init(&ports, &context);
	ports.traced = true;
	ports.curious = o->all;
	journey_rehearse(j, &ports, o->all);
	/* Borrowed from a context that ends here. */
	j->facts.stopped = NULL;
}

int
explain_command(const struct command *self, int argc, char **argv)
{
	static struct subject subject;
	static struct envelope envelope;
	static struct journey j;
	static struct sender_trace trace;
	static struct options o;
	struct mailbox mailbox;

	if (command_options(&o, self, argc, argv) == -1)
		return OPTIONS_USAGE;
	process_normalise(false);
	mailbox_init(&mailbox);
	journey_init(&j);
	j.facts.subject = &subject;
	j.facts.envelope = &envelope;
	j.facts.mailbox = &mailbox;
	sender_trace_init(&trace);
	rehearse(&j, &o, &mailbox, &subject, &envelope, &trace);
	if (o.json)
		json_explanation(stdout, &j, &trace);
	else
		explain_text(stdout, &j, &trace);
	journey_release(&j);
	mailbox_release(&mailbox);
	return fflush(stdout) == 0 ? status_of(j.judgement.verdict) : 2;
}
