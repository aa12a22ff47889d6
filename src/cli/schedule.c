#include "json_schedule.h"
#include "outlook.h"

#include "cli/commands.h"
#include "cli/load.h"
#include "cli/options.h"
#include "supervise/process.h"
#include "world/agenda.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#define DAYS_AHEAD 365
#define DAYS_MAX 800
/* Somebody waits for the answer. */
#define BUDGET_MS 10000

/* Returns -1 where it is no number of days. */
static int
days_of(const char *text)
{
	char *stop;
	long days;

	if (text == NULL)
		return DAYS_AHEAD;
	days = strtol(text, &stop, 10);
	return *text < '0' || *text > '9' || *stop != '\0' || days < 1 ||
		days > DAYS_MAX
	    ? -1
	    : (int)days;
}

static int
tell(const struct options *o, const struct mailbox *m, int days)
{
	int64_t at = (int64_t)load_now(o, m);
	int64_t until = at + days * INT64_C(86400);
	struct outlook view;
	struct schedule s;
	char why[AGENDA_WHY];

	if (agenda_open(&s, m, at, until, BUDGET_MS, why) == -1) {
		fprintf(stderr, "backsoon: schedule: %s\n", why);
		schedule_release(&s);
		return EX_DATAERR;
	}
	outlook_init(&view, &s, at, until);
	if (o->json)
		json_schedule(stdout, &view);
	else
		outlook_text(stdout, &view);
	outlook_release(&view);
	schedule_release(&s);
	return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

int
schedule_command(const struct command *self, int argc, char **argv)
{
	static struct options o;
	struct mailbox m;
	char problem[200];
	int days, status = OPTIONS_CONFIG;

	if (command_options(&o, self, argc, argv) == -1)
		return OPTIONS_USAGE;
	days = days_of(o.value[OPTION_DAYS]);
	if (days == -1) {
		fprintf(stderr,
		    "backsoon: schedule: --days: expected a number from 1 to "
		    "%d, not %.80s\n",
		    DAYS_MAX, o.value[OPTION_DAYS]);
		return OPTIONS_USAGE;
	}
	process_normalise(false);
	mailbox_init(&m);
	if (load_mailbox(&m, &o, stderr, problem, sizeof problem) == 0)
		status = tell(&o, &m, days);
	mailbox_release(&m);
	return status;
}
