#include "journey/aftermath.h"

#include <stdio.h>
#include <string.h>

/* The outcome as the tally knows it. */
static const char *
outcome_of(const struct journey *j)
{
	switch (j->judgement.verdict) {
	case VERDICT_RESPOND:
		return TALLY_RESPONDED;
	case VERDICT_SUPPRESS:
		return j->judgement.rule->name;
	case VERDICT_UNDECIDED:
		break;
	}
	if (j->submitted)
		return TALLY_UNKNOWN;
	return j->result.outcome == SUBMIT_REFUSED ? TALLY_REFUSED
						   : TALLY_UNDECIDED;
}

static void
failed(const struct aftermath_ports *p, const struct mailbox *m,
    const char *event, const char *why)
{
	p->tell(m, true, event, why, p->arg);
}

static void
count(const struct journey *j, uint32_t ms, const struct aftermath_ports *p)
{
	const struct mailbox *m = j->facts.mailbox;
	const struct tally_run run = { outcome_of(j), j->facts.now, ms };
	char why[200] = "";

	if (!m->statistics && *m->metrics_file == '\0')
		return;
	if (p->count(m, &run, why, p->arg) == -1)
		failed(p, m, "statistics", why);
	else if (*m->metrics_file != '\0' &&
	    p->publish(m, j->facts.now, why, p->arg) == -1)
		failed(p, m, "metrics-file", why);
}

/* RFC 8580: only of a response that was really handed over. */
static void
keep(const struct journey *j, const struct aftermath_ports *p)
{
	const struct mailbox *m = j->facts.mailbox;
	char why[200] = "";

	if (*m->fcc != '\0' && j->judgement.verdict == VERDICT_RESPOND &&
	    j->submitted && p->keep(m, &j->response, why, p->arg) == -1)
		failed(p, m, "fcc", why);
}

static bool
is_wanted(const struct mailbox *m, enum notice_kind kind)
{
	return *m->notify != '\0' && *m->missing == '\0' &&
	    mailbox_list_has(&m->notify_on, notice_word(kind));
}

/*
 * Claimed before sent: a crash in between costs the notice, the other order
 * could send it with every message.
 */
static bool
claim(const struct notice *n, uint64_t now, const struct aftermath_ports *p)
{
	char why[200] = "";
	int rc = p->claim(n->mailbox, n, now, why, p->arg);

	if (rc == -1)
		failed(p, n->mailbox, "notice", why);
	return rc == 1;
}

static void
send_notice(const struct notice *n, uint64_t now,
    const struct aftermath_ports *p)
{
	char why[200] = "", detail[300];
	int rc = p->send(n, now, why, p->arg);

	snprintf(detail, sizeof detail, "%s%s%s", notice_word(n->kind),
	    rc == -1 ? ": " : "", rc == -1 ? why : "");
	p->tell(n->mailbox, rc == -1, "notice", detail, p->arg);
}

/* Returns true where a notice was due and may have been sent.  Calendars take
 * time, so that what is left is asked for again. */
static bool
tell_ended(const struct mailbox *m, uint64_t now,
    const struct aftermath_ports *p)
{
	struct occasion last = { .known = false };
	struct notice_summary summary = { .senders = NULL };
	struct notice n = { .kind = NOTICE_ENDED,
		.mailbox = m,
		.from = last.from,
		.until = last.until,
		.summary = &summary };

	if (!is_wanted(m, n.kind) || !p->ended(&last, m, now, p->arg) ||
	    last.ends > now || now - last.ends > AFTERMATH_PERIOD ||
	    !p->may_send(m, p->arg) || !claim(&n, now, p))
		return false;
	p->summarise(&summary, m, &last, p->arg);
	send_notice(&n, now, p);
	notice_summary_release(&summary);
	return true;
}

void
aftermath_ended(const struct mailbox *m, uint64_t now,
    const struct aftermath_ports *p)
{
	if (p->may_send(m, p->arg))
		(void)tell_ended(m, now, p);
}

/* Each sender and domain has windows of its own, so that they are claimed,
 * too. */
static bool
tell_breaker(const struct journey *j, const struct aftermath_ports *p)
{
	char cap[JOURNEY_CAP];
	const struct notice n = { .kind = NOTICE_BREAKER,
		.mailbox = j->facts.mailbox,
		.cap = j->facts.past.cap,
		.evidence = cap };

	if (!j->tripped || !is_wanted(n.mailbox, n.kind) ||
	    !claim(&n, j->facts.now, p))
		return false;
	journey_cap_text(cap, j);
	send_notice(&n, j->facts.now, p);
	return true;
}

/* Who acknowledges, has left for good, or keeps hours is meant to have no
 * end. */
static bool
tell_endless(const struct journey *j, const struct aftermath_ports *p)
{
	const struct notice n = { .kind = NOTICE_ENDLESS,
		.mailbox = j->facts.mailbox };

	if (j->judgement.verdict != VERDICT_RESPOND ||
	    n.mailbox->class != CLASS_ABSENCE || *n.mailbox->hours != '\0' ||
	    *j->facts.occasion.until != '\0' || !is_wanted(n.mailbox, n.kind) ||
	    !claim(&n, j->facts.now, p))
		return false;
	send_notice(&n, j->facts.now, p);
	return true;
}

void
aftermath(const struct journey *j, uint32_t ms, const struct aftermath_ports *p)
{
	const struct mailbox *m = j->facts.mailbox;

	count(j, ms, p);
	keep(j, p);
	if (*m->notify == '\0' || m->notify_on.count == 0)
		return;
	if (!p->may_send(m, p->arg)) {
		if (j->tripped && is_wanted(m, NOTICE_BREAKER))
			failed(p, m, "notice",
			    "breaker: no time left before the deadline");
		return;
	}
	/* At most one a run; an end that is not told now is told later. */
	if (!tell_breaker(j, p) && !tell_ended(m, j->facts.now, p))
		(void)tell_endless(j, p);
}
