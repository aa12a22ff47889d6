#include "policy/policy.h"

#include "rule.h"

#include <assert.h>
#include <string.h>

static bool
is_allowed(const struct facts *f)
{
	const struct mailbox_list *allow = &f->mailbox->allow;
	size_t i;

	for (i = 0; i < allow->count; i++)
		if (addr_matches(f->envelope->sender, allow->items[i], "+"))
			return true;
	return false;
}

/*
 * An allowed sender is one whose mail may look like a machine's; it still
 * gets a response only once in an interval, and not on a forger's word.
 */
static bool
can_override(const struct rule *r)
{
	return r->force != RULE_MUST && r->needs <= NEEDS_AUDIENCE;
}

static bool
is_gathered(const struct facts *f, enum rule_needs needs)
{
	switch (needs) {
	case NEEDS_NOTHING:
		break;
	case NEEDS_OCCASION:
		return f->occasion.known;
	case NEEDS_AUDIENCE:
		return f->audience.asked;
	case NEEDS_TRACE:
		return f->traced;
	case NEEDS_HISTORY:
		return f->past.known;
	case NEEDS_SENDER:
		return f->findings.known;
	}
	return true;
}

static enum outcome
try_rule(const struct rule *r, struct facts *f, struct evidence *e,
    policy_gather_fn *gather, void *arg)
{
	if (r->force != RULE_MUST &&
	    mailbox_list_has(&f->mailbox->disabled_rules, r->name))
		return OUTCOME_DISABLED;
	if (r->needs == NEEDS_SENDER && !f->mailbox->sender_check)
		return OUTCOME_DISABLED;
	if (!is_gathered(f, r->needs) && gather(r->needs, f, e, arg) == -1)
		return OUTCOME_FAILED;
	if (!r->matches(f, e))
		return OUTCOME_PASSED;
	if (can_override(r) && is_allowed(f))
		return OUTCOME_OVERRIDDEN;
	return OUTCOME_MATCHED;
}

static void
decide(struct judgement *j, size_t i)
{
	if (j->verdict != VERDICT_RESPOND)
		return;
	/* What could not be asked is not the rule's verdict. */
	j->rule = j->outcomes[i] == OUTCOME_MATCHED ? &rules[i] : NULL;
	j->evidence = j->evidences[i];
	j->verdict = j->outcomes[i] == OUTCOME_MATCHED ? VERDICT_SUPPRESS
						       : VERDICT_UNDECIDED;
}

void
policy_judge(struct judgement *j, struct facts *f, bool all,
    policy_gather_fn *gather, void *arg)
{
	size_t i;

	assert(rules_count <= sizeof j->outcomes / sizeof *j->outcomes);
	j->verdict = VERDICT_RESPOND;
	j->rule = NULL;
	*j->evidence.text = '\0';
	for (i = 0; i < rules_count; i++) {
		j->outcomes[i] = OUTCOME_NOT_REACHED;
		*j->evidences[i].text = '\0';
		if (j->verdict != VERDICT_RESPOND && !all)
			continue;
		j->outcomes[i] =
		    try_rule(&rules[i], f, &j->evidences[i], gather, arg);
		if (j->outcomes[i] == OUTCOME_MATCHED ||
		    j->outcomes[i] == OUTCOME_FAILED)
			decide(j, i);
	}
}

const char *
verdict_text(enum verdict v)
{
	static const char *const texts[] = {
		[VERDICT_RESPOND] = "respond",
		[VERDICT_SUPPRESS] = "suppress",
		[VERDICT_UNDECIDED] = "undecided",
	};

	return texts[v];
}

const char *
outcome_text(enum outcome o)
{
	static const char *const texts[] = {
		[OUTCOME_NOT_REACHED] = "not reached",
		[OUTCOME_PASSED] = "passed",
		[OUTCOME_MATCHED] = "matched",
		[OUTCOME_DISABLED] = "disabled",
		[OUTCOME_OVERRIDDEN] = "overridden",
		[OUTCOME_FAILED] = "failed",
	};

	return texts[o];
}
