#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void
a_copy_ends_where_its_array_ends(void **state)
{
	char to[4];

	(void)state;
	assert_int_equal(mem_copy(to, sizeof to, "abc"), 0);
	assert_string_equal(to, "abc");
	assert_int_equal(mem_copy(to, sizeof to, "wxyz"), -1);
	assert_string_equal(to, "wxy");
	assert_int_equal(mem_copy_n(to, sizeof to, "abcdef", 2), 0);
	assert_string_equal(to, "ab");
	assert_int_equal(mem_copy_n(to, sizeof to, "abcdef", 4), -1);
	assert_string_equal(to, "abc");
	assert_int_equal(mem_copy(to, 1, "a"), -1);
	assert_string_equal(to, "");
}

static void
a_copy_may_overlap(void **state)
{
	char s[] = "abcdef";

	(void)state;
	assert_int_equal(mem_copy(s, sizeof s, s + 2), 0);
	assert_string_equal(s, "cdef");
}

static void
nothing_is_still_memory(void **state)
{
	void *p;

	(void)state;
	p = xmalloc(0);
	assert_non_null(p);
	free(p);
	p = xcalloc(0, 0);
	assert_non_null(p);
	p = xrealloc(p, 0);
	assert_non_null(p);
	free(p);
}

static void
strings_are_copied(void **state)
{
	char *a = xstrdup("abc"), *b = xstrndup("abcdef", 2);
	char *c = xasprintf("%s-%d", "x", 7);

	(void)state;
	assert_string_equal(a, "abc");
	assert_string_equal(b, "ab");
	assert_string_equal(c, "x-7");
	free(a);
	free(b);
	free(c);
}

static void
a_process_without_memory_ends(void **state)
{
	volatile size_t size = PTRDIFF_MAX;
	int status;
	pid_t pid = fork();

	(void)state;
	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		free(xmalloc(size));
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), MEM_EXIT);
}

/* Its malloc() returns NULL as libc's does, instead of ending the test. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_ends_where_its_array_ends),
		cmocka_unit_test(a_copy_may_overlap),
		cmocka_unit_test(nothing_is_still_memory),
		cmocka_unit_test(strings_are_copied),
		cmocka_unit_test(a_process_without_memory_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
