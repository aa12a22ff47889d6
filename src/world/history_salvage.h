/* Records out of a file that libdb must not touch. */
#ifndef BACKSOON_WORLD_HISTORY_SALVAGE_H
#define BACKSOON_WORLD_HISTORY_SALVAGE_H

#include "history_record.h"

#include <stdbool.h>

/* A sound record.  Return false to stop. */
typedef bool salvage_fn(const struct record_key *key, const struct record *r,
    const uint8_t value[RECORD_VALUE], void *arg);

/* Reads every leaf page there is, whatever points to it, and gives every
 * record whose checksum is right. */
void salvage(int fd, salvage_fn *fn, void *arg);

#endif
