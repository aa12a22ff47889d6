/* libFuzzer target: a record between backsoon and backsoon-sender that is
 * called sound can be used.  The first octet says which of the three; the
 * rest spoils a good one at some places, since bytes alone are never sound. */
#include "sender/record.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile size_t walked;

static void
use_text(const char *s)
{
	for (; *s != '\0'; s++)
		assert((unsigned char)*s >= ' ' && *s != 0x7f);
}

/* Five octets: where, and two to put there. */
static void
spoil(void *record, size_t record_size, const uint8_t *data, size_t size)
{
	size_t at;

	for (; size >= 5; data += 5, size -= 5) {
		at = (size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2];
		at %= record_size - 1;
		((uint8_t *)record)[at] = data[3];
		((uint8_t *)record)[at + 1] = data[4];
	}
}

/* A field without terminator runs into the next one: all are full. */
static void
fill(char *field, size_t size)
{
	memset(field, 'x', size - 1);
}

#define FILL(array) fill(array, sizeof(array))

static void
try_request(const uint8_t *data, size_t size)
{
	static struct sender_request q;
	size_t i;

	sender_request_init(&q);
	FILL(q.helo);
	FILL(q.sender);
	for (i = 0; i < SENDER_SERVERS; i++)
		FILL(q.servers[i]);
	for (i = 0; i < SENDER_LISTS; i++) {
		FILL(q.ip_lists[i]);
		FILL(q.domain_lists[i]);
	}
	spoil(&q, sizeof q, data, size);
	if (!sender_request_is_sound(&q))
		return;
	assert(q.cap <= SENDER_QUESTIONS);
	assert(strlen(q.helo) < sizeof q.helo);
	assert(strlen(q.sender) < sizeof q.sender);
	for (i = 0; i < SENDER_SERVERS; i++)
		assert(strlen(q.servers[i]) < sizeof q.servers[i]);
	for (i = 0; i < SENDER_LISTS; i++) {
		assert(strlen(q.ip_lists[i]) < SENDER_NAME);
		assert(strlen(q.domain_lists[i]) < SENDER_NAME);
	}
}

static void
use_reply(const struct sender_reply *r)
{
	static const char *const clients[] = { "", "10.0.0.1", "192.0.2.1",
		"2001:db8::1" };
	struct ip ip;
	size_t i;

	use_text(r->spf_reason);
	use_text(r->helo_reason);
	use_text(r->domain_reason);
	use_text(r->record);
	walked += strlen(domain_state_text(r->domain));
	for (i = 0; i < 2 * SENDER_LISTS; i++) {
		use_text(r->listings[i].zone);
		use_text(r->listings[i].subject);
		use_text(r->listings[i].answer);
		walked += strlen(listing_state_text(r->listings[i].state));
	}
	for (i = 0; i < sizeof clients / sizeof *clients; i++) {
		ip_parse(&ip, clients[i]);
		assert(sender_evidence(r, &ip) < RESULT_COUNT);
		walked += strlen(spf_result_text(sender_evidence(r, &ip)));
	}
	walked += strlen(spf_result_text((enum spf_result)r->helo));
}

static void
try_reply(const uint8_t *data, size_t size)
{
	static struct sender_reply r;
	size_t i;

	sender_reply_init(&r);
	FILL(r.spf_reason);
	FILL(r.helo_reason);
	FILL(r.domain_reason);
	FILL(r.record);
	for (i = 0; i < 2 * SENDER_LISTS; i++) {
		FILL(r.listings[i].zone);
		FILL(r.listings[i].subject);
		FILL(r.listings[i].answer);
	}
	spoil(&r, sizeof r, data, size);
	if (sender_reply_is_sound(&r))
		use_reply(&r);
}

static void
try_trace(const uint8_t *data, size_t size)
{
	static struct sender_trace t;
	uint32_t i;

	sender_trace_init(&t);
	t.count = 3;
	for (i = 0; i < SENDER_QUESTIONS; i++) {
		FILL(t.questions[i].name);
		FILL(t.questions[i].type);
		FILL(t.questions[i].status);
		FILL(t.questions[i].answer);
	}
	spoil(&t, sizeof t, data, size);
	if (!sender_trace_is_sound(&t))
		return;
	assert(t.count <= SENDER_QUESTIONS);
	for (i = 0; i < t.count; i++) {
		use_text(t.questions[i].name);
		use_text(t.questions[i].type);
		use_text(t.questions[i].status);
		use_text(t.questions[i].answer);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const tries[])(const uint8_t *, size_t) = { try_request,
		try_reply, try_trace };

	if (size > 0)
		tries[*data % 3](data + 1, size - 1);
	return 0;
}
