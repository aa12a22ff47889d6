/* The process as callers leave it, made the same for everybody. */
#ifndef BACKSOON_SUPERVISE_PROCESS_H
#define BACKSOON_SUPERVISE_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Closes descriptors from 3 on, makes sure that 0 to 2 are open, resets
 * signals, mask, timers, umask (077) and PATH, forbids core files, and goes to
 * "/".  With `pipe_mode`, 1 and 2 lead to /dev/null; 2 stays where it is a
 * terminal.
 */
void process_normalise(bool pipe_mode);
/* In a fresh child: signals as a program expects them. */
void process_child_signals(void);
/*
 * The limits of a process that works on a stranger's bytes: no new
 * privileges, nothing written, no further processes, 2 s of CPU, bounded
 * memory.
 */
void process_confine(void);

/*
 * Does some work in a child that gets `ms` milliseconds: for what may hang,
 * such as syslog(3) with a stuck logger.  Returns false where it did not end
 * in time.
 */
bool process_bounded(void (*work)(void *arg), void *arg, uint32_t ms);

/* Milliseconds of a clock that nobody sets. */
uint64_t process_clock(void);

#endif
