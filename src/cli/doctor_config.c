#include "doctor.h"

#include "base/mem.h"
#include "world/agenda.h"
#include "world/config_layers.h"
#include "world/correspondents.h"
#include "world/history.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The state directory and the program have checks of their own, which say
 * more: not where the setting itself is wrong, or is another mailbox's. */
static bool
is_told_elsewhere(const struct doctor *d, const struct mailbox *m,
    const char *key)
{
	return m != NULL && strcmp(m->state, d->mailbox.state) == 0 &&
	    (strcmp(key, "state") == 0 || strcmp(key, "sendmail") == 0);
}

/* A mistake of the site is one of each of its mailboxes. */
static bool
is_told(const struct doctor *d, const char *text)
{
	size_t i;

	for (i = 0; i < d->count; i++)
		if (strcmp(d->findings[i].found, text) == 0)
			return true;
	return false;
}

/* m: what was loaded, NULL where it cannot be used. */
static void
tell_problems(struct doctor *d, const struct mailbox *m,
    const struct config_report *report)
{
	size_t i;

	for (i = 0; i < report->count; i++) {
		const struct config_problem *p = &report->problems[i];
		char *text = config_problem_text(p);

		if (!is_told_elsewhere(d, m, p->key) && !is_told(d, text))
			doctor_tell_free(d,
			    p->severity == CONFIG_ERROR ? DOCTOR_ERROR
							: DOCTOR_WARNING,
			    xasprintf("edit %s, then: backsoon check-config "
				      "%s",
				p->file, d->path),
			    "%s", text);
		free(text);
	}
}

static void
add_name(struct doctor *d, const char *mailbox)
{
	char name[ADDR_MAX];

	history_name(name, mailbox);
	mailbox_list_add(&d->names, name, strlen(name));
}

/* Whether answers could be given: files and programs are not looked at. */
static bool
is_usable(const struct doctor *d, const char *address)
{
	struct config_report report;
	struct mailbox m;
	bool usable;

	config_report_init(&report);
	mailbox_init(&m);
	usable = config_layers(&m, d->path, address, false, NULL, &report) == 0;
	mailbox_release(&m);
	config_report_release(&report);
	return usable;
}

static void
look_at_layers(struct doctor *d, const char *address)
{
	struct config_report report;
	struct mailbox m;

	config_report_init(&report);
	mailbox_init(&m);
	if (config_layers(&m, d->path, address, true, NULL, &report) == 0 &&
	    *m.address != '\0') {
		agenda_check(&m, (int64_t)d->now, &report);
		correspondents_check(&m, &report);
		if (strcmp(m.state, d->mailbox.state) == 0)
			add_name(d, m.address);
	}
	tell_problems(d, is_usable(d, address) ? &m : NULL, &report);
	mailbox_release(&m);
	config_report_release(&report);
}

static int
look_at_mailbox(const char *name, const char *path, void *arg)
{
	(void)path;
	look_at_layers(arg, name);
	return 0;
}

static void
look_at_site(struct doctor *d)
{
	struct config_report report;

	config_report_init(&report);
	(void)config_each_mailbox(d->path, look_at_mailbox, d, &report);
	tell_problems(d, NULL, &report);
	config_report_release(&report);
	if (d->names.count == 0)
		doctor_tell_free(d, DOCTOR_WARNING,
		    xasprintf("backsoon on --mailbox ADDRESS --config %s",
			d->path),
		    "%s: no mailbox that can be used is below it", d->path);
}

void
doctor_configuration(struct doctor *d)
{
	const char *named = d->options->envelope.mailbox;
	const struct mailbox *m = &d->mailbox;
	struct config_report report;
	size_t before = d->count;

	config_report_init(&report);
	d->usable = config_layers(&d->mailbox, d->path,
			named == NULL ? "" : named, false, NULL, &report) == 0;
	config_report_release(&report);
	look_at_layers(d, named == NULL ? "" : named);
	if (d->usable && *m->missing != '\0')
		doctor_tell_free(d, DOCTOR_ERROR,
		    xasprintf("backsoon on --mailbox %s --config %s", named,
			d->path),
		    "%s is not there: nobody is answered", m->missing);
	else if (d->usable && *m->address == '\0')
		look_at_site(d);
	if (d->usable && d->count == before)
		doctor_ok(d, "%s: no mistake, %zu mailbox%s", d->path,
		    d->names.count, d->names.count == 1 ? "" : "es");
}

/* Whoever can write to a directory can put another file in the place of
 * ours, whatever its own mode is. */
static bool
check_directory(struct doctor *d, const char *dir, const char *file)
{
	struct stat st;

	if (stat(dir, &st) == -1) {
		doctor_tell_free(d, DOCTOR_ERROR,
		    xasprintf("run as a user who may look into %s", dir),
		    "%s: %s", dir, strerror(errno));
		return false;
	}
	if (st.st_uid != 0 && st.st_uid != geteuid()) {
		doctor_tell_free(d, DOCTOR_ERROR,
		    xasprintf("chown root %s", dir),
		    "%s belongs to another user, who can replace %s", dir,
		    file);
		return false;
	}
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) == 0 ||
	    (st.st_mode & S_ISVTX) != 0)
		return true;
	doctor_tell_free(d, DOCTOR_ERROR, xasprintf("chmod go-w %s", dir),
	    "%s is writable by group or others, who can replace %s", dir, file);
	return false;
}

/* Each directory above `file`, but for those above `other` as well. */
static bool
check_above(struct doctor *d, const char *file, const char *other)
{
	char *dir = xstrdup(file);
	char *slash;
	bool good = true;

	while ((slash = strrchr(dir, '/')) != NULL) {
		slash[slash == dir ? 1 : 0] = '\0';
		if (strncmp(other, dir, strlen(dir)) == 0 &&
		    (slash == dir || other[strlen(dir)] == '/'))
			break;
		good &= check_directory(d, dir, file);
		if (slash == dir)
			break;
	}
	free(dir);
	return good;
}

void
doctor_directories(struct doctor *d)
{
	const struct mailbox *m = &d->mailbox;
	bool good = check_above(d, d->path, "");

	if (*m->template_path != '\0')
		good &= check_above(d, m->template_path, d->path);
	if (good)
		doctor_ok(d, "nobody else can replace %s or its text", d->path);
}
