#include "test_history.h"

#include "world/once.h"

#include <sys/file.h>

static struct box box;
static char why[200];

static int
enter(void **state)
{
	(void)state;
	box_init(&box);
	return 0;
}

static int
leave(void **state)
{
	(void)state;
	box_release(&box);
	return 0;
}

static void
a_thing_is_done_once(void **state)
{
	(void)state;
	assert_int_equal(once_claim(&box.h, "ended-2026-12-31", why), 1);
	assert_int_equal(once_claim(&box.h, "ended-2026-12-31", why), 0);
	assert_int_equal(once_claim(&box.h, "ended-2027-01-31", why), 1);
}

static void
a_name_is_a_word_and_no_path(void **state)
{
	static const char *const names[] = { "", "a/b", "..", "a b", "\xc3\xbc",
		"a-name-of-more-octets-than-a-mark-has-in-its-name-" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof names / sizeof *names; i++)
		assert_int_equal(once_claim(&box.h, names[i], why), -1);
	assert_int_equal(access(box.dir, F_OK), -1);
}

static void
a_store_that_others_can_write_to_is_refused(void **state)
{
	(void)state;
	assert_int_equal(once_claim(&box.h, "a", why), 1);
	assert_int_equal(chmod(box.dir, 0777), 0);
	assert_int_equal(once_claim(&box.h, "b", why), -1);
	assert_non_null(strstr(why, "is writable by others"));
	assert_int_equal(chmod(box.dir, 0700), 0);
}

static int
again(uint64_t now, uint64_t from)
{
	return once_claim_again(&box.h, "endless", now, from, 100, why);
}

static void
a_thing_is_done_again_after_its_period(void **state)
{
	(void)state;
	assert_int_equal(again(NOW, 0), 0); /* the first period begins */
	assert_int_equal(again(NOW + 99, 0), 0);
	assert_int_equal(again(NOW + 100, 0), 1);
	assert_int_equal(again(NOW + 100, 0), 0);
	assert_int_equal(again(NOW + 199, 0), 0);
	assert_int_equal(again(NOW + 200, NOW + 150), 0);
	assert_int_equal(again(NOW + 250, NOW + 150), 1);
}

static void
a_clock_that_went_backwards_begins_a_period(void **state)
{
	(void)state;
	assert_int_equal(again(NOW + 1000, 0), 0);
	assert_int_equal(again(NOW, 0), 0);
	assert_int_equal(again(NOW + 99, 0), 0);
	assert_int_equal(again(NOW + 100, 0), 1);
}

static void
one_of_two_gets_the_period(void **state)
{
	int fd;

	(void)state;
	assert_int_equal(again(NOW, 0), 0);
	fd = open(box_path(&box, "once.endless"), O_RDWR);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(again(NOW + 100, 0), 0);
	close(fd);
	assert_int_equal(again(NOW + 100, 0), 1);
}

static void
old_marks_go(void **state)
{
	const struct timespec old[2] = { { .tv_sec = 1000 },
		{ .tv_sec = 1000 } };

	(void)state;
	assert_int_equal(once_prune(&box.h, 2000), 0);
	once_claim(&box.h, "old", why);
	once_claim(&box.h, "new", why);
	box_write(&box, "rate.db", "x", 1);
	assert_int_equal(utimensat(AT_FDCWD, box_path(&box, "once.old"), old,
			     0),
	    0);
	assert_int_equal(utimensat(AT_FDCWD, box_path(&box, "rate.db"), old, 0),
	    0);
	assert_int_equal(once_prune(&box.h, 2000), 1);
	assert_int_equal(once_claim(&box.h, "new", why), 0);
	assert_int_equal(access(box_path(&box, "rate.db"), F_OK), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_thing_is_done_once),
		TEST(a_name_is_a_word_and_no_path),
		TEST(a_store_that_others_can_write_to_is_refused),
		TEST(a_thing_is_done_again_after_its_period),
		TEST(a_clock_that_went_backwards_begins_a_period),
		TEST(one_of_two_gets_the_period),
		TEST(old_marks_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
