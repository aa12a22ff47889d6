#include "cli/load.h"

#include "base/mem.h"
#include "cli/ports.h"
#include "world/config_layers.h"
#include "world/tzdata.h"

#include <stdlib.h>
#include <time.h>

char *
load_path(const struct options *o)
{
	return *o->config != '\0' ? xstrdup(o->config) : config_default_path();
}

void
load_tell(FILE *out, const struct config_report *report)
{
	size_t i;

	for (i = 0; i < report->count; i++) {
		char *text = config_problem_text(&report->problems[i]);

		fprintf(out, "backsoon: %s\n", text);
		free(text);
	}
}

static int
load(struct mailbox *m, const char *path, const char *address, FILE *problems,
    char *first, size_t size)
{
	struct config_report report;
	char *text;
	int rc;

	config_report_init(&report);
	rc = config_layers(m, path, address, false, NULL, &report);
	if (rc == -1)
		mem_copy(first, size, path);
	if (report.count > 0) {
		text = config_problem_text(&report.problems[0]);
		mem_copy(first, size, text);
		free(text);
	}
	if (problems != NULL)
		load_tell(problems, &report);
	config_report_release(&report);
	return rc;
}

int
load_settings(struct mailbox *m, const struct options *o, FILE *problems,
    char *first, size_t size)
{
	char *path = load_path(o), address[ADDR_MAX];
	int rc;

	envelope_find_mailbox(address, &o->envelope, ports_environment);
	rc = load(m, path, address, problems, first, size);
	free(path);
	return rc;
}

int
load_mailbox(struct mailbox *m, const struct options *o, FILE *problems,
    char *first, size_t size)
{
	char *text;

	if (load_settings(m, o, problems, first, size) == -1)
		return -1;
	if (m->address[0] != '\0')
		return 0;
	text = xasprintf("%s: no mailbox is named; expected --mailbox ADDRESS, "
			 "or RECIPIENT in the environment",
	    m->config_path);
	mem_copy(first, size, text);
	if (problems != NULL)
		fprintf(problems, "backsoon: %s\n", text);
	free(text);
	return -1;
}

uint64_t
load_time(const struct options_time *t, const struct mailbox *m)
{
	int64_t seconds = t->seconds;
	struct zone zone;

	if (t->civil) {
		tzdata_open(&zone, m->time_zone);
		seconds = zone_first(&zone, seconds);
	}
	return seconds < 0 ? 0 : (uint64_t)seconds;
}

uint64_t
load_now(const struct options *o, const struct mailbox *m)
{
	return o->at.given ? load_time(&o->at, m) : (uint64_t)time(NULL);
}
