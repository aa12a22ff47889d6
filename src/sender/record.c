#include "sender/record.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

void
sender_request_init(struct sender_request *q)
{
	memset(q, 0, sizeof *q);
	q->magic = SENDER_MAGIC;
	q->size = sizeof *q;
	q->cap = SENDER_QUESTION_CAP;
}

void
sender_request_zones(char to[SENDER_LISTS][SENDER_NAME], char *const zones[],
    size_t count)
{
	size_t i;

	for (i = 0; i < count && i < SENDER_LISTS; i++)
		mem_copy(to[i], SENDER_NAME, zones[i]);
}

void
sender_reply_init(struct sender_reply *r)
{
	memset(r, 0, sizeof *r);
	r->magic = SENDER_MAGIC;
	r->size = sizeof *r;
}

void
sender_trace_init(struct sender_trace *t)
{
	memset(t, 0, sizeof *t);
	t->magic = SENDER_MAGIC;
	t->size = sizeof *t;
}

static bool
is_string(const char *s, size_t size)
{
	return memchr(s, '\0', size) != NULL;
}

/* Text for people: one line of characters that text_clean() lets through. */
static bool
is_text(const char *s, size_t size)
{
	size_t i, n, len = strnlen(s, size);
	char one[8];

	if (len == size)
		return false;
	for (i = 0; i < len; i += n) {
		n = text_char(s + i, len - i);
		if (n == 0)
			return false;
		if (s[i] != ' ' &&
		    text_clean(one, sizeof one, 1, s + i, n) != n)
			return false;
	}
	return true;
}

#define IS_STRING(array) is_string(array, sizeof(array))
#define IS_TEXT(array) is_text(array, sizeof(array))

bool
sender_request_is_sound(const struct sender_request *q)
{
	size_t i;

	if (q->magic != SENDER_MAGIC || q->size != sizeof *q ||
	    !IS_STRING(q->helo) || !IS_STRING(q->sender) ||
	    q->cap > SENDER_QUESTIONS)
		return false;
	for (i = 0; i < SENDER_SERVERS; i++)
		if (!IS_STRING(q->servers[i]))
			return false;
	for (i = 0; i < SENDER_LISTS; i++)
		if (!IS_STRING(q->ip_lists[i]) ||
		    !IS_STRING(q->domain_lists[i]))
			return false;
	return true;
}

bool
sender_reply_is_sound(const struct sender_reply *r)
{
	size_t i;

	if (r->magic != SENDER_MAGIC || r->size != sizeof *r ||
	    r->spf >= RESULT_COUNT || r->helo >= RESULT_COUNT || r->weak > 1 ||
	    r->domain >= DOMAIN_COUNT || !IS_TEXT(r->spf_reason) ||
	    !IS_TEXT(r->helo_reason) || !IS_TEXT(r->domain_reason) ||
	    !IS_TEXT(r->record))
		return false;
	for (i = 0; i < sizeof r->listings / sizeof *r->listings; i++) {
		const struct sender_listing *l = &r->listings[i];

		if (l->state >= LISTING_COUNT || !IS_TEXT(l->zone) ||
		    !IS_TEXT(l->subject) || !IS_TEXT(l->answer))
			return false;
	}
	return true;
}

bool
sender_trace_is_sound(const struct sender_trace *t)
{
	uint32_t i;

	if (t->magic != SENDER_MAGIC || t->size != sizeof *t ||
	    t->count > SENDER_QUESTIONS)
		return false;
	for (i = 0; i < t->count; i++) {
		const struct sender_question *q = &t->questions[i];

		if (!IS_TEXT(q->name) || !IS_TEXT(q->type) ||
		    !IS_TEXT(q->status) || !IS_TEXT(q->answer))
			return false;
	}
	return true;
}

const char *
domain_state_text(unsigned state)
{
	static const char *const texts[DOMAIN_COUNT] = {
		[DOMAIN_ABSENT] = "absent",
		[DOMAIN_GOOD] = "good",
		[DOMAIN_EXEMPT] = "exempt",
		[DOMAIN_NXDOMAIN] = "nxdomain",
		[DOMAIN_NULL_MX] = "null-mx",
		[DOMAIN_NO_ADDRESS] = "no-address",
		[DOMAIN_DEAD_MX] = "dead-mx",
		[DOMAIN_BAD_NAME] = "bad-name",
		[DOMAIN_TEMPERROR] = "temperror",
	};

	return state < DOMAIN_COUNT ? texts[state] : texts[DOMAIN_ABSENT];
}

const char *
listing_state_text(unsigned state)
{
	static const char *const texts[LISTING_COUNT] = {
		[LISTING_ABSENT] = "absent",
		[LISTING_CLEAN] = "clean",
		[LISTING_LISTED] = "listed",
		[LISTING_REFUSED] = "refused",
		[LISTING_FOREIGN] = "foreign",
		[LISTING_TEMPERROR] = "temperror",
	};

	return state < LISTING_COUNT ? texts[state] : texts[LISTING_ABSENT];
}

enum spf_result
sender_evidence(const struct sender_reply *r, const struct ip *client)
{
	if (!ip_is_public(client))
		return RESULT_ABSENT;
	return r->spf == RESULT_PASS && r->weak ? RESULT_NEUTRAL
						: (enum spf_result)r->spf;
}
