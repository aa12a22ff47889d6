#include "cli/load.h"

#include "base/mem.h"
#include "world/config.h"

#include <stdlib.h>

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
