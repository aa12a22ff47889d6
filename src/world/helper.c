#include "world/helper.h"

#include "base/mem.h"
#include "world/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Where it stands beside our own program: not installed yet, or installed
 * below any prefix.  What can be changed there can be changed here, too.
 */
static const char *const beside[] = { "", "../libexec/backsoon/" };

void
helper_path(char *to, size_t size, const struct helper *h)
{
	char self[3000];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *slash;
	size_t i;

	self[n > 0 ? n : 0] = '\0';
	slash = strrchr(self, '/');
	for (i = 0; slash != NULL && i < sizeof beside / sizeof *beside; i++) {
		snprintf(to, size, "%.*s/%s%s", (int)(slash - self), self,
		    beside[i], h->program);
		if (access(to, X_OK) == 0)
			return;
	}
	snprintf(to, size, BACKSOON_LIBEXEC "/%s", h->program);
}

/* A file in memory: nobody waits for a helper that does not read. */
static int
put_down(const struct iovec *parts, size_t count)
{
	int fd = memfd_create("request", MFD_CLOEXEC);
	size_t i, size = 0;

	if (fd == -1)
		return -1;
	for (i = 0; i < count; i++)
		size += parts[i].iov_len;
	if (writev(fd, parts, (int)count) == (ssize_t)size &&
	    lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Returns 0 at the size asked for, -1 at the end or when time is over. */
static int
read_until(int fd, const struct iovec *part, int64_t end)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char *at = part->iov_base;
	size_t size = part->iov_len;

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

void
helper_disbelieve(const struct helper *h, char died[HELPER_DIED])
{
	snprintf(died, HELPER_DIED, "%s's answer cannot be used", h->noun);
}

static void
tell_death(const struct helper *h, bool in_time, int status,
    char died[HELPER_DIED])
{
	if (!in_time)
		snprintf(died, HELPER_DIED, "%s did not answer in time",
		    h->noun);
	else if (status != -1 && WIFSIGNALED(status))
		snprintf(died, HELPER_DIED, "%s died of signal %d", h->noun,
		    WTERMSIG(status));
	else if (status != -1 && WEXITSTATUS(status) != 0)
		snprintf(died, HELPER_DIED, "%s ended with %d", h->noun,
		    WEXITSTATUS(status));
	else
		helper_disbelieve(h, died);
}

/* Waits for the answer, and for the end; true where it has answered. */
static bool
hear(const struct helper *h, pid_t pid, int out, const struct iovec *told,
    size_t count, uint32_t ms, char died[HELPER_DIED])
{
	int64_t end = spawn_clock() + ms;
	bool answered = true, in_time;
	size_t i;
	int status;

	for (i = 0; i < count && answered; i++)
		answered = read_until(out, &told[i], end) == 0;
	in_time = answered || spawn_clock() < end;
	if (!spawn_wait(pid, in_time ? end : 0)) {
		in_time = false;
		kill(-pid, SIGKILL);
	}
	status = spawn_reap(pid);
	/* One that answers and then fails has not worked as it should. */
	if (answered && status == 0)
		return true;
	tell_death(h, in_time, status, died);
	return false;
}

bool
helper_ask(const struct helper *h, const struct iovec *asked,
    size_t asked_count, const struct iovec *told, size_t told_count,
    uint32_t ms, char died[HELPER_DIED])
{
	char path[4096], *argv[] = { path, NULL }, *env[] = { NULL };
	int in = put_down(asked, asked_count), out[2], error;
	bool answered;
	pid_t pid = -1;

	*died = '\0';
	if (in == -1 || pipe2(out, O_CLOEXEC) == -1) {
		snprintf(died, HELPER_DIED, "%s: %s", h->noun, strerror(errno));
		if (in != -1)
			close(in);
		return false;
	}
	helper_path(path, sizeof path, h);
	error = spawn_start(&pid, argv, env, in, out[1]);
	close(in);
	close(out[1]);
	if (error != 0)
		snprintf(died, HELPER_DIED, "%s: %s", h->noun, strerror(error));
	answered =
	    error == 0 && hear(h, pid, out[0], told, told_count, ms, died);
	close(out[0]);
	return answered;
}
