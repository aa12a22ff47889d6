#include "base/box.h"

#include "base/sanitized.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define FILES 24

/* Whatever the arguments; socket, openat and mmap are below. */
static const int common[] = {
	SCMP_SYS(close),
	SCMP_SYS(getrandom),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(write),
	SCMP_SYS(futex),
	SCMP_SYS(exit_group),
	SCMP_SYS(rt_sigreturn),
};

static const int asking[] = {
	SCMP_SYS(connect),
	SCMP_SYS(writev),
	SCMP_SYS(recvfrom),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(gettimeofday),
};

static const int reading[] = {
	SCMP_SYS(read), SCMP_SYS(lseek), SCMP_SYS(newfstatat),
	SCMP_SYS(sysinfo), /* qsort(3) */
};

static void
limit(int resource, rlim_t value)
{
	struct rlimit r = { .rlim_cur = value, .rlim_max = value };

	setrlimit(resource, &r);
}

void
box_prepare(uint32_t budget_ms, uint32_t memory)
{
	int null;

	/* A server may close its connection at any time. */
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	close_range(3, ~0u, 0);
	/* "stack smashing detected" must not get into a bounce. */
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (null != -1) {
		dup2(null, 2);
		close(null);
	}
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NOFILE, FILES);
	limit(RLIMIT_CPU, budget_ms / 1000 + 2);
	if (SANITIZED)
		return;
	prctl(PR_SET_DUMPABLE, 0);
	limit(RLIMIT_NPROC, 0);
	limit(RLIMIT_AS, memory);
}

static int
allow(scmp_filter_ctx box, const int *calls, size_t count)
{
	int rc = 0;
	size_t i;

	for (i = 0; rc == 0 && i < count; i++)
		rc = seccomp_rule_add(box, SCMP_ACT_ALLOW, calls[i], 0);
	return rc;
}

#define ALLOW(box, calls) allow(box, calls, sizeof(calls) / sizeof *(calls))

static int
allow_asking(scmp_filter_ctx box)
{
	static const unsigned families[] = { AF_INET, AF_INET6 };
	int rc = ALLOW(box, asking);
	size_t i;

	for (i = 0; rc == 0 && i < sizeof families / sizeof *families; i++)
		rc = seccomp_rule_add(box, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
		    SCMP_A0(SCMP_CMP_EQ, families[i], 0));
	return rc;
}

static int
allow_reading(scmp_filter_ctx box)
{
	int rc = ALLOW(box, reading);

	if (rc == 0)
		rc = seccomp_rule_add(box, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ,
			O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND, O_RDONLY));
	return rc;
}

static int
add_rules(scmp_filter_ctx box, enum box_work work)
{
	int rc = ALLOW(box, common);

	if (rc == 0)
		rc = seccomp_rule_add(box, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (rc == 0)
		rc = work == BOX_ASK ? allow_asking(box) : allow_reading(box);
	return rc;
}

int
box_close(enum box_work work)
{
	/* A sanitizer makes calls of its own: they are logged, not
	 * forbidden. */
	scmp_filter_ctx box =
	    seccomp_init(SANITIZED ? SCMP_ACT_LOG : SCMP_ACT_KILL_PROCESS);
	int rc = box == NULL ? -ENOMEM : add_rules(box, work);

	if (rc == 0)
		rc = seccomp_load(box);
	seccomp_release(box);
	return rc == 0 ? 0 : -1;
}
