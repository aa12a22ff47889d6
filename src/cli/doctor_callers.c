#include "doctor.h"

#include "base/mem.h"
#include "policy/mailbox.h"
#include "world/caller.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Files of one pattern that are looked at. */
#define FILES_MAX 200

/* Mail systems, by a file of theirs. */
static const struct {
	const char *name;
	const char *path;
} systems[] = {
	{ "Postfix", "/etc/postfix/main.cf" },
	{ "Exim", "/etc/exim4" },
	{ "Dovecot", "/etc/dovecot/dovecot.conf" },
	{ "OpenSMTPD", "/etc/smtpd.conf" },
	{ "sendmail", "/etc/mail/sendmail.cf" },
	{ "Courier", "/etc/courier" },
	{ "qmail", "/var/qmail/control" },
};

/* Where a call can stand; master.cf before main.cf, which has the settings of
 * its transports. */
static const struct {
	enum caller_kind kind;
	bool home; /* below the home directory */
	const char *pattern;
} places[] = {
	{ CALLER_MASTER, false, "/etc/postfix/master.cf" },
	{ CALLER_MAIN, false, "/etc/postfix/main.cf" },
	{ CALLER_ALIASES, false, "/etc/aliases" },
	{ CALLER_ALIASES, false, "/etc/mail/aliases" },
	{ CALLER_EXIM, false, "/etc/exim4/exim4.conf" },
	{ CALLER_EXIM, false, "/etc/exim4/exim4.conf.template" },
	{ CALLER_EXIM, false, "/etc/exim4/conf.d/*/*" },
	{ CALLER_SMTPD, false, "/etc/smtpd.conf" },
	{ CALLER_DOVECOT, false, "/etc/dovecot/dovecot.conf" },
	{ CALLER_DOVECOT, false, "/etc/dovecot/conf.d/*.conf" },
	{ CALLER_SIEVE, false, "/etc/dovecot/*.sieve" },
	{ CALLER_SIEVE, false, "/etc/dovecot/sieve*/*.sieve" },
	{ CALLER_PROCMAIL, false, "/etc/procmailrc" },
	{ CALLER_MAILDROP, false, "/etc/maildroprc" },
	{ CALLER_MAILDROP, false, "/etc/courier/maildroprc" },
	{ CALLER_FORWARD, true, "/.forward" },
	{ CALLER_QMAIL, true, "/.qmail" },
	{ CALLER_QMAIL, true, "/.courier" },
	{ CALLER_PROCMAIL, true, "/.procmailrc" },
	{ CALLER_MAILDROP, true, "/.mailfilter" },
	{ CALLER_SIEVE, true, "/.dovecot.sieve" },
	{ CALLER_SIEVE, true, "/sieve/*.sieve" },
};

struct walk {
	struct doctor *doctor;
	enum caller_kind kind;
	const char *path;
	struct mailbox_list transports; /* pipes of master.cf that call us */
	struct mailbox_list limited;    /* with their setting in main.cf */
	struct mailbox_list rivals;     /* "file:line: text" */
	size_t calls;
};

/* pipe(8) puts all recipients of a delivery into ${original_recipient}. */
static void
note_transport(struct walk *w, const struct caller_unit *u)
{
	if (strstr(u->text, "recipient}") != NULL)
		mailbox_list_add(&w->transports, u->text,
		    strcspn(u->text, " \t"));
}

static void
note_limit(struct walk *w, const struct caller_unit *u)
{
	static const char tail[] = "_destination_recipient_limit";
	size_t name = strcspn(u->text, " \t=");
	const char *end = strstr(u->text, tail);
	const char *value = strchr(u->text, '=');

	if (end == NULL || value == NULL ||
	    (size_t)(end - u->text) + sizeof tail - 1 != name)
		return;
	value += 1 + strspn(value + 1, " \t");
	if (strncmp(value, "1 ", 2) == 0)
		mailbox_list_add(&w->limited, u->text, (size_t)(end - u->text));
}

static void
look_at(const struct caller_unit *u, void *arg)
{
	struct walk *w = arg;
	struct doctor *d = w->doctor;
	const struct caller_fault *f;
	size_t at = 0, before = d->count;
	char *text;

	if (w->kind == CALLER_MAIN)
		note_limit(w, u);
	if (caller_has_rival(w->kind, u)) {
		text = xasprintf("%s:%u: %s", w->path, u->rival.number,
		    u->rival.text);
		mailbox_list_add(&w->rivals, text, strlen(text));
		free(text);
	}
	while ((f = caller_fault(w->kind, u, &at)) != NULL)
		doctor_tell(d, f->severe ? DOCTOR_ERROR : DOCTOR_WARNING,
		    f->remedy, "%s:%u: %s: %s", w->path, u->us.number, f->says,
		    u->us.text);
	if (!caller_calls(w->kind, u))
		return;
	w->calls++;
	if (w->kind == CALLER_MASTER)
		note_transport(w, u);
	if (d->count == before)
		doctor_ok(d, "%s:%u: %s", w->path, u->us.number, u->us.text);
}

static void
look_into(struct walk *w, const char *path)
{
	struct doctor *d = w->doctor;
	char why[CALLER_WHY], *bytes;
	size_t len;

	w->path = path;
	bytes = caller_read(d->root, path, &len, why);
	if (bytes == NULL && *why != '\0')
		doctor_tell(d, DOCTOR_WARNING,
		    "run backsoon doctor as root, too", "%s: %s", path, why);
	if (bytes == NULL)
		return;
	caller_scan(w->kind, bytes, len, look_at, w);
	free(bytes);
}

/* The directories above are ours to choose, their octets are no pattern. */
static char *
escape(const char *s)
{
	char *to = xmalloc(2 * strlen(s) + 1), *at = to;

	for (; *s != '\0'; s++) {
		if (strchr("*?[\\", *s) != NULL)
			*at++ = '\\';
		*at++ = *s;
	}
	*at = '\0';
	return to;
}

static void
look_below(struct walk *w, const char *top, const char *pattern)
{
	char *plain = escape(top);
	char *full = xasprintf("%s%s", plain, pattern);
	glob_t found;
	size_t i;

	if (glob(full, 0, NULL, &found) == 0) {
		for (i = 0; i < found.gl_pathc && i < FILES_MAX; i++)
			look_into(w, found.gl_pathv[i]);
		globfree(&found);
	}
	free(full);
	free(plain);
}

static void
check_limits(struct walk *w)
{
	size_t i;

	for (i = 0; i < w->transports.count; i++)
		if (!mailbox_list_has(&w->limited, w->transports.items[i]))
			doctor_tell_free(w->doctor, DOCTOR_ERROR,
			    xasprintf("postconf -e "
				      "%s_destination_recipient_limit=1",
				w->transports.items[i]),
			    "main.cf: a message with several recipients gives "
			    "the transport %s several mailboxes at once",
			    w->transports.items[i]);
}

static void
check_rivals(struct walk *w)
{
	size_t i;

	for (i = 0; w->calls > 0 && i < w->rivals.count; i++)
		doctor_tell(w->doctor, DOCTOR_WARNING,
		    "take one of the two out, where both are for the same "
		    "mailbox",
		    "%s: another responder beside backsoon, and both answer",
		    w->rivals.items[i]);
}

static void
tell_systems(struct doctor *d)
{
	char *path;
	size_t i;

	for (i = 0; i < sizeof systems / sizeof *systems; i++) {
		path = xasprintf("%s%s", d->root, systems[i].path);
		if (access(path, F_OK) == 0)
			doctor_ok(d, "%s is here: %s", systems[i].name, path);
		free(path);
	}
}

void
doctor_callers(struct doctor *d)
{
	struct walk w = { .doctor = d };
	size_t i;

	tell_systems(d);
	for (i = 0; i < sizeof places / sizeof *places; i++) {
		w.kind = places[i].kind;
		if (!places[i].home || *d->home != '\0')
			look_below(&w, places[i].home ? d->home : d->root,
			    places[i].pattern);
	}
	check_limits(&w);
	check_rivals(&w);
	if (w.calls == 0)
		doctor_tell(d, DOCTOR_WARNING,
		    "a line of docs/callers.md, or of README.md for Postfix",
		    "no file that was looked at calls backsoon");
	mailbox_list_release(&w.transports);
	mailbox_list_release(&w.limited);
	mailbox_list_release(&w.rivals);
}
