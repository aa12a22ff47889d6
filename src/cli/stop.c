#include "world/stop.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "supervise/process.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { DONE = 0, FAILED = 75 };

/*
 * A switch for emergencies: where the configuration has mistakes the state
 * directory it names is known all the same, and whoever pulls the switch must
 * not have to mend them first.
 */
static int
find_state(struct mailbox *m, const struct options *o)
{
	char problem[200];

	if (load_settings(m, o, NULL, problem, sizeof problem) == 0)
		return 0;
	if (m->config_path == NULL || access(m->config_path, R_OK) == -1) {
		fprintf(stderr, "backsoon: %s\n", problem);
		return -1;
	}
	fprintf(stderr, "backsoon: note: %s\n", problem);
	return 0;
}

static const char *
whose(const char *mailbox)
{
	return mailbox == NULL ? "all mailboxes" : mailbox;
}

static int
set(const struct mailbox *m, const struct options *o)
{
	const char *mailbox = o->envelope.mailbox;
	const char *reason = o->value[OPTION_REASON];
	char wrong[STOP_WHY], path[STOP_PATH];
	int rc = stop_set(m, mailbox, reason == NULL ? "" : reason, wrong);

	if (rc == -1) {
		fprintf(stderr, "backsoon: %s\n", wrong);
		return FAILED;
	}
	stop_path(path, m->state, mailbox);
	printf("%s %s: %s\n",
	    rc == 0 ? "already stopped:" : "stopped:", whose(mailbox), path);
	return DONE;
}

/* One switch may be gone and the other one set. */
static void
tell_what_is_left(const struct mailbox *m, const char *mailbox)
{
	char path[STOP_PATH];
	const char *other = mailbox == NULL ? m->address : NULL;

	if (stop_path(path, m->state, other) == 0 && access(path, F_OK) == 0)
		printf("still stopped: %s: %s\n", whose(other), path);
}

static int
clear(const struct mailbox *m, const struct options *o)
{
	const char *mailbox = o->envelope.mailbox;
	char wrong[STOP_WHY];
	int rc = stop_clear(m, mailbox, wrong);

	if (rc == -1) {
		fprintf(stderr, "backsoon: %s\n", wrong);
		return FAILED;
	}
	printf("%s %s\n",
	    rc == 0 ? "not stopped:" : "resumed:", whose(mailbox));
	tell_what_is_left(m, mailbox);
	return DONE;
}

static int
turn(const struct command *self, int argc, char **argv,
    int (*way)(const struct mailbox *m, const struct options *o))
{
	struct options o;
	struct mailbox m;
	int status = OPTIONS_CONFIG;

	if (command_options(&o, self, argc, argv) == -1)
		return OPTIONS_USAGE;
	process_normalise(false);
	mailbox_init(&m);
	if (find_state(&m, &o) == 0)
		status = way(&m, &o);
	mailbox_release(&m);
	return fflush(stdout) == 0 ? status : FAILED;
}

int
stop_command(const struct command *self, int argc, char **argv)
{
	return turn(self, argc, argv, set);
}

int
resume_command(const struct command *self, int argc, char **argv)
{
	return turn(self, argc, argv, clear);
}
