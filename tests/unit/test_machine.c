#include "world/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define A60 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
	const char *text;
	const char *want; /* NULL: no name of a host */
} files[] = {
	{ "mail.example.org\n", "mail.example.org" },
	{ "mail.example.org", "mail.example.org" },
	{ "mail.example.org \r\nother.example.org\n", "mail.example.org" },
	{ "a_b-1", "a_b-1" },
	{ "", NULL },
	{ "\n", NULL },
	{ " mail.example.org\n", NULL },
	{ "-mail.example.org\n", NULL },
	{ ".\n", NULL },
	{ "mail example\n", NULL },
	{ "m\xc3\xa4il.example\n", NULL },
	{ "localhost\n", NULL },
	{ "LocalHost.localdomain\n", NULL },
	{ A60 A60 A60 A60 "1234567890123\n", A60 A60 A60 A60 "1234567890123" },
	{ A60 A60 A60 A60 "12345678901234\n", NULL },
	{ A60 A60 A60 A60 A60 "\n", NULL },
};

static void
the_first_line_of_mailname_is_a_name(void **state)
{
	char path[] = "/tmp/backsoon-machine-XXXXXX";
	struct mailbox_list own = { 0 }, names;
	int fd = mkstemp(path);
	size_t i;

	(void)state;
	assert_int_not_equal(fd, -1);
	machine_names(&own, "/nonexistent");
	assert_true(own.count <= 1);
	for (i = 0; i < sizeof files / sizeof *files; i++) {
		const char *want = files[i].want;

		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, files[i].text,
				     strlen(files[i].text), 0),
		    strlen(files[i].text));
		memset(&names, 0, sizeof names);
		machine_names(&names, path);
		if (names.count != own.count + (want != NULL) ||
		    (want != NULL && strcmp(names.items[own.count], want) != 0))
			fail_msg("%s", files[i].text);
		mailbox_list_release(&names);
	}
	mailbox_list_release(&own);
	close(fd);
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_line_of_mailname_is_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
