#include "submit_rig.h"

/* The path of the only file in a directory, or NULL. */
static char *
only_file(const char *dir)
{
	DIR *d = opendir(dir);
	char *found = NULL;
	struct dirent *entry;
	int count = 0;

	while (d != NULL && (entry = readdir(d)) != NULL)
		if (entry->d_name[0] != '.' && count++ == 0)
			found = xasprintf("%s/%s", dir, entry->d_name);
	if (d != NULL)
		closedir(d);
	if (count == 1)
		return found;
	free(found);
	return NULL;
}

static void
delivers_to_a_maildir(void **state)
{
	struct submit_result result;
	char path[160], *file, *seen;
	struct stat st;
	struct rig rig;

	(void)state;
	rig_init(&rig, NULL);
	rig.mailbox.submit = SUBMIT_MAILDIR;
	snprintf(path, sizeof path, "%s/out", rig.dir);
	set(&rig.mailbox.maildir, path);
	submit_response(&result, &rig.mailbox, &rig.response, PATIENCE, NULL,
	    NULL);
	assert_string_equal(result.why, "");
	assert_int_equal(result.outcome, SUBMIT_ACCEPTED);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	snprintf(path, sizeof path, "%s/out/tmp", rig.dir);
	assert_null(only_file(path));
	snprintf(path, sizeof path, "%s/out/new", rig.dir);
	file = only_file(path);
	assert_non_null(file);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	seen = read_back(file);
	assert_string_equal(seen,
	    "Return-Path: <>\nSubject: x\n\n.\nbare\rcr\n");
	free(seen);
	free(file);
	submit_response(&result, &rig.mailbox, &rig.response, PATIENCE, NULL,
	    NULL);
	assert_int_equal(result.outcome, SUBMIT_ACCEPTED);
	assert_null(only_file(path)); /* there are two */
	rig_release(&rig);
}

static void
make_symlink(const char *path)
{
	assert_int_equal(symlink("/tmp", path), 0);
}

static void
make_file(const char *path)
{
	close(open(path, O_CREAT | O_WRONLY, 0600));
}

static void
make_group_writable(const char *path)
{
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(chmod(path, 0720), 0);
}

static void
make_world_writable(const char *path)
{
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(chmod(path, 0702), 0);
}

static const struct {
	const char *name;
	void (*make)(const char *path);
} planted[] = {
	{ "a symlink", make_symlink },
	{ "a file", make_file },
	{ "a directory that its group may write", make_group_writable },
	{ "a directory that everybody may write", make_world_writable },
};

static void
refuses_a_planted_maildir(void **state)
{
	static const char *const places[] = { "out", "out/new", "out/tmp",
		"out/cur" };
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof planted / sizeof *planted; i++) {
		for (k = 0; k < sizeof places / sizeof *places; k++) {
			struct submit_result result;
			struct rig rig;
			char path[160];

			rig_init(&rig, NULL);
			rig.mailbox.submit = SUBMIT_MAILDIR;
			snprintf(path, sizeof path, "%s/out", rig.dir);
			set(&rig.mailbox.maildir, path);
			if (k > 0)
				assert_int_equal(mkdir(path, 0700), 0);
			snprintf(path, sizeof path, "%s/%s", rig.dir,
			    places[k]);
			planted[i].make(path);
			submit_response(&result, &rig.mailbox, &rig.response,
			    PATIENCE, NULL, NULL);
			if (result.outcome != SUBMIT_REFUSED ||
			    result.why[0] == '\0')
				fail_msg("%s at %s", planted[i].name,
				    places[k]);
			rig_release(&rig);
		}
	}
}

/* Only root can give a directory away; for all others, root's will do. */
static void
refuses_a_maildir_of_somebody_else(void **state)
{
	struct submit_result result;
	char path[160] = "/usr";
	struct rig rig;

	(void)state;
	rig_init(&rig, NULL);
	rig.mailbox.submit = SUBMIT_MAILDIR;
	if (geteuid() == 0) {
		snprintf(path, sizeof path, "%s/out", rig.dir);
		assert_int_equal(mkdir(path, 0700), 0);
		assert_int_equal(chown(path, 65534, 65534), 0);
	}
	set(&rig.mailbox.maildir, path);
	submit_response(&result, &rig.mailbox, &rig.response, PATIENCE, NULL,
	    NULL);
	assert_int_equal(result.outcome, SUBMIT_REFUSED);
	assert_non_null(strstr(result.why, "not permitted"));
	rig_release(&rig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(delivers_to_a_maildir),
		cmocka_unit_test(refuses_a_planted_maildir),
		cmocka_unit_test(refuses_a_maildir_of_somebody_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
