#include "base/exact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void
a_record_comes_through_a_pipe_whole(void **state)
{
	static char sent[1 << 18], got[sizeof sent];
	int fds[2], status;
	pid_t child;

	(void)state;
	memset(sent, 'x', sizeof sent);
	assert_int_equal(pipe(fds), 0);
	child = fork();
	if (child == 0)
		_exit(exact_write(fds[1], sent, sizeof sent) == 0 ? 0 : 1);
	assert_int_equal(exact_read(fds[0], got, sizeof got), 0);
	assert_memory_equal(got, sent, sizeof sent);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	close(fds[0]);
	close(fds[1]);
}

static void
a_record_that_ends_early_is_none(void **state)
{
	char got[8];
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(exact_write(fds[1], "short", 5), 0);
	close(fds[1]);
	assert_int_equal(exact_read(fds[0], got, sizeof got), -1);
	close(fds[0]);
	assert_int_equal(exact_read(fds[0], got, 1), -1);
	assert_int_equal(exact_write(fds[0], got, 1), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_comes_through_a_pipe_whole),
		cmocka_unit_test(a_record_that_ends_early_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
