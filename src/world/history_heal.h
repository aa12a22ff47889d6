/* A damaged store is set aside, and a new one made of what is left. */
#ifndef BACKSOON_WORLD_HISTORY_HEAL_H
#define BACKSOON_WORLD_HISTORY_HEAL_H

#include "history_store.h"

/*
 * Under the exclusive lock of a store that is open and damaged: moves rate.db
 * to rate.damaged and puts a new tree in its place, with the records that can
 * be read and one that keeps the store silent until the longest interval has
 * passed.  -1 with `why`.  store_close() is due afterwards.
 */
int heal(struct store *s, const struct history_claim *c);

#endif
