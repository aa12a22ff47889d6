/* What can a checker still do that has been taken over? */
#include "base/box.h"

#include "base/sanitized.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

typedef void attempt_fn(void);

static void
opens_a_file(void)
{
	open("/etc/passwd", O_RDONLY);
}

static void
runs_a_program(void)
{
	char *argv[] = { NULL };

	execve("/bin/true", argv, argv);
}

static void
forks(void)
{
	syscall(SYS_fork);
}

static void
traces(void)
{
	ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static void
kills(void)
{
	kill(getppid(), 0);
}

static void
talks_to_a_local_socket(void)
{
	socket(AF_UNIX, SOCK_STREAM, 0);
}

static void
talks_to_the_kernel(void)
{
	socket(AF_NETLINK, SOCK_RAW, 0);
}

static void
listens(void)
{
	listen(0, 1);
}

static void
maps_code(void)
{
	mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	    0);
}

static void
makes_memory_code(void)
{
	mprotect((void *)(uintptr_t)4096, 4096, PROT_EXEC);
}

/* The status of a child that tries in a closed box. */
static int
status_of(enum box_work work, attempt_fn *attempt)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		box_prepare(1000, 64u << 20);
		if (box_close(work) == -1)
			_exit(9);
		attempt();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void
all_end_the_process(enum box_work work, attempt_fn *const *attempts,
    size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		int status = status_of(work, attempts[i]);

		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("attempt %zu: status %#x", i,
			    (unsigned)status);
	}
}

static void
what_a_resolver_needs_not_ends_the_process(void **state)
{
	static attempt_fn *const attempts[] = { opens_a_file, runs_a_program,
		forks, traces, kills, talks_to_a_local_socket,
		talks_to_the_kernel, listens, maps_code, makes_memory_code };

	(void)state;
	if (SANITIZED)
		skip(); /* there the box only keeps a log */
	all_end_the_process(BOX_ASK, attempts,
	    sizeof attempts / sizeof *attempts);
}

static void
writes_a_file(void)
{
	open("/dev/null", O_WRONLY);
}

static void
makes_a_file(void)
{
	open("/tmp/backsoon-test-box", O_RDONLY | O_CREAT, 0600);
}

static void
removes_a_file(void)
{
	unlink("/tmp/backsoon-test-box");
}

static void
asks_somebody(void)
{
	socket(AF_INET, SOCK_DGRAM, 0);
}

static void
what_a_reader_needs_not_ends_the_process(void **state)
{
	static attempt_fn *const attempts[] = { writes_a_file, makes_a_file,
		removes_a_file, asks_somebody, runs_a_program, forks, traces,
		kills, talks_to_a_local_socket, talks_to_the_kernel, listens,
		maps_code, makes_memory_code };

	(void)state;
	if (SANITIZED)
		skip();
	all_end_the_process(BOX_READ, attempts,
	    sizeof attempts / sizeof *attempts);
}

static void
reads_a_file(void)
{
	char octets[4];
	int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);

	if (fd == -1 || read(fd, octets, sizeof octets) == -1 ||
	    close(fd) == -1)
		_exit(1);
	free(malloc(1u << 20));
}

static void
what_a_reader_needs_is_there(void **state)
{
	(void)state;
	assert_int_equal(status_of(BOX_READ, reads_a_file), 0);
}

static void
asks(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd == -1 || close(fd) == -1)
		_exit(1);
	fd = socket(AF_INET6, SOCK_STREAM, 0);
	if (fd != -1)
		close(fd);
	free(malloc(1u << 20));
}

static void
takes_a_gigabyte(void)
{
	char *p = malloc(1u << 30);

	_exit(p == NULL ? 0 : 1);
}

static void
what_a_resolver_needs_is_there(void **state)
{
	int status = status_of(BOX_ASK, asks);

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
memory_is_bounded(void **state)
{
	int status;

	(void)state;
	if (SANITIZED)
		skip();
	status = status_of(BOX_ASK, takes_a_gigabyte);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_resolver_needs_not_ends_the_process),
		cmocka_unit_test(what_a_reader_needs_not_ends_the_process),
		cmocka_unit_test(what_a_reader_needs_is_there),
		cmocka_unit_test(what_a_resolver_needs_is_there),
		cmocka_unit_test(memory_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
