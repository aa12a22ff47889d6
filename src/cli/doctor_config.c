#include "doctor.h"

#include "base/mem.h"
#include "world/config.h"
#include "world/history.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Told by checks of their own, which say more. */
static bool
is_told_elsewhere(const char *key)
{
	return strcmp(key, "state") == 0 || strcmp(key, "sendmail") == 0;
}

static void
tell_problem(struct doctor *d, const struct config_problem *p)
{
	char *text = config_problem_text(p);

	doctor_tell_free(d,
	    p->severity == CONFIG_ERROR ? DOCTOR_ERROR : DOCTOR_WARNING,
	    xasprintf("edit %s, then: backsoon check-config %s", p->file,
		d->path),
	    "%s", text);
	free(text);
}

static void
find_store(struct doctor *d)
{
	const struct mailbox *m = &d->mailbox;
	const char *name = d->options->envelope.mailbox;

	if (name == NULL)
		name = m->address;
	history_name(d->name, name);
	if (history_dir(d->dir, sizeof d->dir, m->state, name) == -1) {
		doctor_tell(d, DOCTOR_ERROR, "--mailbox ADDRESS",
		    "%s: no store can have this name", name);
		d->usable = false;
	}
}

void
doctor_configuration(struct doctor *d)
{
	struct config_report quick, report;
	struct mailbox m;
	size_t i, before = d->count;

	config_report_init(&quick);
	d->usable = config_load(&d->mailbox, d->path, false, &quick) == 0;
	config_report_release(&quick);
	config_report_init(&report);
	mailbox_init(&m);
	(void)config_load(&m, d->path, true, &report);
	for (i = 0; i < report.count; i++)
		if (!is_told_elsewhere(report.problems[i].key))
			tell_problem(d, &report.problems[i]);
	mailbox_release(&m);
	config_report_release(&report);
	if (!d->usable)
		return;
	find_store(d);
	if (d->count == before)
		doctor_ok(d, "%s: no mistake", d->path);
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
