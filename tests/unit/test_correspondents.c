#include "world/correspondents.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char path[] = "/tmp/backsoon-known-XXXXXX";

static int
set_up(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd == -1 ? -1 : close(fd);
}

static int
tear_down(void **state)
{
	(void)state;
	return unlink(path);
}

static void
put(const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static int
has(const char *addr)
{
	struct key key;
	char why[CONFIG_WHY];

	assert_int_equal(key_normalise(&key, addr), 0);
	return correspondents_has(path, &key, why);
}

static void
people_are_found_however_they_are_written(void **state)
{
	static const struct {
		const char *addr;
		int want;
	} rows[] = {
		{ "alice@example.net", 1 },
		{ "Alice@EXAMPLE.net", 1 },
		{ "alice+news@example.net", 1 },
		{ "carol@example.com", 1 },
		{ "dave@example.com", 1 },
		{ "erin@m\xc3\xbcller.example", 1 },
		{ "erin@xn--mller-kva.example", 1 },
		{ "last@example.com", 1 },
		/* a comment, a part of an address, nobody */
		{ "gone@example.com", 0 },
		{ "lice@example.net", 0 },
		{ "alice@sub.example.net", 0 },
		{ "alice@example.ne", 0 },
		{ "stranger@example.com", 0 },
	};
	size_t i;

	(void)state;
	put("# people\n\nalice@example.net\n"
	    "  carol+lists@Example.COM\t# met in May\r\n"
	    "dave@example.com\r\n"
	    "#gone@example.com\n"
	    "erin@m\xc3\xbcller.example\n"
	    "not an address\n@example.com\n"
	    "last@example.com");
	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		if (has(rows[i].addr) != rows[i].want)
			fail_msg("%s", rows[i].addr);
	put("");
	assert_int_equal(has("alice@example.net"), 0);
}

static void
an_unfit_file_is_refused_with_its_reason(void **state)
{
	struct key key;
	char why[CONFIG_WHY];

	(void)state;
	put("alice@example.net\n");
	key_normalise(&key, "alice@example.net");
	chmod(path, 0666);
	assert_int_equal(correspondents_has(path, &key, why), -1);
	assert_non_null(strstr(why, "chmod go-w"));
	chmod(path, 0600);
	assert_int_equal(correspondents_has(path, &key, why), 1);
	assert_int_equal(correspondents_has("/nowhere", &key, why), -1);
	assert_non_null(strstr(why, "No such file"));
	assert_int_equal(truncate(path, CORRESPONDENTS_MAX + 1), 0);
	assert_int_equal(correspondents_has(path, &key, why), -1);
	assert_non_null(strstr(why, "too large"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(people_are_found_however_they_are_written),
		cmocka_unit_test(an_unfit_file_is_refused_with_its_reason),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
