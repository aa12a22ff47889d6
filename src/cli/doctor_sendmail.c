#include "doctor.h"

#include "base/mem.h"

#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * The mail systems whose sendmail is known, by what the path leads to or, for
 * those that call it sendmail, by another file of theirs.  What each does
 * with the null sender was measured: docs/callers.md.
 */
static const struct flavour {
	const char *name;
	const char *pattern; /* of the real path, fnmatch(3) */
	const char *beside;  /* a file that must be there, too; or NULL */
	bool brackets;       /* takes -f '<>' for the null sender, too */
	const char *unfit;   /* why it cannot be used; NULL = it can */
} flavours[] = {
	{ "Exim", "*/exim*", NULL, true, NULL },
	{ "OpenSMTPD", "*/smtpctl", NULL, true, NULL },
	{ "msmtp", "*/msmtp*", NULL, true, NULL },
	{ "nullmailer", "*nullmailer*", NULL, true, NULL },
	{ "dma", "*/dma", NULL, false,
	    "makes an address of the null sender, so that a bounce of a "
	    "response comes back" },
	{ "esmtp", "*/esmtp*", NULL, false, NULL },
	{ "ssmtp", "*/ssmtp*", NULL, false,
	    "is not known to send with the null sender" },
	{ "busybox", "*/busybox*", NULL, false,
	    "is not known to send with the null sender" },
	{ "qmail", "*qmail*", NULL, false, NULL },
	{ "Courier", "*courier*", NULL, false, NULL },
	{ "sendmail", "*/sm.bin/*", NULL, true, NULL },
	{ "sendmail", "*/libexec/sendmail/*", NULL, true, NULL },
	{ "Postfix", "*/sendmail*", "/etc/postfix/main.cf", true, NULL },
	{ "nullmailer", "*/sendmail*", "/etc/nullmailer", true, NULL },
	{ "Courier", "*/sendmail*", "/etc/courier/courierd", false, NULL },
	{ "qmail", "*/sendmail*", "/var/qmail/control", false, NULL },
	{ "sendmail", "*/sendmail*", "/etc/mail/sendmail.cf", true, NULL },
};

static const struct flavour *
find_flavour(const char *root, const char *real)
{
	char beside[PATH_MAX];
	size_t i;

	for (i = 0; i < sizeof flavours / sizeof *flavours; i++) {
		const struct flavour *f = &flavours[i];

		if (fnmatch(f->pattern, real, 0) != 0)
			continue;
		if (f->beside == NULL)
			return f;
		snprintf(beside, sizeof beside, "%s%s", root, f->beside);
		if (access(beside, F_OK) == 0)
			return f;
	}
	return NULL;
}

const char *
doctor_flavour(const char *root, const char *real)
{
	const struct flavour *f = find_flavour(root, real);

	return f == NULL ? NULL : f->name;
}

#define SETTING "sendmail = /usr/sbin/sendmail -i -f '' --"

static void
wrong_argument(struct doctor *d, const char *says)
{
	doctor_tell_free(d, DOCTOR_ERROR,
	    xasprintf("sendmail = %s -i -f '' --",
		d->mailbox.sendmail.items[0]),
	    "%s", says);
}

/* The value behind -f, or NULL. */
static const char *
null_sender(const struct mailbox_list *argv)
{
	size_t i;

	for (i = 1; i < argv->count; i++) {
		if (strcmp(argv->items[i], "-f") == 0)
			return i + 1 < argv->count ? argv->items[i + 1] : NULL;
		if (strncmp(argv->items[i], "-f", 2) == 0)
			return argv->items[i] + 2;
	}
	return NULL;
}

static bool
has(const struct mailbox_list *argv, const char *word)
{
	size_t i;

	for (i = 1; i < argv->count; i++)
		if (strcmp(argv->items[i], word) == 0)
			return true;
	return false;
}

/* Words that have to be there, or must not: RFC 3834 section 3.3 for the
 * sender, docs/callers.md for what was tried. */
static void
check_arguments(struct doctor *d, const struct flavour *f)
{
	const struct mailbox_list *argv = &d->mailbox.sendmail;
	const char *from = null_sender(argv);
	bool brackets = from != NULL && strcmp(from, "<>") == 0;

	if (from == NULL)
		wrong_argument(d,
		    "no -f: bounces of a response would come "
		    "back to somebody");
	else if (*from != '\0' && !brackets)
		wrong_argument(d,
		    "-f with an address: bounces of a response "
		    "would come back to it");
	else if (brackets && f != NULL && !f->brackets)
		wrong_argument(d, "-f '<>': here it is taken for an address");
	if (!has(argv, "-i") && !has(argv, "-oi"))
		wrong_argument(d,
		    "no -i: a line with a single dot would end "
		    "the response");
	if (has(argv, "-t"))
		wrong_argument(d,
		    "-t: the recipient would be taken twice, or "
		    "not at all");
	if (has(argv, "-N"))
		wrong_argument(d, "-N: some refuse it, and Exim debugs");
	if (strcmp(argv->items[argv->count - 1], "--") != 0)
		wrong_argument(d,
		    "no -- at the end: a recipient could be "
		    "taken for an option");
}

/* Whoever can write to it sends in our name. */
static bool
check_program(struct doctor *d, const char *path)
{
	struct stat st;

	if (stat(path, &st) == -1) {
		doctor_tell(d, DOCTOR_ERROR,
		    "apt-get install postfix, or " SETTING, "%s: %s", path,
		    strerror(errno));
		return false;
	}
	if (!S_ISREG(st.st_mode) || access(path, X_OK) == -1) {
		doctor_tell_free(d, DOCTOR_ERROR,
		    xasprintf("chmod a+x %s", path),
		    "%s is no program that can be run", path);
		return false;
	}
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		doctor_tell_free(d, DOCTOR_ERROR,
		    xasprintf("chmod go-w %s", path),
		    "%s is writable by group or others", path);
		return false;
	}
	if (st.st_uid != 0 && st.st_uid != geteuid()) {
		doctor_tell_free(d, DOCTOR_WARNING,
		    xasprintf("chown root %s", path),
		    "%s belongs to another user", path);
		return false;
	}
	return true;
}

void
doctor_sendmail(struct doctor *d)
{
	const struct mailbox *m = &d->mailbox;
	const struct flavour *f;
	size_t before = d->count;
	char *real;

	if (m->submit == SUBMIT_MAILDIR) {
		doctor_tell(d, DOCTOR_WARNING, "submit = sendmail",
		    "responses are put into %s, and nobody gets one",
		    m->maildir);
		return;
	}
	if (m->sendmail.count == 0 || !check_program(d, m->sendmail.items[0]))
		return;
	real = realpath(m->sendmail.items[0], NULL);
	f = find_flavour(d->root, real == NULL ? "" : real);
	if (f != NULL && f->unfit != NULL)
		doctor_tell(d, DOCTOR_ERROR, "apt-get install postfix",
		    "%s is that of %s, which %s", m->sendmail.items[0], f->name,
		    f->unfit);
	else
		check_arguments(d, f);
	if (f == NULL)
		doctor_tell_free(d, DOCTOR_WARNING,
		    xasprintf("backsoon doctor --probe --config %s", d->path),
		    "%s is none that is known; what it does with -f '' has "
		    "to be tried",
		    m->sendmail.items[0]);
	else if (d->count == before)
		doctor_ok(d, "%s is that of %s, and the arguments suit it",
		    m->sendmail.items[0], f->name);
	free(real);
}
