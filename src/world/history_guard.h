/*
 * libdb is not safe on a damaged file: it may crash, abort or loop (measured).
 * While a guard stands, that leaves the file rate.bad in the store's directory
 * and ends the process with status 70; the next claim then heals the store.
 */
#ifndef BACKSOON_WORLD_HISTORY_GUARD_H
#define BACKSOON_WORLD_HISTORY_GUARD_H

#include <stdbool.h>

#define GUARD_FILE "rate.bad"
#define GUARD_EXIT 70

/* One at a time.  `dir` is borrowed until guard_leave(). */
void guard_enter(int dir);
/* Puts handlers, timer and signal stack back. */
void guard_leave(void);
/* Foreign code runs in between: its crash is not libdb's. */
void guard_pause(void);
/* Also starts the time limit anew. */
void guard_resume(void);

#endif
