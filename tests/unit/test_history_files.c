#include "test_history.h"

#include <errno.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>

static void
names_a_directory_for_each_mailbox(void **state)
{
	static const struct {
		const char *mailbox;
		const char *want; /* after STATE/xx/; NULL refused */
	} rows[] = {
		{ "bob@example.org", "bob@example.org" },
		{ "a.b+c=d_e-f@example.org", "a.b+c=d_e-f@example.org" },
		{ "../../etc", "%2E.%2F..%2Fetc" },
		{ ".", "%2E" },
		{ "a/b", "a%2Fb" },
		{ "a%2Fb", "a%252fb" },
		{ "j\xc3\xb6rg", "j%C3%B6rg" },
		{ "a b\n", "a%20b%0A" },
		{ "_site", "_site" },
		{ "", NULL },
	};
	char dir[300], name[400], small[12];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		int rc = history_dir(dir, sizeof dir, "/s", rows[i].mailbox);

		if (rows[i].want == NULL) {
			assert_int_equal(rc, -1);
			continue;
		}
		assert_int_equal(rc, 0);
		assert_memory_equal(dir, "/s/", 3);
		assert_int_equal(strspn(dir + 3, "0123456789abcdef"), 2);
		assert_int_equal(dir[5], '/');
		assert_string_equal(dir + 6, rows[i].want);
	}
	memset(name, 'x', 256);
	name[256] = '\0';
	assert_int_equal(history_dir(dir, sizeof dir, "/s", name), -1);
	name[255] = '\0';
	assert_int_equal(history_dir(dir, sizeof dir, "/s", name), 0);
	assert_int_equal(history_dir(small, sizeof small, "/state", "bob"), -1);
	assert_int_equal(history_site_dir(dir, sizeof dir, "/s"), 0);
	assert_string_equal(dir, "/s/_site");
	assert_int_equal(history_site_dir(small, sizeof small, "/stateful"),
	    -1);
}

static void
plant_symlink(const struct box *b, const char *name)
{
	assert_int_equal(symlink("/etc/passwd", box_path(b, name)), 0);
}

static void
plant_dangling(const struct box *b, const char *name)
{
	assert_int_equal(symlink("/nowhere/at/all", box_path(b, name)), 0);
}

static void
plant_fifo(const struct box *b, const char *name)
{
	assert_int_equal(mkfifo(box_path(b, name), 0600), 0);
}

static void
plant_directory(const struct box *b, const char *name)
{
	assert_int_equal(mkdir(box_path(b, name), 0700), 0);
}

static void
plant_hard_link(const struct box *b, const char *name)
{
	char other[128];

	snprintf(other, sizeof other, "%s/other", b->top);
	box_write(b, name, "x", 1);
	(void)unlink(other);
	assert_int_equal(link(box_path(b, name), other), 0);
}

static void
plant_group_writable(const struct box *b, const char *name)
{
	box_write(b, name, "x", 1);
	assert_int_equal(chmod(box_path(b, name), 0620), 0);
}

static void
plant_world_writable(const struct box *b, const char *name)
{
	box_write(b, name, "x", 1);
	assert_int_equal(chmod(box_path(b, name), 0602), 0);
}

static void
plant_foreign(const struct box *b, const char *name)
{
	box_write(b, name, "x", 1);
	assert_int_equal(chown(box_path(b, name), 65534, 65534), 0);
}

static void
plant_device(const struct box *b, const char *name)
{
	/* /dev/null; where that is not allowed, a socket's kin will do. */
	if (mknod(box_path(b, name), S_IFCHR | 0600, 0x0103) == -1)
		plant_fifo(b, name);
}

static void
refuses_planted_files(void **state)
{
	static const char *const names[] = { "rate.lock", "rate.db",
		"rate.jnl" };
	static const struct {
		void (*plant)(const struct box *b, const char *name);
		const char *why;
		bool root;
	} rows[] = {
		{ plant_symlink, "is a symbolic link", false },
		{ plant_dangling, "is a symbolic link", false },
		{ plant_fifo, "is not a regular file", false },
		{ plant_directory, "is not a regular file", false },
		{ plant_device, "is not a regular file", true },
		{ plant_hard_link, "has another name (hard link)", false },
		{ plant_group_writable, "is writable by others", false },
		{ plant_world_writable, "is writable by others", false },
		{ plant_foreign, "belongs to another user", true },
	};
	struct history_report report;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		for (k = 0; k < 3; k++) {
			char want[300];
			struct box b;

			if (rows[i].root && geteuid() != 0)
				continue;
			box_init(&b);
			assert_int_equal(reserve(&b), HISTORY_FREE);
			assert_int_equal(unlink(box_path(&b, names[k])), 0);
			rows[i].plant(&b, names[k]);
			snprintf(want, sizeof want, "%s: %s",
			    box_path(&b, names[k]), rows[i].why);
			assert_int_equal(peek(&b), HISTORY_UNAVAILABLE);
			assert_string_equal(b.a.why, want);
			assert_int_equal(reserve(&b), HISTORY_UNAVAILABLE);
			assert_string_equal(b.a.why, want);
			assert_int_equal(settle(&b), -1);
			assert_int_equal(history_bdb.walk(&b.h, NULL, NULL,
					     &report),
			    -1);
			assert_string_equal(report.text, want);
			box_release(&b);
		}
	}
}

static void
refuses_a_planted_directory(void **state)
{
	static const struct {
		const char *why;
		mode_t mode;
		uid_t owner;
		bool link, file;
	} rows[] = {
		{ "is writable by others", 0770, 0, false, false },
		{ "is writable by others", 0702, 0, false, false },
		{ "is a symbolic link", 0700, 0, true, false },
		{ "is not a directory", 0600, 0, false, true },
		{ "belongs to another user", 0700, 65534, false, false },
	};
	char other[128], want[300];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct box b;

		if (rows[i].owner != 0 && geteuid() != 0)
			continue;
		box_init(&b);
		assert_int_equal(reserve(&b), HISTORY_FREE);
		snprintf(other, sizeof other, "%s/other", b.top);
		if (rows[i].link || rows[i].file) {
			assert_int_equal(rename(b.dir, other), 0);
			if (rows[i].link)
				assert_int_equal(symlink(other, b.dir), 0);
			else
				assert_int_equal(mknod(b.dir, S_IFREG | 0600,
						     0),
				    0);
		} else {
			assert_int_equal(chmod(b.dir, rows[i].mode), 0);
			if (rows[i].owner != 0)
				assert_int_equal(chown(b.dir, rows[i].owner, 0),
				    0);
		}
		snprintf(want, sizeof want, "%s: %s", b.dir, rows[i].why);
		assert_int_equal(peek(&b), HISTORY_UNAVAILABLE);
		assert_string_equal(b.a.why, want);
		assert_int_equal(reserve(&b), HISTORY_UNAVAILABLE);
		assert_string_equal(b.a.why, want);
		box_release(&b);
	}
}

static void
makes_directories_and_files_private_whatever_the_umask(void **state)
{
	static const mode_t masks[] = { 0, 022, 077, 0777 };
	static const char *const names[] = { "rate.lock", "rate.db",
		"rate.jnl" };
	struct stat st;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof masks / sizeof masks[0]; i++) {
		struct box b;
		mode_t old;

		box_init(&b);
		old = umask(masks[i]);
		assert_int_equal(reserve(&b), HISTORY_FREE);
		assert_int_equal(umask(old), masks[i]);
		assert_int_equal(stat(b.dir, &st), 0);
		assert_int_equal(st.st_mode & 07777, 0700);
		for (k = 0; k < 3; k++) {
			assert_int_equal(stat(box_path(&b, names[k]), &st), 0);
			assert_int_equal(st.st_mode & 07777, 0600);
		}
		box_release(&b);
	}
}

static void
leaves_no_trace_of_a_peek(void **state)
{
	static char before[4096], after[4096];
	struct history_report report;
	struct box b;

	(void)state;
	box_init(&b);
	box_listing(b.top, before, sizeof before);
	assert_int_equal(peek(&b), HISTORY_FREE);
	assert_int_equal(history_bdb.walk(&b.h, NULL, NULL, &report), 0);
	assert_int_equal(history_bdb.prune(&b.h, NOW, &report), 0);
	assert_int_equal(history_bdb.forget(&b.h, NULL, &report), 0);
	assert_int_equal(history_bdb.verify(&b.h, &report), 0);
	box_listing(b.top, after, sizeof after);
	assert_string_equal(before, after);

	assert_int_equal(reserve(&b), HISTORY_FREE);
	box_listing(b.dir, before, sizeof before);
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_int_equal(reserve(&b), HISTORY_TAKEN);
	b.h.boot_id = "another boot";
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_int_equal(history_bdb.walk(&b.h, NULL, NULL, &report), 0);
	assert_int_equal(report.records, 1);
	box_listing(b.dir, after, sizeof after);
	assert_string_equal(before, after);

	unlink(box_path(&b, "rate.lock"));
	unlink(box_path(&b, "rate.jnl"));
	box_listing(b.dir, before, sizeof before);
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	box_listing(b.dir, after, sizeof after);
	assert_string_equal(before, after);
	box_release(&b);
}

static void
waits_for_the_lock_no_longer_than_it_may(void **state)
{
	struct box b;
	int fd;

	(void)state;
	box_init(&b);
	b.h.patience = 20;
	assert_int_equal(reserve(&b), HISTORY_FREE);
	fd = open(box_path(&b, "rate.lock"), O_RDWR);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(peek(&b), HISTORY_UNAVAILABLE);
	assert_non_null(strstr(b.a.why, "is locked for too long"));
	assert_int_equal(reserve(&b), HISTORY_UNAVAILABLE);
	assert_int_equal(rollback(&b, 1), -1);
	assert_int_equal(flock(fd, LOCK_SH), 0);
	assert_int_equal(peek(&b), HISTORY_TAKEN);
	assert_int_equal(reserve(&b), HISTORY_UNAVAILABLE);
	close(fd);
	assert_int_equal(reserve(&b), HISTORY_TAKEN);
	box_release(&b);
}

static unsigned
open_descriptors(void)
{
	unsigned n = 0;
	int fd;

	for (fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) != -1;
	return n;
}

static void
leaves_no_descriptor_and_no_handler_behind(void **state)
{
	unsigned before = open_descriptors();
	struct history_report report;
	struct sigaction action, old;
	struct box b;

	(void)state;
	sigaction(SIGSEGV, NULL, &old);
	box_init(&b);
	peek(&b);
	reserve(&b);
	peek(&b);
	settle(&b);
	rollback(&b, 1);
	history_bdb.walk(&b.h, NULL, NULL, &report);
	history_bdb.verify(&b.h, &report);
	history_bdb.prune(&b.h, NOW, &report);
	history_bdb.forget(&b.h, "x", &report);
	unlink(box_path(&b, "rate.db"));
	plant_fifo(&b, "rate.db");
	peek(&b);
	reserve(&b);
	box_release(&b);
	assert_int_equal(open_descriptors(), before);
	sigaction(SIGSEGV, NULL, &action);
	assert_ptr_equal(action.sa_handler, old.sa_handler);
}

static void
survives_a_limit_on_the_size_of_files(void **state)
{
	struct rlimit old, limit;
	struct box b;

	(void)state;
	box_init(&b);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = old;
	limit.rlim_cur = 100000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(reserve(&b), HISTORY_UNAVAILABLE);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(reserve(&b), HISTORY_FREE);
	box_release(&b);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_a_directory_for_each_mailbox),
		cmocka_unit_test(refuses_planted_files),
		cmocka_unit_test(refuses_a_planted_directory),
		cmocka_unit_test(
		    makes_directories_and_files_private_whatever_the_umask),
		cmocka_unit_test(leaves_no_trace_of_a_peek),
		cmocka_unit_test(waits_for_the_lock_no_longer_than_it_may),
		cmocka_unit_test(leaves_no_descriptor_and_no_handler_behind),
		cmocka_unit_test(survives_a_limit_on_the_size_of_files),
	};

	return cmocka_run_group_tests_name("history files", tests, NULL, NULL);
}
