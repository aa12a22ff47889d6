#include "world/config.h"

#include "base/mem.h"
#include "config_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
nth_key(size_t i)
{
	return i < config_rows_count ? config_rows[i].setting.key : NULL;
}

static void
unknown_key(const struct config_entry *e, struct config_place at,
    struct config_report *report)
{
	const char *near = config_nearest(e->key, nth_key);

	config_complain(report, CONFIG_ERROR, at,
	    xasprintf("unknown setting; expected %s%s%s",
		near == NULL ? "one of backsoon.conf(5)"
			     : "a known one, perhaps \"",
		near == NULL ? "" : near, near == NULL ? "" : "\""));
}

static void
take_entry(struct mailbox *m, const struct config_entry *e, unsigned *lines,
    struct config_report *report)
{
	struct config_place at = { m->config_path, e->line, e->key };
	size_t i = config_row_find(e->key);
	const struct config_row *row;
	char why[CONFIG_WHY] = "", shown[CONFIG_SHOWN];

	if (i == config_rows_count) {
		unknown_key(e, at, report);
		return;
	}
	row = &config_rows[i];
	lines[i] = e->line;
	if (e->broken)
		return;
	if (e->rest && !row->quotes)
		snprintf(why, sizeof why, "text after the closing quote");
	else if (row->take(row, m, e->value, why))
		return;
	if (why[0] == '\0' && e->value[0] == '\0')
		snprintf(why, sizeof why, "empty");
	else if (why[0] == '\0')
		snprintf(why, sizeof why, "%s",
		    config_show(shown, e->value, strlen(e->value)));
	config_complain(report, CONFIG_ERROR, at,
	    xasprintf("%s; expected %s", why, row->expected));
}

/* Every default goes the way of a value in a file. */
void
config_defaults(struct mailbox *m)
{
	char why[CONFIG_WHY];
	size_t i;

	for (i = 0; i < config_rows_count; i++)
		if (config_rows[i].setting.preset[0] != '\0')
			config_rows[i].take(&config_rows[i], m,
			    config_rows[i].setting.preset, why);
}

int
config_apply(struct mailbox *m, const char *key, const char *value,
    char why[CONFIG_WHY])
{
	const struct config_row *row = &config_rows[config_row_find(key)];

	why[0] = '\0';
	if (row->take(row, m, value, why))
		return 0;
	if (why[0] == '\0')
		snprintf(why, CONFIG_WHY, "expected %s", row->expected);
	return -1;
}

bool
config_take_home(struct mailbox *m, const char *home)
{
	char *own = config_path_in(home);
	char *path = config_path_beside("", m->config_path);

	m->personal = strcmp(own, path) == 0;
	if (m->personal) {
		free(m->state);
		m->state = xasprintf("%s/.local/state/backsoon", home);
	}
	free(own);
	free(path);
	return m->personal;
}

int
config_load(struct mailbox *m, const char *path, bool thorough,
    struct config_report *report)
{
	struct config_scan scan;
	unsigned *lines;
	char *bytes, *home, why[CONFIG_WHY];
	size_t len, i, before = report->errors;

	free(m->config_path);
	m->config_path = xstrdup(path);
	config_defaults(m);
	home = config_path_is_personal(path) ? config_home() : NULL;
	if (home != NULL)
		config_take_home(m, home);
	free(home);
	bytes = config_file_read(path, CONFIG_FILE_MAX, &len, why);
	if (bytes == NULL) {
		config_complain(report, CONFIG_ERROR,
		    (struct config_place){ path, 0, NULL }, xstrdup(why));
		return -1;
	}
	config_scan(&scan, path, bytes, len, report);
	if (report->errors == before)
		config_scan_confirm(&scan, bytes, len);
	lines = xcalloc(config_rows_count, sizeof *lines);
	for (i = 0; i < scan.count; i++)
		take_entry(m, &scan.entries[i], lines, report);
	config_check(m, lines, thorough, report);
	free(lines);
	config_scan_release(&scan);
	free(bytes);
	return report->errors == before ? 0 : -1;
}
