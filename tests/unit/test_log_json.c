#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include <cmocka.h>

static char dir[] = "/tmp/backsoon-json.XXXXXX";
static char path[64];

static int
enter(void **state)
{
	(void)state;
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/log", dir);
	log_open(path, false);
	log_format(LOG_FORMAT_JSON);
	return 0;
}

static int
leave(void **state)
{
	(void)state;
	log_format(LOG_FORMAT_TEXT);
	log_open(NULL, false);
	unlink(path);
	return rmdir(dir);
}

/* Ends the line and reads it back as one line and one object. */
static json_t *
written(struct log_line *line)
{
	char text[2 * LOG_LINE];
	json_error_t error;
	json_t *object;
	FILE *in;
	size_t n;

	unlink(path);
	log_end(line, LOG_LEVEL_WARNING);
	in = fopen(path, "r");
	assert_non_null(in);
	n = fread(text, 1, sizeof text - 1, in);
	fclose(in);
	text[n] = '\0';
	assert_ptr_equal(strchr(text, '\n'), text + n - 1);
	object = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	if (object == NULL)
		fail_msg("%s: %s", error.text, text);
	return object;
}

static const char *
text_of(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s == NULL ? "(none)" : s;
}

static const struct {
	const char *name, *value, *want;
} rows[] = {
	{ "a word", "word", "word" },
	{ "nothing", "", "" },
	{ "quotes", "a \"b\" c", "a \"b\" c" },
	{ "a backslash as in text", "a\\b", "a\\x5cb" },
	{ "a line feed as in text", "a\nb", "a\\x0ab" },
	{ "an ill-formed octet as in text", "\xff", "\\xff" },
	{ "UTF-8", "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
	{ "a stranger's members", "\",\"verdict\":\"respond",
	    "\",\"verdict\":\"respond" },
};

static void
each_value_stays_in_its_string(void **state)
{
	struct log_line line;
	json_t *object;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		log_begin(&line);
		log_add(&line, "verdict", "suppress");
		log_add(&line, "sender", rows[i].value);
		log_add_number(&line, "ms", -12);
		object = written(&line);
		if (strcmp(text_of(object, "sender"), rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].name,
			    text_of(object, "sender"));
		assert_string_equal(text_of(object, "verdict"), "suppress");
		assert_string_equal(text_of(object, "level"), "warning");
		assert_int_equal(strlen(text_of(object, "time")), 20);
		assert_int_equal(json_integer_value(json_object_get(object,
				     "ms")),
		    -12);
		assert_int_equal(json_integer_value(json_object_get(object,
				     "pid")),
		    getpid());
		assert_null(json_object_get(object, "cut"));
		json_decref(object);
	}
}

static void
a_line_without_members_is_an_object(void **state)
{
	struct log_line line;
	json_t *object;

	(void)state;
	log_begin(&line);
	object = written(&line);
	assert_int_equal(json_object_size(object), 3);
	json_decref(object);
}

/* Whatever is at the place where a line ends. */
static void
a_line_that_is_cut_is_still_an_object(void **state)
{
	static const char *const units[] = { "x", "\"", "\\", "\xc3\xbc",
		"\xf0\x9f\x98\x80", "\xff" };
	char value[2 * LOG_LINE + 16];
	struct log_line line;
	json_t *object;
	size_t i, lead, n;

	(void)state;
	for (i = 0; i < sizeof units / sizeof *units; i++)
		for (lead = 0; lead < 9; lead++) {
			memset(value, 'l', lead);
			for (n = lead; n < 2 * LOG_LINE; n += strlen(units[i]))
				memcpy(value + n, units[i],
				    strlen(units[i]) + 1);
			log_begin(&line);
			log_add(&line, "a", "b");
			log_add(&line, "evidence", value);
			log_add(&line, "more", "m");
			log_add_number(&line, "ms", 123456);
			assert_int_equal(line.len, strlen(line.text));
			object = written(&line);
			assert_true(json_is_true(json_object_get(object,
			    "cut")));
			assert_string_equal(text_of(object, "a"), "b");
			assert_in_range(strlen(text_of(object, "evidence")),
			    900, LOG_LINE);
			json_decref(object);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_value_stays_in_its_string),
		cmocka_unit_test(a_line_without_members_is_an_object),
		cmocka_unit_test(a_line_that_is_cut_is_still_an_object),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
