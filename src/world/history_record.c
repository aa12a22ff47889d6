#include "history_record.h"

#include "history_octets.h"

#include <stdio.h>
#include <string.h>

#define VERSION 1
#define TRIPPED 1 /* flag */
#define HASHED 33 /* '#' and 32 digits */
#define SEED UINT64_C(0xbac500a100000001)

/* So that a key never outgrows a quarter of a page, which would cost an
 * overflow page. */
enum { MAX_MAILBOX = 255, MAX_ADDRESS = 320, MAX_OTHER = 100 };

static bool
looks_hashed(const char *s, size_t len)
{
	return len == HASHED && s[0] == '#' &&
	    strspn(s + 1, "0123456789abcdef") == HASHED - 1;
}

/* 128 bits, so that two long names never meet in one record by accident. */
static void
append(struct record_key *key, const char *s, size_t max, bool literal)
{
	size_t len = strlen(s);

	if (len > max || (s[0] == '#' && !(literal && looks_hashed(s, len)))) {
		snprintf((char *)key->octets + key->len, HASHED + 1,
		    "#%016llx%016llx",
		    (unsigned long long)octets_sum(SEED, s, len),
		    (unsigned long long)octets_sum(~SEED, s, len));
		key->len += HASHED;
	} else {
		memcpy(key->octets + key->len, s, len);
		key->len += len;
	}
	key->octets[key->len++] = '\0';
}

/*
 * The head spreads inserts evenly over the tree and keeps what one claim
 * touches together: 16 bits of the domain, 16 of the sender.  The mailbox's
 * own records are at the very beginning.  The subject is as it is in the key,
 * so that an imported record is found again.
 */
static uint32_t
head(char kind, const char *subject)
{
	const char *at = strrchr(subject, '@');
	size_t len = strlen(subject);
	uint64_t domain, sender;

	if (kind == 'M' || kind == 'U')
		return 0;
	if (kind == 'I')
		return (uint32_t)(octets_sum(SEED, subject, len) >> 32);
	if (kind == 'D')
		return (uint32_t)(octets_sum(SEED, subject, len) >> 48) << 16;
	at = at == NULL ? subject : at + 1;
	domain = octets_sum(SEED, at, strlen(at));
	sender = octets_sum(SEED, subject, len);
	return (uint32_t)(domain >> 48) << 16 | (uint32_t)(sender >> 48);
}

void
record_key(struct record_key *key, const struct record_name *name, bool literal)
{
	size_t max = name->kind == 'I' ? MAX_OTHER : MAX_ADDRESS;
	const char *subject;

	key->octets[4] = (uint8_t)name->kind;
	key->len = 5;
	append(key, name->mailbox, MAX_MAILBOX, literal);
	subject = (const char *)key->octets + key->len;
	append(key, name->subject, max, literal);
	octets_put32(key->octets, head(name->kind, subject));
	append(key, name->text, MAX_OTHER, literal);
	key->len--;
	key->octets[key->len] = '\0';
}

int
record_name(struct record_name *name, struct record_key *key)
{
	const char *end, *p = (const char *)key->octets + 5;

	if (key->len < 7 || key->len > RECORD_KEY)
		return -1;
	key->octets[key->len] = '\0';
	end = (const char *)key->octets + key->len;
	name->kind = (char)key->octets[4];
	if (name->kind == '\0' || strchr("SADMIU", name->kind) == NULL)
		return -1;
	name->mailbox = p;
	p += strlen(p) + 1;
	if (p > end)
		return -1;
	name->subject = p;
	p += strlen(p) + 1;
	if (p > end)
		return -1;
	name->text = p;
	return p + strlen(p) == end ? 0 : -1;
}

void
record_encode(uint8_t value[RECORD_VALUE], const struct record_key *key,
    const struct record *r)
{
	value[0] = VERSION;
	value[1] = (uint8_t)r->kind;
	value[2] = r->tripped ? TRIPPED : 0;
	value[3] = 0;
	octets_put64(value + 4, r->first);
	octets_put64(value + 12, r->last);
	octets_put32(value + 20, r->interval);
	octets_put32(value + 24, r->count);
	octets_put32(value + 28, r->previous);
	octets_put64(value + 32, r->token);
	octets_put32(value + 40,
	    octets_crc(octets_crc(0, key->octets, key->len), value, 40));
}

int
record_decode(struct record *r, const struct record_key *key,
    const uint8_t *value, size_t len)
{
	if (len != RECORD_VALUE || value[0] != VERSION || key->len < 5 ||
	    value[1] != key->octets[4])
		return -1;
	if (octets_get32(value + 40) !=
	    octets_crc(octets_crc(0, key->octets, key->len), value, 40))
		return -1;
	r->kind = (char)value[1];
	r->tripped = (value[2] & TRIPPED) != 0;
	r->first = octets_get64(value + 4);
	r->last = octets_get64(value + 12);
	r->interval = octets_get32(value + 20);
	r->count = octets_get32(value + 24);
	r->previous = octets_get32(value + 28);
	r->token = octets_get64(value + 32);
	return 0;
}

static bool
is_counter(char kind)
{
	return kind == 'A' || kind == 'D' || kind == 'M';
}

bool
record_is_over(const struct record *r, uint64_t now, uint32_t interval)
{
	uint64_t kept = r->interval;

	if (is_counter(r->kind))
		kept = 2 * (uint64_t)r->interval;
	else if (r->kind == 'U')
		kept = 0;
	else if (r->kind == 'S' && kept < interval)
		kept = interval;
	return r->last < now && now - r->last > kept + RECORD_DAY;
}

void
record_roll(struct record *r, uint64_t now)
{
	uint64_t window = now - now % r->interval;

	if (r->first == window)
		return;
	if (r->first > window) {
		if (r->first - window <= r->interval)
			return;
		r->previous = 0;
	} else {
		r->previous = window - r->first == r->interval ? r->count : 0;
		r->count = 0;
	}
	r->first = window;
	r->tripped = false;
}

uint32_t
record_estimate(const struct record *r, uint64_t now)
{
	uint64_t elapsed = now > r->first ? now - r->first : 0;
	uint64_t left = elapsed < r->interval ? r->interval - elapsed : 0;
	uint64_t n = r->count;

	if (left > 0) /* rounded up: in doubt, there were more */
		n += (r->previous * left + r->interval - 1) / r->interval;

	return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}
