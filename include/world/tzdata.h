/* The time zones of the system. */
#ifndef BACKSOON_WORLD_TZDATA_H
#define BACKSOON_WORLD_TZDATA_H

#include "policy/zone.h"

#include <stdbool.h>

/* True for a name such as Europe/Berlin that the system has a zone of. */
bool tzdata_has(const char *name);
/*
 * The zone of a name that tzdata_has(), or the system's own for "".  It is
 * that of the C library from now on: only the one that was opened last can be
 * asked.  A caller's TZ does not count.
 */
void tzdata_open(struct zone *z, const char *name);

#endif
