#include "json_config.h"

#include "json_text.h"

#include <stdlib.h>

/* {"file": ..., "line": ...}, or null. */
static json_t *
place(const char *file, unsigned line)
{
	json_t *object;

	if (file == NULL)
		return json_null();
	object = json_object();
	json_put(object, "file", file);
	json_object_set_new(object, "line",
	    line == 0 ? json_null() : json_integer(line));
	return object;
}

static json_t *
setting(const struct mailbox *m, const struct config_origins *o, size_t i)
{
	const struct config_origin *from = &o->rows[i];
	const char *preset = config_preset(i, m->class);
	char *value = config_value(m, o, i);
	json_t *object = json_object();

	json_put(object, "value", value);
	json_put(object, "default", *preset == '\0' ? NULL : preset);
	json_object_set_new(object, "origin", place(from->file, from->line));
	json_object_set_new(object, "locked",
	    place(from->lock_file, from->lock_line));
	free(value);
	return object;
}

void
json_config(FILE *out, const struct mailbox *m, const struct config_origins *o)
{
	json_t *object = json_object();
	size_t i;

	for (i = 0; config_setting(i) != NULL; i++)
		json_object_set_new(object, config_setting(i)->key,
		    setting(m, o, i));
	json_dumpf(object, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(object);
}
