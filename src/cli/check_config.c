#include "cli/commands.h"

#include "base/mem.h"
#include "world/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* The file the arguments name, or NULL where they make no sense. */
static char *
operand(int argc, char **argv)
{
	int at = 1;

	if (argc == 1)
		return config_default_path();
	if (strncmp(argv[1], "--config=", 9) == 0)
		return argc == 2 && argv[1][9] != '\0' ? xstrdup(argv[1] + 9)
						       : NULL;
	if (strcmp(argv[1], "--config") == 0 || strcmp(argv[1], "--") == 0)
		at = 2;
	else if (argv[1][0] == '-')
		return NULL;
	return argc == at + 1 && argv[at][0] != '\0' ? xstrdup(argv[at]) : NULL;
}

int
check_config_command(int argc, char **argv)
{
	struct config_report report;
	struct mailbox m;
	char *path = operand(argc, argv);
	int rc;

	if (path == NULL) {
		fputs("backsoon: check-config: expected at most one FILE, as "
		      "in backsoon check-config /etc/backsoon/backsoon.conf\n",
		    stderr);
		return EX_USAGE;
	}
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
