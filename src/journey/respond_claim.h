/* The claims of a journey, in the mailbox's store and in the site's; inside of
 * journey only. */
#ifndef BACKSOON_JOURNEY_RESPOND_CLAIM_H
#define BACKSOON_JOURNEY_RESPOND_CLAIM_H

#include "journey/respond.h"

/* Asks both stores, which fills facts.past; -1 with the reason in why. */
int
respond_peek(struct journey *j, const struct ports *p, struct evidence *why);
/* Claims in both or in none; where -1, the judgement says why. */
int respond_claim(struct journey *j, const struct ports *p);
void respond_give_back(struct journey *j, const struct ports *p);
/* What a suppressed message must leave behind. */
void respond_settle(struct journey *j, const struct ports *p);

/* Of respond.c: a failure that is nobody's verdict: silence, and its reason. */
void respond_undecided(struct journey *j, const char *what, const char *why,
    bool temporary);
void respond_judge(struct journey *j, const struct ports *p, bool all);

#endif
