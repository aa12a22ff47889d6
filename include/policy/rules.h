/* The rules as a table; docs/rules.md is checked against it. */
#ifndef BACKSOON_POLICY_RULES_H
#define BACKSOON_POLICY_RULES_H

#include "policy/facts.h"

#include <stdbool.h>
#include <stddef.h>

enum rule_force { RULE_MUST, RULE_SHOULD, RULE_MAY };
enum rule_needs {
	NEEDS_NOTHING,
	NEEDS_OCCASION,
	NEEDS_AUDIENCE,
	NEEDS_TRACE,
	NEEDS_HISTORY,
	NEEDS_SENDER
};

#define EVIDENCE_MAX 320

struct evidence {
	char text[EVIDENCE_MAX]; /* cleaned, one line */
};

struct rule {
	const char *name;   /* stable reason code */
	const char *source; /* "RFC 3834 section 2", ... */
	const char *says;   /* one sentence */
	enum rule_force force;
	enum rule_needs needs;
	/* Pure: true where the rule forbids a response; leaves evidence. */
	bool (*matches)(const struct facts *f, struct evidence *e);
};

extern const struct rule rules[];
extern const size_t rules_count;

/* The rule of that name, or NULL. */
const struct rule *rule_find(const char *name);
const char *rule_force_text(enum rule_force force);

#endif
