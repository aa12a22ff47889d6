#include "supervise/intake.h"

#include "base/exact.h"
#include "subject/reader.h"
#include "supervise/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int
intake_init(struct intake *in)
{
	void *p = mmap(NULL, SUBJECT_RAW_MAX, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	*in = (struct intake){ .bytes = p == MAP_FAILED ? NULL : p };
	return in->bytes == NULL ? -1 : 0;
}

void
intake_release(struct intake *in)
{
	if (in->bytes != NULL)
		munmap(in->bytes, SUBJECT_RAW_MAX);
	in->bytes = NULL;
}

/* One read(2); 0 at the end, -1 where nothing comes any more. */
static ssize_t
read_some(int fd, char *to, size_t size, int idle)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	ssize_t n;

	do {
		n = poll(&p, 1, idle);
		if (n == 0)
			return -1;
		if (n > 0)
			n = read(fd, to, size);
	} while (n == -1 && (errno == EINTR || errno == EAGAIN));
	return n;
}

/* Returns false where the end was not reached. */
static bool
forget_rest(int fd, uint64_t *octets, int idle)
{
	static char waste[1 << 16];
	ssize_t n;

	while ((n = read_some(fd, waste, sizeof waste, idle)) > 0)
		*octets += (uint64_t)n;
	return n == 0;
}

void
intake_read(struct intake *in, int fd, int idle)
{
	ssize_t n = 1;

	while (n > 0 && in->size < SUBJECT_RAW_MAX) {
		n = read_some(fd, in->bytes + in->size,
		    SUBJECT_RAW_MAX - in->size, idle);
		if (n > 0)
			in->size += (size_t)n;
	}
	in->octets = in->size;
	in->complete = n == 0;
	if (n > 0)
		in->complete = forget_rest(fd, &in->octets, idle);
}

uint64_t
intake_drain(int fd, int idle)
{
	uint64_t octets = 0;

	forget_rest(fd, &octets, idle);
	return octets;
}

pid_t
intake_start_reader(const struct intake *in, int out, int close_too)
{
	static struct subject record;
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	process_child_signals();
	close(0);
	if (close_too != -1)
		close(close_too);
	process_confine();
	reader_read(&record, in->bytes, in->size, in->octets);
	_exit(exact_write(out, &record, sizeof record) == 0 ? 0 : 1);
}

int
intake_receive(int fd, struct subject *s)
{
	if (exact_read(fd, s, sizeof *s) == -1)
		return -1;
	return subject_is_sound(s) ? 0 : -1;
}

int
intake_subject(const struct intake *in, struct subject *s)
{
	int fds[2], rc;
	pid_t reader;

	if (!in->complete || pipe2(fds, O_CLOEXEC) == -1)
		return -1;
	reader = intake_start_reader(in, fds[1], fds[0]);
	close(fds[1]);
	rc = reader == -1 ? -1 : intake_receive(fds[0], s);
	close(fds[0]);
	if (reader != -1)
		waitpid(reader, NULL, 0);
	return rc;
}
