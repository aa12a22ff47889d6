#include "simulate.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/ports.h"
#include "progress.h"
#include "stored.h"

#include "supervise/process.h"
#include "world/history_memory.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

struct run {
	const struct options *options;
	struct mailbox mailbox;
	struct stored stored;
	struct ports ports;
	struct ports_context context;
	struct simulation found;
	struct progress progress;
};

/* Nothing leaves, and the switches are those of today. */
static void
submit(struct submit_result *result, const struct mailbox *m,
    const struct response *r, void *arg)
{
	(void)m;
	(void)r;
	(void)arg;
	*result = (struct submit_result){ .outcome = SUBMIT_ACCEPTED };
}

static const char *
never_stopped(const struct mailbox *m, void *arg)
{
	(void)m;
	(void)arg;
	return NULL;
}

/* For a trial with the mail of a time when nobody was away. */
static int
always_due(struct occasion *o, const struct facts *f, char why[200], void *arg)
{
	(void)f;
	why[0] = '\0';
	(void)arg;
	*o = (struct occasion){ .due = true, .template = "" };
	return 0;
}

static void
count(struct simulation *s, const struct journey *j)
{
	const struct judgement *g = &j->judgement;

	switch (g->verdict) {
	case VERDICT_RESPOND:
		s->answered++;
		break;
	case VERDICT_SUPPRESS:
		s->suppressed++;
		s->rules[g->rule - rules]++;
		break;
	case VERDICT_UNDECIDED:
		s->undecided++;
		break;
	}
}

/* As respond would have, when the message came. */
static void
judge(struct run *r, const struct mailstore_entry *e)
{
	static struct subject subject;
	static struct envelope envelope;
	static struct journey j;
	struct simulation *s = &r->found;

	s->messages++;
	if (stored_read(&r->stored, e, &subject) == -1) {
		s->unreadable++;
		return;
	}
	envelope_find(&envelope, &r->options->envelope, ports_no_environment,
	    &subject);
	journey_init(&j);
	j.facts.subject = &subject;
	j.facts.envelope = &envelope;
	j.facts.mailbox = &r->mailbox;
	j.facts.now = e->when;
	r->context.started = process_clock();
	journey_respond(&j, &r->ports);
	count(s, &j);
	if (s->all || j.judgement.verdict == VERDICT_RESPOND) {
		progress_clear(&r->progress);
		simulate_row(stdout, s, &j);
	}
	journey_release(&j);
}

static void
hint(const struct simulation *s)
{
	uint64_t away = s->rules[rule_find("outside-schedule") - rules];

	if (away > 0 && s->answered == 0)
		fputs("backsoon: note: nothing came while answers were due; "
		      "--ignore-schedule takes them as always due\n",
		    stderr);
}

static int
simulate(struct run *r)
{
	const struct mailstore *store = &r->stored.store;
	size_t i = stored_since(&r->stored,
	    load_time(&r->options->since, &r->mailbox));

	ports_init(&r->ports, &r->context);
	r->ports.history = &history_memory;
	r->ports.submit = submit;
	r->ports.stopped = never_stopped;
	if (r->options->value[OPTION_IGNORE_SCHEDULE] != NULL)
		r->ports.occasion = always_due;
	r->mailbox.sender_check = false;
	if (!r->mailbox.enabled)
		fputs("backsoon: note: enabled = no; simulated as if on\n",
		    stderr);
	r->mailbox.enabled = true;
	r->found.all = r->options->all;
	r->found.json = r->options->json;
	r->found.skipped = store->skipped;
	progress_begin(&r->progress, store->count - i);
	simulate_begin(stdout, &r->found);
	for (; i < store->count; i++) {
		judge(r, &store->entries[i]);
		progress_step(&r->progress);
	}
	progress_clear(&r->progress);
	simulate_end(stdout, &r->found);
	hint(&r->found);
	history_memory_release();
	return EX_OK;
}

static int
open_run(struct run *r, const char *path)
{
	char problem[200];
	int status = EX_NOINPUT;

	if (load_mailbox(&r->mailbox, r->options, stderr, problem,
		sizeof problem) == -1)
		return EX_CONFIG;
	if (*r->mailbox.missing != '\0') {
		fprintf(stderr, "backsoon: no mailbox: %s\n",
		    r->mailbox.missing);
		return EX_CONFIG;
	}
	if (stored_open(&r->stored, path) == 0)
		status = simulate(r);
	stored_close(&r->stored);
	return status;
}

int
simulate_command(const struct command *self, int argc, char **argv)
{
	static struct run r;
	static struct options o;
	char path[OPTIONS_PATH];
	int status;

	if (command_options(&o, self, argc, argv) == -1)
		return OPTIONS_USAGE;
	if (o.rest_count != 1 || *o.rest[0] == '\0' ||
	    options_absolute(path, o.rest[0]) == -1) {
		fputs("backsoon: simulate: expected one Maildir or mbox, as in "
		      "backsoon simulate ~/Maildir\n",
		    stderr);
		return OPTIONS_USAGE;
	}
	process_normalise(false);
	r.options = &o;
	mailbox_init(&r.mailbox);
	status = open_run(&r, path);
	mailbox_release(&r.mailbox);
	return fflush(stdout) == 0 ? status : EX_IOERR;
}
