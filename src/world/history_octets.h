/* Numbers in a fixed byte order, and the sums that prove them. */
#ifndef BACKSOON_WORLD_HISTORY_OCTETS_H
#define BACKSOON_WORLD_HISTORY_OCTETS_H

#include <stddef.h>
#include <stdint.h>

/* Big-endian on every host. */
void octets_put32(uint8_t *to, uint32_t n);
void octets_put64(uint8_t *to, uint64_t n);
uint32_t octets_get32(const uint8_t *from);
uint64_t octets_get64(const uint8_t *from);

/* CRC-32C of records and of the small blocks; start with 0, chain freely. */
uint32_t octets_crc(uint32_t crc, const void *octets, size_t len);
/*
 * A 64-bit sum, ten times faster than the CRC, of whole frames; also spreads
 * keys.  The same on every host.  `sum` is the seed, or the sum so far where
 * all parts but the last are multiples of 8 octets.
 */
uint64_t octets_sum(uint64_t sum, const void *octets, size_t len);

#endif
