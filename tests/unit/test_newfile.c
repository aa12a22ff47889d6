#include "config_home.h"

#include "world/newfile.h"

#include <errno.h>

static struct newfile
place(const char *name, mode_t mode)
{
	return (struct newfile){ .dir = AT_FDCWD,
		.name = name,
		.mode = mode,
		.uid = geteuid(),
		.gid = getegid() };
}

static void
expect(const char *path, const char *text)
{
	char got[64] = "";
	int fd = open(path, O_RDONLY);

	assert_true(fd != -1);
	assert_int_equal(read(fd, got, sizeof got - 1), strlen(text));
	assert_string_equal(got, text);
	close(fd);
}

static void
takes_its_place_only_when_published(void **state)
{
	struct newfile f = place("c", 0640);
	struct stat st;

	(void)state;
	f.dir = open(".", O_RDONLY | O_DIRECTORY);
	put("c", "old", 3);
	assert_int_equal(newfile_write(&f, "new!", 4), 0);
	expect("c", "old");
	expect(".c.new", "new!");
	assert_int_equal(newfile_publish(&f), 0);
	expect("c", "new!");
	assert_int_equal(stat("c", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(access(".c.new", F_OK), -1);
	close(f.dir);
}

static void
leaves_nothing_where_it_is_discarded_or_fails(void **state)
{
	struct newfile f = place("c", 0600), gone = place("no/c", 0600);

	(void)state;
	put("c", "old", 3);
	assert_int_equal(newfile_write(&f, "new!", 4), 0);
	newfile_discard(&f);
	expect("c", "old");
	assert_int_equal(access(".c.new", F_OK), -1);
	assert_int_equal(newfile_publish(&f), -1);
	assert_int_equal(newfile_write(&gone, "x", 1), -1);
	assert_int_equal(errno, ENOENT);
}

static void
follows_no_link_that_lies_in_its_way(void **state)
{
	struct newfile f = place("c", 0600);

	(void)state;
	assert_int_equal(symlink("t.txt", ".c.new"), 0);
	assert_int_equal(newfile_write(&f, "new!", 4), 0);
	assert_int_equal(access("t.txt", F_OK), -1);
	newfile_discard(&f);
}

static void
has_no_name_longer_than_it_can_be(void **state)
{
	char name[NEWFILE_NAME], temporary[NEWFILE_NAME];
	struct newfile f = place(name, 0600);

	(void)state;
	memset(name, 'x', sizeof name);
	name[NEWFILE_NAME - 1] = '\0';
	assert_int_equal(newfile_name(temporary, name), -1);
	assert_int_equal(newfile_write(&f, "x", 1), -1);
	assert_int_equal(newfile_publish(&f), -1);
	assert_int_equal(newfile_name(temporary, "stop"), 0);
	assert_string_equal(temporary, ".stop.new");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_its_place_only_when_published),
		cmocka_unit_test(leaves_nothing_where_it_is_discarded_or_fails),
		cmocka_unit_test(follows_no_link_that_lies_in_its_way),
		cmocka_unit_test(has_no_name_longer_than_it_can_be),
	};

	return cmocka_run_group_tests_name("newfile", tests, enter, leave);
}
