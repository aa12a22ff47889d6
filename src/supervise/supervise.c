#include "supervise/supervise.h"

#include "base/log.h"
#include "supervise/intake.h"
#include "supervise/process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A board may ask for more time than the default, but not for ever. */
#define DEADLINE_MAX 60000
/* How long a killed child may take to go, and a mender to work. */
#define GRACE 1500
/* How often the board is looked at for another deadline. */
#define LOOK 250

struct run {
	struct board *board;
	uint64_t started;
	uint64_t
	    heard; /* stdin came to its end: the deadline counts from here */
	pid_t responder, reader;
	int status; /* of the responder */
	bool ended; /* the responder has */
	bool in_time;
};

/* Only blocked signals can be waited for with a time limit; all but CHLD are
 * a caller who has lost patience. */
static void
awaited(sigset_t *set)
{
	static const int signals[] = { SIGCHLD, SIGTERM, SIGHUP, SIGINT,
		SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM };
	size_t i;

	sigemptyset(set);
	for (i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaddset(set, signals[i]);
}

static void
reap(struct run *r)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == r->responder) {
			r->ended = true;
			r->status = status;
		} else if (pid == r->reader) {
			r->reader = 0;
		}
	}
}

/* A board may change its mind while we wait. */
static uint64_t
deadline_of(const struct run *r)
{
	uint32_t ms = r->board->deadline;

	return r->heard + (ms < DEADLINE_MAX ? ms : DEADLINE_MAX);
}

/* Until the deadline, or for `grace` milliseconds where that is not 0.
 * Returns false where the time ran out or the caller wants us to stop. */
static bool
await(struct run *r, uint32_t grace)
{
	uint64_t end = process_clock() + grace;
	sigset_t set;

	awaited(&set);
	for (reap(r); !r->ended; reap(r)) {
		uint64_t until = grace > 0 ? end : deadline_of(r);
		uint64_t now = process_clock();
		uint64_t left = now < until ? until - now : 0;
		struct timespec t = {
			.tv_nsec = (long)(left < LOOK ? left : LOOK) * 1000000
		};
		int signal;

		if (left == 0)
			return false;
		signal = sigtimedwait(&set, NULL, &t);
		if (signal > 0 && signal != SIGCHLD)
			return false;
	}
	return true;
}

static void
kill_all(struct run *r)
{
	int32_t group = r->board->group;

	if (!r->ended)
		kill(r->responder, SIGKILL);
	if (r->reader > 0)
		kill(r->reader, SIGKILL);
	if (group > 1)
		kill(-group, SIGKILL);
}

/* The one line of a message whose responder did not live to write it. */
static void
report(void *arg)
{
	const struct run *r = arg;
	const struct board *b = r->board;
	char how[80];
	struct log_line line;

	if (!r->in_time)
		snprintf(how, sizeof how, "deadline passed");
	else if (WIFSIGNALED(r->status))
		snprintf(how, sizeof how, "responder died of signal %d",
		    WTERMSIG(r->status));
	else
		snprintf(how, sizeof how, "responder ended with %d",
		    WEXITSTATUS(r->status));
	log_open(b->log, isatty(2));
	log_format(b->log_format == LOG_FORMAT_JSON ? LOG_FORMAT_JSON
						    : LOG_FORMAT_TEXT);
	log_begin(&line);
	log_add(&line, "verdict", "undecided");
	log_add(&line, "evidence", how);
	log_add(&line, "stage", stage_text(b->stage));
	log_add(&line, "mailbox", b->mailbox);
	log_add(&line, "sender", b->sender);
	log_add(&line, "message-id", b->message_id);
	log_add_number(&line, "ms", (long long)(process_clock() - r->started));
	log_end(&line, LOG_LEVEL_ERROR);
}

struct mending {
	const struct supervision *supervision;
	const struct board *board;
};

/* In a child, so that a store that kills one process does not kill this
 * one. */
static void
mend(void *arg)
{
	const struct mending *m = arg;

	m->supervision->mend(m->board, m->supervision->arg);
}

static int
start(const struct supervision *s, struct run *r, sigset_t *old)
{
	struct intake in;
	int fds[2];

	if (intake_init(&in) == -1)
		return -1;
	if (pipe(fds) == -1) {
		intake_release(&in);
		return -1;
	}
	/* Forked before a byte is read: it never holds the raw message. */
	r->responder = fork();
	if (r->responder == 0) {
		sigprocmask(SIG_SETMASK, old, NULL);
		process_child_signals();
		close(fds[1]);
		close(0);
		exit(s->respond(fds[0], r->board, s->arg));
	}
	close(fds[0]);
	if (r->responder == -1) {
		close(fds[1]);
		intake_release(&in);
		return -1;
	}
	intake_read(&in, 0, SUPERVISE_DEADLINE);
	r->heard = process_clock();
	if (in.complete)
		r->reader = intake_start_reader(&in, fds[1], -1);
	close(fds[1]);
	intake_release(&in);
	return 0;
}

static void
log_failure(void *arg)
{
	log_open(NULL, isatty(2));
	log_event(LOG_LEVEL_ERROR, "failure", arg);
}

static int
fail(const struct supervision *s, const char *what)
{
	char why[128];

	snprintf(why, sizeof why, "%s: %s", what, strerror(errno));
	intake_drain(0, SUPERVISE_DEADLINE);
	process_bounded(log_failure, why, GRACE);
	return s->failure_status;
}

static int
conclude(const struct supervision *s, struct run *r)
{
	struct board *b = r->board;
	struct mending m = { .supervision = s, .board = b };
	bool well;

	r->in_time = await(r, 0);
	if (!r->in_time) {
		kill_all(r);
		await(r, GRACE);
	}
	board_seal(b);
	well =
	    r->in_time && WIFEXITED(r->status) && WEXITSTATUS(r->status) == 0;
	if (!well && b->stage == STAGE_CLAIMING)
		process_bounded(mend, &m, 2 * GRACE);
	if (!well && b->group > 1)
		kill(-b->group, SIGKILL);
	if (!well && !b->logged)
		process_bounded(report, r, GRACE);
	/* From the start of sendmail on, trying again could answer twice. */
	if (b->stage == STAGE_SUBMITTING)
		return 0;
	/* Once the verdict stands, what follows it cannot change it. */
	well = well || b->stage == STAGE_DONE;
	return well && !b->temporary ? 0 : s->failure_status;
}

int
supervise(const struct supervision *s)
{
	struct run r = { .started = process_clock() };
	sigset_t set, old;
	int status;

	r.board = board_new();
	if (r.board == NULL)
		return fail(s, "mmap");
	r.board->deadline = SUPERVISE_DEADLINE;
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	awaited(&set);
	sigprocmask(SIG_BLOCK, &set, &old);
	if (start(s, &r, &old) == -1)
		status = fail(s, "fork");
	else
		status = conclude(s, &r);
	board_free(r.board);
	return status;
}
