#include "base/log.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const struct {
	const char *name;
	const char *in;
	size_t len;
	const char *want;
} cleaned[] = {
	{ "plain text stays", "a b=c\"", 6, "a b=c\"" },
	{ "a line feed is escaped", "a\nb", 3, "a\\x0ab" },
	{ "a carriage return is escaped", "\r", 1, "\\x0d" },
	{ "NUL is escaped", "a\0b", 3, "a\\x00b" },
	{ "an escape sequence is escaped", "\033[2J", 4, "\\x1b[2J" },
	{ "DEL is escaped", "\177", 1, "\\x7f" },
	{ "a backslash is escaped", "\\x0a", 4, "\\x5cx0a" },
	{ "well-formed UTF-8 stays", "gr\xc3\xbc\xc3\x9f", 6,
	    "gr\xc3\xbc\xc3\x9f" },
	{ "a C1 control is escaped", "\xc2\x9b", 2, "\\xc2\\x9b" },
	{ "an ill-formed octet is escaped", "\xff", 1, "\\xff" },
	{ "half a character is escaped", "\xe2\x82", 2, "\\xe2\\x82" },
	{ "a tab is escaped", "\t", 1, "\\x09" },
};

static void
cleans_foreign_bytes(void **state)
{
	char got[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cleaned / sizeof *cleaned; i++) {
		size_t n =
		    log_clean(got, sizeof got, cleaned[i].in, cleaned[i].len);

		if (strcmp(got, cleaned[i].want) != 0 || n != strlen(got))
			fail_msg("%s: got '%s'", cleaned[i].name, got);
	}
}

static void
cuts_at_whole_tokens(void **state)
{
	char got[8];

	(void)state;
	assert_int_equal(log_clean(got, 5, "abc\n", 4), 3);
	assert_string_equal(got, "abc");
	assert_int_equal(log_clean(got, 4, "ab\xe2\x82\xac", 5), 2);
	assert_string_equal(got, "ab");
	assert_int_equal(log_clean(got, 1, "ab", 2), 0);
	assert_string_equal(got, "");
}

static const struct {
	const char *name, *value, *want;
} values[] = {
	{ "a word stands bare", "word", "k=word" },
	{ "an empty value is quoted", "", "k=\"\"" },
	{ "a blank is quoted", "a b", "k=\"a b\"" },
	{ "an equals sign is quoted", "a=b", "k=\"a=b\"" },
	{ "a quote cannot end the value", "a\" x=\"b",
	    "k=\"a\\x22 x=\\x22b\"" },
	{ "a line feed cannot end the line", "a\nb", "k=a\\x0ab" },
	{ "no value, no key", NULL, "" },
};

static void
quotes_values(void **state)
{
	struct log_line line;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof values / sizeof *values; i++) {
		log_begin(&line);
		log_add(&line, "k", values[i].value);
		if (strcmp(line.text, values[i].want) != 0)
			fail_msg("%s: got '%s'", values[i].name, line.text);
	}
	log_begin(&line);
	log_add(&line, "a", "b");
	log_add_number(&line, "n", -7);
	assert_string_equal(line.text, "a=b n=-7");
}

static void
cuts_a_long_line_with_dots(void **state)
{
	struct log_line line;
	char *value = malloc(5001);
	size_t i;

	(void)state;
	for (i = 0; i + 2 <= 5000; i += 2)
		memcpy(value + i, "\xc3\xbc", 2);
	value[5000] = '\0';
	log_begin(&line);
	log_add(&line, "key", value);
	log_add(&line, "more", "x");
	assert_int_equal(line.len, strlen(line.text));
	assert_in_range(line.len, LOG_LINE - 8, LOG_LINE - 1);
	assert_string_equal(line.text + line.len - 3, "...");
	assert_null(strstr(line.text, "more"));
	free(value);
}

static size_t
read_back(const char *path, char *to, size_t size)
{
	FILE *in = fopen(path, "r");
	size_t n;

	if (in == NULL)
		return 0;
	n = fread(to, 1, size - 1, in);
	to[n] = '\0';
	fclose(in);
	return n;
}

static void
appends_to_a_file_of_its_own(void **state)
{
	char dir[] = "/tmp/backsoon-log.XXXXXX", path[64], got[512], want[64];
	struct stat st;
	int year, n = 0;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/log", dir);
	log_open(path, false);
	assert_string_equal(log_path(), path);
	log_event(LOG_LEVEL_INFO, "one", NULL);
	log_event(LOG_LEVEL_ERROR, "two", "why not");
	log_open("", false);
	assert_string_equal(log_path(), "");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	read_back(path, got, sizeof got);
	assert_int_equal(sscanf(got, "%4d-%*2d-%*2dT%*2d:%*2d:%*2dZ %n", &year,
			     &n),
	    1);
	assert_true(year >= 2024 && n == 21);
	snprintf(want, sizeof want, "backsoon[%ld]: event=one\n",
	    (long)getpid());
	assert_memory_equal(got + n, want, strlen(want));
	assert_non_null(strstr(got, ": event=two detail=\"why not\"\n"));
	unlink(path);
	rmdir(dir);
}

static void
refuses_what_is_no_regular_file(void **state)
{
	char dir[] = "/tmp/backsoon-log.XXXXXX", path[64], link[64], got[16];

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/victim", dir);
	snprintf(link, sizeof link, "%s/link", dir);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	assert_int_equal(symlink(path, link), 0);
	log_open(link, false);
	log_event(LOG_LEVEL_INFO, "one", NULL);
	assert_int_equal(read_back(path, got, sizeof got), 0);
	unlink(link);
	assert_int_equal(mkfifo(link, 0600), 0);
	log_event(LOG_LEVEL_INFO, "a FIFO does not hang it", NULL);
	log_open(NULL, false);
	unlink(link);
	unlink(path);
	rmdir(dir);
}

static void
mirrors_to_stderr(void **state)
{
	char got[128] = "";
	int ends[2], saved;
	ssize_t n;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	saved = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	log_open("", true);
	log_event(LOG_LEVEL_WARNING, "seen", NULL);
	log_open("", false);
	log_event(LOG_LEVEL_WARNING, "unseen", NULL);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(ends[1]);
	n = read(ends[0], got, sizeof got - 1);
	close(ends[0]);
	assert_int_equal(n, 11);
	assert_string_equal(got, "event=seen\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cleans_foreign_bytes),
		cmocka_unit_test(cuts_at_whole_tokens),
		cmocka_unit_test(quotes_values),
		cmocka_unit_test(cuts_a_long_line_with_dots),
		cmocka_unit_test(appends_to_a_file_of_its_own),
		cmocka_unit_test(refuses_what_is_no_regular_file),
		cmocka_unit_test(mirrors_to_stderr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
