/* The walk over the rules. */
#ifndef BACKSOON_POLICY_POLICY_H
#define BACKSOON_POLICY_POLICY_H

#include "policy/rules.h"

enum verdict { VERDICT_RESPOND, VERDICT_SUPPRESS, VERDICT_UNDECIDED };

enum outcome {
	OUTCOME_NOT_REACHED, /* an earlier rule ended the walk */
	OUTCOME_PASSED,
	OUTCOME_MATCHED,
	OUTCOME_DISABLED,   /* by configuration */
	OUTCOME_OVERRIDDEN, /* it matched, but the allow list has the sender */
	OUTCOME_FAILED      /* what it needs could not be had */
};

struct judgement {
	enum verdict verdict;
	const struct rule *rule;  /* the first that matched, or NULL */
	struct evidence evidence; /* of that rule, or why undecided */
	/* one per row of rules[] */
	enum outcome outcomes[64];
	struct evidence evidences[64];
};

/*
 * Gathers what a rule needs into facts.  Returns -1, with the reason in
 * `why`, where it cannot be had; the verdict is then undecided (silence).
 */
typedef int policy_gather_fn(enum rule_needs needs, struct facts *f,
    struct evidence *why, void *arg);

/*
 * Walks the table from its top.  Stops at the first match; with `all`, every
 * rule is tried, and the first match still decides.
 */
void policy_judge(struct judgement *j, struct facts *f, bool all,
    policy_gather_fn *gather, void *arg);

const char *verdict_text(enum verdict v);
const char *outcome_text(enum outcome o);

#endif
