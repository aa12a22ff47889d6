#include "config_parts.h"

#include "base/mem.h"
#include "policy/absence.h"
#include "policy/schedule.h"

#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY 86400u

struct check {
	const struct mailbox *m;
	const unsigned *lines;
	struct config_report *report;
};

static unsigned
line_of(const struct check *c, const char *key)
{
	return c->lines[config_row_find(key)];
}

static void
tell(const struct check *c, enum config_severity severity, const char *key,
    const char *text)
{
	config_complain(c->report, severity,
	    (struct config_place){ c->m->config_path, line_of(c, key), key },
	    xstrdup(text));
}

static void
check_schedule(const struct check *c)
{
	const struct mailbox *m = c->m;
	struct absence a;

	if (absence_between(&a, m->absent_from, m->absent_until) == -1)
		tell(c, CONFIG_ERROR, "absent-until",
		    "before absent-from; expected the same day or a later day "
		    "or time");
	if (m->holiday_calendar[0] != '\0' && m->hours[0] == '\0')
		tell(c, CONFIG_ERROR, "holiday-calendar",
		    "holidays from no hours; expected hours, too");
	if (m->class == CLASS_LEAVER && schedule_is_set(m))
		tell(c, CONFIG_ERROR, "class",
		    "somebody who has left has no schedule; expected no "
		    "absences, hours and calendars");
}

/* What makes a mailbox unfit for any response. */
static void
check_sense(const struct check *c)
{
	const struct mailbox *m = c->m;

	if (line_of(c, "address") == 0)
		tell(c, CONFIG_ERROR, "address",
		    "missing; expected the mailbox's address");
	/* RFC 3834 section 3.1.2: answers must not reach a responder */
	if (m->reply_to[0] != '\0' &&
	    (mailbox_owns(m, "", m->reply_to) ||
		(m->from_address[0] != '\0' &&
		    addr_equal(m->from_address, m->reply_to))))
		tell(c, CONFIG_ERROR, "reply-to",
		    "an address of the mailbox itself (RFC 3834 section "
		    "3.1.2); expected another one");
	check_schedule(c);
}

static void
check_state(const struct check *c)
{
	mode_t others = c->m->shared_state ? S_IWOTH : S_IWGRP | S_IWOTH;
	struct stat st;

	if (lstat(c->m->state, &st) == -1)
		return;
	if (!S_ISDIR(st.st_mode))
		tell(c, CONFIG_ERROR, "state",
		    "not a directory; expected one that is no symbolic link");
	else if (st.st_uid != geteuid() && st.st_uid != 0 && geteuid() != 0)
		tell(c, CONFIG_ERROR, "state",
		    "owned by another user; expected the user that runs "
		    "backsoon");
	else if ((st.st_mode & others) != 0)
		tell(c, CONFIG_ERROR, "state",
		    "writable by group or others; expected chmod go-w");
}

static void
check_caps(const struct check *c)
{
	const struct mailbox_caps *caps = &c->m->caps;
	const struct {
		const char *key;
		uint32_t cap;
	} rows[] = {
		{ "max-per-sender-day", caps->sender_day },
		{ "max-per-domain-day", caps->domain_day },
		{ "max-per-hour", caps->hour },
		{ "max-per-day", caps->day },
		{ "max-site-day", caps->site_day },
		{ "max-site-domain-day", caps->site_domain_day },
	};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].cap == 0)
			tell(c, CONFIG_WARNING, rows[i].key,
			    "0 lets no response out; expected enabled = no "
			    "where that is meant");
}

/* Of the absences that have a text of their own. */
static void
check_texts(const struct check *c)
{
	char why[ABSENCE_WHY];
	struct template t;
	struct absence a;
	size_t i;

	for (i = 0; i < c->m->absences.count; i++) {
		if (absence_parse(&a, c->m->absences.items[i], why) == -1 ||
		    *a.template == '\0')
			continue;
		config_template_read(&t, c->m, a.template, c->report);
		template_release(&t);
	}
}

static void
check_world(const struct check *c)
{
	const struct mailbox *m = c->m;
	struct template t;

	if (m->from_address[0] == '\0' && line_of(c, "from") == 0)
		tell(c, CONFIG_WARNING, "from",
		    "missing; the address that the message was sent to is "
		    "used, without a name");
	if (m->template_path[0] == '\0' && line_of(c, "template") == 0)
		tell(c, CONFIG_WARNING, "template",
		    "missing; the built-in text is used");
	config_template(&t, m, c->report);
	template_release(&t);
	check_texts(c);
	if (m->submit == SUBMIT_SENDMAIL && m->sendmail.count > 0 &&
	    access(m->sendmail.items[0], X_OK) == -1)
		tell(c, CONFIG_WARNING, "sendmail",
		    "no program that can be run here; expected one such as "
		    "/usr/sbin/sendmail");
	if (m->interval < DAY)
		tell(c, CONFIG_WARNING, "interval",
		    "below 1d, the least that RFC 5230 section 4.1 knows");
	check_caps(c);
	check_state(c);
}

void
config_check(const struct mailbox *m, const unsigned *lines, bool thorough,
    struct config_report *report)
{
	struct check c = { m, lines, report };

	check_sense(&c);
	if (thorough)
		check_world(&c);
}
