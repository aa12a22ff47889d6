/* A tally as octets: a head, and a row a day, each with a sum of its own, so
 * that what was torn can be told. */
#ifndef BACKSOON_WORLD_TALLY_OCTETS_H
#define BACKSOON_WORLD_TALLY_OCTETS_H

#include "world/tally.h"

#include <stdbool.h>

#define TALLY_HEAD (56 + TALLY_SLOTS * (TALLY_NAME + 8) + 4)
#define TALLY_ROW (20 + TALLY_SLOTS * 4 + 4)
#define TALLY_OCTETS (TALLY_HEAD + TALLY_DAYS * TALLY_ROW)

/* What stands behind a head or a row of so many octets. */
uint32_t tally_sum(const uint8_t *octets, size_t len);
/* The head is everything but the days.  False, with all of it empty, where it
 * is none of this layout. */
bool tally_head_decode(struct tally *t, const uint8_t from[TALLY_HEAD]);
void tally_head_encode(uint8_t to[TALLY_HEAD], const struct tally *t);
/* False, with an empty row, where it is none. */
bool tally_row_decode(struct tally_day *d, const uint8_t from[TALLY_ROW]);
void tally_row_encode(uint8_t to[TALLY_ROW], const struct tally_day *d);

#endif
