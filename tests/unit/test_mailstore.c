#include "config_home.h"

#include "world/mailstore.h"

static void
reads_the_time_of_a_from_line(void **state)
{
	static const struct {
		const char *line;
		int64_t want;
	} rows[] = {
		{ "From alice@example.net Tue Nov 24 10:00:00 2026",
		    1795514400 },
		{ "From alice@example.net  Tue Nov 24 10:00:00 2026\r",
		    1795514400 },
		{ "From alice@example.net Tue Nov  3 10:00:00 2026",
		    1793700000 },
		{ "From a@b.example Tue Nov 24 10:00:00 2026 +0100",
		    1795510800 },
		{ "From a@b.example Tue Nov 24 10:00:00 2026 -0330",
		    1795527000 },
		{ "From \"a b\"@c.example Tue Nov 24 10:00:00 2026",
		    1795514400 },
		{ "From MAILER-DAEMON Tue Nov 24 10:00:00 2026", 1795514400 },
		{ "From me to you, a letter", -1 },
		{ "From alice@example.net Tue Nov 24 10:00:00 2026 later", -1 },
		{ "From alice@example.net", -1 },
		{ "From alice@example.net Tue Nov 24 10:00:00 1926", -1 },
		{ "from alice@example.net Tue Nov 24 10:00:00 2026", -1 },
		{ ">From alice@example.net Tue Nov 24 10:00:00 2026", -1 },
		{ "", -1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t got =
		    mailstore_from_line(rows[i].line, strlen(rows[i].line));

		if (got != rows[i].want)
			fail_msg("%s: %lld", rows[i].line, (long long)got);
	}
}

#define FROM_1 "From a@b.example Tue Nov 24 10:00:00 2026\n"
#define FROM_2 "From c@d.example Tue Nov 24 09:00:00 2026\n"

static void
divides_an_mbox_and_undoes_its_quoting(void **state)
{
	static const struct {
		const char *name, *mbox;
		const char *messages[3]; /* by time */
		const char *wrong;
	} rows[] = {
		{ "nothing", "", { NULL }, NULL },
		{ "one", FROM_1 "A: b\n\nc\n", { FROM_1 "A: b\n\nc\n" }, NULL },
		{ "two, by their times", FROM_1 "A: b\n\nc\n\n" FROM_2 "D: e\n",
		    { FROM_2 "D: e\n", FROM_1 "A: b\n\nc\n" }, NULL },
		{ "no line end at the end", FROM_1 "A: b", { FROM_1 "A: b" },
		    NULL },
		{ "quoted From lines",
		    FROM_1 "\n>From x\n>>From y\n>F\n> From\n",
		    { FROM_1 "\nFrom x\n>From y\n>F\n> From\n" }, NULL },
		{ "a From line without a blank line before it",
		    FROM_1 "A: b\n" FROM_2, { FROM_1 "A: b\n" FROM_2 }, NULL },
		{ "a line that only looks like one",
		    FROM_1 "\nx\n\nFrom me to you\n",
		    { FROM_1 "\nx\n\nFrom me to you\n" }, NULL },
		{ "CRLF",
		    "From a@b.example Tue Nov 24 10:00:00 2026\r\nA: b\r\n\r\n"
		    "From c@d.example Tue Nov 24 11:00:00 2026\r\n",
		    { "From a@b.example Tue Nov 24 10:00:00 2026\r\nA: b\r\n\r\n",
			"From c@d.example Tue Nov 24 11:00:00 2026\r\n" },
		    NULL },
		{ "no mbox", "A: b\n", { NULL },
		    "does not begin with a From line" },
		{ "a letter", "From me to you\n", { NULL },
		    "does not begin with a From line" },
	};
	char why[MAILSTORE_WHY], got[4096];
	struct mailstore s;
	uint64_t octets;
	size_t i, k;
	int64_t n;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		put("c", rows[i].mbox, strlen(rows[i].mbox));
		if (mailstore_open(&s, "c", why) == -1) {
			if (rows[i].wrong == NULL ||
			    strstr(why, rows[i].wrong) == NULL)
				fail_msg("%s: %s", rows[i].name, why);
			mailstore_close(&s);
			continue;
		}
		assert_null(rows[i].wrong);
		for (k = 0; k < s.count; k++) {
			n = mailstore_read(&s, &s.entries[k], got,
			    sizeof got - 1, &octets);
			assert_true(n >= 0);
			got[n] = '\0';
			if (rows[i].messages[k] == NULL ||
			    strcmp(got, rows[i].messages[k]) != 0)
				fail_msg("%s: %s", rows[i].name, got);
		}
		assert_null(rows[i].messages[k]);
		mailstore_close(&s);
	}
}

/* Lines, and From lines, lie across the pieces in which a file is read. */
static void
divides_a_large_mbox(void **state)
{
	char why[MAILSTORE_WHY], got[200], want[200];
	struct mailstore s;
	uint64_t octets;
	FILE *out;
	int i, n;

	(void)state;
	out = fopen("c", "w");
	assert_non_null(out);
	for (i = 0; i < 5000; i++)
		fprintf(out, FROM_1 "N: %d\n\n%0*d\n\n", i, i % 97 + 1, 0);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(mailstore_open(&s, "c", why), 0);
	assert_int_equal(s.count, 5000);
	for (i = 0; i < 5000; i++) {
		n = snprintf(want, sizeof want, FROM_1 "N: %d\n\n%0*d\n", i,
		    i % 97 + 1, 0);
		assert_int_equal(mailstore_read(&s, &s.entries[i], got,
				     sizeof got, &octets),
		    n);
		assert_memory_equal(got, want, n);
		assert_int_equal(octets, n);
		/* only the beginning is wanted, the length is told */
		assert_int_equal(mailstore_read(&s, &s.entries[i], got, 20,
				     &octets),
		    20);
		assert_true(octets > 20);
	}
	mailstore_close(&s);
}

static void
lists_a_maildir_without_what_is_no_file(void **state)
{
	static const struct {
		const char *name;
		uint64_t when;
	} want[] = {
		{ "cur/1000000000.a:2,S", 1000000000 },
		{ "new/1795514400.M1P2.host", 1795514400 },
		{ "cur/noname", 1795514401 },
	};
	struct timespec times[2] = { { .tv_sec = 1795514401 },
		{ .tv_sec = 1795514401 } };
	char why[MAILSTORE_WHY], got[8];
	struct mailstore s;
	uint64_t octets;
	size_t i;

	(void)state;
	assert_int_equal(mkdir("m", 0700), 0);
	assert_int_equal(mailstore_open(&s, "m", why), -1);
	assert_non_null(strstr(why, "no Maildir"));
	mailstore_close(&s);
	assert_int_equal(mkdir("m/cur", 0700), 0);
	assert_int_equal(mkdir("m/new", 0700), 0);
	put("m/new/1795514400.M1P2.host", "A: b\n", 5);
	put("m/cur/1000000000.a:2,S", "C: d\n", 5);
	put("m/cur/noname", "E: f\n", 5);
	assert_int_equal(utimensat(AT_FDCWD, "m/cur/noname", times, 0), 0);
	assert_int_equal(symlink("noname", "m/cur/link"), 0);
	assert_int_equal(mkfifo("m/new/fifo", 0600), 0);
	put("m/cur/.hidden", "", 0);
	assert_int_equal(mailstore_open(&s, "m", why), 0);
	assert_int_equal(s.skipped, 2);
	assert_int_equal(s.count, 3);
	for (i = 0; i < 3; i++) {
		assert_string_equal(s.entries[i].name, want[i].name);
		assert_int_equal(s.entries[i].when, want[i].when);
	}
	assert_int_equal(mailstore_read(&s, &s.entries[0], got, 3, &octets), 3);
	assert_memory_equal(got, "C: ", 3);
	assert_int_equal(octets, 5);
	/* gone, or no file any more */
	assert_int_equal(unlink("m/cur/noname"), 0);
	assert_int_equal(mailstore_read(&s, &s.entries[2], got, 3, &octets),
	    -1);
	assert_int_equal(symlink("link", "m/cur/noname"), 0);
	assert_int_equal(mailstore_read(&s, &s.entries[2], got, 3, &octets),
	    -1);
	mailstore_close(&s);
	assert_int_equal(system("rm -r m"), 0);
}

static void
refuses_what_is_neither(void **state)
{
	char why[MAILSTORE_WHY];
	struct mailstore s;

	(void)state;
	assert_int_equal(mailstore_open(&s, "none", why), -1);
	assert_non_null(strstr(why, "No such file"));
	mailstore_close(&s);
	assert_int_equal(mkfifo("link", 0600), 0);
	assert_int_equal(mailstore_open(&s, "link", why), -1);
	assert_non_null(strstr(why, "neither"));
	mailstore_close(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_time_of_a_from_line),
		cmocka_unit_test(divides_an_mbox_and_undoes_its_quoting),
		cmocka_unit_test(divides_a_large_mbox),
		cmocka_unit_test(lists_a_maildir_without_what_is_no_file),
		cmocka_unit_test(refuses_what_is_neither),
	};

	return cmocka_run_group_tests_name("mailstore", tests, enter, leave);
}
