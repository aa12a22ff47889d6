#include "world/history.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/options.h"
#include "csv_history.h"
#include "json_history.h"
#include "json_stats.h"
#include "place.h"
#include "subject/date.h"
#include "supervise/process.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PATIENCE 10000 /* milliseconds; a person can wait */

enum { DONE = 0, NOTHING = 1, UNAVAILABLE = 75 };

struct desk {
	const struct options *options;
	FILE *out; /* of a walk */
	struct mailbox mailbox;
	struct place place;
	struct history_report report;
	const char *only;  /* sender shown, or NULL */
	const char *where; /* its domain */
	uint64_t shown;
};

static void
print(struct desk *d, const struct history_record *r)
{
	char when[32];

	d->shown++;
	if (d->options->json) {
		json_record(d->out, r);
		return;
	}
	if (d->options->value[OPTION_CSV] != NULL) {
		csv_history_record(d->out, r);
		return;
	}
	fprintf(d->out, "%c  %-40s %s  count %" PRIu32 "%s%s%s\n", r->kind,
	    r->subject, date_utc(when, r->last), r->count,
	    *r->text == '\0' ? "" : "  text ", r->text,
	    r->sound ? "" : "  DAMAGED");
}

static bool
list_one(const struct history_record *r, void *arg)
{
	struct desk *d = arg;

	if (d->options->all || r->kind == 'S')
		print(d, r);
	return true;
}

static bool
show_one(const struct history_record *r, void *arg)
{
	struct desk *d = arg;
	const char *want = r->kind == 'D' ? d->where : d->only;

	if (strchr("SAD", r->kind) == NULL || strcmp(r->subject, want) != 0)
		return true;
	print(d, r);
	/* A neighbour's count for the domain is no trace of this sender. */
	if (r->kind == 'D')
		d->shown--;
	return true;
}

static bool
export_one(const struct history_record *r, void *arg)
{
	struct desk *d = arg;

	if (r->sound) {
		json_record(d->out, r);
		d->shown++;
	}
	return true;
}

static int
failed(const struct desk *d)
{
	fprintf(stderr, "backsoon: %s\n", d->report.text);
	return UNAVAILABLE;
}

/* Collected first: a reader who takes his time must not hold the lock. */
static int
walk(struct desk *d, history_walk_fn *fn)
{
	char *text = NULL;
	size_t size = 0;
	int rc;

	d->out = open_memstream(&text, &size);
	if (d->out == NULL)
		return UNAVAILABLE;
	rc = history_bdb.walk(&d->place.history, fn, d, &d->report);
	if (fclose(d->out) == 0)
		fwrite(text, 1, size, stdout);
	free(text);
	return rc == -1 ? failed(d) : DONE;
}

static int
list(struct desk *d)
{
	if (d->options->value[OPTION_CSV] != NULL)
		csv_history_names(stdout);
	return walk(d, list_one);
}

static int
show(struct desk *d)
{
	int status = walk(d, show_one);

	return status == DONE && d->shown == 0 ? NOTHING : status;
}

static int
export_all(struct desk *d)
{
	int status = walk(d, export_one);

	if (d->report.damaged > 0)
		fprintf(stderr,
		    "backsoon: %" PRIu64 " damaged records left out\n",
		    d->report.damaged);
	return status;
}

static int
stats(struct desk *d)
{
	struct stats s;

	if (stats_gather(&s, &d->place.history) == -1) {
		d->report = s.report;
		return failed(d);
	}
	if (*s.why != '\0')
		fprintf(stderr, "backsoon: %s\n", s.why);
	if (d->options->json)
		json_stats(stdout, &s);
	else
		stats_print(&s);
	return DONE;
}

static int
removed(struct desk *d, int rc, const char *what)
{
	if (rc == -1)
		return failed(d);
	printf("%s %" PRIu64 "\n", what, d->report.removed);
	return DONE;
}

static int
forget(struct desk *d)
{
	int status;

	if ((d->only == NULL) != d->options->all) {
		fputs("backsoon: history forget: give an address, or --all\n",
		    stderr);
		return OPTIONS_USAGE;
	}
	status = removed(d,
	    history_bdb.forget(&d->place.history, d->only, &d->report),
	    "forgotten");
	return status == DONE && d->report.removed == 0 ? NOTHING : status;
}

static int
prune(struct desk *d)
{
	return removed(d,
	    history_bdb.prune(&d->place.history, (uint64_t)time(NULL),
		&d->report),
	    "pruned");
}

static int
verify(struct desk *d)
{
	if (history_bdb.verify(&d->place.history, &d->report) == -1)
		return failed(d);
	printf("%" PRIu64 " records, %" PRIu64 " damaged%s%s\n",
	    d->report.records, d->report.damaged,
	    *d->report.text == '\0' ? "" : ": ", d->report.text);
	return d->report.damaged == 0 ? DONE : NOTHING;
}

static int
import(struct desk *d)
{
	struct json_storage storage;
	struct history_record r;
	char *line = NULL;
	const char *wrong;
	size_t size = 0;
	unsigned number = 0;
	int status = DONE;

	while (status != UNAVAILABLE && getline(&line, &size, stdin) != -1) {
		number++;
		wrong = json_record_parse(&r, &storage, line);
		if (wrong != NULL) {
			fprintf(stderr, "backsoon: stdin:%u: %s\n", number,
			    wrong);
			status = NOTHING;
		} else if (history_bdb.put(&d->place.history, &r, &d->report) ==
		    -1) {
			status = failed(d);
		} else {
			d->shown++;
		}
	}
	free(line);
	printf("imported %" PRIu64 "\n", d->shown);
	return status;
}

static const struct action {
	const char *name;
	int (*run)(struct desk *d);
	enum { NO_ADDRESS, MAYBE_ADDRESS, AN_ADDRESS } operand;
} actions[] = {
	{ "list", list, NO_ADDRESS },
	{ "show", show, AN_ADDRESS },
	{ "forget", forget, MAYBE_ADDRESS },
	{ "prune", prune, NO_ADDRESS },
	{ "stats", stats, NO_ADDRESS },
	{ "export", export_all, NO_ADDRESS },
	{ "import", import, NO_ADDRESS },
	{ "verify", verify, NO_ADDRESS },
};

static const struct action *
find_action(const struct options *o)
{
	size_t i;

	for (i = 0; i < sizeof actions / sizeof *actions; i++) {
		const struct action *a = &actions[i];

		if (o->rest_count < 1 || strcmp(o->rest[0], a->name) != 0)
			continue;
		if (o->rest_count == 1 && a->operand != AN_ADDRESS)
			return a;
		return o->rest_count == 2 && a->operand != NO_ADDRESS ? a
								      : NULL;
	}
	return NULL;
}

static int
open_desk(struct desk *d)
{
	const struct options *o = d->options;
	char problem[200];
	const char *name = o->envelope.mailbox;

	if (load_mailbox(&d->mailbox, o, stderr, problem, sizeof problem) == -1)
		return -1;
	/* the file of one mailbox can lead to the history of another one */
	if (name == NULL ||
	    addr_matches(name, d->mailbox.address, d->mailbox.separators))
		name = d->mailbox.address;
	return place_find(&d->place, &d->mailbox, name, PATIENCE);
}

static int
run(const struct action *a, const struct options *o)
{
	struct desk d = { .options = o };
	struct key key;
	int status = OPTIONS_CONFIG;

	if (o->rest_count == 2) {
		if (key_normalise(&key, o->rest[1]) == -1) {
			fprintf(stderr, "backsoon: %s: expected an address\n",
			    o->rest[1]);
			return OPTIONS_USAGE;
		}
		d.only = key.sender;
		d.where = key.domain;
	}
	mailbox_init(&d.mailbox);
	if (open_desk(&d) == 0)
		status = a->run(&d);
	mailbox_release(&d.mailbox);
	return fflush(stdout) == 0 ? status : UNAVAILABLE;
}

int
history_command(const struct command *self, int argc, char **argv)
{
	struct options o;
	const struct action *a;

	if (command_options(&o, self, argc, argv) == -1)
		return OPTIONS_USAGE;
	a = find_action(&o);
	if (a == NULL) {
		fputs("backsoon: history: expected list, show ADDRESS, forget "
		      "ADDRESS, prune, stats, export, import or verify\n",
		    stderr);
		return OPTIONS_USAGE;
	}
	if (o.value[OPTION_CSV] != NULL && (o.json || a->run != list)) {
		fputs("backsoon: history: --csv goes with list, and not with "
		      "--json\n",
		    stderr);
		return OPTIONS_USAGE;
	}
	process_normalise(false);
	return run(a, &o);
}
