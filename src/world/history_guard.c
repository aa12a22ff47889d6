#include "history_guard.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

/* Processor seconds, so that a slow disk or a suspended machine is not taken
 * for an endless loop. */
#define LIMIT 3

static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGILL,
	SIGPROF };
#define SIGNALS (sizeof signals / sizeof signals[0])

static struct {
	volatile sig_atomic_t inside;
	int dir;
	struct sigaction action[SIGNALS];
	struct itimerval timer;
	stack_t stack;
} guard;

/* A damaged file can make libdb recurse until the stack ends. */
static char stack[64 * 1024];

static void
on_signal(int sig)
{
	if (guard.inside != 0) {
		(void)openat(guard.dir, GUARD_FILE,
		    O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		_exit(GUARD_EXIT);
	}
	if (sig != SIGPROF) {
		signal(sig, SIG_DFL);
		raise(sig);
	}
}

static void
start_timer(void)
{
	struct itimerval limit = { .it_value = { .tv_sec = LIMIT } };

	setitimer(ITIMER_PROF, &limit, NULL);
}

void
guard_enter(int dir)
{
	struct sigaction action = { .sa_handler = on_signal,
		.sa_flags = SA_ONSTACK };
	stack_t ours = { .ss_sp = stack, .ss_size = sizeof stack };
	size_t i;

	guard.dir = dir;
	sigaltstack(&ours, &guard.stack);
	for (i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &action, &guard.action[i]);
	getitimer(ITIMER_PROF, &guard.timer);
	start_timer();
	guard.inside = 1;
}

void
guard_leave(void)
{
	size_t i;

	guard.inside = 0;
	setitimer(ITIMER_PROF, &guard.timer, NULL);
	for (i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &guard.action[i], NULL);
	sigaltstack(&guard.stack, NULL);
}

void
guard_pause(void)
{
	guard.inside = 0;
}

void
guard_resume(void)
{
	start_timer();
	guard.inside = 1;
}
