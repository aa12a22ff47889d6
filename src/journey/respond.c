#include "journey/respond.h"

#include "base/mem.h"
#include "respond_sender.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

void
journey_init(struct journey *j)
{
	/* The judgement is cleared by whoever judges; it is large. */
	memset(j, 0, offsetof(struct journey, judgement));
	j->judgement.verdict = VERDICT_UNDECIDED;
	j->judgement.rule = NULL;
	*j->judgement.evidence.text = '\0';
	memset(&j->template, 0, sizeof *j - offsetof(struct journey, template));
}

void
journey_release(struct journey *j)
{
	facts_release(&j->facts);
	template_release(&j->template);
	response_release(&j->response);
}

/* A failure that is nobody's verdict: silence, with its reason. */
static void
undecided(struct journey *j, const char *what, const char *why, bool temporary)
{
	j->judgement.verdict = VERDICT_UNDECIDED;
	j->judgement.rule = NULL;
	snprintf(j->judgement.evidence.text, sizeof j->judgement.evidence.text,
	    "%s: %.200s", what, why);
	j->temporary = temporary;
}

/* RFC 5230 section 4.2: the handle, else a hash of the unexpanded text. */
static int
load_template(struct journey *j, const struct ports *p, struct evidence *why)
{
	const struct mailbox *m = j->facts.mailbox;
	char text[200] = "", hash[33];

	if (j->has_template)
		return 0;
	if (p->template(&j->template, &j->facts, text, p->arg) == -1) {
		snprintf(why->text, sizeof why->text, "%s", text);
		return -1;
	}
	j->has_template = true;
	template_identity(hash, &j->template, m->from_name, m->from_address);
	snprintf(j->identity, sizeof j->identity, "%s",
	    *m->handle != '\0' ? m->handle : hash);
	return 0;
}

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

struct gathering {
	struct journey *j;
	const struct ports *p;
};

static int
peek(struct journey *j, const struct ports *p, struct evidence *why)
{
	struct history_answer a;

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

/* Values only, so that it cannot fail. */
static void
trace(struct facts *f, const struct ports *p)
{
	if (f->traced)
		return;
	f->traced = true;
	p->machine(&f->machine, p->arg);
	client_find(&f->client, f->envelope, f->subject, f->mailbox,
	    &f->machine);
	testimony_find(&f->testimony, f->envelope, f->subject, f->mailbox,
	    &f->machine);
}

static int
recall(struct journey *j, const struct ports *p, struct evidence *why)
{
	if (*j->facts.key.sender == '\0')
		return 0; /* without a sender there is no past */
	if (load_template(j, p, why) == -1)
		return -1;
	if (prepare_claims(j, p) == -1) {
		snprintf(why->text, sizeof why->text,
		    "history: the path of the store is too long");
		return -1;
	}
	return peek(j, p, why);
}

static int
gather(enum rule_needs needs, struct facts *f, struct evidence *why, void *arg)
{
	struct gathering *g = arg;

	switch (needs) {
	case NEEDS_NOTHING:
		break;
	case NEEDS_TRACE:
		trace(f, g->p);
		break;
	case NEEDS_HISTORY:
		return recall(g->j, g->p, why);
	case NEEDS_SENDER:
		trace(f, g->p);
		respond_check_sender(f, g->p);
		break;
	}
	return 0;
}

static void
judge(struct journey *j, const struct ports *p, bool all)
{
	struct gathering g = { .j = j, .p = p };

	policy_judge(&j->judgement, &j->facts, all, gather, &g);
}

static int
look(struct journey *j, const struct ports *p)
{
	struct facts *f = &j->facts;
	char why[200] = "";

	if (p->occasion(&f->occasion, f, why, p->arg) == -1) {
		undecided(j, "schedule", why, false);
		return -1;
	}
	f->occasion.known = true;
	f->stopped = p->stopped(f->mailbox, p->arg);
	if (f->envelope->state == ENVELOPE_ADDRESS &&
	    key_normalise(&f->key, f->envelope->sender) == -1)
		memset(&f->key, 0, sizeof f->key);
	return 0;
}

static void
compose(struct journey *j, const struct ports *p)
{
	struct response_moment moment = { 0 };
	struct evidence why;
	uint64_t token;
	char text[200];

	if (load_template(j, p, &why) == -1) {
		undecided(j, "template", why.text, false);
		return;
	}
	if (p->moment(&moment, &token, &j->facts, p->arg) == -1) {
		undecided(j, "response", "no randomness", true);
		return;
	}
	moment.sender_verified = facts_verified(&j->facts);
	j->mailbox_claim.token = j->site_claim.token = token;
	if (response_write(&j->response, &j->facts, &j->template, &moment,
		text) == -1)
		undecided(j, "response", text, false);
	else
		j->composed = true;
}

void
journey_rehearse(struct journey *j, const struct ports *p, bool all)
{
	if (look(j, p) == -1)
		return;
	trace(&j->facts, p); /* shown, even where no rule asks for it */
	judge(j, p, all);
	if (j->judgement.verdict == VERDICT_RESPOND)
		compose(j, p);
}

/* A claim that met somebody else's: the rules say what it is called. */
static void
settle(struct journey *j, const struct ports *p)
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

/* Returns -1 where the claim was not made; the judgement then says why. */
static int
reserve(struct journey *j, const struct ports *p, const struct history *h,
    const struct history_claim *c)
{
	struct history_answer a;

	p->history->reserve(h, c, &a);
	if (a.status == HISTORY_FREE)
		return 0;
	if (a.status == HISTORY_UNAVAILABLE) {
		undecided(j, "history", a.why, true);
		return -1;
	}
	j->unsettled |= a.unsettled;
	j->facts.past = a.past;
	j->facts.past.known = true;
	judge(j, p, false);
	if (j->judgement.verdict == VERDICT_RESPOND)
		undecided(j, "history", "the claim was not granted", true);
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
static int
claim(struct journey *j, const struct ports *p)
{
	if (reserve(j, p, &j->mailbox_store, &j->mailbox_claim) == -1)
		return -1;
	if (j->facts.mailbox->personal ||
	    reserve(j, p, &j->site_store, &j->site_claim) == 0)
		return 0;
	give_back(j, p, false);
	return -1;
}

static void
step(const struct journey *j, const struct ports *p, enum journey_step what)
{
	if (p->step != NULL)
		p->step(j, what, p->arg);
}

static void
submit(struct journey *j, const struct ports *p)
{
	step(j, p, JOURNEY_SUBMIT);
	p->submit(&j->result, j->facts.mailbox, &j->response, p->arg);
	j->submitted = j->result.outcome != SUBMIT_REFUSED;
	if (j->result.outcome == SUBMIT_REFUSED) {
		give_back(j, p, !j->facts.mailbox->personal);
		undecided(j, "submission refused", j->result.why, true);
	} else if (j->result.outcome == SUBMIT_UNKNOWN) {
		undecided(j, "submission outcome unknown", j->result.why,
		    false);
	}
}

void
journey_respond(struct journey *j, const struct ports *p)
{
	if (look(j, p) == -1)
		return;
	judge(j, p, false);
	if (j->judgement.verdict == VERDICT_RESPOND)
		compose(j, p);
	if (j->composed) {
		step(j, p, JOURNEY_CLAIM);
		if (claim(j, p) == 0)
			submit(j, p);
	}
	settle(j, p);
}
