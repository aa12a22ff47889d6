#include "config_home.h"

#include "world/stop.h"

#define BOB "bob@example.org"

/* A mailbox whose state directory is there. */
static void
open_box(struct mailbox *m)
{
	mailbox_init(m);
	free(m->state);
	m->state = xasprintf("%s/s", home);
	free(m->address);
	m->address = xstrdup(BOB);
	m->personal = true;
	assert_int_equal(mkdir("s", 0700), 0);
}

static void
close_box(struct mailbox *m)
{
	char path[STOP_PATH], wrong[STOP_WHY];

	stop_clear(m, NULL, wrong);
	stop_clear(m, BOB, wrong);
	if (stop_path(path, m->state, BOB) == 0) {
		*strrchr(path, '/') = '\0';
		rmdir(path);
		*strrchr(path, '/') = '\0';
		rmdir(path);
	}
	assert_int_equal(rmdir("s"), 0);
	mailbox_release(m);
}

static void
stops_all_before_one_and_tells_the_reason(void **state)
{
	char path[STOP_PATH], why[STOP_REASON], wrong[STOP_WHY], all[STOP_PATH];
	struct mailbox m;

	(void)state;
	open_box(&m);
	assert_null(stop_find(path, &m, why));
	assert_int_equal(stop_set(&m, BOB, "one", wrong), 1);
	assert_non_null(stop_find(path, &m, why));
	assert_string_equal(why, "one");
	assert_int_equal(stop_set(&m, NULL, "a\nll\033", wrong), 1);
	assert_non_null(stop_find(path, &m, why));
	assert_string_equal(why, "a ll");
	assert_int_equal(stop_path(all, m.state, NULL), 0);
	assert_string_equal(path, all);
	assert_non_null(stop_find(path, &m, NULL));
	close_box(&m);
}

static void
says_whether_anything_changed(void **state)
{
	static const struct {
		const char *name, *reason, *after;
		int want;
	} rows[] = {
		{ "set", "x", "x", 1 },
		{ "the same again", "x", "x", 0 },
		{ "no new reason", "", "x", 0 },
		{ "a new reason", "y", "y", 1 },
	};
	char path[STOP_PATH], why[STOP_REASON], wrong[STOP_WHY];
	struct mailbox m;
	size_t i;

	(void)state;
	open_box(&m);
	assert_int_equal(stop_clear(&m, NULL, wrong), 0);
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (stop_set(&m, NULL, rows[i].reason, wrong) != rows[i].want)
			fail_msg("%s", rows[i].name);
		assert_non_null(stop_find(path, &m, why));
		assert_string_equal(why, rows[i].after);
	}
	assert_int_equal(stop_clear(&m, NULL, wrong), 1);
	assert_int_equal(stop_clear(&m, NULL, wrong), 0);
	assert_null(stop_find(path, &m, why));
	close_box(&m);
}

static void
refuses_a_state_directory_that_others_can_change(void **state)
{
	char wrong[STOP_WHY];
	struct mailbox m;

	(void)state;
	open_box(&m);
	assert_int_equal(chmod("s", 0770), 0);
	assert_int_equal(stop_set(&m, NULL, "", wrong), -1);
	assert_non_null(strstr(wrong, "writable by others"));
	m.shared_state = true;
	assert_int_equal(stop_set(&m, NULL, "", wrong), 1);
	assert_int_equal(chmod("s", 0777), 0);
	assert_int_equal(stop_set(&m, NULL, "x", wrong), -1);
	assert_int_equal(chmod("s", 0700), 0);
	close_box(&m);
}

static void
follows_no_link_to_another_mailbox(void **state)
{
	char path[STOP_PATH], wrong[STOP_WHY];
	struct mailbox m;

	(void)state;
	open_box(&m);
	assert_int_equal(stop_path(path, m.state, BOB), 0);
	*strrchr(path, '/') = '\0';
	*strrchr(path, '/') = '\0';
	assert_int_equal(symlink("/tmp", path), 0);
	assert_int_equal(stop_set(&m, BOB, "", wrong), -1);
	assert_int_equal(unlink(path), 0);
	close_box(&m);
}

static void
takes_a_link_that_leads_nowhere_for_a_switch(void **state)
{
	char path[STOP_PATH], why[STOP_REASON], wrong[STOP_WHY];
	struct mailbox m;

	(void)state;
	open_box(&m);
	assert_int_equal(symlink("nowhere", "s/stop"), 0);
	assert_int_equal(stop_set(&m, NULL, "", wrong), 0);
	assert_non_null(stop_find(path, &m, why));
	assert_string_equal(why, "");
	assert_int_equal(stop_clear(&m, NULL, wrong), 1);
	assert_null(stop_find(path, &m, why));
	close_box(&m);
}

static void
makes_the_state_directory_of_a_person(void **state)
{
	char wrong[STOP_WHY];
	struct mailbox m;

	(void)state;
	open_box(&m);
	assert_int_equal(rmdir("s"), 0);
	assert_int_equal(stop_set(&m, NULL, "", wrong), 1);
	close_box(&m);
}

static void
needs_a_mailbox_that_has_a_name(void **state)
{
	char path[STOP_PATH], wrong[STOP_WHY];
	struct mailbox m;

	(void)state;
	open_box(&m);
	assert_int_equal(stop_path(path, m.state, ""), -1);
	assert_int_equal(stop_set(&m, "", "", wrong), -1);
	close_box(&m);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(stops_all_before_one_and_tells_the_reason),
		cmocka_unit_test(says_whether_anything_changed),
		cmocka_unit_test(
		    refuses_a_state_directory_that_others_can_change),
		cmocka_unit_test(follows_no_link_to_another_mailbox),
		cmocka_unit_test(takes_a_link_that_leads_nowhere_for_a_switch),
		cmocka_unit_test(makes_the_state_directory_of_a_person),
		cmocka_unit_test(needs_a_mailbox_that_has_a_name),
	};

	return cmocka_run_group_tests_name("stop", tests, enter, leave);
}
