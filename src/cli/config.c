#include "world/config.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "json_config.h"

#include "base/mem.h"
#include "supervise/process.h"
#include "world/config_layers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More is no line that could be loaded again. */
#define LINE_OCTETS 1022

/* "FILE:LINE", "FILE" or "default", and where it is locked. */
static char *
origin_text(const struct config_origin *o)
{
	char *text, *more;

	if (o->file == NULL)
		text = xstrdup("default");
	else if (o->line == 0)
		text = xstrdup(o->file);
	else
		text = xasprintf("%s:%u", o->file, o->line);
	if (o->lock_file == NULL)
		return text;
	more =
	    xasprintf("%s, locked in %s:%u", text, o->lock_file, o->lock_line);
	free(text);
	return more;
}

/* A comment behind the value where that can be loaded again, or before it. */
static void
print_setting(const char *key, const char *value, const char *origin)
{
	size_t octets = strlen(key) + strlen(value);

	if (*origin == '\0' && octets + 3 > LINE_OCTETS)
		printf("%s=%s\n", key, value);
	else if (*origin == '\0')
		printf("%s = %s\n", key, value);
	else if (octets + strlen(origin) + 6 <= LINE_OCTETS)
		printf("%s = %s ; %s\n", key, value, origin);
	else
		printf("# %s\n%s=%s\n", origin, key, value);
}

/* A file that could be loaded: what has no value is a comment. */
static void
print(const struct mailbox *m, const struct config_origins *o, bool origins)
{
	char *value, *origin;
	size_t i;

	puts("[mailbox]");
	for (i = 0; config_setting(i) != NULL; i++) {
		const char *key = config_setting(i)->key;

		value = config_value(m, o, i);
		origin = origins ? origin_text(&o->rows[i]) : xstrdup("");
		if (value != NULL && *value != '\0')
			print_setting(key, value, origin);
		else
			printf("# %s =%s%s\n", key, origins ? " ; " : "",
			    origin);
		free(origin);
		free(value);
	}
}

static int
show(const struct options *o)
{
	struct config_report report;
	struct config_origins origins;
	struct mailbox m;
	const char *address = o->envelope.mailbox;
	char *path = load_path(o);
	int rc;

	config_report_init(&report);
	config_origins_init(&origins);
	mailbox_init(&m);
	rc = config_layers(&m, path, address == NULL ? "" : address, false,
	    &origins, &report);
	load_tell(stderr, &report);
	if (rc == 0 && m.missing[0] != '\0') {
		fprintf(stderr, "backsoon: no mailbox: %s\n", m.missing);
		rc = -1;
	}
	if (rc == 0 && o->json)
		json_config(stdout, &m, &origins);
	else if (rc == 0)
		print(&m, &origins, o->value[OPTION_ORIGIN] != NULL);
	mailbox_release(&m);
	config_origins_release(&origins);
	config_report_release(&report);
	free(path);
	return rc == -1 ? OPTIONS_CONFIG : 0;
}

int
config_command(const struct command *self, int argc, char **argv)
{
	struct options o;
	int rc;

	if (command_options(&o, self, argc, argv) == -1)
		return OPTIONS_USAGE;
	if (o.rest_count != 1 || strcmp(o.rest[0], "show") != 0) {
		fputs("backsoon: config: expected show\n", stderr);
		return OPTIONS_USAGE;
	}
	process_normalise(false);
	rc = show(&o);
	return fflush(stdout) == 0 ? rc : 1;
}
