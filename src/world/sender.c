#include "world/sender.h"

#include "base/mem.h"
#include "world/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Where it stands beside our own program: not installed yet, or installed
 * below any prefix.  What can be changed there can be changed here, too.
 */
static const char *const beside[] = {
	"backsoon-sender",
	"../libexec/backsoon/backsoon-sender",
};

void
sender_program(char *to, size_t size)
{
	char self[3000];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *slash;
	size_t i;

	self[n > 0 ? n : 0] = '\0';
	slash = strrchr(self, '/');
	for (i = 0; slash != NULL && i < sizeof beside / sizeof *beside; i++) {
		snprintf(to, size, "%.*s/%s", (int)(slash - self), self,
		    beside[i]);
		if (access(to, X_OK) == 0)
			return;
	}
	mem_copy(to, size, BACKSOON_LIBEXEC "/backsoon-sender");
}

static int
write_request(int fd, const struct sender_request *q)
{
	ssize_t n;

	/* It fits into the pipe, so that nobody need be reading yet. */
	do
		n = write(fd, q, sizeof *q);
	while (n == -1 && errno == EINTR);
	return n == (ssize_t)sizeof *q ? 0 : -1;
}

/* Returns 0 at the size asked for, -1 at the end or when time is over. */
static int
read_until(int fd, void *to, size_t size, int64_t end)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char *at = to;

	while (size > 0) {
		int64_t left = end - spawn_clock();
		ssize_t n;

		if (left <= 0)
			return -1;
		n = poll(&p, 1, (int)left);
		if (n > 0)
			n = read(fd, at, size);
		else if (n == 0)
			return -1;
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		at += n;
		size -= (size_t)n;
	}
	return 0;
}

static void
tell_death(char died[SENDER_DIED], bool in_time, int status)
{
	if (!in_time)
		snprintf(died, SENDER_DIED,
		    "the checker did not answer in time");
	else if (status != -1 && WIFSIGNALED(status))
		snprintf(died, SENDER_DIED, "the checker died of signal %d",
		    WTERMSIG(status));
	else if (status != -1 && WEXITSTATUS(status) != 0)
		snprintf(died, SENDER_DIED, "the checker ended with %d",
		    WEXITSTATUS(status));
	else
		snprintf(died, SENDER_DIED,
		    "the checker's answer cannot be used");
}

static bool
receive(int fd, const struct sender_request *q, struct sender_reply *r,
    struct sender_trace *trace, int64_t end)
{
	if (read_until(fd, r, sizeof *r, end) == -1 ||
	    !sender_reply_is_sound(r))
		return false;
	if ((q->tasks & SENDER_TRACE) == 0 || trace == NULL)
		return true;
	return read_until(fd, trace, sizeof *trace, end) == 0 &&
	    sender_trace_is_sound(trace);
}

/* Starts the checker with its request already in the pipe; closes both. */
static int
start(pid_t *pid, const struct sender_request *q, const int in[2], int out)
{
	char path[4096], *argv[] = { path, NULL };
	char *env[] = { NULL };
	int error;

	sender_program(path, sizeof path);
	if (write_request(in[1], q) == -1)
		error = errno;
	else
		error = spawn_start(pid, argv, env, in[0], out);
	close(in[0]);
	close(in[1]);
	close(out);
	return error;
}

/* Waits for the reply, and for the end; true where it has answered. */
static bool
hear(pid_t pid, int out, const struct sender_request *q, struct sender_reply *r,
    struct sender_trace *trace, char died[SENDER_DIED])
{
	int64_t end = spawn_clock() + q->budget + SENDER_GRACE;
	bool answered = receive(out, q, r, trace, end);
	bool in_time = answered || spawn_clock() < end;
	int status;

	if (!spawn_wait(pid, in_time ? end : 0)) {
		in_time = false;
		kill(-pid, SIGKILL);
	}
	status = spawn_reap(pid);
	/* One that answers and then fails has not worked as it should. */
	if (answered && status == 0)
		return true;
	tell_death(died, in_time, status);
	return false;
}

static bool
converse(const struct sender_request *q, struct sender_reply *r,
    struct sender_trace *trace, char died[SENDER_DIED])
{
	int in[2], out[2], error;
	bool answered;
	pid_t pid = -1;

	if (pipe2(in, O_CLOEXEC) == -1) {
		snprintf(died, SENDER_DIED, "the checker: %s", strerror(errno));
		return false;
	}
	if (pipe2(out, O_CLOEXEC) == -1) {
		snprintf(died, SENDER_DIED, "the checker: %s", strerror(errno));
		close(in[0]);
		close(in[1]);
		return false;
	}
	error = start(&pid, q, in, out[1]);
	if (error != 0)
		snprintf(died, SENDER_DIED, "the checker: %s", strerror(error));
	answered = error == 0 && hear(pid, out[0], q, r, trace, died);
	close(out[0]);
	return answered;
}

static void
mark_dead(const struct sender_request *q, struct sender_reply *r,
    const char *why)
{
	sender_reply_init(r);
	if ((q->tasks & SENDER_DOMAIN) != 0) {
		r->domain = DOMAIN_TEMPERROR;
		mem_copy(r->domain_reason, sizeof r->domain_reason, why);
	}
	if ((q->tasks & SENDER_SPF) != 0) {
		r->spf = RESULT_TEMPERROR;
		mem_copy(r->spf_reason, sizeof r->spf_reason, why);
	}
}

void
sender_ask(const struct sender_request *q, struct sender_reply *reply,
    struct sender_trace *trace, char died[SENDER_DIED])
{
	*died = '\0';
	if (converse(q, reply, trace, died))
		return;
	mark_dead(q, reply, died);
	if (trace != NULL)
		sender_trace_init(trace);
}
