#include "cli/commands.h"

#include "base/mem.h"
#include "world/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

static void
print(const char *path, const struct config_report *report)
{
	size_t i, warnings = report->count - report->errors;
	char *text;

	for (i = 0; i < report->count; i++) {
		text = config_problem_text(&report->problems[i]);
		puts(text);
		free(text);
	}
	/* RFC 3834 section 6 */
	if (report->errors == 0)
		printf(
		    "%s: note: anybody on the Internet can get the response; "
		    "keep private matters out of it\n",
		    path);
	if (report->count == 0)
		printf("%s: ok\n", path);
	else
		printf("%s: %zu error%s, %zu warning%s\n", path, report->errors,
		    report->errors == 1 ? "" : "s", warnings,
		    warnings == 1 ? "" : "s");
}

int
check_config_command(const struct command *self, int argc, char **argv)
{
	struct options o;
	struct config_report report;
	struct mailbox m;
	const char *named;
	char *path;
	int rc;

	if (command_options(&o, self, argc, argv) == -1)
		return OPTIONS_USAGE;
	named = o.rest_count > 0 ? o.rest[0] : o.value[OPTION_CONFIG];
	if (o.rest_count + (o.value[OPTION_CONFIG] != NULL) > 1 ||
	    (named != NULL && *named == '\0')) {
		fputs("backsoon: check-config: expected at most one FILE, as "
		      "in backsoon check-config /etc/backsoon/backsoon.conf\n",
		    stderr);
		return OPTIONS_USAGE;
	}
	path = named == NULL ? config_default_path() : xstrdup(named);
	config_report_init(&report);
	mailbox_init(&m);
	rc = config_load(&m, path, true, &report);
	print(path, &report);
	mailbox_release(&m);
	config_report_release(&report);
	free(path);
	if (fflush(stdout) != 0)
		return EX_IOERR;
	return rc == 0 ? EX_OK : EX_CONFIG;
}
