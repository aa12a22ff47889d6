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

/* Says why a setting may not stand in this file, or returns false. */
static bool
is_out_of_place(const struct config_load *l, enum config_layer layer, size_t i,
    struct config_place at)
{
	const struct config_row *row = &config_rows[i];
	const struct config_origin *o = &l->origins->rows[i];

	if (row->layers != 0 && (row->layers & layer) == 0) {
		config_complain(l->report, CONFIG_ERROR, at,
		    xasprintf("%s; expected it in %s only",
			layer == LAYER_DOMAIN ? "stands in a domain's file"
			    : layer == LAYER_MAILBOX
			    ? "stands in a mailbox's file"
			    : "stands in a person's own file",
			row->layers == LAYER_SITE ? "the site's file"
						  : "a mailbox's file"));
		return true;
	}
	if (o->lock_file == NULL || layer == LAYER_SITE)
		return false;
	config_complain(l->report, CONFIG_ERROR, at,
	    xasprintf("locked in %s:%u; expected it there only", o->lock_file,
		o->lock_line));
	return true;
}

static void
keep_origin(const struct config_load *l, size_t i, const char *file,
    const struct config_entry *e)
{
	struct config_origin *o = &l->origins->rows[i];

	free(o->text);
	o->text = xstrdup(e->value);
	o->quote = e->quote;
	o->file = file;
	o->line = e->line;
}

/* An empty value takes back what a higher layer said. */
static bool
take_back(const struct config_load *l, const struct config_row *row,
    const struct config_entry *e)
{
	if (e->value[0] != '\0' || row->setting.preset[0] != '\0' ||
	    row->clear == NULL ||
	    l->origins->rows[row - config_rows].file == NULL)
		return false;
	row->clear(row, l->m);
	return true;
}

static void
take_value(const struct config_load *l, const struct config_row *row,
    const struct config_entry *e, struct config_place at)
{
	char why[CONFIG_WHY] = "", shown[CONFIG_SHOWN];

	if (e->rest && !row->quotes)
		snprintf(why, sizeof why, "text after the closing quote");
	else if (take_back(l, row, e) || row->take(row, l->m, e->value, why))
		return;
	if (why[0] == '\0' && e->value[0] == '\0')
		snprintf(why, sizeof why, "empty");
	else if (why[0] == '\0')
		snprintf(why, sizeof why, "%s",
		    config_show(shown, e->value, strlen(e->value)));
	config_complain(l->report, CONFIG_ERROR, at,
	    xasprintf("%s; expected %s", why, row->expected));
}

static void
take_entry(const struct config_load *l, const char *file,
    enum config_layer layer, const struct config_entry *e)
{
	struct config_place at = { file, e->line, e->key };
	size_t i = config_row_find(e->key);

	if (i == config_rows_count) {
		unknown_key(e, at, l->report);
	} else if (!is_out_of_place(l, layer, i, at)) {
		if (!e->broken)
			take_value(l, &config_rows[i], e, at);
		keep_origin(l, i, file, e);
	}
}

static void
note_locks(const struct config_load *l)
{
	const struct config_origin *by =
	    &l->origins->rows[config_row_find("locked")];
	size_t i;

	for (i = 0; i < config_rows_count; i++) {
		struct config_origin *o = &l->origins->rows[i];

		if (!mailbox_list_has(&l->m->locked,
			config_rows[i].setting.key))
			continue;
		o->lock_file = by->file;
		o->lock_line = by->line;
	}
}

static char *
read_bytes(const struct config_load *l, const char *path, size_t *len,
    char why[CONFIG_WHY])
{
	if (l->draft == NULL || strcmp(l->draft->path, path) != 0)
		return config_file_read(path, CONFIG_FILE_MAX, len, why);
	*len = l->draft->len;
	return xstrndup(l->draft->bytes, l->draft->len);
}

int
config_read_layer(const struct config_load *l, const char *path,
    enum config_layer layer)
{
	struct config_origins *from = l->origins;
	struct config_scan scan;
	char *bytes, *file, why[CONFIG_WHY];
	size_t len, i, before = l->report->errors;

	free(l->m->config_path);
	l->m->config_path = xstrdup(path);
	bytes = read_bytes(l, path, &len, why);
	if (bytes == NULL) {
		config_complain(l->report, CONFIG_ERROR,
		    (struct config_place){ path, 0, NULL }, xstrdup(why));
		return -1;
	}
	file = from->files[from->count++] = xstrdup(path);
	config_scan(&scan, path, bytes, len, l->report);
	if (l->report->errors == before)
		config_scan_confirm(&scan, bytes, len);
	for (i = 0; i < scan.count; i++)
		take_entry(l, file, layer, &scan.entries[i]);
	if (layer == LAYER_SITE)
		note_locks(l);
	config_scan_release(&scan);
	free(bytes);
	return l->report->errors == before ? 0 : -1;
}

void
config_finish(const struct config_load *l)
{
	if (l->origins->count == 0 || l->m->missing[0] != '\0')
		return;
	config_class_defaults(l);
	config_class_check(l);
	config_check(l);
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

void
config_origins_init(struct config_origins *o)
{
	memset(o, 0, sizeof *o);
	o->rows = xcalloc(config_rows_count, sizeof *o->rows);
}

void
config_origins_release(struct config_origins *o)
{
	size_t i;

	for (i = 0; o->rows != NULL && i < config_rows_count; i++)
		free(o->rows[i].text);
	for (i = 0; i < o->count; i++)
		free(o->files[i]);
	free(o->rows);
	memset(o, 0, sizeof *o);
}
