#include "policy/audience.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
add(struct mailbox_list *list, const char *item)
{
	mailbox_list_add(list, item, strlen(item));
}

static void
colleagues_are_told_by_their_domain(void **state)
{
	static const struct {
		const char *addr;
		bool internal;
	} rows[] = {
		{ "alice@example.org", true },
		{ "Alice@EXAMPLE.org", true },
		{ "alice@mail.example.com", true },
		{ "alice@example.com", false },
		{ "alice@example.org.evil.example", false },
		{ "alice@notexample.org", false },
		{ "\"x@example.org\"@evil.example", false },
		/* where a mail system may send it on */
		{ "eve%evil.example@example.org", false },
		{ "evil.example!eve@example.org", false },
		{ "\"eve@evil.example\"@example.org", false },
		{ "SRS0=abcd=TT=evil.example=eve@example.org", false },
		{ "SRS0=abcd=TT=example.org=alice@evil.example", false },
		{ "SRS0=abcd=TT=mail.example.com=alice@example.org", true },
		{ "prvs=1234567890=alice@example.org", true },
		{ "", false },
	};
	struct mailbox m;
	size_t i;

	(void)state;
	mailbox_init(&m);
	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_false(audience_is_internal(&m, rows[i].addr));
	add(&m.internal_domains, "example.org");
	add(&m.internal_domains, ".example.com");
	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		if (audience_is_internal(&m, rows[i].addr) != rows[i].internal)
			fail_msg("%s", rows[i].addr);
	mailbox_release(&m);
}

static void
a_tag_of_a_forwarder_makes_nobody_known(void **state)
{
	static const struct {
		const char *addr;
		bool known;
	} rows[] = {
		{ "erin@example.net", true },
		{ "Erin+school@EXAMPLE.net", true },
		{ "prvs=1234567890=erin@example.net", true },
		{ "SRS0=abcd=TT=example.net=erin@evil.example", false },
		{ "SRS1=abcd=fwd.example==ab=TT=example.net=erin@evil.example",
		    false },
		{ "", false },
	};
	struct key key;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (key_normalise(&key, rows[i].addr) == 0)
			assert_string_equal(key.sender, "erin@example.net");
		if (audience_can_be_known(rows[i].addr, &key) != rows[i].known)
			fail_msg("%s", rows[i].addr);
	}
}

static void
circles_are_answered_as_the_list_says(void **state)
{
	static const struct {
		const char *words[2];
		bool answered[AUDIENCE_CIRCLES];
	} rows[] = {
		{ { NULL }, { false, false, false } },
		{ { "everyone" }, { true, true, true } },
		{ { "others" }, { true, false, false } },
		{ { "known" }, { false, true, false } },
		{ { "internal" }, { false, false, true } },
		{ { "internal", "known" }, { false, true, true } },
	};
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct mailbox m;

		mailbox_init(&m);
		for (k = 0; k < 2 && rows[i].words[k] != NULL; k++)
			add(&m.audience, rows[i].words[k]);
		for (k = 0; k < AUDIENCE_CIRCLES; k++)
			assert_int_equal(audience_is_answered(&m,
					     (enum audience_circle)k),
			    rows[i].answered[k]);
		mailbox_release(&m);
	}
}

static void
a_circle_can_have_its_own_text(void **state)
{
	char internal[] = "/i", known[] = "/k";
	struct mailbox m;

	(void)state;
	mailbox_init(&m);
	assert_string_equal(audience_template(&m, AUDIENCE_INTERNAL), "");
	mailbox_release(&m);
	m.template_internal = internal;
	m.template_known = known;
	assert_string_equal(audience_template(&m, AUDIENCE_INTERNAL), "/i");
	assert_string_equal(audience_template(&m, AUDIENCE_KNOWN), "/k");
	assert_string_equal(audience_template(&m, AUDIENCE_OTHERS), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(colleagues_are_told_by_their_domain),
		cmocka_unit_test(a_tag_of_a_forwarder_makes_nobody_known),
		cmocka_unit_test(circles_are_answered_as_the_list_says),
		cmocka_unit_test(a_circle_can_have_its_own_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
