#include "config_home.h"

/* What a file says of the interval, and what holds. */
static const struct {
	const char *lines;
	uint32_t interval;
	const char *told; /* a warning */
} intervals[] = {
	{ "", 7 * 86400, "" },
	{ "interval = 1d\n", 86400, "" },
	{ "interval = 23h\n", 86400,
	    "c:3: warning: interval: less than interval-min; taken as 1d\n" },
	{ "interval = 0\n", 86400,
	    "c:3: warning: interval: less than interval-min; taken as 1d\n" },
	{ "interval = 1h\ninterval-min = 90m\n", 5400,
	    "c:3: warning: interval: less than interval-min; taken as 90m\n" },
	{ "interval = 1h\ninterval-min = 1h\n", 3600, "" },
	/* RFC 5230 section 4.1: 7 days, or the least if that is more */
	{ "interval-min = 10d\n", 10 * 86400, "" },
	{ "interval-max = 60d\ninterval = 61d\n", 60 * 86400,
	    "c:4: warning: interval: more than interval-max; taken as 60d\n" },
	{ "interval-max = 60d\ninterval = 60d\n", 60 * 86400, "" },
	{ "class = leaver\ninterval = 0\n", 86400,
	    "c:4: warning: interval: less than interval-min; taken as 1d\n" },
	{ "class = acknowledge\ninterval = 0\n", 0, "" },
	{ "class = acknowledge\ninterval = 1s\n", 1, "" },
	{ "class = acknowledge\n", 86400, "" },
	{ "class = acknowledge\ninterval-max = 60d\ninterval = 90d\n",
	    60 * 86400,
	    "c:5: warning: interval: more than interval-max; taken as 60d\n" },
};

/* Warnings about intervals only: what else is missing is not asked here. */
static char *
told_of_interval(const struct config_report *r)
{
	char *all = xstrdup(""), *more, *line;
	size_t i;

	for (i = 0; i < r->count; i++) {
		if (strcmp(r->problems[i].key, "interval") != 0)
			continue;
		line = config_problem_text(&r->problems[i]);
		more = xasprintf("%s%s\n", all, line);
		free(line);
		free(all);
		all = more;
	}
	return all;
}

static void
an_interval_is_brought_within_its_limits(void **state)
{
	struct mailbox m;
	struct config_report r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof intervals / sizeof *intervals; i++) {
		char *text = xasprintf(HEAD "%sfrom = B <b@example.org>\n",
		    intervals[i].lines);
		int thorough;

		for (thorough = 0; thorough < 2; thorough++) {
			int rc = load(&m, &r, text, strlen(text), thorough);
			char *got = told_of_interval(&r);

			if (rc != 0 || m.interval != intervals[i].interval ||
			    strcmp(got, thorough ? intervals[i].told : "") != 0)
				fail_msg("%s: %u\n%s", text, m.interval, got);
			free(got);
			unload(&m, &r);
		}
		free(text);
	}
}

static void
a_class_has_defaults_of_its_own(void **state)
{
	static const char plain[] = "[mailbox]\naddress = a@example.org\n"
				    "class = acknowledge\n"
				    "from = A <a@example.org>\n";
	static const char own[] = "[mailbox]\naddress = a@example.org\n"
				  "class = acknowledge\n"
				  "from = A <a@example.org>\n"
				  "max-per-day = 500\ninterval = 7d\n";
	struct mailbox m;
	struct config_report r;

	(void)state;
	assert_int_equal(load(&m, &r, plain, sizeof plain - 1, false), 0);
	assert_int_equal(m.caps.sender_day, 10);
	assert_int_equal(m.caps.domain_day, 200);
	assert_int_equal(m.caps.hour, 300);
	assert_int_equal(m.caps.day, 2000);
	assert_int_equal(m.caps.site_day, 5000);
	assert_int_equal(m.interval, 86400);
	unload(&m, &r);
	/* a value in a file holds, even where it is the default elsewhere */
	assert_int_equal(load(&m, &r, own, sizeof own - 1, false), 0);
	assert_int_equal(m.caps.sender_day, 10);
	assert_int_equal(m.caps.day, 500);
	assert_int_equal(m.interval, 7 * 86400);
	unload(&m, &r);
}

static void
the_default_of_a_class_is_told(void **state)
{
	size_t i;
	unsigned differ = 0;

	(void)state;
	for (i = 0; config_setting(i) != NULL; i++) {
		const char *preset = config_setting(i)->preset;

		assert_string_equal(config_preset(i, CLASS_ABSENCE), preset);
		assert_string_equal(config_preset(i, CLASS_LEAVER), preset);
		differ +=
		    strcmp(config_preset(i, CLASS_ACKNOWLEDGE), preset) != 0;
	}
	assert_int_equal(differ, 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interval_is_brought_within_its_limits),
		cmocka_unit_test(a_class_has_defaults_of_its_own),
		cmocka_unit_test(the_default_of_a_class_is_told),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
