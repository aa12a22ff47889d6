#include "subject/spf_result.h"
#include "subject/subject.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct subject s;

static void
an_empty_record_is_sound(void **state)
{
	(void)state;
	memset(&s, 0x5a, sizeof s);
	subject_init(&s);
	assert_true(subject_is_sound(&s));
	assert_int_equal(s.dated, -1);
	assert_int_equal(s.names_at, 0);
	assert_int_equal(s.address_count, 0);
	assert_false(subject_has_field(&s, "to"));
}

static void
addresses_are_kept_in_order(void **state)
{
	(void)state;
	subject_init(&s);
	subject_add_address(&s, PLACE_TO, "a@b");
	subject_add_address(&s, PLACE_CC, "c@d");
	assert_int_equal(s.address_count, 2);
	assert_string_equal(subject_address(&s, 0), "a@b");
	assert_string_equal(subject_address(&s, 1), "c@d");
	assert_int_equal(s.addresses[1].place, PLACE_CC);
	assert_false(s.addresses_cut);
	assert_true(subject_is_sound(&s));
}

static void
one_address_too_many_is_told(void **state)
{
	int i;

	(void)state;
	subject_init(&s);
	for (i = 0; i < SUBJECT_ADDRESSES; i++)
		subject_add_address(&s, PLACE_FROM, "a@b");
	assert_false(s.addresses_cut);
	subject_add_address(&s, PLACE_FROM, "a@b");
	assert_true(s.addresses_cut);
	assert_int_equal(s.address_count, SUBJECT_ADDRESSES);
	assert_true(subject_is_sound(&s));
	subject_init(&s);
	for (i = 0; i < SUBJECT_ADDRESSES; i++)
		subject_add_address(&s, PLACE_TO, "a@b");
	assert_int_equal(s.address_count, SUBJECT_ADDRESSES - SUBJECT_KEPT);
	subject_add_address(&s, PLACE_FROM, "a@b");
	assert_int_equal(s.address_count, SUBJECT_ADDRESSES - SUBJECT_KEPT + 1);
}

static void
a_full_pool_is_told(void **state)
{
	char addr[ADDR_MAX];
	int i;

	(void)state;
	memset(addr, 'a', sizeof addr);
	addr[ADDR_MAX - 1] = '\0';
	subject_init(&s);
	for (i = 0; i < 1000 && !s.addresses_cut; i++)
		subject_add_address(&s, PLACE_FROM, addr);
	assert_int_equal(s.address_count, SUBJECT_POOL / ADDR_MAX);
	assert_true(subject_is_sound(&s));
}

static void
an_address_too_long_is_told(void **state)
{
	char addr[ADDR_MAX + 1];

	(void)state;
	memset(addr, 'a', sizeof addr);
	addr[ADDR_MAX] = '\0';
	subject_init(&s);
	subject_add_address(&s, PLACE_TO, addr);
	assert_true(s.addresses_cut);
	assert_int_equal(s.address_count, 0);
}

static void
the_first_sign_stays_and_is_cleaned(void **state)
{
	(void)state;
	subject_init(&s);
	subject_add_sign(&s, SIGN_REPORT, "X-\tName", " a\r\nb \xff ");
	subject_add_sign(&s, SIGN_REPORT, "Other", "c");
	assert_true(s.signs[SIGN_REPORT].present);
	assert_string_equal(s.signs[SIGN_REPORT].evidence,
	    "X- Name: a b \xef\xbf\xbd");
	subject_add_sign(&s, SIGN_CALENDAR, "X-Empty", "");
	assert_string_equal(s.signs[SIGN_CALENDAR].evidence, "X-Empty:");
	assert_true(subject_is_sound(&s));
}

static void
long_evidence_is_cut(void **state)
{
	char text[500];

	(void)state;
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	subject_init(&s);
	subject_add_sign(&s, SIGN_REPORT, "Name", text);
	assert_int_equal(strlen(s.signs[SIGN_REPORT].evidence),
	    SUBJECT_EVIDENCE - 1);
	subject_add_sign(&s, SIGN_CALENDAR, text, text);
	assert_true(strlen(s.signs[SIGN_CALENDAR].evidence) < SUBJECT_EVIDENCE);
	assert_true(subject_is_sound(&s));
}

static void
names_are_found_in_any_case_and_whole(void **state)
{
	(void)state;
	subject_init(&s);
	subject_add_name(&s, "List-Id", 7);
	subject_add_name(&s, "TO", 2);
	assert_true(subject_has_field(&s, "list-id"));
	assert_true(subject_has_field(&s, "To"));
	assert_false(subject_has_field(&s, "list"));
	assert_false(subject_has_field(&s, "id"));
	assert_int_equal(s.names_at, 11);
	assert_memory_equal(s.names, "list-id\0to", 11);
	assert_true(subject_is_sound(&s));
}

static void
names_that_do_not_fit_are_left_out(void **state)
{
	char name[1000];
	int i;

	(void)state;
	memset(name, 'N', sizeof name);
	subject_init(&s);
	for (i = 0; i < 20; i++)
		subject_add_name(&s, name, sizeof name);
	assert_int_equal(s.names_at, 8 * 1001);
	assert_true(subject_is_sound(&s));
}

/* Each row spoils one octet or word of a good record. */
static const struct {
	const char *name;
	size_t at;
	size_t len;
	int octet;
} spoilt[] = {
#define SPOIL(member, octet)                                     \
	{                                                        \
#member, offsetof(struct subject, member),       \
		    sizeof(((struct subject *)0)->member), octet \
	}
	SPOIL(magic, 0x11),
	SPOIL(size, 0x11),
	SPOIL(has_header, 2),
	SPOIL(header_too_long, 2),
	SPOIL(nul_in_header, 2),
	SPOIL(addresses_cut, 2),
	SPOIL(destinations, 2),
	SPOIL(has_mbox_line, 2),
	SPOIL(has_subject, 2),
	SPOIL(dated, 0x80),
	SPOIL(return_path.null, 2),
	SPOIL(original_to.differ, 2),
	SPOIL(delivered_to.bad, 2),
	SPOIL(envelope_to.addr, 'x'),
	SPOIL(mbox_sender, 'x'),
	SPOIL(message_id, 'x'),
	SPOIL(message_id[0], 'x'),
	SPOIL(references[0][1], '\n'),
	SPOIL(references[19], 'x'),
	SPOIL(reference_count, 0x11),
	SPOIL(in_reply_to, 'x'),
	SPOIL(subject, 'x'),
	SPOIL(subject[0], 0xff),
	SPOIL(accept_language, 'x'),
	SPOIL(accept_language[0], '\n'),
	SPOIL(content_language, 'x'),
	SPOIL(content_language[0], 0xff),
	SPOIL(signs[SIGN_COUNT - 1].present, 2),
	SPOIL(signs[SIGN_COUNT - 1].evidence, 'x'),
	SPOIL(signs[0].evidence[0], 0xff),
	SPOIL(address_count, 0x11),
	SPOIL(addresses[0].at, 0x11),
	SPOIL(addresses[1].place, PLACE_COUNT),
	SPOIL(addresses[1].at, 1),
	SPOIL(pool_used, 0x11),
	SPOIL(pool[7], 'x'),
	SPOIL(names_at, 0x11),
	SPOIL(names[2], 'x'),
	SPOIL(received, 0),
	SPOIL(hop_count, 0x11),
	SPOIL(hops[0].bad, 2),
	SPOIL(hops[0].by, 'x'),
	SPOIL(hops[0].by[0], ' '),
	SPOIL(hops[0].helo, 'x'),
	SPOIL(hops[0].helo[0], '\n'),
	SPOIL(hops[0].ip, 'x'),
	SPOIL(hops[0].ip[0], 0x80),
	SPOIL(auth_count, 0x11),
	SPOIL(auths_cut, 2),
	SPOIL(seal, 'x'),
	SPOIL(seal[0], 0xff),
	SPOIL(auths[0].kind, AUTH_KIND_COUNT),
	SPOIL(auths[0].bad, 2),
	SPOIL(auths[0].spf, RESULT_COUNT),
	SPOIL(auths[0].spf_guess, 2),
	SPOIL(auths[0].dmarc, RESULT_COUNT),
	SPOIL(auths[0].dmarc_policy, DMARC_POLICY_COUNT),
	SPOIL(auths[0].arc, RESULT_COUNT),
	SPOIL(auths[0].above, 0x11),
	SPOIL(auths[0].server, 'x'),
	SPOIL(auths[0].server[0], 0xff),
	SPOIL(auths[0].mailfrom, 'x'),
	SPOIL(auths[0].from, 'x'),
	SPOIL(auths[0].dkim_count, 0x11),
	SPOIL(auths[0].dkim[0], 'x'),
	SPOIL(auths[0].dkim[0][0], 0xff),
#undef SPOIL
};

static void
a_spoilt_record_is_not_sound(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof spoilt / sizeof *spoilt; i++) {
		subject_init(&s);
		subject_add_address(&s, PLACE_TO, "a@b");
		subject_add_address(&s, PLACE_TO, "c@d");
		subject_add_name(&s, "to", 2);
		subject_add_sign(&s, SIGN_AUTO_SUBMITTED, "a", "b");
		memcpy(s.message_id, "<a@b>", 6);
		memcpy(s.references[0], "<a@b>", 6);
		s.reference_count = 1;
		s.received = s.hop_count = s.auth_count = 1;
		memset(&s.hops[0], 0, sizeof s.hops[0]);
		memset(&s.auths[0], 0, sizeof s.auths[0]);
		s.auths[0].dkim_count = 1;
		assert_true(subject_is_sound(&s));
		memset((char *)&s + spoilt[i].at, spoilt[i].octet,
		    spoilt[i].len);
		if (subject_is_sound(&s))
			fail_msg("%s", spoilt[i].name);
	}
}

static void
an_address_without_end_is_not_sound(void **state)
{
	(void)state;
	subject_init(&s);
	memset(s.pool, 'x', ADDR_MAX);
	s.pool[ADDR_MAX] = '\0';
	s.pool_used = ADDR_MAX + 1;
	s.address_count = 1;
	assert_false(subject_is_sound(&s));
	s.pool[ADDR_MAX - 1] = '\0';
	assert_true(subject_is_sound(&s));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_record_is_sound),
		cmocka_unit_test(addresses_are_kept_in_order),
		cmocka_unit_test(one_address_too_many_is_told),
		cmocka_unit_test(a_full_pool_is_told),
		cmocka_unit_test(an_address_too_long_is_told),
		cmocka_unit_test(the_first_sign_stays_and_is_cleaned),
		cmocka_unit_test(long_evidence_is_cut),
		cmocka_unit_test(names_are_found_in_any_case_and_whole),
		cmocka_unit_test(names_that_do_not_fit_are_left_out),
		cmocka_unit_test(a_spoilt_record_is_not_sound),
		cmocka_unit_test(an_address_without_end_is_not_sound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
