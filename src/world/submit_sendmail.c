#include "submit_ways.h"

#include "base/mem.h"
#include "world/spawn.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Between asking the group to end and ending it, in milliseconds. */
#define GRACE 200

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
	if (spawn_wait(pid, end)) {
		settle_status(result, program, spawn_reap(pid));
		return;
	}
	kill(-pid, SIGTERM);
	spawn_wait(pid, spawn_clock() + GRACE);
	kill(-pid, SIGKILL);
	spawn_reap(pid);
	submit_settle(result, SUBMIT_UNKNOWN,
	    "sendmail did not end in time and was killed", 0);
}

void
submit_sendmail(struct submit_result *result, const struct mailbox *m,
    const struct response *r, uint32_t patience,
    void (*started)(pid_t group, void *arg), void *arg)
{
	int64_t end = spawn_clock() + patience;
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
	error = spawn_start(&pid, argv, env, message, -1);
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
