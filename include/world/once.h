/* Things that are done once, however many processes want to: marks in the
 * directory of a store, made durable before the thing is done. */
#ifndef BACKSOON_WORLD_ONCE_H
#define BACKSOON_WORLD_ONCE_H

#include "world/history.h"

#include <stdint.h>

/* Octets of the name of a mark: letters, digits and hyphens. */
#define ONCE_NAME 48

/*
 * Takes the right to do the thing of this name: 1 where this call got it, 0
 * where an earlier one did, -1 with the reason in why[].
 */
int once_claim(const struct history *h, const char *name, char why[200]);
/*
 * Takes the right to do it again: 1 where `period` seconds have passed since
 * the last time, or since `from` where that is later.  The first call begins
 * the first period and gets 0.
 */
int once_claim_again(const struct history *h, const char *name, uint64_t now,
    uint64_t from, uint64_t period, char why[200]);
/* Removes marks that once_claim() made before `before`; returns how many. */
unsigned once_prune(const struct history *h, uint64_t before);

#endif
