#include "../../src/sender/spf.h"

#include "base/mem.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* The DNS of these tests: one TXT record for each name. */
struct resolve {
	const char *names[4], *texts[4];
	char data[4][200];
	struct answer_record records[4];
	struct answer answers[4];
};

const struct answer *
resolve_ask(struct resolve *r, const char *name, enum answer_type type)
{
	static const struct answer nothing = { .status = ANSWER_NXDOMAIN };
	size_t i;

	for (i = 0; i < COUNT(r->names) && r->names[i] != NULL; i++) {
		if (type != ANSWER_TXT || !text_equal(r->names[i], name))
			continue;
		mem_copy(r->data[i], sizeof r->data[i], r->texts[i]);
		r->records[i] = (struct answer_record){ .data = r->data[i],
			.len = strlen(r->data[i]) };
		r->answers[i] = (struct answer){ .status = ANSWER_FOUND,
			.records = &r->records[i],
			.count = 1 };
		return &r->answers[i];
	}
	return &nothing;
}

static void
check(struct spf_answer *a, struct resolve *dns, const char *sender)
{
	struct spf *spf = spf_new();
	struct ip client;
	struct spf_question q = { &client, sender, "mx.example.org" };

	assert_int_equal(ip_parse(&client, "192.0.2.3"), 0);
	spf_check(spf, dns, &q, a);
	spf_free(spf);
}

/* What a local part does to names must not spoil the whole reply. */
static void
a_reason_is_text_whatever_the_local_part_is(void **state)
{
	static const struct {
		const char *sender, *name;
	} rows[] = {
		{ "a@example.org", "a.example.org" },
		{ "\xc3\xa9@example.org", "\xc3\xa9.example.org" },
		{ "\xff@example.org", "\xff.example.org" },
		{ "\xc2\x9b@example.org", "\xc2\x9b.example.org" },
	};
	struct sender_reply reply;
	struct spf_answer a;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct resolve dns = {
			.names = { "example.org", rows[i].name },
			.texts = { "v=spf1 redirect=%{l}.example.org",
			    "v=spf1 ip4:192.0.2.3" },
		};

		check(&a, &dns, rows[i].sender);
		assert_int_equal(a.result, RESULT_PASS);
		assert_true(text_begins(a.reason, "ip4:192.0.2.3 of "));
		sender_reply_init(&reply);
		mem_copy(reply.spf_reason, sizeof reply.spf_reason, a.reason);
		if (!sender_reply_is_sound(&reply))
			fail_msg("%zu: %s", i, a.reason);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reason_is_text_whatever_the_local_part_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
