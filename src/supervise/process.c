#include "supervise/process.h"

#include "base/sanitized.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MEMORY_LIMIT (64u << 20)

static void
open_null(int fd, int flags)
{
	int null = open("/dev/null", flags);

	if (null == -1 || null == fd)
		return;
	dup2(null, fd);
	close(null);
}

static void
descriptors(bool pipe_mode)
{
	int fd;

	close_range(3, ~0u, 0);
	for (fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1)
			open_null(fd, fd == 0 ? O_RDONLY : O_WRONLY);
	if (!pipe_mode)
		return;
	open_null(1, O_WRONLY);
	if (!isatty(2))
		open_null(2, O_WRONLY);
}

static void
reset_signals(void)
{
	struct sigaction sa = { .sa_handler = SIG_DFL };
	sigset_t none;
	int sig;

	for (sig = 1; sig < NSIG; sig++)
		if (sig != SIGKILL && sig != SIGSTOP)
			sigaction(sig, &sa, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

void
process_child_signals(void)
{
	reset_signals();
	/* A file size limit is an error to report, not a death. */
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}

static void
limit(int resource, rlim_t value)
{
	struct rlimit r = { .rlim_cur = value, .rlim_max = value };

	setrlimit(resource, &r);
}

void
process_normalise(bool pipe_mode)
{
	static const struct itimerval off;

	setitimer(ITIMER_REAL, &off, NULL);
	process_child_signals();
	descriptors(pipe_mode);
	umask(077);
	limit(RLIMIT_CORE, 0);
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	if (chdir("/") == -1)
		_exit(0);
}

void
process_confine(void)
{
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	limit(RLIMIT_CPU, 2);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NPROC, 0);
	if (!SANITIZED)
		limit(RLIMIT_AS, MEMORY_LIMIT);
}

bool
process_bounded(void (*work)(void *arg), void *arg, uint32_t ms)
{
	static const struct timespec nap = { .tv_nsec = 2000000 };
	uint64_t until = process_clock() + ms;
	pid_t child = fork();

	if (child == 0) {
		process_child_signals();
		work(arg);
		_exit(0);
	}
	if (child == -1)
		return false;
	while (waitpid(child, NULL, WNOHANG) == 0) {
		if (process_clock() >= until) {
			kill(child, SIGKILL);
			waitpid(child, NULL, 0);
			return false;
		}
		nanosleep(&nap, NULL);
	}
	return true;
}

uint64_t
process_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}
