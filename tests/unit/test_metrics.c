#include "test_history.h"

#include "policy/rules.h"
#include "world/metrics.h"

#include <sys/file.h>
#include <sys/resource.h>

static char top[64], path[80], fresh[96];
static char why[200];

static int
enter(void **state)
{
	(void)state;
	snprintf(top, sizeof top, "/tmp/metrics.XXXXXX");
	if (mkdtemp(top) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/b.prom", top);
	snprintf(fresh, sizeof fresh, "%s.new", path);
	return 0;
}

static int
leave(void **state)
{
	(void)state;
	unlink(path);
	unlink(fresh);
	return rmdir(top);
}

static void
put(const char *file, const char *text, mode_t mode)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void
expect_file(const char *want)
{
	char got[256];
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, got, sizeof got - 1);

	assert_true(n >= 0);
	close(fd);
	got[n] = '\0';
	assert_string_equal(got, want);
}

static bool
has(const char *text, const char *line)
{
	const char *at = strstr(text, line);

	return at != NULL && (at == text || at[-1] == '\n') &&
	    at[strlen(line)] == '\n';
}

static void
every_rule_and_outcome_has_a_line(void **state)
{
	struct tally t = { .runs = 9, .ms_sum = 12034, .last = NOW };
	char line[120], *text;
	size_t i;

	(void)state;
	snprintf(t.names[0], TALLY_NAME, "responded");
	snprintf(t.names[1], TALLY_NAME, "null-sender");
	snprintf(t.names[2], TALLY_NAME, "refused");
	snprintf(t.names[3], TALLY_NAME, "a-rule-of-tomorrow");
	t.counts[0] = 4;
	t.counts[1] = 3;
	t.counts[2] = 2;
	t.counts[3] = 1;
	t.days[NOW / DAY % TALLY_DAYS] =
	    (struct tally_day){ .day = NOW / DAY, .runs = 9, .ms_max = 2500 };
	text = metrics_text(&t, NOW);
	assert_true(has(text, "backsoon_responses_total 4"));
	for (i = 0; i < rules_count; i++) {
		snprintf(line, sizeof line,
		    "backsoon_suppressed_total{rule=\"%s\"} %d", rules[i].name,
		    strcmp(rules[i].name, "null-sender") == 0 ? 3 : 0);
		if (!has(text, line))
			fail_msg("%s", line);
	}
	assert_true(has(text,
	    "backsoon_suppressed_total{rule=\"a-rule-of-tomorrow\"} 1"));
	assert_true(has(text, "backsoon_failures_total{reason=\"refused\"} 2"));
	assert_true(has(text, "backsoon_failures_total{reason=\"unknown\"} 0"));
	assert_true(has(text, "backsoon_elapsed_seconds_sum 12.034"));
	assert_true(has(text, "backsoon_elapsed_seconds_count 9"));
	assert_true(has(text, "backsoon_elapsed_today_max_seconds 2.500"));
	assert_true(has(text,
	    "backsoon_last_run_timestamp_seconds 1728000000"));
	assert_null(strstr(text, "rule=\"refused\""));
	free(text);
}

static void
a_label_ends_where_its_value_does(void **state)
{
	struct tally t = { .runs = 1 };
	char *text;

	(void)state;
	snprintf(t.names[0], TALLY_NAME, "a\"} 7\nb\\");
	t.counts[0] = 1;
	text = metrics_text(&t, NOW);
	assert_true(has(text,
	    "backsoon_suppressed_total{rule=\"a\\\"} 7\\nb\\\\\"} 1"));
	free(text);
}

static void
the_file_is_replaced_whole_and_can_be_read(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(metrics_write(path, "one\n", why), 0);
	expect_file("one\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(metrics_write(path, "2\n", why), 0);
	expect_file("2\n");
	assert_int_equal(access(fresh, F_OK), -1);
}

static void
what_a_dead_process_left_is_used_again(void **state)
{
	(void)state;
	put(fresh, "a longer text that was torn", 0600);
	assert_int_equal(metrics_write(path, "one\n", why), 0);
	expect_file("one\n");
	assert_int_equal(access(fresh, F_OK), -1);
}

static void
nothing_is_torn_where_two_write(void **state)
{
	int fd;

	(void)state;
	put(path, "old\n", 0644);
	put(fresh, "half", 0600);
	fd = open(fresh, O_RDWR);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(metrics_write(path, "mine\n", why), 0);
	expect_file("old\n");
	close(fd);
	assert_int_equal(metrics_write(path, "mine\n", why), 0);
	expect_file("mine\n");
}

static void
what_others_put_there_is_refused(void **state)
{
	char victim[80];

	(void)state;
	snprintf(victim, sizeof victim, "%s/victim", top);
	put(victim, "dear\n", 0600);
	assert_int_equal(symlink(victim, fresh), 0);
	assert_int_equal(metrics_write(path, "x\n", why), -1);
	assert_non_null(strstr(why, "b.prom.new: is a symbolic link"));
	unlink(fresh);
	assert_int_equal(link(victim, fresh), 0);
	assert_int_equal(metrics_write(path, "x\n", why), -1);
	assert_non_null(strstr(why, "has another name"));
	unlink(fresh);
	put(fresh, "x", 0666);
	assert_int_equal(metrics_write(path, "x\n", why), -1);
	assert_non_null(strstr(why, "is writable by others"));
	unlink(fresh);
	assert_int_equal(mkfifo(fresh, 0600), 0);
	assert_int_equal(metrics_write(path, "x\n", why), -1);
	assert_int_equal(access(path, F_OK), -1);
	unlink(fresh);
	/* a link under the final name goes, and what it led to stays */
	assert_int_equal(symlink(victim, path), 0);
	assert_int_equal(metrics_write(path, "one\n", why), 0);
	rename(victim, fresh);
	expect_file("one\n");
	rename(fresh, path);
	expect_file("dear\n");
}

static void
a_write_that_fails_leaves_the_old_file(void **state)
{
	struct rlimit saved, small;

	(void)state;
	put(path, "old\n", 0644);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &saved), 0);
	small = saved;
	small.rlim_cur = 2;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(metrics_write(path, "longer\n", why), -1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &saved), 0);
	expect_file("old\n");
	assert_int_equal(metrics_write("/nonexistent/b.prom", "x\n", why), -1);
	assert_string_equal(why,
	    "/nonexistent/b.prom.new: No such file or directory");
}

static void
is_fresh_for_a_while(void **state)
{
	const struct timespec times[2] = { { .tv_sec = NOW },
		{ .tv_sec = NOW } };

	(void)state;
	assert_false(metrics_are_fresh(path, NOW));
	put(path, "x", 0644);
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
	assert_true(metrics_are_fresh(path, NOW));
	assert_true(metrics_are_fresh(path, NOW + METRICS_PERIOD - 1));
	assert_false(metrics_are_fresh(path, NOW + METRICS_PERIOD));
	assert_false(metrics_are_fresh(path, NOW - 1)); /* the clock went */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_rule_and_outcome_has_a_line),
		TEST(a_label_ends_where_its_value_does),
		TEST(the_file_is_replaced_whole_and_can_be_read),
		TEST(what_a_dead_process_left_is_used_again),
		TEST(nothing_is_torn_where_two_write),
		TEST(what_others_put_there_is_refused),
		TEST(a_write_that_fails_leaves_the_old_file),
		TEST(is_fresh_for_a_while),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
