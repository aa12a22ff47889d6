#include "sender/record.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* A field of a record, and where it stands. */
struct field {
	const char *name;
	size_t at, size;
};

#define FIELD(type, member)                             \
	{                                               \
#member, offsetof(struct type, member), \
		    sizeof((struct type *)0)->member    \
	}

/* Fills a field without its terminator, or puts octets into it. */
static void
fill(void *record, const struct field *f)
{
	memset((char *)record + f->at, 'x', f->size);
}

static void
write_text(void *record, const struct field *f, const char *s)
{
	size_t len = strlen(s) + 1;

	memset((char *)record + f->at, 0, f->size);
	memcpy((char *)record + f->at, s, len < f->size ? len : f->size);
}

static const struct field request_strings[] = {
	FIELD(sender_request, helo),
	FIELD(sender_request, sender),
	FIELD(sender_request, servers[0]),
	FIELD(sender_request, servers[SENDER_SERVERS - 1]),
	FIELD(sender_request, ip_lists[0]),
	FIELD(sender_request, ip_lists[SENDER_LISTS - 1]),
	FIELD(sender_request, domain_lists[0]),
	FIELD(sender_request, domain_lists[SENDER_LISTS - 1]),
};

static void
a_request_is_sound_as_it_is_made(void **state)
{
	struct sender_request q;

	(void)state;
	sender_request_init(&q);
	assert_true(sender_request_is_sound(&q));
	assert_int_equal(q.cap, SENDER_QUESTION_CAP);
	assert_int_equal(q.tasks, 0);
	q.cap = SENDER_QUESTIONS;
	q.client.family = AF_INET;
	assert_true(sender_request_is_sound(&q));
	q.client.family = AF_INET6;
	assert_true(sender_request_is_sound(&q));
}

static void
a_request_with_one_broken_field_is_not_sound(void **state)
{
	struct sender_request q;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(request_strings); i++) {
		sender_request_init(&q);
		fill(&q, &request_strings[i]);
		if (sender_request_is_sound(&q))
			fail_msg("%s", request_strings[i].name);
	}
	sender_request_init(&q);
	q.magic ^= 1;
	assert_false(sender_request_is_sound(&q));
	sender_request_init(&q);
	q.size--;
	assert_false(sender_request_is_sound(&q));
	sender_request_init(&q);
	q.cap = SENDER_QUESTIONS + 1;
	assert_false(sender_request_is_sound(&q));
}

static void
lists_that_are_over_are_left_out(void **state)
{
	char *zones[SENDER_LISTS + 2], name[] = "list.example.org", c[300];
	struct sender_request q;
	size_t i;

	(void)state;
	memset(c, 'c', sizeof c - 1);
	c[sizeof c - 1] = '\0';
	for (i = 0; i < COUNT(zones); i++)
		zones[i] = name;
	sender_request_init(&q);
	sender_request_zones(q.ip_lists, zones, 2);
	assert_string_equal(q.ip_lists[1], name);
	assert_string_equal(q.ip_lists[2], "");
	zones[1] = c;
	sender_request_zones(q.ip_lists, zones, COUNT(zones));
	assert_string_equal(q.ip_lists[SENDER_LISTS - 1], name);
	assert_int_equal(strlen(q.ip_lists[1]), SENDER_NAME - 1);
	assert_string_equal(q.domain_lists[0], "");
	assert_true(sender_request_is_sound(&q));
}

static const struct field reply_texts[] = {
	FIELD(sender_reply, spf_reason),
	FIELD(sender_reply, helo_reason),
	FIELD(sender_reply, domain_reason),
	FIELD(sender_reply, record),
	FIELD(sender_reply, listings[0].zone),
	FIELD(sender_reply, listings[0].subject),
	FIELD(sender_reply, listings[0].answer),
	FIELD(sender_reply, listings[2 * SENDER_LISTS - 1].zone),
	FIELD(sender_reply, listings[2 * SENDER_LISTS - 1].subject),
	FIELD(sender_reply, listings[2 * SENDER_LISTS - 1].answer),
};

/* The most that each small number may be. */
static const struct {
	struct field field;
	uint8_t most;
} reply_numbers[] = {
	{ FIELD(sender_reply, spf), RESULT_COUNT - 1 },
	{ FIELD(sender_reply, helo), RESULT_COUNT - 1 },
	{ FIELD(sender_reply, weak), 1 },
	{ FIELD(sender_reply, domain), DOMAIN_COUNT - 1 },
	{ FIELD(sender_reply, listings[0].state), LISTING_COUNT - 1 },
	{ FIELD(sender_reply, listings[2 * SENDER_LISTS - 1].state),
	    LISTING_COUNT - 1 },
};

static void
a_number_of_a_reply_has_its_range(void **state)
{
	struct sender_reply r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(reply_numbers); i++) {
		const struct field *f = &reply_numbers[i].field;
		uint8_t *at = (uint8_t *)&r + f->at;

		assert_int_equal(f->size, 1);
		sender_reply_init(&r);
		*at = reply_numbers[i].most;
		if (!sender_reply_is_sound(&r))
			fail_msg("%s", f->name);
		++*at;
		if (sender_reply_is_sound(&r))
			fail_msg("%s, one too many", f->name);
		*at = 255;
		if (sender_reply_is_sound(&r))
			fail_msg("%s, 255", f->name);
	}
}

static const struct {
	const char *text;
	bool want;
} texts[] = {
	{ "", true },
	{ " a  b ", true },
	{ "!~", true },
	{ "J\xc3\xbc", true },
	{ "\xe2\x82\xac", true },
	{ "a\n", false },
	{ "\x01", false },
	{ "\x1b[", false },
	{ "\x7f", false },
	{ "\xff", false },
	{ "a\xc3", false },
	{ "\xc3(", false },
	{ "\xed\xa0\x80", false },
	/* next line, CSI, line separator, override, isolate */
	{ "\xc2\x85", false },
	{ "a\xc2\x9b", false },
	{ "\xe2\x80\xa8", false },
	{ "a\xe2\x80\xae", false },
	{ "\xe2\x81\xa6", false },
};

static void
a_text_of_a_reply_is_one_line_of_utf_8(void **state)
{
	struct sender_reply r;
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(reply_texts); i++) {
		for (k = 0; k < COUNT(texts); k++) {
			sender_reply_init(&r);
			write_text(&r, &reply_texts[i], texts[k].text);
			if (sender_reply_is_sound(&r) != texts[k].want)
				fail_msg("%s: %zu", reply_texts[i].name, k);
		}
		sender_reply_init(&r);
		fill(&r, &reply_texts[i]);
		if (sender_reply_is_sound(&r))
			fail_msg("%s", reply_texts[i].name);
	}
}

static void
a_reply_of_another_kind_is_not_sound(void **state)
{
	struct sender_reply r;

	(void)state;
	sender_reply_init(&r);
	assert_true(sender_reply_is_sound(&r));
	r.magic = 0;
	assert_false(sender_reply_is_sound(&r));
	sender_reply_init(&r);
	r.size = sizeof(struct sender_request);
	assert_false(sender_reply_is_sound(&r));
}

static const struct field trace_texts[] = {
	FIELD(sender_trace, questions[0].name),
	FIELD(sender_trace, questions[0].type),
	FIELD(sender_trace, questions[0].status),
	FIELD(sender_trace, questions[0].answer),
	FIELD(sender_trace, questions[SENDER_QUESTIONS - 1].name),
	FIELD(sender_trace, questions[SENDER_QUESTIONS - 1].type),
	FIELD(sender_trace, questions[SENDER_QUESTIONS - 1].status),
	FIELD(sender_trace, questions[SENDER_QUESTIONS - 1].answer),
};

static void
a_text_of_a_trace_counts_as_far_as_there_are_questions(void **state)
{
	struct sender_trace *t = xmalloc(sizeof *t);
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(trace_texts); i++) {
		for (k = 0; k < COUNT(texts); k++) {
			sender_trace_init(t);
			t->count = SENDER_QUESTIONS;
			write_text(t, &trace_texts[i], texts[k].text);
			if (sender_trace_is_sound(t) != texts[k].want)
				fail_msg("%s: %zu", trace_texts[i].name, k);
		}
		fill(t, &trace_texts[i]);
		if (sender_trace_is_sound(t))
			fail_msg("%s", trace_texts[i].name);
		t->count = 0;
		assert_true(sender_trace_is_sound(t));
	}
	free(t);
}

static void
a_trace_of_another_kind_is_not_sound(void **state)
{
	struct sender_trace *t = xmalloc(sizeof *t);

	(void)state;
	sender_trace_init(t);
	t->magic++;
	assert_false(sender_trace_is_sound(t));
	sender_trace_init(t);
	t->size++;
	assert_false(sender_trace_is_sound(t));
	sender_trace_init(t);
	t->count = SENDER_QUESTIONS;
	assert_true(sender_trace_is_sound(t));
	t->count = SENDER_QUESTIONS + 1;
	assert_false(sender_trace_is_sound(t));
	t->count = UINT32_MAX;
	assert_false(sender_trace_is_sound(t));
	free(t);
}

static const struct {
	const char *client;
	enum spf_result spf;
	uint8_t weak;
	enum spf_result want;
} evidence[] = {
	{ "192.0.2.1", RESULT_PASS, 0, RESULT_PASS },
	{ "192.0.2.1", RESULT_PASS, 1, RESULT_NEUTRAL },
	{ "2001:db8::1", RESULT_PASS, 0, RESULT_PASS },
	{ "2001:db8::1", RESULT_PASS, 1, RESULT_NEUTRAL },
	{ "192.0.2.1", RESULT_FAIL, 0, RESULT_FAIL },
	{ "192.0.2.1", RESULT_FAIL, 1, RESULT_FAIL },
	{ "192.0.2.1", RESULT_SOFTFAIL, 1, RESULT_SOFTFAIL },
	{ "192.0.2.1", RESULT_NEUTRAL, 0, RESULT_NEUTRAL },
	{ "192.0.2.1", RESULT_NONE, 0, RESULT_NONE },
	{ "192.0.2.1", RESULT_TEMPERROR, 1, RESULT_TEMPERROR },
	{ "192.0.2.1", RESULT_PERMERROR, 0, RESULT_PERMERROR },
	{ "192.0.2.1", RESULT_ABSENT, 0, RESULT_ABSENT },
	/* A client that is no host of the Internet says nothing. */
	{ "127.0.0.1", RESULT_PASS, 0, RESULT_ABSENT },
	{ "127.0.0.1", RESULT_FAIL, 0, RESULT_ABSENT },
	{ "10.0.0.1", RESULT_FAIL, 0, RESULT_ABSENT },
	{ "::1", RESULT_PASS, 0, RESULT_ABSENT },
	{ "fe80::1", RESULT_PASS, 1, RESULT_ABSENT },
	{ "0.0.0.0", RESULT_PASS, 0, RESULT_ABSENT },
	{ "224.0.0.1", RESULT_SOFTFAIL, 0, RESULT_ABSENT },
	{ "", RESULT_PASS, 0, RESULT_ABSENT },
	{ "", RESULT_FAIL, 0, RESULT_ABSENT },
};

static void
the_rules_believe_what_a_forger_cannot_have(void **state)
{
	struct sender_reply r;
	struct ip client;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(evidence); i++) {
		sender_reply_init(&r);
		ip_parse(&client, evidence[i].client);
		r.spf = (uint8_t)evidence[i].spf;
		r.weak = evidence[i].weak;
		if (sender_evidence(&r, &client) != evidence[i].want)
			fail_msg("%zu: %s", i, evidence[i].client);
	}
}

static void
every_state_has_a_word_of_its_own(void **state)
{
	unsigned i, k;

	(void)state;
	for (i = 0; i < DOMAIN_COUNT; i++)
		for (k = 0; k < i; k++)
			assert_string_not_equal(domain_state_text(i),
			    domain_state_text(k));
	for (i = 0; i < LISTING_COUNT; i++)
		for (k = 0; k < i; k++)
			assert_string_not_equal(listing_state_text(i),
			    listing_state_text(k));
	assert_string_equal(domain_state_text(DOMAIN_NULL_MX), "null-mx");
	assert_string_equal(domain_state_text(DOMAIN_COUNT), "absent");
	assert_string_equal(domain_state_text(~0u), "absent");
	assert_string_equal(listing_state_text(LISTING_LISTED), "listed");
	assert_string_equal(listing_state_text(LISTING_COUNT), "absent");
	assert_string_equal(listing_state_text(~0u), "absent");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_sound_as_it_is_made),
		cmocka_unit_test(a_request_with_one_broken_field_is_not_sound),
		cmocka_unit_test(lists_that_are_over_are_left_out),
		cmocka_unit_test(a_number_of_a_reply_has_its_range),
		cmocka_unit_test(a_text_of_a_reply_is_one_line_of_utf_8),
		cmocka_unit_test(a_reply_of_another_kind_is_not_sound),
		cmocka_unit_test(
		    a_text_of_a_trace_counts_as_far_as_there_are_questions),
		cmocka_unit_test(a_trace_of_another_kind_is_not_sound),
		cmocka_unit_test(the_rules_believe_what_a_forger_cannot_have),
		cmocka_unit_test(every_state_has_a_word_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
