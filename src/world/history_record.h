/*
 * Records as octets: a key that says what, a value that says when and how
 * often, both under one checksum.
 */
#ifndef BACKSOON_WORLD_HISTORY_RECORD_H
#define BACKSOON_WORLD_HISTORY_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORD_KEY 800 /* room; no key is longer */
#define RECORD_VALUE 44

#define RECORD_HOUR UINT32_C(3600)
#define RECORD_DAY UINT32_C(86400)

/* A key of the tree; room for a terminator behind it. */
struct record_key {
	size_t len;
	uint8_t octets[RECORD_KEY + 1];
};

/* What a key says; borrowed from the key. */
struct record_name {
	char kind;
	const char *mailbox, *subject, *text;
};

struct record {
	char kind;
	bool tripped;
	uint64_t first, last;
	uint32_t interval, count, previous;
	uint64_t token;
};

/*
 * Makes a key.  `text` is the response identity of an 'S' record, the window
 * ("h", "d") of an 'M' record, else "".  A part that is too long, or looks
 * like this, becomes '#' and the 32 hexadecimal digits of its hash; where
 * `literal`, one that looks like this already is taken as it is.
 */
void record_key(struct record_key *key, const struct record_name *name,
    bool literal);
/* Returns -1 where the octets are no key of ours. */
int record_name(struct record_name *name, struct record_key *key);

void record_encode(uint8_t value[RECORD_VALUE], const struct record_key *key,
    const struct record *r);
/* Returns -1 where checksum, length, version or kind are wrong. */
int record_decode(struct record *r, const struct record_key *key,
    const uint8_t *value, size_t len);

/* True where nothing asks for the record any more, one day of grace
 * included; `interval` is the least that is asked for. */
bool record_is_over(const struct record *r, uint64_t now, uint32_t interval);

/* Counters ('A', 'D', 'M'): moves the window to now, or keeps a window of the
 * near future (the clock went backwards: nothing is forgotten). */
void record_roll(struct record *r, uint64_t now);
/* Responses within the last window: those of this one, and of the one before
 * by the part of it that still counts. */
uint32_t record_estimate(const struct record *r, uint64_t now);

#endif
