#include "cli/load.h"

#include "base/mem.h"
#include "world/config.h"
#include "world/tzdata.h"

#include <stdlib.h>
#include <time.h>

int
load_mailbox(struct mailbox *m, const struct options *o, FILE *problems,
    char *first, size_t size)
{
	struct config_report report;
	char *path =
	    *o->config != '\0' ? xstrdup(o->config) : config_default_path();
	size_t i;
	int rc;

	config_report_init(&report);
	rc = config_load(m, path, false, &report);
	if (rc == -1)
		mem_copy(first, size, path);
	for (i = 0; i < report.count; i++) {
		char *text = config_problem_text(&report.problems[i]);

		if (i == 0)
			mem_copy(first, size, text);
		if (problems != NULL)
			fprintf(problems, "backsoon: %s\n", text);
		free(text);
	}
	config_report_release(&report);
	free(path);
	return rc;
}

uint64_t
load_now(const struct options *o, const struct mailbox *m)
{
	struct zone zone;
	int64_t at = o->at;

	if (!o->has_at)
		return (uint64_t)time(NULL);
	if (o->at_civil) {
		tzdata_open(&zone, m->time_zone);
		at = zone_first(&zone, at);
	}
	return at < 0 ? 0 : (uint64_t)at;
}
