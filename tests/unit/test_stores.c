#include "test_history.h"

#include "world/stores.h"

static char found[1024];
static size_t skip;

static void
note(const char *mailbox, const char *dir, void *arg)
{
	size_t len = strlen(found);

	assert_null(arg);
	snprintf(found + len, sizeof found - len, "%s%s ",
	    mailbox == NULL ? "?" : "", mailbox == NULL ? dir + skip : mailbox);
}

static void
make(const char *path)
{
	char *copy = strdup(path), *p;

	for (p = strchr(copy + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
		*p = '\0';
		(void)mkdir(copy, 0700);
		*p = '/';
	}
	assert_int_equal(mkdir(copy, 0700), 0);
	free(copy);
}

static void
stores_are_found_by_their_names(void **state)
{
	static const char *const mailboxes[] = { "bob@example.org",
		"a/b@example.org", "j\xc3\xb6rg@example.org", "..",
		"a%b@example.org" };
	/* what is none, below the state directory */
	static const char *const others[] = { "zz/bob@example.org",
		"00/nobody@example.org", "lost+found" };
	char top[] = "/tmp/stores.XXXXXX", dir[300];
	size_t i;
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(top));
	skip = strlen(top) + 1;
	for (i = 0; i < sizeof mailboxes / sizeof *mailboxes; i++) {
		history_dir(dir, sizeof dir, top, mailboxes[i]);
		make(dir);
	}
	for (i = 0; i < sizeof others / sizeof *others; i++) {
		snprintf(dir, sizeof dir, "%s/%s", top, others[i]);
		make(dir);
	}
	snprintf(dir, sizeof dir, "%s/_site", top);
	make(dir);
	snprintf(dir, sizeof dir, "%s/stop", top);
	f = fopen(dir, "w");
	assert_non_null(f);
	fclose(f);
	/* a link where a store would be */
	history_dir(dir, sizeof dir, top, "eve@example.org");
	if (access(dir, F_OK) == -1)
		make(dir);
	assert_int_equal(rmdir(dir), 0);
	assert_int_equal(symlink("/tmp", dir), 0);
	found[0] = '\0';
	assert_int_equal(stores_walk(top, note, NULL), 0);
	for (i = 0; i < sizeof mailboxes / sizeof *mailboxes; i++)
		if (strstr(found, mailboxes[i]) == NULL)
			fail_msg("%s: %s", mailboxes[i], found);
	assert_non_null(strstr(found, "?00/nobody@example.org "));
	assert_null(strstr(found, "zz"));
	assert_null(strstr(found, "lost+found"));
	assert_non_null(strstr(found, "/eve@example.org "));
	assert_null(strstr(found, "_site"));
	assert_null(strstr(found, "stop"));
	snprintf(dir, sizeof dir, "rm -r %s", top);
	assert_int_equal(system(dir), 0);
}

static void
no_state_directory_has_no_stores(void **state)
{
	(void)state;
	found[0] = '\0';
	assert_int_equal(stores_walk("/nonexistent/state", note, NULL), 0);
	assert_string_equal(found, "");
	assert_int_equal(stores_walk("/dev/null", note, NULL), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stores_are_found_by_their_names),
		cmocka_unit_test(no_state_directory_has_no_stores),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
