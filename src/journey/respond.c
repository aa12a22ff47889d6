#include "journey/respond.h"

#include "base/mem.h"
#include "respond_claim.h"
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
void
respond_undecided(struct journey *j, const char *what, const char *why,
    bool temporary)
{
	j->judgement.verdict = VERDICT_UNDECIDED;
	j->judgement.rule = NULL;
	snprintf(j->judgement.evidence.text, sizeof j->judgement.evidence.text,
	    "%s: %.200s", what, why);
	j->temporary = temporary;
}

static int
find_occasion(struct facts *f, const struct ports *p, struct evidence *why)
{
	char text[200] = "";

	if (p->occasion(&f->occasion, f, text, p->arg) == -1) {
		snprintf(why->text, sizeof why->text, "schedule: %s", text);
		return -1;
	}
	f->occasion.known = true;
	return 0;
}

/* No file is read for a colleague, or where none is named. */
static int
find_circle(struct facts *f, const struct ports *p, struct evidence *why)
{
	const struct mailbox *m = f->mailbox;
	enum audience_circle circle = AUDIENCE_OTHERS;
	char text[200] = "";
	int known = 0;

	if (audience_is_internal(m, f->envelope->sender)) {
		circle = AUDIENCE_INTERNAL;
	} else if (*m->correspondents != '\0' &&
	    audience_can_be_known(f->envelope->sender, &f->key)) {
		known = p->corresponds(m, &f->key, text, p->arg);
		if (known == 1)
			circle = AUDIENCE_KNOWN;
	}
	if (known == -1) {
		snprintf(why->text, sizeof why->text, "correspondents: %s",
		    text);
		return -1;
	}
	f->audience = (struct audience){ true, circle };
	return 0;
}

/*
 * RFC 5230 section 4.2: the handle, else a hash of the unexpanded text.  That
 * is the main text whatever the sender then gets to read: one who changes his
 * language, or is verified at last, must not get more for it.
 */
static int
load_template(struct journey *j, const struct ports *p, struct evidence *why)
{
	const struct mailbox *m = j->facts.mailbox;
	char text[200] = "", hash[33];

	if (j->has_template)
		return 0;
	/* the rule that asks for it may be disabled */
	if (!j->facts.audience.asked && find_circle(&j->facts, p, why) == -1)
		return -1;
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

struct gathering {
	struct journey *j;
	const struct ports *p;
};

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
	return respond_peek(j, p, why);
}

static int
gather(enum rule_needs needs, struct facts *f, struct evidence *why, void *arg)
{
	struct gathering *g = arg;

	switch (needs) {
	case NEEDS_NOTHING:
		break;
	case NEEDS_OCCASION:
		return find_occasion(f, g->p, why);
	case NEEDS_AUDIENCE:
		return find_circle(f, g->p, why);
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

void
respond_judge(struct journey *j, const struct ports *p, bool all)
{
	struct gathering g = { .j = j, .p = p };

	policy_judge(&j->judgement, &j->facts, all, gather, &g);
}

static void
look(struct journey *j, const struct ports *p)
{
	struct facts *f = &j->facts;

	f->stopped = p->stopped(f->mailbox, p->arg);
	if (f->envelope->state == ENVELOPE_ADDRESS &&
	    key_normalise(&f->key, f->envelope->sender) == -1)
		memset(&f->key, 0, sizeof f->key);
}

static void
compose(struct journey *j, const struct ports *p)
{
	struct response_moment moment = { 0 };
	struct evidence why;
	uint64_t token;
	char text[200] = "";

	if (load_template(j, p, &why) == -1) {
		respond_undecided(j, "template", why.text, false);
		return;
	}
	if (p->suit != NULL &&
	    p->suit(&j->template, &j->facts, text, p->arg) == -1) {
		respond_undecided(j, "template", text, false);
		return;
	}
	if (p->moment(&moment, &token, &j->facts, p->arg) == -1) {
		respond_undecided(j, "response", "no randomness", true);
		return;
	}
	moment.sender_verified = facts_verified(&j->facts);
	j->mailbox_claim.token = j->site_claim.token = token;
	if (response_write(&j->response, &j->facts, &j->template, &moment,
		text) == -1)
		respond_undecided(j, "response", text, false);
	else
		j->composed = true;
}

void
journey_rehearse(struct journey *j, const struct ports *p, bool all)
{
	look(j, p);
	trace(&j->facts, p); /* shown, even where no rule asks for it */
	respond_judge(j, p, all);
	if (j->judgement.verdict == VERDICT_RESPOND)
		compose(j, p);
}

void
journey_preview(struct journey *j, const struct ports *p)
{
	struct judgement *g = &j->judgement;

	look(j, p);
	trace(&j->facts, p);
	if (find_occasion(&j->facts, p, &g->evidence) == -1)
		return;
	g->verdict = VERDICT_RESPOND;
	compose(j, p);
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
		respond_give_back(j, p);
		respond_undecided(j, "submission refused", j->result.why, true);
	} else if (j->result.outcome == SUBMIT_UNKNOWN) {
		respond_undecided(j, "submission outcome unknown",
		    j->result.why, false);
	}
}

void
journey_respond(struct journey *j, const struct ports *p)
{
	look(j, p);
	respond_judge(j, p, false);
	if (j->judgement.verdict == VERDICT_RESPOND)
		compose(j, p);
	if (j->composed) {
		step(j, p, JOURNEY_CLAIM);
		if (respond_claim(j, p) == 0)
			submit(j, p);
	}
	respond_settle(j, p);
}
