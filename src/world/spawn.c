#include "world/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Between two looks where the kernel has no pidfd, in milliseconds. */
#define NAP 5

/* Its words go nowhere: an MTA could read them as the status of our caller. */
static int
spawn_files(posix_spawn_file_actions_t *files, int in, int out)
{
	int rc = posix_spawn_file_actions_adddup2(files, in, 0);

	if (rc == 0 && out != -1)
		rc = posix_spawn_file_actions_adddup2(files, out, 1);
	else if (rc == 0)
		rc = posix_spawn_file_actions_addopen(files, 1, "/dev/null",
		    O_WRONLY, 0);
	if (rc == 0)
		rc = posix_spawn_file_actions_addopen(files, 2, "/dev/null",
		    O_WRONLY, 0);
	if (rc == 0)
		rc = posix_spawn_file_actions_addclosefrom_np(files, 3);
	return rc;
}

/* Callers leave signals ignored (Exim: TERM) and blocked. */
static int
spawn_signals(posix_spawnattr_t *attr)
{
	sigset_t set;
	int rc;

	sigemptyset(&set);
	rc = posix_spawnattr_setsigmask(attr, &set);
	sigfillset(&set);
	if (rc == 0)
		rc = posix_spawnattr_setsigdefault(attr, &set);
	if (rc == 0)
		rc = posix_spawnattr_setpgroup(attr, 0);
	if (rc == 0)
		rc = posix_spawnattr_setflags(attr,
		    POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
			POSIX_SPAWN_SETSIGMASK);
	return rc;
}

int
spawn_start(pid_t *pid, char *const argv[], char *const env[], int in, int out)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int rc = posix_spawn_file_actions_init(&files);

	if (rc != 0)
		return rc;
	rc = posix_spawnattr_init(&attr);
	if (rc == 0) {
		rc = spawn_files(&files, in, out);
		if (rc == 0)
			rc = spawn_signals(&attr);
		if (rc == 0)
			rc =
			    posix_spawn(pid, argv[0], &files, &attr, argv, env);
		posix_spawnattr_destroy(&attr);
	}
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

static bool
has_ended(pid_t pid)
{
	siginfo_t info = { .si_pid = 0 };
	int rc = waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT);

	return rc == -1 || info.si_pid == pid;
}

bool
spawn_wait(pid_t pid, int64_t end)
{
	struct pollfd p = { .fd = pidfd_open(pid, 0), .events = POLLIN };
	int64_t left;
	bool ended;

	while (!(ended = has_ended(pid)) && (left = end - spawn_clock()) > 0) {
		if (p.fd == -1)
			left = left < NAP ? left : NAP;
		/* A negative descriptor is not looked at: only time passes. */
		poll(&p, 1, (int)(left < 1000 ? left : 1000));
	}
	if (p.fd != -1)
		close(p.fd);
	return ended;
}

int
spawn_reap(pid_t pid)
{
	int status = -1;

	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return -1;
	return status;
}

int64_t
spawn_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
