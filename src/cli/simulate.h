/* What simulate found, and how it is told; private to src/cli. */
#ifndef BACKSOON_CLI_SIMULATE_H
#define BACKSOON_CLI_SIMULATE_H

#include "journey/respond.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define SIMULATE_RULES 64

struct simulation {
	uint64_t messages;
	uint64_t answered;
	uint64_t suppressed;
	uint64_t undecided;
	uint64_t unreadable;            /* gone, or the reader failed */
	uint64_t skipped;               /* links and special files */
	uint64_t rules[SIMULATE_RULES]; /* in the order of rules[] */
	bool all;                       /* tell also who is not answered */
	bool json;
	bool begun; /* something was printed of the list */
};

/* Before the first message, for one that is listed, and after the last. */
void simulate_begin(FILE *out, struct simulation *s);
void simulate_row(FILE *out, struct simulation *s, const struct journey *j);
void simulate_end(FILE *out, struct simulation *s);

#endif
