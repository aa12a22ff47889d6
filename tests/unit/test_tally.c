#include "test_history.h"

#include "../../src/world/tally_octets.h"
#include "world/tally.h"

#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>

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

static int
add(const char *outcome, uint64_t now, uint32_t ms)
{
	const struct tally_run run = { outcome, now, ms };

	why[0] = '\0';
	return tally_add(&box.h, &run, why);
}

static struct tally *
read_back(void)
{
	static struct tally t;

	if (tally_read(&box.h, &t, why) != 0)
		fail_msg("%s", why);
	return &t;
}

static uint64_t
total(const struct tally *t, const char *outcome)
{
	size_t i = tally_find(t, outcome);

	return i == TALLY_SLOTS ? 0 : t->counts[i];
}

static uint32_t
of_day(const struct tally *t, uint64_t now, const char *outcome)
{
	const struct tally_day *d = tally_day(t, now);
	size_t i = tally_find(t, outcome);

	return d == NULL || i == TALLY_SLOTS ? 0 : d->counts[i];
}

static void
counts_each_outcome_by_day(void **state)
{
	const struct tally *t;

	(void)state;
	assert_int_equal(add("responded", NOW, 10), 0);
	assert_int_equal(add("null-sender", NOW + 1, 30), 0);
	assert_int_equal(add("null-sender", NOW + DAY, 5), 0);
	t = read_back();
	assert_int_equal(t->runs, 3);
	assert_int_equal(t->ms_sum, 45);
	assert_int_equal(t->since, NOW);
	assert_int_equal(t->last, NOW + DAY);
	assert_int_equal(total(t, "responded"), 1);
	assert_int_equal(total(t, "null-sender"), 2);
	assert_int_equal(total(t, "flood"), 0);
	assert_int_equal(of_day(t, NOW, "null-sender"), 1);
	assert_int_equal(of_day(t, NOW + DAY, "null-sender"), 1);
	assert_int_equal(tally_day(t, NOW)->ms_max, 30);
	assert_int_equal(tally_day(t, NOW)->ms_sum, 40);
	assert_int_equal(tally_day(t, NOW)->runs, 2);
	assert_null(tally_day(t, NOW + 2 * DAY));
}

static void
an_old_day_makes_room_and_totals_stay(void **state)
{
	const struct tally *t;

	(void)state;
	add("responded", NOW, 1);
	add("responded", NOW + TALLY_DAYS * DAY, 1);
	t = read_back();
	assert_int_equal(total(t, "responded"), 2);
	assert_null(tally_day(t, NOW));
	assert_int_equal(of_day(t, NOW + TALLY_DAYS * DAY, "responded"), 1);
}

static void
no_tally_is_no_error_and_reading_makes_none(void **state)
{
	static struct tally t;

	(void)state;
	assert_int_equal(tally_read(&box.h, &t, why), 1);
	assert_int_equal(access(box.dir, F_OK), -1);
	assert_int_equal(t.runs, 0);
}

/* Names are in the file, so another version's numbers need not be ours. */
static void
an_outcome_is_found_by_its_name(void **state)
{
	uint8_t head[TALLY_HEAD];
	static struct tally t;

	(void)state;
	add("responded", NOW, 1);
	t = *read_back();
	memset(t.names, 0, sizeof t.names);
	snprintf(t.names[0], TALLY_NAME, "a-rule-of-tomorrow");
	snprintf(t.names[1], TALLY_NAME, "responded");
	t.counts[0] = 40;
	t.counts[1] = 2;
	tally_head_encode(head, &t);
	box_write(&box, "tally", head, sizeof head);
	assert_int_equal(truncate(box_path(&box, "tally"), TALLY_OCTETS), 0);
	add("responded", NOW, 1);
	add("flood", NOW, 1);
	assert_int_equal(total(read_back(), "responded"), 3);
	assert_int_equal(total(read_back(), "a-rule-of-tomorrow"), 40);
	assert_int_equal(total(read_back(), "flood"), 1);
}

static void
too_many_names_share_the_last_place(void **state)
{
	char name[TALLY_NAME];
	int i;

	(void)state;
	for (i = 0; i < TALLY_SLOTS + 6; i++) {
		snprintf(name, sizeof name, "rule-%d", i);
		assert_int_equal(add(name, NOW, 1), 0);
	}
	assert_int_equal(total(read_back(), "rule-62"), 1);
	assert_int_equal(total(read_back(), "rule-63"), 0);
	assert_int_equal(total(read_back(), TALLY_OTHER), 7);
	assert_int_equal(read_back()->runs, TALLY_SLOTS + 6);
}

static void
a_name_that_is_too_long_is_another(void **state)
{
	(void)state;
	assert_int_equal(add("a-name-of-more-octets-than-there-are", NOW, 1),
	    0);
	assert_int_equal(total(read_back(), TALLY_OTHER), 1);
}

/* Every octet in turn: either the sum tells, or it is unused. */
static void
what_is_torn_is_begun_anew(void **state)
{
	size_t at;
	uint8_t octet;
	int fd;

	(void)state;
	for (at = 0; at < TALLY_HEAD; at += 97) {
		add("responded", NOW, 1);
		fd = open(box_path(&box, "tally"), O_RDWR);
		assert_int_equal(pread(fd, &octet, 1, (off_t)at), 1);
		octet ^= 0x55;
		assert_int_equal(pwrite(fd, &octet, 1, (off_t)at), 1);
		close(fd);
		assert_int_equal(add("flood", NOW, 1), 0);
		assert_int_equal(read_back()->runs, 1);
		assert_int_equal(of_day(read_back(), NOW, "flood"), 1);
		assert_int_equal(of_day(read_back(), NOW, "responded"), 0);
	}
}

static void
a_torn_day_costs_that_day(void **state)
{
	int fd;

	(void)state;
	add("responded", NOW, 1);
	add("responded", NOW + DAY, 1);
	fd = open(box_path(&box, "tally"), O_RDWR);
	assert_int_equal(pwrite(fd, "torn", 4,
			     TALLY_HEAD +
				 (off_t)(NOW / DAY % TALLY_DAYS) * TALLY_ROW +
				 8),
	    4);
	close(fd);
	assert_null(tally_day(read_back(), NOW));
	assert_int_equal(of_day(read_back(), NOW + DAY, "responded"), 1);
	assert_int_equal(total(read_back(), "responded"), 2);
}

static void
cut_off_or_empty_files_are_begun_anew(void **state)
{
	static const off_t sizes[] = { 0, 1, TALLY_HEAD - 1, TALLY_HEAD,
		TALLY_OCTETS - 1 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		add("responded", NOW, 1);
		assert_int_equal(truncate(box_path(&box, "tally"), sizes[i]),
		    0);
		assert_int_equal(add("flood", NOW, 1), 0);
		assert_int_equal(of_day(read_back(), NOW, "flood") > 0, 1);
	}
}

static void
is_refused_where_others_could_have_made_it(void **state)
{
	const char *path;

	(void)state;
	add("responded", NOW, 1);
	path = box_path(&box, "tally");
	assert_int_equal(chmod(path, 0622), 0);
	assert_int_equal(add("flood", NOW, 1), -1);
	assert_non_null(strstr(why, "tally: is writable by others"));
	unlink(path);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_int_equal(add("flood", NOW, 1), -1);
	assert_non_null(strstr(why, "tally: is a symbolic link"));
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(add("flood", NOW, 1), -1);
	assert_non_null(strstr(why, "tally: is not a regular file"));
	unlink(path);
	assert_int_equal(chmod(box.dir, 0777), 0);
	assert_int_equal(add("flood", NOW, 1), -1);
	assert_non_null(strstr(why, "is writable by others"));
	assert_int_equal(chmod(box.dir, 0700), 0);
}

static void
is_skipped_where_somebody_holds_it(void **state)
{
	int fd;

	(void)state;
	add("responded", NOW, 1);
	fd = open(box_path(&box, "tally"), O_RDWR);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	box.h.patience = 0;
	assert_int_equal(add("flood", NOW, 1), -1);
	assert_non_null(strstr(why, "tally: is locked for too long"));
	close(fd);
	assert_int_equal(total(read_back(), "flood"), 0);
}

static void
a_limit_on_files_is_an_error_and_kills_nobody(void **state)
{
	struct rlimit saved, small;

	(void)state;
	add("responded", NOW, 1);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &saved), 0);
	small = saved;
	small.rlim_cur = 64;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(add("flood", NOW, 1), -1);
	unlink(box_path(&box, "tally"));
	assert_int_equal(add("flood", NOW, 1), -1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &saved), 0);
	assert_int_equal(add("flood", NOW, 1), 0);
	assert_int_equal(read_back()->runs, 1);
}

static void
counts_reach_their_end_and_stay_there(void **state)
{
	uint8_t row[TALLY_ROW];
	static struct tally t;
	size_t slot;
	int fd;

	(void)state;
	add("responded", NOW, 1);
	t = *read_back();
	slot = tally_find(&t, "responded");
	t.days[NOW / DAY % TALLY_DAYS].counts[slot] = UINT32_MAX;
	tally_row_encode(row, &t.days[NOW / DAY % TALLY_DAYS]);
	fd = open(box_path(&box, "tally"), O_RDWR);
	assert_int_equal(pwrite(fd, row, sizeof row,
			     TALLY_HEAD +
				 (off_t)(NOW / DAY % TALLY_DAYS) * TALLY_ROW),
	    sizeof row);
	close(fd);
	add("responded", NOW, 1);
	assert_int_equal(of_day(read_back(), NOW, "responded"), UINT32_MAX);
}

static void
each_outcome_is_of_its_kind(void **state)
{
	(void)state;
	assert_int_equal(tally_kind(TALLY_RESPONDED), KIND_RESPONDED);
	assert_int_equal(tally_kind(TALLY_REFUSED), KIND_FAILED);
	assert_int_equal(tally_kind(TALLY_UNKNOWN), KIND_FAILED);
	assert_int_equal(tally_kind(TALLY_UNDECIDED), KIND_FAILED);
	assert_int_equal(tally_kind("null-sender"), KIND_SUPPRESSED);
	assert_int_equal(tally_kind(TALLY_OTHER), KIND_SUPPRESSED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(counts_each_outcome_by_day),
		TEST(an_old_day_makes_room_and_totals_stay),
		TEST(no_tally_is_no_error_and_reading_makes_none),
		TEST(an_outcome_is_found_by_its_name),
		TEST(too_many_names_share_the_last_place),
		TEST(a_name_that_is_too_long_is_another),
		TEST(what_is_torn_is_begun_anew),
		TEST(a_torn_day_costs_that_day),
		TEST(cut_off_or_empty_files_are_begun_anew),
		TEST(is_refused_where_others_could_have_made_it),
		TEST(is_skipped_where_somebody_holds_it),
		TEST(a_limit_on_files_is_an_error_and_kills_nobody),
		TEST(counts_reach_their_end_and_stay_there),
		TEST(each_outcome_is_of_its_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
