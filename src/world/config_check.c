#include "config_parts.h"

#include "base/mem.h"
#include "policy/absence.h"
#include "policy/schedule.h"

#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY 86400u

static bool
is_set(const struct config_load *l, const char *key)
{
	return l->origins->rows[config_row_find(key)].file != NULL;
}

/* What a mailbox has to have of its own. */
static bool
is_own(const char *key)
{
	return strcmp(key, "from") == 0 || strcmp(key, "template") == 0;
}

void
config_tell(const struct config_load *l, enum config_severity severity,
    const char *key, char *text)
{
	const struct config_origin *o = &l->origins->rows[config_row_find(key)];
	const char *file = o->file;

	if (file == NULL)
		file = is_own(key) || l->m->personal ? l->m->config_path
						     : l->origins->files[0];
	config_complain(l->report, severity,
	    (struct config_place){ file, o->line, key }, text);
}

static void
tell(const struct config_load *l, enum config_severity severity,
    const char *key, const char *text)
{
	config_tell(l, severity, key, xstrdup(text));
}

static void
check_schedule(const struct config_load *l)
{
	const struct mailbox *m = l->m;
	struct absence a;

	if (absence_between(&a, m->absent_from, m->absent_until) == -1)
		tell(l, CONFIG_ERROR, "absent-until",
		    "before absent-from; expected the same day or a later day "
		    "or time");
	if (m->holiday_calendar[0] != '\0' && m->hours[0] == '\0')
		tell(l, CONFIG_ERROR, "holiday-calendar",
		    "holidays from no hours; expected hours, too");
}

static void
check_sense(const struct config_load *l)
{
	const struct mailbox *m = l->m;

	/* RFC 3834 section 3.1.2: answers must not reach a responder */
	if (m->reply_to[0] != '\0' &&
	    (mailbox_owns(m, "", m->reply_to) ||
		(m->from_address[0] != '\0' &&
		    addr_equal(m->from_address, m->reply_to))))
		tell(l, CONFIG_ERROR, "reply-to",
		    "an address of the mailbox itself (RFC 3834 section "
		    "3.1.2); expected another one");
	check_schedule(l);
}

/* What the forms of a text do not allow together. */
static void
check_wording(const struct config_load *l)
{
	const struct mailbox *m = l->m;
	size_t i;

	if (m->mime && (m->html || m->flowed))
		tell(l, CONFIG_ERROR, "mime",
		    "with html or flowed; expected the entity to bring its own "
		    "form");
	if (m->both_languages != BOTH_NEVER && m->mime)
		tell(l, CONFIG_ERROR, "both-languages",
		    "with mime; expected never");
	if (m->both_languages == BOTH_BODY && m->html)
		tell(l, CONFIG_ERROR, "both-languages",
		    "body with html; expected alternative");
	for (i = 0; i < m->language_domains.count; i++)
		if (!mailbox_list_has(&m->languages,
			strrchr(m->language_domains.items[i], '=') + 1))
			tell(l, CONFIG_ERROR, "language-domains",
			    "a language that is not in languages; expected one "
			    "of those");
}

static void
check_state(const struct config_load *l)
{
	mode_t others = l->m->shared_state ? S_IWOTH : S_IWGRP | S_IWOTH;
	struct stat st;

	if (lstat(l->m->state, &st) == -1)
		return;
	if (!S_ISDIR(st.st_mode))
		tell(l, CONFIG_ERROR, "state",
		    "not a directory; expected one that is no symbolic link");
	else if (st.st_uid != geteuid() && st.st_uid != 0 && geteuid() != 0)
		tell(l, CONFIG_ERROR, "state",
		    "owned by another user; expected the user that runs "
		    "backsoon");
	else if ((st.st_mode & others) != 0)
		tell(l, CONFIG_ERROR, "state",
		    "writable by group or others; expected chmod go-w");
}

static void
check_caps(const struct config_load *l)
{
	const struct mailbox_caps *caps = &l->m->caps;
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
			tell(l, CONFIG_WARNING, rows[i].key,
			    "0 lets no response out; expected enabled = no "
			    "where that is meant");
}

static void
check_notices(const struct config_load *l)
{
	bool who = l->m->notify[0] != '\0', what = l->m->notify_on.count > 0;

	if (what && !who)
		tell(l, CONFIG_WARNING, "notify-on",
		    "nobody is told; expected notify = ADDRESS, too");
	if (who && !what)
		tell(l, CONFIG_WARNING, "notify",
		    "nothing is told; expected notify-on, too");
}

static void
check_world(const struct config_load *l)
{
	const struct mailbox *m = l->m;

	/* a site or domain alone leaves them to its mailboxes */
	if (!l->partial && m->from_address[0] == '\0' && !is_set(l, "from"))
		tell(l, CONFIG_WARNING, "from",
		    "missing; the address that the message was sent to is "
		    "used, without a name");
	if (!l->partial && m->template_path[0] == '\0' &&
	    !is_set(l, "template"))
		tell(l, CONFIG_WARNING, "template",
		    "missing; the built-in text is used");
	config_template_check(m, l->report);
	if (m->submit == SUBMIT_SENDMAIL && m->sendmail.count > 0 &&
	    access(m->sendmail.items[0], X_OK) == -1)
		tell(l, CONFIG_WARNING, "sendmail",
		    "no program that can be run here; expected one such as "
		    "/usr/sbin/sendmail");
	if (m->interval_min < DAY)
		tell(l, CONFIG_WARNING, "interval-min",
		    "below 1d, the least that RFC 5230 section 4.1 knows");
	if (m->interval_max <= 30 * DAY)
		tell(l, CONFIG_WARNING, "interval-max",
		    "at most 30d; RFC 5230 section 4.1 wants more allowed");
	check_caps(l);
	check_notices(l);
	check_state(l);
}

void
config_check(const struct config_load *l)
{
	check_sense(l);
	check_wording(l);
	if (l->thorough)
		check_world(l);
}
