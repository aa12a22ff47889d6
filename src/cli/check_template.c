#include "cli/commands.h"

#include "base/mem.h"
#include "cli/load.h"
#include "world/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* Without a configuration nobody knows whether the days are set: they may. */
static void
assume(struct mailbox *m)
{
	char why[CONFIG_WHY];

	config_defaults(m);
	config_apply(m, "absent-from", "2026-12-24", why);
	config_apply(m, "absent-until", "2026-12-31", why);
}

static void
find_files(const struct options *o, const struct mailbox *m,
    struct mailbox_list *files)
{
	int i;

	for (i = 0; i < o->rest_count; i++)
		config_template_siblings(o->rest[i], files);
	if (o->rest_count == 0)
		config_template_files(m, files);
}

/* Returns the number of errors. */
static size_t
check_file(const struct mailbox *mailbox, const char *file, bool probe)
{
	struct mailbox m = *mailbox;
	struct config_report report;
	struct template t;
	size_t i, errors;
	char *text;

	if (probe && *file != '\0')
		m.html = m.html || config_template_has_html(file);
	config_report_init(&report);
	config_template_read(&t, &m, file, "", &report);
	template_release(&t);
	for (i = 0; i < report.count; i++) {
		text = config_problem_text(&report.problems[i]);
		puts(text);
		free(text);
	}
	errors = report.errors;
	if (errors == 0)
		printf("%s: ok\n", *file == '\0' ? "built-in text" : file);
	config_report_release(&report);
	return errors;
}

int
check_template_command(const struct command *self, int argc, char **argv)
{
	struct options o;
	struct mailbox m;
	struct mailbox_list files = { NULL, 0 };
	size_t i, errors = 0;
	char first[200];
	int rc = 0;

	if (command_options(&o, self, argc, argv) == -1)
		return OPTIONS_USAGE;
	mailbox_init(&m);
	if (o.rest_count > 0 && o.value[OPTION_CONFIG] == NULL)
		assume(&m);
	else
		rc = load_mailbox(&m, &o, stderr, first, sizeof first);
	if (rc == 0)
		find_files(&o, &m, &files);
	for (i = 0; i < files.count; i++)
		errors += check_file(&m, files.items[i], o.rest_count > 0);
	mailbox_list_release(&files);
	mailbox_release(&m);
	if (fflush(stdout) != 0)
		return EX_IOERR;
	return rc == 0 && errors == 0 ? EX_OK : EX_CONFIG;
}
