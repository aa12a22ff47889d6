#include "cli/commands.h"

#include "base/mem.h"
#include "world/agenda.h"
#include "world/config_layers.h"
#include "world/correspondents.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

struct check {
	const char *path;
	void *seen; /* lines printed: a site's fault is each mailbox's, too */
	size_t errors, warnings;
	size_t domains, mailboxes;
};

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void
print(struct check *c, const struct config_report *report)
{
	size_t i;

	for (i = 0; i < report->count; i++) {
		char *text = config_problem_text(&report->problems[i]);

		if (tfind(text, &c->seen, by_text) != NULL ||
		    tsearch(text, &c->seen, by_text) == NULL) {
			free(text);
			continue;
		}
		puts(text);
		if (report->problems[i].severity == CONFIG_ERROR)
			c->errors++;
		else
			c->warnings++;
	}
}

/* True where it is no mailbox: a site alone. */
static bool
check_mailbox(struct check *c, const char *address)
{
	struct config_report report;
	struct mailbox m;
	bool site;

	config_report_init(&report);
	mailbox_init(&m);
	config_layers(&m, c->path, address, true, NULL, &report);
	if (report.errors == 0 && m.missing[0] == '\0')
		agenda_check(&m, (int64_t)time(NULL), &report);
	correspondents_check(&m, &report);
	print(c, &report);
	if (m.missing[0] != '\0') {
		printf("%s: no mailbox: %s\n", c->path, m.missing);
		c->errors++;
	}
	site = m.address[0] == '\0';
	mailbox_release(&m);
	config_report_release(&report);
	return site;
}

static int
each_mailbox(const char *name, const char *path, void *arg)
{
	struct check *c = arg;

	(void)path;
	c->mailboxes++;
	check_mailbox(c, name);
	return 0;
}

static int
each_domain(const char *name, const char *path, void *arg)
{
	struct check *c = arg;
	struct config_report report;
	struct mailbox m;

	(void)path;
	c->domains++;
	config_report_init(&report);
	mailbox_init(&m);
	config_layers_domain(&m, c->path, name, true, &report);
	print(c, &report);
	mailbox_release(&m);
	config_report_release(&report);
	return 0;
}

static void
check_all(struct check *c)
{
	struct config_report report;

	config_report_init(&report);
	config_each_domain(c->path, each_domain, c, &report);
	config_each_mailbox(c->path, each_mailbox, c, &report);
	print(c, &report);
	config_report_release(&report);
}

static void
print_count(size_t count, const char *noun, const char *plural)
{
	printf("%zu %s%s", count, noun, count == 1 ? "" : plural);
}

static void
sum_up(const struct check *c, bool all)
{
	/* RFC 3834 section 6 */
	if (c->errors == 0)
		printf(
		    "%s: note: anybody on the Internet can get the response; "
		    "keep private matters out of it\n",
		    c->path);
	printf("%s: ", c->path);
	if (all) {
		print_count(c->mailboxes, "mailbox", "es");
		fputs(", ", stdout);
		print_count(c->domains, "domain", "s");
		fputs(": ", stdout);
	}
	if (c->errors + c->warnings > 0) {
		print_count(c->errors, "error", "s");
		fputs(", ", stdout);
		print_count(c->warnings, "warning", "s");
	}
	puts(c->errors + c->warnings == 0 ? "ok" : "");
}

static int
check(const char *path, const char *address)
{
	struct check c = { .path = path };
	bool all;

	all = check_mailbox(&c, address == NULL ? "" : address) &&
	    config_has_mailboxes(path);
	if (all)
		check_all(&c);
	sum_up(&c, all);
	tdestroy(c.seen, free);
	if (fflush(stdout) != 0)
		return EX_IOERR;
	return c.errors == 0 ? EX_OK : EX_CONFIG;
}

int
check_config_command(const struct command *self, int argc, char **argv)
{
	struct options o;
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
	rc = check(path, o.value[OPTION_MAILBOX]);
	free(path);
	return rc;
}
