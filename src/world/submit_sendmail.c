#include "submit_ways.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Between asking the group to end and ending it, and between two looks where
 * the kernel has no pidfd; milliseconds. */
#define GRACE 200
#define NAP 5

/* sysexits.h EX_TEMPFAIL */
#define EXIT_LATER 75

/*
 * The message as a file that is complete before sendmail starts: it can
 * read as slowly as it likes, or not at all, and nobody blocks or gets SIGPIPE.
 */
static int
message_file(const struct response *r)
{
	int fd = memfd_create("response", MFD_CLOEXEC);

	if (fd == -1)
		return -1;
	if (submit_write(fd, r) == 0 && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	close(fd);
	return -1;
}

/* What sendmail may know of our caller; MAIL_CONFIG names the instance of
 * Postfix.  The rest is constant. */
static const char *const kept[] = { "MAIL_CONFIG", "HOME", "USER", "LOGNAME",
	"TZ" };
static const char *const constant[] = {
	"PATH=/usr/sbin:/usr/bin:/sbin:/bin",
	"LANG=C",
};
#define KEPT (sizeof kept / sizeof *kept)
#define CONSTANT (sizeof constant / sizeof *constant)

static char **
clean_environment(void)
{
	char **env = xcalloc(KEPT + CONSTANT + 1, sizeof *env);
	const char *value;
	size_t i, n = 0;

	for (i = 0; i < CONSTANT; i++)
		env[n++] = xstrdup(constant[i]);
	for (i = 0; i < KEPT; i++)
		if ((value = getenv(kept[i])) != NULL)
			env[n++] = xasprintf("%s=%s", kept[i], value);
	return env;
}

static void
free_strings(char **strings)
{
	size_t i;

	for (i = 0; strings[i] != NULL; i++)
		free(strings[i]);
	free(strings);
}

static char **
arguments(const struct mailbox *m, const char *recipient)
{
	char **argv = xcalloc(m->sendmail.count + 2, sizeof *argv);
	size_t i;

	for (i = 0; i < m->sendmail.count; i++)
		argv[i] = xstrdup(m->sendmail.items[i]);
	argv[i] = xstrdup(recipient);
	return argv;
}

/* Its words go nowhere: an MTA could read them as the status of our caller. */
static int
spawn_files(posix_spawn_file_actions_t *files, int message)
{
	int rc = posix_spawn_file_actions_adddup2(files, message, 0);

	if (rc == 0)
		rc = posix_spawn_file_actions_addopen(files, 1, "/dev/null",
		    O_WRONLY, 0);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(files, 1, 2);
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

static int
spawn(pid_t *pid, char *const argv[], char *const env[], int message)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int rc = posix_spawn_file_actions_init(&files);

	if (rc != 0)
		return rc;
	rc = posix_spawnattr_init(&attr);
	if (rc == 0) {
		rc = spawn_files(&files, message);
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

static int64_t
milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* True where the child has ended; it is not reaped, so that its process group
 * cannot become somebody else's. */
static bool
has_ended(pid_t pid)
{
	siginfo_t info = { .si_pid = 0 };
	int rc = waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT);

	return rc == -1 || info.si_pid == pid;
}

static bool
wait_until(pid_t pid, int64_t end)
{
	struct pollfd p = { .fd = pidfd_open(pid, 0), .events = POLLIN };
	int64_t left;
	bool ended;

	while (!(ended = has_ended(pid)) && (left = end - milliseconds()) > 0) {
		if (p.fd == -1)
			left = left < NAP ? left : NAP;
		/* A negative descriptor is not looked at: only time passes. */
		poll(&p, 1, (int)(left < 1000 ? left : 1000));
	}
	if (p.fd != -1)
		close(p.fd);
	return ended;
}

static int
reap(pid_t pid)
{
	int status = -1;

	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return -1;
	return status;
}

/*
 * OpenSMTPD's sendmail says 75 when the daemon is down, and yet keeps the
 * message to send it later; giving the claim back would answer twice.  It is
 * known by what its name leads to.  Everybody else's 75 is a refusal.
 */
static bool
keeps_refused(const char *program)
{
	char *path = realpath(program, NULL);
	const char *name = path == NULL ? NULL : strrchr(path, '/');
	bool keeps = name != NULL && strcmp(name, "/smtpctl") == 0;

	free(path);
	return keeps;
}

static void
settle_status(struct submit_result *result, const char *program, int status)
{
	if (status == -1 || !WIFEXITED(status)) {
		submit_settle(result, SUBMIT_UNKNOWN,
		    "sendmail was killed by a signal", 0);
		return;
	}
	result->status = WEXITSTATUS(status);
	if (result->status == 0)
		result->outcome = SUBMIT_ACCEPTED;
	else if (result->status == EXIT_LATER && keeps_refused(program))
		submit_settle(result, SUBMIT_UNKNOWN,
		    "OpenSMTPD may have kept it (exit status 75)", 0);
	else {
		result->outcome = SUBMIT_REFUSED;
		snprintf(result->why, sizeof result->why,
		    "sendmail failed (exit status %d)", result->status);
	}
}

static void
settle_child(struct submit_result *result, const char *program, pid_t pid,
    int64_t end)
{
	if (wait_until(pid, end)) {
		settle_status(result, program, reap(pid));
		return;
	}
	kill(-pid, SIGTERM);
	wait_until(pid, milliseconds() + GRACE);
	kill(-pid, SIGKILL);
	reap(pid);
	submit_settle(result, SUBMIT_UNKNOWN,
	    "sendmail did not end in time and was killed", 0);
}

void
submit_sendmail(struct submit_result *result, const struct mailbox *m,
    const struct response *r, uint32_t patience,
    void (*started)(pid_t group, void *arg), void *arg)
{
	int64_t end = milliseconds() + patience;
	char **argv, **env;
	int message, error;
	pid_t pid;

	if (m->sendmail.count == 0) {
		submit_settle(result, SUBMIT_REFUSED,
		    "no sendmail is configured", 0);
		return;
	}
	message = message_file(r);
	if (message == -1) {
		submit_settle(result, SUBMIT_REFUSED, "message in memory",
		    errno);
		return;
	}
	argv = arguments(m, r->recipient);
	env = clean_environment();
	error = spawn(&pid, argv, env, message);
	close(message);
	if (error != 0)
		submit_settle(result, SUBMIT_REFUSED, argv[0], error);
	free_strings(argv);
	free_strings(env);
	if (error != 0)
		return;
	if (started != NULL)
		started(pid, arg);
	settle_child(result, m->sendmail.items[0], pid, end);
}
