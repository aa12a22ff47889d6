#include "status.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "supervise/process.h"

#include "base/mem.h"
#include "policy/wording.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { ACTIVE = 0, INACTIVE = 1 };

#define PATIENCE 10000 /* milliseconds; a person can wait */
/* A text that is that much older than its absence was written for another. */
#define OLD_TEXT (30u * 86400u)

static void
warn(struct status *s, const char *text)
{
	if (s->warnings_count < STATUS_WARNINGS)
		mem_copy(s->warnings[s->warnings_count++], STATUS_TEXT, text);
}

static uint64_t
changed(const char *path)
{
	struct stat st;

	return *path == '\0' || stat(path, &st) == -1 || st.st_mtime < 0
	    ? 0
	    : (uint64_t)st.st_mtime;
}

static void
take_text(struct status *s, const char *path)
{
	char *file = *path == '\0'
	    ? xstrdup("")
	    : config_template_path(path, wording_default(s->mailbox));

	mem_copy(s->text, sizeof s->text, file);
	free(file);
}

static void
find_absence(struct status *s, const struct occasion *o)
{
	const struct mailbox *m = s->mailbox;

	if (o->template != NULL && *o->template != '\0')
		take_text(s, o->template);
	mem_copy(s->from, sizeof s->from, o->from);
	mem_copy(s->until, sizeof s->until, o->until);
	if (o->due)
		return;
	mem_copy(s->from, sizeof s->from, m->absent_from);
	mem_copy(s->until, sizeof s->until, m->absent_until);
}

/* As the rules find it: the switches, then the schedule. */
static void
find_activity(struct status *s, uint64_t now)
{
	static struct facts f;
	struct ports_context context = { .started = process_clock() };
	struct ports p;
	char why[STATUS_TEXT] = "";
	const char *stopped;

	ports_init(&p, &context);
	memset(&f, 0, sizeof f);
	f.mailbox = s->mailbox;
	f.now = now;
	stopped = p.stopped(s->mailbox, p.arg);
	if (p.occasion(&f.occasion, &f, why, p.arg) == -1) {
		snprintf(s->why, sizeof s->why, "schedule: %s", why);
		return;
	}
	s->since = f.occasion.begins;
	find_absence(s, &f.occasion);
	s->active = stopped == NULL && s->mailbox->enabled && f.occasion.due;
	if (stopped != NULL)
		snprintf(s->why, sizeof s->why, "stopped by %s", stopped);
	else if (*s->mailbox->missing != '\0')
		snprintf(s->why, sizeof s->why, "no mailbox: %s",
		    s->mailbox->missing);
	else if (!s->mailbox->enabled)
		mem_copy(s->why, sizeof s->why, "enabled = no");
	else
		mem_copy(s->why, sizeof s->why, f.occasion.why);
}

static bool
count_sender(const struct history_record *r, void *arg)
{
	struct status *s = arg;
	uint64_t again = r->last + r->interval;

	if (r->kind != 'S' || !r->sound || r->last < s->since)
		return true;
	s->senders++;
	if (r->last > s->last)
		s->last = r->last;
	if (s->again == 0 || again < s->again)
		s->again = again;
	return true;
}

static void
find_answered(struct status *s)
{
	const struct mailbox *m = s->mailbox;
	char dir[1024], name[ADDR_MAX];
	struct history_report report;
	struct history h = { .dir = dir,
		.root = m->state,
		.shared = m->shared_state,
		.mailbox = name,
		.patience = PATIENCE };

	history_name(name, m->address);
	if (history_dir(dir, sizeof dir, m->state, m->address) == -1)
		mem_copy(s->unknown, sizeof s->unknown,
		    "the path of the store is too long");
	else if (history_bdb.walk(&h, count_sender, s, &report) == -1)
		mem_copy(s->unknown, sizeof s->unknown, report.text);
}

static void
find_warnings(struct status *s)
{
	const struct mailbox *m = s->mailbox;
	uint64_t text = changed(s->text);

	if (s->active && m->class == CLASS_ABSENCE && *s->until == '\0')
		warn(s,
		    "no end date: it answers until somebody says backsoon "
		    "off");
	if (m->class == CLASS_ABSENCE && text != 0 &&
	    text + OLD_TEXT < s->since)
		warn(s,
		    "the text was written long before this absence began; "
		    "does it tell the right one?");
}

void
status_find(struct status *s, const struct mailbox *m, uint64_t now)
{
	memset(s, 0, sizeof *s);
	s->mailbox = m;
	take_text(s, m->template_path);
	find_activity(s, now);
	if (s->since == 0)
		s->since = changed(m->config_path);
	find_answered(s);
	find_warnings(s);
}

int
status_command(const struct command *self, int argc, char **argv)
{
	static struct status s;
	struct options o;
	struct mailbox m;
	char problem[STATUS_TEXT];
	int status = OPTIONS_CONFIG;

	if (command_options(&o, self, argc, argv) == -1)
		return OPTIONS_USAGE;
	process_normalise(false);
	mailbox_init(&m);
	if (load_mailbox(&m, &o, stderr, problem, sizeof problem) == 0) {
		status_find(&s, &m, (uint64_t)time(NULL));
		if (o.json)
			status_json(stdout, &s);
		else
			status_text(stdout, &s);
		status = s.active ? ACTIVE : INACTIVE;
	}
	mailbox_release(&m);
	return fflush(stdout) == 0 ? status : OPTIONS_CONFIG;
}
