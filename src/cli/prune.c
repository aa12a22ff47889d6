#include "base/log.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/ports.h"
#include "place.h"
#include "supervise/process.h"
#include "world/once.h"
#include "world/stores.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define PATIENCE 10000 /* milliseconds; a timer can wait */
/* Marks of notices are kept longer than any notice can be due, in seconds. */
#define MARKS (400 * UINT64_C(86400))

/* Octets of a path as it is shown. */
#define SHOWN 4096

enum { DONE = 0, UNAVAILABLE = 75 };

struct prune {
	const struct options *options;
	struct mailbox mailbox;
	uint64_t now;
	uint64_t stores, removed;
	int status;
};

/* Who may write to the state directory chose these names, too. */
static const char *
clean(char to[SHOWN], const char *name)
{
	(void)log_clean(to, SHOWN, name, strlen(name));
	return to;
}

static void
complain(struct prune *p, const char *what, const char *why)
{
	char shown[SHOWN];

	fprintf(stderr, "backsoon: prune: %s%s%s\n", clean(shown, what),
	    *why == '\0' ? "" : ": ", why);
	p->status = UNAVAILABLE;
}

static void
prune_one(struct prune *p, const char *mailbox)
{
	struct history_report report;
	char shown[SHOWN];
	struct place place;

	if (place_find(&place, &p->mailbox, mailbox, PATIENCE) == -1) {
		complain(p, mailbox, "the path of the store is too long");
		return;
	}
	if (history_bdb.prune(&place.history, p->now, &report) == -1) {
		complain(p, mailbox, report.text);
		return;
	}
	if (p->now > MARKS)
		(void)once_prune(&place.history, p->now - MARKS);
	p->stores++;
	p->removed += report.removed;
	/* Of many, those without news are only counted. */
	if (report.removed > 0 || !p->options->all)
		printf("%s: pruned %" PRIu64 "\n", clean(shown, mailbox),
		    report.removed);
}

/* What a message to the mailbox would have brought about. */
static void
catch_up(const struct prune *p, const struct mailbox *m)
{
	struct ports_context context = { .started = process_clock() };
	struct aftermath_ports ports;

	log_open(m->log, false);
	log_format(m->log_format);
	ports_aftermath(&ports, &context);
	aftermath_ended(m, p->now, &ports);
}

/* One of the mailboxes of a site, as far as it still has a configuration. */
static void
catch_up_with(const struct prune *p, const char *mailbox)
{
	struct options o = *p->options;
	char problem[200];
	struct mailbox m;

	o.envelope.mailbox = mailbox;
	mailbox_init(&m);
	if (load_mailbox(&m, &o, NULL, problem, sizeof problem) == 0 &&
	    addr_equal(m.address, mailbox))
		catch_up(p, &m);
	mailbox_release(&m);
}

static void
visit(const char *mailbox, const char *dir, void *arg)
{
	char shown[SHOWN];
	struct prune *p = arg;

	if (mailbox == NULL) {
		fprintf(stderr, "backsoon: prune: %s: skipped; no store\n",
		    clean(shown, dir));
		return;
	}
	prune_one(p, mailbox);
	catch_up_with(p, mailbox);
}

static void
prune_all(struct prune *p)
{
	if (stores_walk(p->mailbox.state, visit, p) == -1)
		complain(p, p->mailbox.state, strerror(errno));
	if (!p->mailbox.personal)
		prune_one(p, "_site");
	printf("stores %" PRIu64 ", pruned %" PRIu64 "\n", p->stores,
	    p->removed);
}

static void
prune_named(struct prune *p)
{
	const char *named = p->options->envelope.mailbox;

	prune_one(p, named != NULL ? named : p->mailbox.address);
	catch_up(p, &p->mailbox);
}

static void
prune(struct prune *p)
{
	char why[200] = "";

	if (p->options->all)
		prune_all(p);
	else
		prune_named(p);
	if (*p->mailbox.metrics_file != '\0' &&
	    ports_publish(&p->mailbox, p->now, why) == -1)
		complain(p, why, "");
}

int
prune_command(const struct command *self, int argc, char **argv)
{
	char problem[200];
	struct options o;
	struct prune p = { .options = &o, .now = (uint64_t)time(NULL) };
	int rc;

	if (command_options(&o, self, argc, argv) == -1)
		return OPTIONS_USAGE;
	if (o.all && o.envelope.mailbox != NULL) {
		fputs("backsoon: prune: give --mailbox or --all, not both\n",
		    stderr);
		return OPTIONS_USAGE;
	}
	process_normalise(false);
	mailbox_init(&p.mailbox);
	rc = o.all
	    ? load_settings(&p.mailbox, &o, stderr, problem, sizeof problem)
	    : load_mailbox(&p.mailbox, &o, stderr, problem, sizeof problem);
	if (rc == 0)
		prune(&p);
	else
		p.status = OPTIONS_CONFIG;
	mailbox_release(&p.mailbox);
	return fflush(stdout) == 0 ? p.status : UNAVAILABLE;
}
