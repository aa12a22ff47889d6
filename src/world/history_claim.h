/* The protocol of a claim; see struct history_driver. */
#ifndef BACKSOON_WORLD_HISTORY_CLAIM_H
#define BACKSOON_WORLD_HISTORY_CLAIM_H

#include "world/history.h"

void claim_peek(const struct history *h, const struct history_claim *c,
    struct history_answer *a);
void claim_reserve(const struct history *h, const struct history_claim *c,
    struct history_answer *a);
int claim_rollback(const struct history *h, const struct history_claim *c,
    uint64_t token);
int claim_settle(const struct history *h, const struct history_claim *c);

#endif
