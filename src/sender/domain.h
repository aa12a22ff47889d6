/* Could a response to this domain be delivered at all?  RFC 5321 section 5,
 * RFC 7505. */
#ifndef BACKSOON_SENDER_DOMAIN_H
#define BACKSOON_SENDER_DOMAIN_H

#include "resolve.h"

struct domain_answer {
	enum domain_state state;
	char reason[SENDER_TEXT];
};

/* `domain` is in A-labels. */
void
domain_check(struct resolve *r, const char *domain, struct domain_answer *a);

#endif
