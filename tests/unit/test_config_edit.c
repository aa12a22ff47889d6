#include "config_home.h"

#include "world/config_edit.h"

#include <sys/file.h>

#define H "[mailbox]\naddress = bob@example.org\n"

static const struct row {
	const char *name, *before, *key, *value;
	const char *after; /* NULL: refused */
} rows[] = {
	{ "a value is replaced, the comment behind it stays",
	    H "enabled = no ; until I am ill\n", "enabled", "yes",
	    H "enabled = yes ; until I am ill\n" },
	{ "indentation, case and blanks stay", H " \tEnabled=no\t# x\n",
	    "enabled", "yes", H " \tEnabled=yes\t# x\n" },
	{ "CRLF stays",
	    "[mailbox]\r\nenabled = no\r\naddress = b@example.org\r\n",
	    "enabled", "yes",
	    "[mailbox]\r\nenabled = yes\r\naddress = b@example.org\r\n" },
	{ "a new key goes behind the last, in its style",
	    "[mailbox]\n  address  = b@example.org\n\n; end\n", "enabled", "no",
	    "[mailbox]\n  address  = b@example.org\n  enabled  = no\n\n"
	    "; end\n" },
	{ "without blanks where there are none",
	    "[mailbox]\naddress=b@example.org\n", "enabled", "no",
	    "[mailbox]\naddress=b@example.org\nenabled=no\n" },
	{ "a new key where CRLF is used",
	    "; x\r\n[mailbox]\r\naddress = b@example.org\r\n", "handle", "v",
	    "; x\r\n[mailbox]\r\naddress = b@example.org\r\n"
	    "handle = v\r\n" },
	{ "a last line without its end keeps that",
	    "[mailbox]\naddress = b@example.org", "enabled", "no",
	    "[mailbox]\naddress = b@example.org\nenabled = no" },
	{ "the first key of a section", "[mailbox]\n# nothing yet\n", "enabled",
	    "no", "[mailbox]\nenabled = no\n# nothing yet\n" },
	{ "a section without line end", "[mailbox]", "enabled", "no",
	    "[mailbox]\nenabled = no" },
	{ "an empty value", H "handle =\n", "handle", "v", H "handle = v\n" },
	{ "an empty value before a comment", H "handle = ; x\n", "handle", "v",
	    H "handle = v ; x\n" },
	{ "an empty value with blanks behind it", H "handle =  \n", "handle",
	    "v", H "handle = v  \n" },
	{ "a continued value becomes one line",
	    H "aliases = a@example.org, \\\n  b@example.org ; two\n# end\n",
	    "aliases", "c@example.org",
	    H "aliases = c@example.org ; two\n# end\n" },
	{ "a value on the line below its key", H "handle = \\\n  v\n# end\n",
	    "handle", "w", H "handle = \\\n  w\n# end\n" },
	{ "a value in quotes", H "handle = \"v\" # x\n", "handle", "w",
	    H "handle = w # x\n" },
	{ "the same value changes nothing", H "handle = \"v\" # x\n", "handle",
	    "v", H "handle = \"v\" # x\n" },
	{ "quotes around what would be a comment", H, "template", "a #1.txt",
	    H "template = \"a #1.txt\"\n" },
	{ "quotes around blanks", H, "template", " a",
	    H "template = \" a\"\n" },
	{ "single quotes around double ones", H, "template", "a;\".txt",
	    H "template = 'a;\".txt'\n" },
	{ "quotes around a backslash", H, "template", "a\\",
	    H "template = \"a\\\"\n" },
	{ "no quotes help", H, "template", "\"a' #b", NULL },
	{ "a line end in the value", H, "template", "a\nenabled = no", NULL },
	{ "a control character", H, "template", "a\033", NULL },
	{ "a removed line is gone", H "enabled = no\n; end\n", "enabled", NULL,
	    H "; end\n" },
	{ "its comment stays", H "\tenabled = no ; ill\n", "enabled", NULL,
	    H "\t; ill\n" },
	{ "a continued line goes as a whole", H "handle = \\\n  v\n# end\n",
	    "handle", NULL, H "# end\n" },
	{ "the last line without its end", H "enabled = no", "enabled", NULL,
	    "[mailbox]\naddress = bob@example.org" },
	{ "and with CRLF", "[mailbox]\r\nenabled = no", "enabled", NULL,
	    "[mailbox]" },
	{ "what is not there is not removed", H "; x", "enabled", NULL,
	    H "; x" },
	{ "a text with mistakes", H "enabled\n", "enabled", "no", NULL },
	{ "a key that stands twice", H "enabled = no\nenabled = no\n",
	    "enabled", "yes", NULL },
	{ "a byte order mark", "\xef\xbb\xbf" H, "enabled", "yes", NULL },
	{ "no section", "", "enabled", "yes", NULL },
};

static void
changes_a_key_and_no_octet_more(void **state)
{
	char why[CONFIG_WHY], *got;
	size_t i, len;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];

		len = strlen(r->before);
		why[0] = '\0';
		got = config_edit_text(r->before, &len, r->key, r->value, why);
		if ((got == NULL) != (r->after == NULL))
			fail_msg("%s: %s", r->name, got == NULL ? why : got);
		if (got == NULL || r->after == NULL) {
			assert_string_not_equal(why, "");
			continue;
		}
		if (strcmp(got, r->after) != 0)
			fail_msg("%s: %s", r->name, got);
		assert_int_equal(len, strlen(got));
		free(got);
	}
}

static void
gives_every_text_back_when_a_new_key_is_removed(void **state)
{
	char why[CONFIG_WHY], *with, *without;
	size_t i, len, n = 0;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		len = strlen(rows[i].before);
		with = config_edit_text(rows[i].before, &len, "reply-to",
		    "r@example.com", why);
		if (with == NULL)
			continue;
		without = config_edit_text(with, &len, "reply-to", NULL, why);
		if (without == NULL || strcmp(without, rows[i].before) != 0)
			fail_msg("%s: %s", rows[i].name, with);
		free(with);
		free(without);
		n++;
	}
	assert_true(n > 20);
}

static char *
slurp(const char *path)
{
	size_t len;
	FILE *in = fopen(path, "r");
	char *all = xmalloc(4096);

	assert_non_null(in);
	len = fread(all, 1, 4095, in);
	all[len] = '\0';
	fclose(in);
	return all;
}

static void
expect_file(const char *path, const char *text, mode_t mode)
{
	char *all = slurp(path);
	struct stat st;

	assert_string_equal(all, text);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, mode);
	free(all);
}

/* Opens, sets, checks and commits; what failed first. */
static const char *
edit(const char *path, mode_t mode, const char *key, const char *value)
{
	static char why[CONFIG_WHY];
	struct config_report report;
	struct config_edit e;
	const char *failed = NULL;
	struct mailbox m;

	mailbox_init(&m);
	config_report_init(&report);
	if (config_edit_open(&e, path, mode, why) == -1)
		failed = "open";
	else if (config_edit_set(&e, key, value, why) == -1)
		failed = "set";
	else if (config_edit_check(&e, NULL, "", false, &m, &report) == -1)
		failed = "check";
	else if (config_edit_commit(&e, why) == -1)
		failed = "commit";
	if (report.count > 0)
		assert_string_equal(strrchr(report.problems[0].file, '/'),
		    "/c");
	config_edit_close(&e);
	config_report_release(&report);
	mailbox_release(&m);
	return failed;
}

static void
keeps_the_mode_of_a_file(void **state)
{
	(void)state;
	put("c", H, strlen(H));
	assert_int_equal(chmod("c", 0640), 0);
	assert_null(edit("c", 0, "enabled", "no"));
	expect_file("c", H "enabled = no\n", 0640);
	assert_int_equal(access(".c.new", F_OK), -1);
}

static void
leaves_a_file_alone_that_says_so_already(void **state)
{
	struct stat before, after;

	(void)state;
	put("c", H, strlen(H));
	assert_int_equal(stat("c", &before), 0);
	assert_null(edit("c", 0, "enabled", NULL));
	assert_int_equal(stat("c", &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(access(".c.new", F_OK), -1);
}

static void
never_leaves_a_broken_file(void **state)
{
	(void)state;
	put("c", H, strlen(H));
	assert_string_equal(edit("c", 0, "interval", "soon"), "check");
	expect_file("c", H, 0600);
	assert_string_equal(edit("c", 0, "nonsense", "x"), "check");
	expect_file("c", H, 0600);
	assert_int_equal(access(".c.new", F_OK), -1);
}

static void
takes_over_what_an_editor_that_died_has_left(void **state)
{
	(void)state;
	put("c", H, strlen(H));
	put(".c.new", "half", 4);
	assert_null(edit("c", 0, "enabled", "no"));
	expect_file("c", H "enabled = no\n", 0600);
}

static void
refuses_what_others_could_have_made(void **state)
{
	(void)state;
	put("c", H, strlen(H));
	assert_int_equal(chmod("c", 0620), 0);
	assert_string_equal(edit("c", 0, "enabled", "no"), "open");
	assert_int_equal(chmod("c", 0600), 0);
	assert_int_equal(symlink("c", "link"), 0);
	assert_string_equal(edit("link", 0, "enabled", "no"), "open");
	assert_int_equal(chmod(".", 0770), 0);
	assert_string_equal(edit("c", 0, "enabled", "no"), "open");
	assert_int_equal(chmod(".", 0700), 0);
	/* a link in the place of the new file is removed, not followed */
	unlink("link");
	assert_int_equal(symlink("t.txt", ".c.new"), 0);
	assert_null(edit("c", 0, "enabled", "no"));
	assert_int_equal(access("t.txt", F_OK), -1);
	expect_file("c", H "enabled = no\n", 0600);
}

static void
lets_one_editor_in_at_a_time(void **state)
{
	int fd;

	(void)state;
	put("c", H, strlen(H));
	fd = open(".", O_RDONLY | O_DIRECTORY);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_string_equal(edit("c", 0, "enabled", "no"), "open");
	close(fd);
	assert_null(edit("c", 0, "enabled", "no"));
}

static void
makes_a_file_and_its_directories_where_it_may(void **state)
{
	struct stat st;

	(void)state;
	assert_string_equal(edit("d/e/c", 0, "address", "b@example.org"),
	    "open");
	assert_null(edit("d/e/c", 0600, "address", "b@example.org"));
	expect_file("d/e/c", "[mailbox]\naddress = b@example.org\n", 0600);
	assert_int_equal(stat("d/e", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(unlink("d/e/c"), 0);
	assert_null(edit("d/e/c", 0644, "address", "b@example.org"));
	expect_file("d/e/c", "[mailbox]\naddress = b@example.org\n", 0644);
	unlink("d/e/c");
	rmdir("d/e");
	assert_null(edit("d/e/c", 0644, "address", "b@example.org"));
	assert_int_equal(stat("d/e", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0755);
	unlink("d/e/c");
	rmdir("d/e");
	rmdir("d");
}

static void
writes_a_text_beside_the_file(void **state)
{
	struct config_edit e;
	char why[CONFIG_WHY];

	(void)state;
	put("c", H, strlen(H));
	assert_int_equal(chmod("c", 0644), 0);
	assert_int_equal(config_edit_open(&e, "c", 0, why), 0);
	assert_int_equal(config_edit_beside(&e, "t.txt", "Hi\n", 3, 0600, why),
	    0);
	expect_file("t.txt", "Hi\n", 0600);
	assert_int_equal(config_edit_beside(&e, "t.txt", "Ho\n", 3, 0, why), 0);
	expect_file("t.txt", "Ho\n", 0644);
	assert_int_equal(config_edit_beside(&e, "no/t.txt", "x", 1, 0, why),
	    -1);
	config_edit_close(&e);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_a_key_and_no_octet_more),
		cmocka_unit_test(
		    gives_every_text_back_when_a_new_key_is_removed),
		cmocka_unit_test(keeps_the_mode_of_a_file),
		cmocka_unit_test(leaves_a_file_alone_that_says_so_already),
		cmocka_unit_test(never_leaves_a_broken_file),
		cmocka_unit_test(takes_over_what_an_editor_that_died_has_left),
		cmocka_unit_test(refuses_what_others_could_have_made),
		cmocka_unit_test(lets_one_editor_in_at_a_time),
		cmocka_unit_test(makes_a_file_and_its_directories_where_it_may),
		cmocka_unit_test(writes_a_text_beside_the_file),
	};

	return cmocka_run_group_tests_name("config edit", tests, enter, leave);
}
