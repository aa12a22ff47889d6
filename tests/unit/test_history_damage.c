#include "test_history.h"

#include "../../src/world/history_guard.h"
#include "../../src/world/history_store.h"

#include <sys/wait.h>

static void
overwrite(const struct box *b, const char *name, long at, int octet, size_t len)
{
	int fd = open(box_path(b, name), O_WRONLY);
	static char octets[65536];

	memset(octets, octet, len);
	assert_int_equal(pwrite(fd, octets, len, at), (ssize_t)len);
	close(fd);
}

static void
cut(const struct box *b, long len)
{
	assert_int_equal(truncate(box_path(b, "rate.db"), len), 0);
}

static void
damage_none(const struct box *b)
{
	box_write(b, "rate.bad", "", 0);
}

static void
damage_first_page(const struct box *b)
{
	overwrite(b, "rate.db", 0, 0xff, 4096);
}

static void
damage_magic(const struct box *b)
{
	overwrite(b, "rate.db", 12, 0, 4);
}

static void
damage_root(const struct box *b)
{
	overwrite(b, "rate.db", 4096 + 40, 0x55, 1);
}

static void
damage_all(const struct box *b)
{
	overwrite(b, "rate.db", 0, 0, 8192);
}

static void
damage_length(const struct box *b)
{
	cut(b, 4096 + 100);
}

static void
damage_empty(const struct box *b)
{
	cut(b, 0);
}

static void
damage_half(const struct box *b)
{
	cut(b, 12288);
}

static void
damage_interrupted(const struct box *b)
{
	char to[256];

	box_write(b, "rate.bad", "", 0);
	snprintf(to, sizeof to, "%s/rate.damaged", b->dir);
	assert_int_equal(rename(box_path(b, "rate.db"), to), 0);
}

static void
is_silent_for_an_interval_after_damage_and_works_again(void **state)
{
	static const struct {
		const char *name;
		void (*damage)(const struct box *b);
		unsigned senders;
	} rows[] = {
		{ "libdb crashed", damage_none, 1 },
		{ "first page garbage", damage_first_page, 1 },
		{ "no magic number", damage_magic, 1 },
		{ "one octet of the root", damage_root, 1 },
		{ "all zero", damage_all, 1 },
		{ "not even two pages", damage_length, 1 },
		{ "empty", damage_empty, 1 },
		{ "half of the pages", damage_half, 200 },
		{ "root of many pages", damage_root, 200 },
		{ "killed while healing", damage_interrupted, 200 },
	};
	struct history_report report;
	char sender[64];
	size_t i;
	unsigned k;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct box b;

		box_init(&b);
		b.c.sender = sender;
		for (k = 0; k < rows[i].senders; k++) {
			snprintf(sender, sizeof sender, "s%u@x.example", k);
			assert_int_equal(reserve(&b), HISTORY_FREE);
		}
		rows[i].damage(&b);
		b.c.now = NOW + DAY;
		snprintf(sender, sizeof sender, "new@x.example");
		if (peek(&b) != HISTORY_TAKEN || !b.a.past.mute ||
		    !b.a.unsettled || b.a.past.until != NOW + DAY + WEEK)
			fail_msg("peek: %s", rows[i].name);
		if (i % 2 == 0)
			assert_int_equal(settle(&b), 0);
		if (reserve(&b) != HISTORY_TAKEN || !b.a.past.mute)
			fail_msg("reserve: %s", rows[i].name);
		assert_int_equal(peek(&b), HISTORY_TAKEN);
		assert_false(b.a.unsettled);
		assert_int_equal(history_bdb.verify(&b.h, &report), 0);
		assert_int_equal(access(box_path(&b, "rate.bad"), F_OK), -1);
		assert_int_equal(access(box_path(&b, "rate.damaged"), F_OK), 0);
		b.c.now += WEEK - 1;
		assert_int_equal(peek(&b), HISTORY_TAKEN);
		b.c.now++;
		if (reserve(&b) != HISTORY_FREE)
			fail_msg("again: %s", rows[i].name);
		box_release(&b);
	}
}

static void
salvages_what_can_be_read(void **state)
{
	struct history_report report;
	char sender[64];
	struct box b;
	unsigned i;

	(void)state;
	box_init(&b);
	b.c.interval = 4 * WEEK;
	b.c.sender = sender;
	for (i = 0; i < 500; i++) {
		snprintf(sender, sizeof sender, "s%u@x.example", i);
		assert_int_equal(reserve(&b), HISTORY_FREE);
	}
	overwrite(&b, "rate.db", 0, 0, 4096);
	b.c.interval = DAY;
	assert_int_equal(settle(&b), 0);
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	/* The longest interval of all that is known. */
	assert_true(b.a.past.until == NOW + 4 * WEEK);
	assert_int_equal(history_bdb.verify(&b.h, &report), 0);
	assert_int_equal(report.records, 501);
	box_release(&b);
}

static void
does_not_touch_a_damaged_store_for_people(void **state)
{
	struct history_record r = {
		.kind = 'I', .subject = "x", .text = "", .sound = true
	};
	struct history_report report;
	struct box b;

	(void)state;
	box_init(&b);
	assert_int_equal(reserve(&b), HISTORY_FREE);
	damage_first_page(&b);
	assert_int_equal(history_bdb.walk(&b.h, NULL, NULL, &report), -1);
	assert_non_null(strstr(report.text, "rate.db: is damaged"));
	assert_int_equal(history_bdb.verify(&b.h, &report), -1);
	assert_non_null(strstr(report.text, "rate.db: is damaged"));
	assert_int_equal(history_bdb.prune(&b.h, NOW, &report), -1);
	assert_int_equal(history_bdb.forget(&b.h, NULL, &report), -1);
	assert_int_equal(history_bdb.put(&b.h, &r, &report), -1);
	assert_int_equal(access(box_path(&b, "rate.damaged"), F_OK), -1);
	box_release(&b);
}

/* Gives the record of a kind a value whose checksum is wrong. */
static void
spoil(struct box *b, char kind, const char *subject, const char *text)
{
	struct record_name name = { kind, b->h.mailbox, subject, text };
	uint8_t value[RECORD_VALUE];
	struct record_key key;
	struct store s;
	size_t len;

	record_key(&key, &name, false);
	assert_int_equal(store_open(&s, &b->h, STORE_CHANGE), STORE_READY);
	assert_int_equal(tree_get(s.tree, &key, value, &len), TREE_OK);
	value[30] ^= 1;
	assert_int_equal(tree_put(s.tree, &key, value), TREE_OK);
	assert_int_equal(store_commit(&s), 0);
	store_close(&s);
}

static void
restarts_the_interval_of_a_damaged_record(void **state)
{
	struct history_report report;
	struct box b;

	(void)state;
	box_init(&b);
	assert_int_equal(reserve(&b), HISTORY_FREE);
	spoil(&b, 'S', "alice@example.com", "away");
	assert_int_equal(history_bdb.walk(&b.h, NULL, NULL, &report), 0);
	assert_int_equal(report.damaged, 1);
	assert_int_equal(history_bdb.verify(&b.h, &report), -1);
	b.c.now = NOW + 2 * WEEK;
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_true(b.a.past.recent && b.a.past.restarted && b.a.unsettled);
	assert_int_equal(reserve(&b), HISTORY_TAKEN);
	assert_int_equal(settle(&b), 0);
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_false(b.a.unsettled);
	b.c.now += WEEK;
	assert_int_equal(reserve(&b), HISTORY_FREE);
	box_release(&b);
}

static void
takes_a_damaged_counter_for_a_full_one(void **state)
{
	struct box b;

	(void)state;
	box_init(&b);
	b.c.interval = 0;
	b.c.cap_domain_day = 5;
	assert_int_equal(reserve(&b), HISTORY_FREE);
	spoil(&b, 'D', "example.com", "");
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_true(b.a.past.flood);
	assert_int_equal(b.a.past.count, 5);
	assert_int_equal(settle(&b), 1);
	assert_int_equal(settle(&b), 0);
	b.c.now = NOW + 2 * DAY;
	assert_int_equal(reserve(&b), HISTORY_FREE);
	box_release(&b);
}

static void
takes_a_damaged_message_for_handled(void **state)
{
	struct box b;

	(void)state;
	box_init(&b);
	b.c.message = "<1@a>";
	assert_int_equal(reserve(&b), HISTORY_FREE);
	spoil(&b, 'I', "<1@a>", "");
	b.c.now = NOW + 2 * WEEK;
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_true(b.a.past.duplicate && !b.a.past.recent);
	box_release(&b);
}

static void
ends_in_silence_where_libdb_crashes(void **state)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGABRT,
		SIGPROF };
	struct box b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof signals / sizeof signals[0]; i++) {
		pid_t child;
		int status;

		box_init(&b);
		assert_int_equal(reserve(&b), HISTORY_FREE);
		child = fork();
		if (child == 0) {
			guard_enter(open(b.dir, O_RDONLY | O_DIRECTORY));
			raise(signals[i]);
			_exit(1);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), GUARD_EXIT);
		assert_int_equal(access(box_path(&b, "rate.bad"), F_OK), 0);
		assert_int_equal(peek(&b), HISTORY_TAKEN);
		assert_true(b.a.past.mute);
		box_release(&b);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    is_silent_for_an_interval_after_damage_and_works_again),
		cmocka_unit_test(salvages_what_can_be_read),
		cmocka_unit_test(does_not_touch_a_damaged_store_for_people),
		cmocka_unit_test(restarts_the_interval_of_a_damaged_record),
		cmocka_unit_test(takes_a_damaged_counter_for_a_full_one),
		cmocka_unit_test(takes_a_damaged_message_for_handled),
		cmocka_unit_test(ends_in_silence_where_libdb_crashes),
	};

	return cmocka_run_group_tests_name("history damage", tests, NULL, NULL);
}
