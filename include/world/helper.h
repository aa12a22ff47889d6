/* The programs beside our own: found, asked one thing, waited for. */
#ifndef BACKSOON_WORLD_HELPER_H
#define BACKSOON_WORLD_HELPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#define HELPER_DIED 80

struct helper {
	const char *program; /* "backsoon-sender" */
	const char *noun;    /* "the checker", for people */
};

/* Where it is, or should be: beside our own program, or installed. */
void helper_path(char *to, size_t size, const struct helper *h);
/*
 * Starts a helper with what `asked` holds on its stdin, and reads what `told`
 * has room for from its stdout.  True where it gave all of that and ended with
 * 0 within so many milliseconds.  It is killed otherwise, and died[] says
 * why: a signal, its status, no answer in time, an answer that is none.
 */
bool helper_ask(const struct helper *h, const struct iovec *asked,
    size_t asked_count, const struct iovec *told, size_t told_count,
    uint32_t ms, char died[HELPER_DIED]);
/* For an answer that proves to be none. */
void helper_disbelieve(const struct helper *h, char died[HELPER_DIED]);

#endif
