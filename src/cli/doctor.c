#include "doctor.h"

#include "base/mem.h"
#include "cli/commands.h"
#include "supervise/process.h"
#include "world/config.h"
#include "world/history.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

/* Each looks at one thing; those that need the mailbox are left out where its
 * configuration cannot be used. */
static const struct {
	const char *name;
	void (*run)(struct doctor *d);
	bool mailbox;
} checks[] = {
	{ "configuration", doctor_configuration, false },
	{ "directories", doctor_directories, true },
	{ "state", doctor_state, true },
	{ "stop", doctor_stop, true },
	{ "store", doctor_store, true },
	{ "log", doctor_log, true },
	{ "clock", doctor_clock, false },
	{ "sendmail", doctor_sendmail, true },
	{ "probe", doctor_probe, true },
	{ "helpers", doctor_helpers, false },
	{ "dns", doctor_dns, true },
	{ "dns-lists", doctor_lists, true },
	{ "trust", doctor_trust, true },
	{ "callers", doctor_callers, false },
};

/* The home directory is that of the password file, as everywhere. */
static char *
find_home(const char *root)
{
	const struct passwd *pw = getpwuid(geteuid());

	return pw == NULL || pw->pw_dir == NULL || pw->pw_dir[0] != '/'
	    ? xstrdup("")
	    : xasprintf("%s%s", root, pw->pw_dir);
}

/* Without the slash at its end, so that paths can be put behind it. */
static char *
find_root(const char *named)
{
	char path[OPTIONS_PATH], *real;

	if (named == NULL || options_absolute(path, named) == -1)
		return xstrdup("");
	real = realpath(path, NULL);
	if (real == NULL)
		return xstrdup(path);
	if (strcmp(real, "/") == 0)
		*real = '\0';
	return real;
}

static void
run(struct doctor *d)
{
	size_t i;

	for (i = 0; i < sizeof checks / sizeof *checks; i++) {
		d->check = checks[i].name;
		if (d->usable || !checks[i].mailbox)
			checks[i].run(d);
	}
	if (d->options->json)
		doctor_print_json(d, stdout);
	else
		doctor_print(d, stdout);
}

int
doctor_command(const struct command *self, int argc, char **argv)
{
	struct options o;
	struct doctor d = { .options = &o, .now = (uint64_t)time(NULL) };
	char *root, *home, *path;
	int status;

	if (command_options(&o, self, argc, argv) == -1)
		return OPTIONS_USAGE;
	d.root = root = find_root(o.value[OPTION_ROOT]);
	d.home = home = find_home(root);
	d.path = path =
	    *o.config != '\0' ? xstrdup(o.config) : config_default_path();
	process_normalise(false);
	mailbox_init(&d.mailbox);
	run(&d);
	status = (int)doctor_worst(&d);
	doctor_release(&d);
	free(path);
	free(home);
	free(root);
	return fflush(stdout) == 0 ? status : EX_IOERR;
}
