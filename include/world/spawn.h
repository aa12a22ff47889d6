/* Other programs: started clean, waited for until a deadline. */
#ifndef BACKSOON_WORLD_SPAWN_H
#define BACKSOON_WORLD_SPAWN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Starts a program in a process group of its own, with `in` as its stdin,
 * `out` (-1 = nowhere) as its stdout, nothing as its stderr, no other
 * descriptor, and signals as programs expect them.  Returns 0 or an errno.
 */
int
spawn_start(pid_t *pid, char *const argv[], char *const env[], int in, int out);
/* True where the child has ended before `end` of spawn_clock(); it is not
 * reaped, so that its process group cannot become somebody else's. */
bool spawn_wait(pid_t pid, int64_t end);
/* The status of waitpid(2), or -1. */
int spawn_reap(pid_t pid);
/* Milliseconds of a clock that nobody sets. */
int64_t spawn_clock(void);

#endif
