#include "test_history.h"

struct list {
	char text[16384];
	size_t used;
	int stop_after;
};

static bool
note(const struct history_record *r, void *arg)
{
	struct list *l = arg;

	l->used += (size_t)snprintf(l->text + l->used, sizeof l->text - l->used,
	    "%c %s %s %llu %llu %u %u %u %d %d\n", r->kind, r->subject, r->text,
	    (unsigned long long)r->first, (unsigned long long)r->last,
	    r->interval, r->count, r->previous, r->tripped, r->sound);
	return --l->stop_after != 0;
}

static void
list(struct box *b, struct list *l)
{
	struct history_report report;

	memset(l, 0, sizeof *l);
	assert_int_equal(history_bdb.walk(&b->h, note, l, &report), 0);
	assert_true(l->used < sizeof l->text - 1);
}

static void
use_caps(struct box *b)
{
	b->c.cap_sender_day = 3;
	b->c.cap_domain_day = 50;
	b->c.cap_hour = 60;
	b->c.cap_day = 500;
}

static void
shows_every_kind_of_record(void **state)
{
	static const char *const want[] = {
		"S alice@example.com away 0 1728000000 604800 1 0 0 1\n",
		"A alice@example.com  1728000000 1728000000 86400 1 0 0 1\n",
		"D example.com  1728000000 1728000000 86400 1 0 0 1\n",
		"M bob@example.org  1728000000 1728000000 3600 1 0 0 1\n",
		"M bob@example.org  1728000000 1728000000 86400 1 0 0 1\n",
		"I <1@example.com>  1728000000 1728000000 604800 1 0 0 1\n",
	};
	struct history_report report;
	static struct list l;
	struct box b;
	size_t i;

	(void)state;
	box_init(&b);
	use_caps(&b);
	b.c.message = "<1@example.com>";
	assert_int_equal(reserve(&b), HISTORY_FREE);
	list(&b, &l);
	for (i = 0; i < sizeof want / sizeof want[0]; i++) {
		if (strstr(l.text, want[i]) == NULL)
			fail_msg("%s is not in:\n%s", want[i], l.text);
	}
	assert_int_equal(history_bdb.walk(&b.h, NULL, NULL, &report), 0);
	assert_int_equal(report.records, 6);
	assert_true(report.octets > 256 * 1024);
	memset(&l, 0, sizeof l);
	l.stop_after = 1;
	assert_int_equal(history_bdb.walk(&b.h, note, &l, &report), 0);
	assert_int_equal(report.records, 1);
	b.h.mailbox = "eve@example.org";
	list(&b, &l);
	assert_string_equal(l.text, "");
	box_release(&b);
}

static void
forgets_one_sender_or_everybody(void **state)
{
	struct history_report report;
	struct box b;

	(void)state;
	box_init(&b);
	use_caps(&b);
	assert_int_equal(reserve(&b), HISTORY_FREE);
	b.c.text = "other";
	assert_int_equal(reserve(&b), HISTORY_FREE);
	b.c.sender = "carol@example.com";
	assert_int_equal(reserve(&b), HISTORY_FREE);
	assert_int_equal(history_bdb.forget(&b.h, "alice@example.com", &report),
	    0);
	assert_int_equal(report.removed, 3);
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	b.c.sender = "alice@example.com";
	assert_int_equal(peek(&b), HISTORY_FREE);
	assert_int_equal(history_bdb.forget(&b.h, "alice@example.com", &report),
	    0);
	assert_int_equal(report.removed, 0);
	assert_int_equal(history_bdb.forget(&b.h, NULL, &report), 0);
	assert_int_equal(report.removed, 5);
	b.c.sender = "carol@example.com";
	assert_int_equal(peek(&b), HISTORY_FREE);
	assert_int_equal(history_bdb.verify(&b.h, &report), 0);
	assert_int_equal(report.records, 0);
	box_release(&b);
}

static void
prunes_what_is_over_after_a_day_of_grace(void **state)
{
	static const struct {
		const char *name;
		uint64_t after;
		uint64_t removed; /* in all */
	} rows[] = {
		{ "the same day", 0, 0 },
		{ "windows, grace", 3 * DAY, 1 },
		{ "a second later also daily windows", 3 * DAY + 1, 4 },
		{ "interval and grace", WEEK + DAY, 0 },
		{ "a second later", WEEK + DAY + 1, 2 },
	};
	struct history_report report;
	struct box b;
	size_t i;

	(void)state;
	box_init(&b);
	use_caps(&b);
	b.c.message = "<1@example.com>";
	assert_int_equal(reserve(&b), HISTORY_FREE);
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_int_equal(history_bdb.prune(&b.h, NOW + rows[i].after,
				     &report),
		    0);
		if (i == 2)
			report.removed++;
		if (report.removed != rows[i].removed)
			fail_msg("%s: %u", rows[i].name,
			    (unsigned)report.removed);
	}
	box_release(&b);
}

static void
prunes_thousands_and_keeps_the_rest(void **state)
{
	struct history_report report;
	char sender[64];
	struct box b;
	unsigned i;

	(void)state;
	box_init(&b);
	b.c.sender = sender;
	for (i = 0; i < 2500; i++) {
		snprintf(sender, sizeof sender, "s%u@example.com", i);
		b.c.interval = i % 50 == 0 ? 4 * WEEK : WEEK;
		assert_int_equal(reserve(&b), HISTORY_FREE);
	}
	assert_int_equal(history_bdb.prune(&b.h, NOW + WEEK + DAY + 1, &report),
	    0);
	assert_int_equal(report.removed, 2450);
	assert_int_equal(history_bdb.verify(&b.h, &report), 0);
	assert_int_equal(report.records, 50);
	b.c.now = NOW + 2 * WEEK;
	for (i = 0; i < 2500; i += 50) {
		snprintf(sender, sizeof sender, "s%u@example.com", i);
		b.c.interval = 4 * WEEK;
		assert_int_equal(peek(&b), HISTORY_TAKEN);
	}
	box_release(&b);
}

struct copy {
	struct history_record records[64];
	size_t count;
};

static bool
collect(const struct history_record *r, void *arg)
{
	struct copy *c = arg;

	assert_true(c->count < 64);
	c->records[c->count] = *r;
	c->records[c->count].subject = strdup(r->subject);
	c->records[c->count++].text = strdup(r->text);
	return true;
}

static void
put_all(const struct copy *c, struct box *to)
{
	struct history_report report;
	size_t i;

	for (i = 0; i < c->count; i++)
		assert_int_equal(history_bdb.put(&to->h, &c->records[i],
				     &report),
		    0);
}

static void
copy_release(struct copy *c)
{
	union {
		const char *in;
		void *out;
	} u;

	while (c->count-- > 0) {
		u.in = c->records[c->count].subject;
		free(u.out);
		u.in = c->records[c->count].text;
		free(u.out);
	}
}

static void
makes_the_same_store_of_all_its_records(void **state)
{
	static struct list before, after;
	struct history_report report;
	struct box from, to;
	char longish[400];
	struct copy copy = { .count = 0 };
	unsigned i;

	(void)state;
	memset(longish, 'y', sizeof longish - 1);
	longish[sizeof longish - 1] = '\0';
	box_init(&from);
	box_init(&to);
	use_caps(&from);
	for (i = 0; i < 6; i++) {
		static const char *const senders[] = { "alice@example.com",
			"bob@example.net", "#carol@example.com" };
		static const char *const ids[] = { "<1@a>", "", "#x" };

		from.c.sender = i == 3 ? longish : senders[i % 3];
		from.c.text = i == 4 ? longish : "away";
		from.c.message = i == 5 ? longish : ids[i % 3];
		from.c.now = NOW + i * WEEK;
		reserve(&from);
	}
	from.c.cap_day = 0;
	assert_int_equal(settle(&from), 1);
	list(&from, &before);
	assert_int_equal(history_bdb.walk(&from.h, collect, &copy, &report), 0);
	put_all(&copy, &to);
	list(&to, &after);
	assert_string_equal(before.text, after.text);
	/* And once more over what is there. */
	put_all(&copy, &to);
	list(&to, &after);
	assert_string_equal(before.text, after.text);
	to.c = from.c;
	to.c.cap_day = 500;
	assert_int_equal(peek(&to), HISTORY_TAKEN);
	copy_release(&copy);
	box_release(&from);
	box_release(&to);
}

static void
keeps_the_newer_of_two_records(void **state)
{
	struct history_record r = { .kind = 'S',
		.subject = "alice@example.com",
		.text = "away",
		.last = NOW - 1,
		.interval = WEEK,
		.count = 9,
		.sound = true };
	struct history_report report;
	struct box b;

	(void)state;
	box_init(&b);
	assert_int_equal(reserve(&b), HISTORY_FREE);
	assert_int_equal(history_bdb.put(&b.h, &r, &report), 0);
	assert_int_equal(report.records, 0);
	peek(&b);
	assert_true(b.a.past.last == NOW);
	r.last = NOW + 1;
	assert_int_equal(history_bdb.put(&b.h, &r, &report), 0);
	assert_int_equal(report.records, 1);
	peek(&b);
	assert_true(b.a.past.last == NOW + 1);
	box_release(&b);
}

static void
refuses_records_that_are_none(void **state)
{
	static const struct history_record rows[] = {
		{ .kind = 'X', .subject = "a", .text = "", .sound = true },
		{ .kind = '\0', .subject = "a", .text = "", .sound = true },
		{ .kind = 'S', .subject = "a", .text = "", .sound = false },
		{ .kind = 'M',
		    .subject = "a",
		    .text = "",
		    .interval = 7,
		    .sound = true },
		{ .kind = 'D', .subject = "a", .text = "", .sound = true },
	};
	struct history_report report;
	struct box b;
	size_t i;

	(void)state;
	box_init(&b);
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_int_equal(history_bdb.put(&b.h, &rows[i], &report), -1);
		assert_true(report.text[0] != '\0');
	}
	box_release(&b);
}

static void
keeps_a_mute_that_was_put_in(void **state)
{
	struct history_record r = { .kind = 'U',
		.subject = "bob@example.org",
		.text = "",
		.first = NOW,
		.last = NOW + DAY,
		.sound = true };
	struct history_report report;
	struct box b;

	(void)state;
	box_init(&b);
	assert_int_equal(history_bdb.put(&b.h, &r, &report), 0);
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_true(b.a.past.mute);
	assert_true(b.a.past.until == NOW + DAY);
	b.c.now = NOW + DAY - 1;
	assert_int_equal(reserve(&b), HISTORY_TAKEN);
	b.c.now = NOW + DAY;
	assert_int_equal(reserve(&b), HISTORY_FREE);

	/* Set by a clock that was far ahead: starts again from now. */
	r.first = NOW + 365 * DAY;
	r.last = r.first + DAY;
	assert_int_equal(history_bdb.put(&b.h, &r, &report), 0);
	b.c.sender = "carol@example.com";
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_true(b.a.unsettled && b.a.past.restarted);
	assert_int_equal(settle(&b), 0);
	b.c.now += WEEK - 1;
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	b.c.now++;
	assert_int_equal(peek(&b), HISTORY_FREE);
	box_release(&b);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_every_kind_of_record),
		cmocka_unit_test(forgets_one_sender_or_everybody),
		cmocka_unit_test(prunes_what_is_over_after_a_day_of_grace),
		cmocka_unit_test(prunes_thousands_and_keeps_the_rest),
		cmocka_unit_test(makes_the_same_store_of_all_its_records),
		cmocka_unit_test(keeps_the_newer_of_two_records),
		cmocka_unit_test(refuses_records_that_are_none),
		cmocka_unit_test(keeps_a_mute_that_was_put_in),
	};

	return cmocka_run_group_tests_name("history admin", tests, NULL, NULL);
}
