/* Which circle a sender belongs to: colleagues, people one has written to,
 * the others. */
#ifndef BACKSOON_POLICY_AUDIENCE_H
#define BACKSOON_POLICY_AUDIENCE_H

#include "policy/mailbox.h"
#include "subject/key.h"

#include <stdbool.h>

enum audience_circle {
	AUDIENCE_OTHERS,
	AUDIENCE_KNOWN,
	AUDIENCE_INTERNAL,
	AUDIENCE_CIRCLES
};

struct audience {
	bool asked;
	enum audience_circle circle;
};

/* "internal", "known" or "others", static. */
const char *audience_text(enum audience_circle circle);

/*
 * True where the domain of addr is one of `internal-domains`, and what is sent
 * there stays there: not where the local part names a way out of it ("%", "!"
 * or another "@"), or is the tag of a forwarder for a stranger.
 */
bool audience_is_internal(const struct mailbox *m, const char *addr);
/*
 * True where addr can be a correspondent by the key of it: what is sent there
 * reaches the domain of the key.  Anybody can write a forwarder's tag (SRS)
 * that stands for somebody else.
 */
bool audience_can_be_known(const char *addr, const struct key *key);
/* True where this circle gets a response: `audience` names it, or everyone. */
bool audience_is_answered(const struct mailbox *m, enum audience_circle circle);
/* The circle's own text, borrowed from the mailbox, or "". */
const char *
audience_template(const struct mailbox *m, enum audience_circle circle);

#endif
