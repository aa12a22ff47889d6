#include "respond_claim.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void
identify_message(struct journey *j)
{
	const struct subject *s = j->facts.subject;

	if (*s->message_id != '\0')
		mem_copy(j->message, sizeof j->message, s->message_id);
	else
		snprintf(j->message, sizeof j->message, "content:%016" PRIx64,
		    s->content_hash);
}

static int
prepare_claims(struct journey *j, const struct ports *p)
{
	const struct facts *f = &j->facts;
	const struct mailbox *m = f->mailbox;
	/* Without the rule the caps alone limit how often. */
	bool once = !mailbox_list_has(&m->disabled_rules, "recently-answered");

	if (history_dir(j->mailbox_dir, sizeof j->mailbox_dir, m->state,
		m->address) == -1 ||
	    history_site_dir(j->site_dir, sizeof j->site_dir, m->state) == -1)
		return -1;
	history_name(j->mailbox_name, m->address);
	identify_message(j);
	j->mailbox_store = (struct history){ .dir = j->mailbox_dir,
		.root = m->state,
		.shared = m->shared_state,
		.mailbox = j->mailbox_name,
		.patience = p->patience };
	j->mailbox_claim = (struct history_claim){ .sender = f->key.sender,
		.domain = f->key.domain,
		.text = j->identity,
		.message = j->message,
		.now = f->now,
		.interval = once ? m->interval : 0,
		.cap_sender_day = m->caps.sender_day,
		.cap_domain_day = m->caps.domain_day,
		.cap_hour = m->caps.hour,
		.cap_day = m->caps.day };
	j->site_store = (struct history){ .dir = j->site_dir,
		.root = m->state,
		.shared = m->shared_state,
		.mailbox = "_site",
		.patience = p->patience };
	j->site_claim = (struct history_claim){ .domain = f->key.domain,
		.now = f->now,
		.cap_sender_day = UINT32_MAX,
		.cap_domain_day = m->caps.site_domain_day,
		.cap_hour = UINT32_MAX,
		.cap_day = m->caps.site_day };
	return 0;
}

int
respond_peek(struct journey *j, const struct ports *p, struct evidence *why)
{
	struct history_answer a;

	if (prepare_claims(j, p) == -1) {
		snprintf(why->text, sizeof why->text,
		    "history: the path of the store is too long");
		return -1;
	}
	p->history->peek(&j->mailbox_store, &j->mailbox_claim, &a);
	j->unsettled = a.unsettled;
	if (a.status == HISTORY_FREE && !j->facts.mailbox->personal) {
		p->history->peek(&j->site_store, &j->site_claim, &a);
		j->unsettled |= a.unsettled;
	}
	if (a.status == HISTORY_UNAVAILABLE) {
		snprintf(why->text, sizeof why->text, "history: %s", a.why);
		j->temporary = true;
		return -1;
	}
	j->facts.past = a.past;
	j->facts.past.known = true;
	return 0;
}

void
journey_cap_text(char to[JOURNEY_CAP], const struct journey *j)
{
	const struct past *past = &j->facts.past;

	snprintf(to, JOURNEY_CAP, "%s reached: %" PRIu32 " of %" PRIu32,
	    past->flood ? past->cap : "a cap", past->count, past->limit);
}

void
respond_settle(struct journey *j, const struct ports *p)
{
	int tripped;

	if (!j->unsettled)
		return;
	tripped = p->history->settle(&j->mailbox_store, &j->mailbox_claim);
	if (!j->facts.mailbox->personal &&
	    p->history->settle(&j->site_store, &j->site_claim) == 1)
		tripped = 1;
	j->tripped = tripped == 1;
}

/* A claim that met somebody else's: the rules say what it is called. */
static int
reserve(struct journey *j, const struct ports *p, const struct history *h,
    const struct history_claim *c)
{
	struct history_answer a;

	p->history->reserve(h, c, &a);
	if (a.status == HISTORY_FREE)
		return 0;
	if (a.status == HISTORY_UNAVAILABLE) {
		respond_undecided(j, "history", a.why, true);
		return -1;
	}
	j->unsettled |= a.unsettled;
	j->facts.past = a.past;
	j->facts.past.known = true;
	respond_judge(j, p, false);
	if (j->judgement.verdict == VERDICT_RESPOND)
		respond_undecided(j, "history", "the claim was not granted",
		    true);
	return -1;
}

static void
give_back(struct journey *j, const struct ports *p, bool site)
{
	p->history->rollback(&j->mailbox_store, &j->mailbox_claim,
	    j->mailbox_claim.token);
	if (site)
		p->history->rollback(&j->site_store, &j->site_claim,
		    j->site_claim.token);
}

/*
 * Claimed before submitted: a crash in between costs one response, the other
 * order could cost a mail loop.
 */
int
respond_claim(struct journey *j, const struct ports *p)
{
	if (reserve(j, p, &j->mailbox_store, &j->mailbox_claim) == -1)
		return -1;
	if (j->facts.mailbox->personal ||
	    reserve(j, p, &j->site_store, &j->site_claim) == 0)
		return 0;
	give_back(j, p, false);
	return -1;
}

void
respond_give_back(struct journey *j, const struct ports *p)
{
	give_back(j, p, !j->facts.mailbox->personal);
}
