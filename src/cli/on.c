#include "cli/commands.h"
#include "status.h"
#include "target.h"

#include "base/mem.h"
#include "policy/absence.h"
#include "supervise/process.h"
#include "world/config_edit.h"
#include "world/tzdata.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

/* One change of a mailbox's file, by on or off. */
struct turn {
	const struct options *options;
	struct target target;
	struct config_edit edit;
	char text[TEMPLATE_MAX + 2]; /* of --message */
	size_t text_len;
	char template[OPTIONS_PATH]; /* the value, "" = stays */
	bool on;
	bool had_dates;
	char today[CIVIL_TEXT]; /* "" = no date is needed to answer now */
};

static int
complain(const char *what, const char *why)
{
	fprintf(stderr, "backsoon: %s: %s\n", what, why);
	return -1;
}

/* A date is over where it is over for everybody on earth. */
static int
check_date(const char *option, const char *key, const char *value,
    struct mailbox *scratch)
{
	time_t then = time(NULL) - 12 * 3600;
	char why[CONFIG_WHY], today[OCCASION_DAY];
	struct tm tm;

	if (value == NULL)
		return 0;
	if (config_apply(scratch, key, value, why) == -1)
		return complain(option, why);
	gmtime_r(&then, &tm);
	strftime(today, sizeof today, "%Y-%m-%d", &tm);
	if (strcmp(key, "absent-until") == 0 && strcmp(value, today) < 0)
		return complain(option, "this day is over");
	return 0;
}

static int
check_dates(const struct options *o)
{
	const char *from = o->value[OPTION_FROM], *until;
	struct mailbox m;
	struct absence a;
	int rc = -1;

	until = o->value[OPTION_UNTIL];
	mailbox_init(&m);
	if (check_date("--from", "absent-from", from, &m) == 0 &&
	    check_date("--until", "absent-until", until, &m) == 0)
		rc = from != NULL && until != NULL &&
			absence_between(&a, from, until) == -1
		    ? complain("--until", "before --from")
		    : 0;
	mailbox_release(&m);
	return rc;
}

/* Reads "-" from stdin; a text ends in a line end. */
static int
take_text(struct turn *t, const char *message)
{
	struct template_error error;
	struct template parsed;
	char line[sizeof error.text + 40];
	int rc = 0;

	if (strcmp(message, "-") == 0)
		t->text_len = fread(t->text, 1, TEMPLATE_MAX + 1, stdin);
	else if ((t->text_len = strlen(message)) <= TEMPLATE_MAX)
		memcpy(t->text, message, t->text_len);
	if (t->text_len == 0)
		return complain("--message", "empty; expected a text");
	if (t->text_len > TEMPLATE_MAX)
		return complain("--message", "longer than 16 KiB");
	if (t->text[t->text_len - 1] != '\n')
		t->text[t->text_len++] = '\n';
	if (template_parse(&parsed, t->text, t->text_len, &error) == -1) {
		snprintf(line, sizeof line, "line %zu: %s", error.line,
		    error.text);
		rc = complain("--message", line);
	}
	template_release(&parsed);
	return rc;
}

static int
take_options(struct turn *t)
{
	const struct options *o = t->options;
	const char *message = o->value[OPTION_MESSAGE];
	const char *template = o->value[OPTION_TEMPLATE];

	if (message != NULL && template != NULL)
		return complain("on",
		    "--message and --template: expected one of them");
	if (check_dates(o) == -1)
		return -1;
	if (template != NULL &&
	    (*template == '\0' ||
		options_absolute(t->template, template) == -1))
		return complain("--template", "expected a file");
	return message == NULL ? 0 : take_text(t, message);
}

static void
print_problems(const struct config_report *r, enum config_severity least)
{
	size_t i;

	for (i = 0; i < r->count; i++) {
		char *text;

		if (r->problems[i].severity < least)
			continue;
		text = config_problem_text(&r->problems[i]);

		fprintf(stderr, "backsoon: %s\n", text);
		free(text);
	}
}

static int
set(struct turn *t, const char *key, const char *value)
{
	char why[CONFIG_WHY];

	if (config_edit_set(&t->edit, key, value, why) == 0)
		return 0;
	return complain(t->target.path, why);
}

/* Beside other absences, or hours, only one that has begun answers now. */
static void
find_today(struct turn *t, const struct mailbox *m)
{
	struct zone zone;

	if (m->class != CLASS_ABSENCE ||
	    (m->absences.count == 0 && *m->absence_calendar == '\0' &&
		*m->hours == '\0'))
		return;
	tzdata_open(&zone, m->time_zone);
	civil_day_text(t->today, zone_civil(&zone, time(NULL)));
}

/* The keys of an absence; dates that are not given are those of the last one,
 * and go. */
static int
set_keys(struct turn *t)
{
	const struct options *o = t->options;
	const char *from = o->value[OPTION_FROM];

	/* One of many is named by its file. */
	if (!t->edit.exists && t->target.site == NULL &&
	    set(t, "address", o->envelope.mailbox) == -1)
		return -1;
	if (set(t, "enabled", t->on ? "yes" : "no") == -1)
		return -1;
	if (!t->on)
		return 0;
	if (*t->template != '\0' && set(t, "template", t->template) == -1)
		return -1;
	if (from == NULL && o->value[OPTION_UNTIL] == NULL && *t->today != '\0')
		from = t->today;
	if (set(t, "absent-from", from) == -1)
		return -1;
	return set(t, "absent-until", o->value[OPTION_UNTIL]);
}

/* What the file says now; a mailbox that it is not must not be changed. */
static int
look(struct turn *t)
{
	const char *mailbox = t->options->envelope.mailbox;
	struct config_report report;
	struct mailbox m;
	int rc = 0;

	if (!t->edit.exists && t->target.site == NULL)
		return 0;
	config_report_init(&report);
	mailbox_init(&m);
	if (target_load(&t->target, t->options, false, &m, &report) == -1) {
		print_problems(&report, CONFIG_WARNING);
		rc = -1;
	} else if (mailbox != NULL && !mailbox_owns(&m, "", mailbox)) {
		fprintf(stderr, "backsoon: %s: belongs to %s, not %s\n",
		    t->target.path, m.address, mailbox);
		rc = -1;
	}
	find_today(t, &m);
	t->had_dates = *m.absent_until != '\0' ||
	    (*m.absent_from != '\0' && strcmp(m.absent_from, t->today) != 0);
	mailbox_release(&m);
	config_report_release(&report);
	return rc;
}

/* A mailbox whose texts are a family of files, or no plain text, would be
 * silent with this one. */
static int
check_message(const struct mailbox *m)
{
	const struct {
		const char *key;
		bool set;
	} rows[] = {
		{ "languages", m->languages.count > 0 },
		{ "html", m->html },
		{ "mime", m->mime },
	};
	char why[120];
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!rows[i].set)
			continue;
		snprintf(why, sizeof why,
		    "one plain text, and %s wants others; expected --template",
		    rows[i].key);
		return complain("--message", why);
	}
	return 0;
}

static int
check(const struct turn *t)
{
	const char *mailbox = t->options->envelope.mailbox;
	struct config_report report;
	struct mailbox m;
	int rc;

	mailbox_init(&m);
	config_report_init(&report);
	/* A new text is no file yet, and is looked at apart; what follows
	 * tells the warnings. */
	rc = config_edit_check(&t->edit, t->target.site,
	    mailbox == NULL ? "" : mailbox, t->on && t->text_len == 0, &m,
	    &report);
	if (rc == 0 && t->text_len > 0 && check_message(&m) == -1)
		rc = -1;
	else if (rc == 0 && t->text_len > 0)
		rc = config_template_text(&m, "--message", t->text, t->text_len,
		    &report);
	print_problems(&report, CONFIG_ERROR);
	config_report_release(&report);
	mailbox_release(&m);
	return rc;
}

/* The new configuration is checked before the text is written, and the text
 * is there before the configuration names it. */
static int
write_files(struct turn *t)
{
	char why[CONFIG_WHY], *name;
	int rc = 0;

	if (check(t) == -1)
		return EX_CONFIG;
	if (t->text_len > 0) {
		name = target_message(&t->target);
		rc = config_edit_beside(&t->edit, name, t->text, t->text_len,
		    t->target.personal ? 0600 : 0, why);
		free(name);
	}
	if (rc == 0)
		rc = config_edit_commit(&t->edit, why);
	if (rc == 0)
		return EX_OK;
	complain(t->target.path, why);
	return EX_TEMPFAIL;
}

static int
change(struct turn *t)
{
	char why[CONFIG_WHY], *name;
	int status = EX_CONFIG;

	if (config_edit_open(&t->edit, t->target.path,
		t->on ? t->target.mode : 0, why) == -1) {
		complain(t->target.path, why);
		if (t->on || access(t->target.path, F_OK) == 0)
			status = EX_TEMPFAIL;
	} else {
		if (!t->edit.exists && t->target.site != NULL && geteuid() == 0)
			t->edit.gid = t->target.group;
		if (t->text_len > 0) {
			name = target_message(&t->target);
			mem_copy(t->template, sizeof t->template, name);
			free(name);
		}
		if (look(t) == 0 && set_keys(t) == 0)
			status = write_files(t);
	}
	config_edit_close(&t->edit);
	return status;
}

static void
tell(const struct turn *t)
{
	static struct status s;
	const struct options *o = t->options;
	struct config_report report;
	struct mailbox m;

	config_report_init(&report);
	mailbox_init(&m);
	if (target_load(&t->target, o, t->on, &m, &report) == 0) {
		status_find(&s, &m, (uint64_t)time(NULL));
		status_text(stdout, &s);
		if (t->on && t->had_dates && o->value[OPTION_FROM] == NULL &&
		    o->value[OPTION_UNTIL] == NULL)
			puts("  note           the dates of the last absence "
			     "are gone");
		if (t->on && t->target.personal &&
		    !target_is_called(&t->target))
			puts(
			    "  hint           no .forward here calls backsoon; "
			    "unless the mail system does, no message reaches "
			    "it");
	}
	print_problems(&report, CONFIG_WARNING);
	mailbox_release(&m);
	config_report_release(&report);
}

static int
turn(const struct command *self, int argc, char **argv, bool on)
{
	static struct turn t;
	static struct options o;
	int status = EX_CONFIG;

	t.options = &o;
	t.on = on;
	if (command_options(&o, self, argc, argv) == -1 ||
	    take_options(&t) == -1)
		return OPTIONS_USAGE;
	process_normalise(false);
	if (target_find(&t.target, &o) == 0)
		status = change(&t);
	if (status == EX_OK)
		tell(&t);
	target_release(&t.target);
	return fflush(stdout) == 0 ? status : EX_TEMPFAIL;
}

int
on_command(const struct command *self, int argc, char **argv)
{
	return turn(self, argc, argv, true);
}

int
off_command(const struct command *self, int argc, char **argv)
{
	return turn(self, argc, argv, false);
}
