/* A history that is forgotten when the run ends: the rules of interval and
 * caps over messages that nobody answers, for simulate and for tests. */
#ifndef BACKSOON_WORLD_HISTORY_MEMORY_H
#define BACKSOON_WORLD_HISTORY_MEMORY_H

#include "world/history.h"

/* peek, reserve, rollback and settle, by the contract of history_bdb; the
 * functions for people are NULL.  One store for the whole process: a mailbox
 * is told apart by its name, its directory is not looked at. */
extern const struct history_driver history_memory;

/* Forgets everything. */
void history_memory_release(void);

#endif
