#include "tally_octets.h"

#include "history_octets.h"

#include <string.h>

/* The last octet is the version of the layout. */
static const uint8_t magic[8] = { 'b', 's', 't', 'a', 'l', 'l', 'y', 1 };

/* Not the CRC of the records: this one is ten times as fast, and nothing but
 * a torn write is to be told. */
uint32_t
tally_sum(const uint8_t *octets, size_t len)
{
	return (uint32_t)octets_sum(0, octets, len);
}

/* Numbers that follow each other. */
static uint32_t
take32(const uint8_t **p)
{
	*p += 4;
	return octets_get32(*p - 4);
}

static uint64_t
take64(const uint8_t **p)
{
	*p += 8;
	return octets_get64(*p - 8);
}

static void
give32(uint8_t **p, uint32_t n)
{
	octets_put32(*p, n);
	*p += 4;
}

static void
give64(uint8_t **p, uint64_t n)
{
	octets_put64(*p, n);
	*p += 8;
}

/* It goes into files that others read: lower case, digits and hyphens. */
static bool
is_name(const char *s)
{
	size_t len = strnlen(s, TALLY_NAME);

	return len < TALLY_NAME &&
	    strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

static bool
names_are_sound(const struct tally *t)
{
	size_t i;

	for (i = 0; i < TALLY_SLOTS; i++)
		if (!is_name(t->names[i]))
			return false;
	return true;
}

bool
tally_head_decode(struct tally *t, const uint8_t from[TALLY_HEAD])
{
	const uint8_t *p = from + sizeof magic;
	bool sound = memcmp(from, magic, sizeof magic) == 0 &&
	    octets_get32(from + TALLY_HEAD - 4) ==
		tally_sum(from, TALLY_HEAD - 4);
	size_t i;

	memset(t, 0, sizeof *t);
	sound = take32(&p) == TALLY_SLOTS && sound;
	sound = take32(&p) == TALLY_NAME && sound;
	sound = take32(&p) == TALLY_DAYS && sound;
	sound = take32(&p) == TALLY_ROW && sound;
	if (!sound)
		return false;
	t->since = take64(&p);
	t->last = take64(&p);
	t->runs = take64(&p);
	t->ms_sum = take64(&p);
	memcpy(t->names, p, sizeof t->names);
	p += sizeof t->names;
	for (i = 0; i < TALLY_SLOTS; i++)
		t->counts[i] = take64(&p);
	if (names_are_sound(t))
		return true;
	memset(t, 0, sizeof *t);
	return false;
}

void
tally_head_encode(uint8_t to[TALLY_HEAD], const struct tally *t)
{
	uint8_t *p = to + sizeof magic;
	size_t i;

	memcpy(to, magic, sizeof magic);
	give32(&p, TALLY_SLOTS);
	give32(&p, TALLY_NAME);
	give32(&p, TALLY_DAYS);
	give32(&p, TALLY_ROW);
	give64(&p, t->since);
	give64(&p, t->last);
	give64(&p, t->runs);
	give64(&p, t->ms_sum);
	memcpy(p, t->names, sizeof t->names);
	p += sizeof t->names;
	for (i = 0; i < TALLY_SLOTS; i++)
		give64(&p, t->counts[i]);
	give32(&p, tally_sum(to, TALLY_HEAD - 4));
}

bool
tally_row_decode(struct tally_day *d, const uint8_t from[TALLY_ROW])
{
	const uint8_t *p = from;
	size_t i;

	memset(d, 0, sizeof *d);
	if (octets_get32(from + TALLY_ROW - 4) !=
	    tally_sum(from, TALLY_ROW - 4))
		return false;
	d->day = take32(&p);
	d->runs = take32(&p);
	d->ms_max = take32(&p);
	d->ms_sum = take64(&p);
	for (i = 0; i < TALLY_SLOTS; i++)
		d->counts[i] = take32(&p);
	return true;
}

void
tally_row_encode(uint8_t to[TALLY_ROW], const struct tally_day *d)
{
	uint8_t *p = to;
	size_t i;

	give32(&p, d->day);
	give32(&p, d->runs);
	give32(&p, d->ms_max);
	give64(&p, d->ms_sum);
	for (i = 0; i < TALLY_SLOTS; i++)
		give32(&p, d->counts[i]);
	give32(&p, tally_sum(to, TALLY_ROW - 4));
}
