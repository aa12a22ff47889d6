/* A tally for Prometheus: a file that the textfile collector of its node
 * exporter reads.  No daemon, no port. */
#ifndef BACKSOON_WORLD_METRICS_H
#define BACKSOON_WORLD_METRICS_H

#include "world/tally.h"

#include <stdbool.h>
#include <stdint.h>

/* The file is written no more often, in seconds. */
#define METRICS_PERIOD 10

/* The text, which the caller owns: every rule there is, and every outcome that
 * was counted.  `now` says which day is today. */
char *metrics_text(const struct tally *t, uint64_t now);

/* True where the file at `path` is younger than METRICS_PERIOD. */
bool metrics_are_fresh(const char *path, uint64_t now);
/*
 * Puts the text into the file at `path`, whole or not at all: it is written to
 * `path`.new, under a lock, and renamed.  Mode 0644, nothing is synced.  Where
 * somebody else is just writing nothing is done.  -1, with the reason in
 * why[], where it could not be written, or where what stands at `path`.new is
 * not ours.
 */
int metrics_write(const char *path, const char *text, char why[200]);

#endif
