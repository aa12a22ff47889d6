#include "policy/wording.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static struct subject s;
static struct envelope e;
static struct mailbox m;
static struct facts f;

static int
set_up(void **state)
{
	(void)state;
	subject_init(&s);
	memset(&e, 0, sizeof e);
	mem_copy(e.sender, sizeof e.sender, "alice@example.net");
	mailbox_init(&m);
	memset(&f, 0, sizeof f);
	f.subject = &s;
	f.envelope = &e;
	f.mailbox = &m;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	mailbox_release(&m);
	return 0;
}

static void
set(char **to, const char *text)
{
	free(*to);
	*to = xstrdup(text);
}

static void
add(struct mailbox_list *list, const char *item)
{
	mailbox_list_add(list, item, strlen(item));
}

static void
the_most_special_text_is_taken(void **state)
{
	(void)state;
	assert_string_equal(wording_path(&f), "");
	set(&m.template_path, "/away.txt");
	assert_string_equal(wording_path(&f), "/away.txt");
	f.occasion.template = "";
	assert_string_equal(wording_path(&f), "/away.txt");
	f.occasion.template = "/evening.txt";
	assert_string_equal(wording_path(&f), "/evening.txt");
	assert_string_equal(wording_path_for(&f, false), "/evening.txt");
	set(&m.unverified_path, "/short.txt");
	assert_string_equal(wording_path_for(&f, false), "/short.txt");
	assert_string_equal(wording_path_for(&f, true), "/evening.txt");
}

static void
the_message_then_its_domain_choose_the_language(void **state)
{
	static const struct {
		const char *accept, *content, *sender, *want;
	} rows[] = {
		{ "", "", "alice@example.net", "en" },
		{ "de", "", "alice@example.net", "de" },
		{ "de", "fr", "bob@example.fr", "de" },
		{ "sv", "fr", "bob@example.de", "fr" },
		{ "", "fr-CA", "bob@example.de", "fr" },
		{ "", "sv", "bob@example.de", "de" },
		{ "sv", "", "bob@www.example.de", "de" },
		{ "", "", "bob@EXAMPLE.de", "de" },
		{ "", "", "bob@example.fr", "fr" },
		{ "", "", "bob@example.de.net", "en" },
		{ "", "", "", "en" },
	};
	size_t i;

	(void)state;
	assert_string_equal(wording_default(&m), "");
	assert_string_equal(wording_language(&f), "");
	add(&m.languages, "en");
	mem_copy(s.accept_language, sizeof s.accept_language, "de");
	assert_string_equal(wording_language(&f), "en");
	add(&m.languages, "de");
	add(&m.languages, "fr");
	add(&m.language_domains, ".de=de");
	add(&m.language_domains, "example.fr=FR");
	assert_string_equal(wording_default(&m), "en");
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		mem_copy(s.accept_language, sizeof s.accept_language,
		    rows[i].accept);
		mem_copy(s.content_language, sizeof s.content_language,
		    rows[i].content);
		mem_copy(e.sender, sizeof e.sender, rows[i].sender);
		if (strcmp(wording_language(&f), rows[i].want) != 0)
			fail_msg("row %zu: %s", i, wording_language(&f));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_most_special_text_is_taken,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    the_message_then_its_domain_choose_the_language, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
