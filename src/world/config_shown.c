#include "config_parts.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Quotes where a sign of the value would begin a comment. */
static char *
quoted(const char *value)
{
	const char *quote = "";

	if (strpbrk(value, "#;") != NULL)
		quote = strchr(value, '"') == NULL ? "\"" : "'";
	return xasprintf("%s%s%s", quote, value, quote);
}

static char *
show_text(const struct config_row *row, const struct mailbox *m)
{
	const char *const *at = (const void *)((const char *)m + row->offset);

	return quoted(*at);
}

static char *
show_list(const struct config_row *row, const struct mailbox *m)
{
	const struct mailbox_list *list =
	    (const void *)((const char *)m + row->offset);
	char *all = xstrdup(""), *more;
	size_t i;

	for (i = 0; i < list->count; i++) {
		more = xasprintf("%s%s%s", all, i == 0 ? "" : ", ",
		    list->items[i]);
		free(all);
		all = more;
	}
	more = quoted(all);
	free(all);
	return more;
}

static char *
show_submit(const struct config_row *row, const struct mailbox *m)
{
	char *text, *value;

	(void)row;
	if (m->submit == SUBMIT_SENDMAIL)
		return xstrdup("sendmail");
	text = xasprintf("maildir:%s", m->maildir);
	value = quoted(text);
	free(text);
	return value;
}

/*
 * Values that are not what the file says: paths are absolute by now, and
 * an address or a state directory can come from elsewhere.
 */
static const struct {
	bool (*take)(const struct config_row *row, struct mailbox *m,
	    const char *value, char why[CONFIG_WHY]);
	char *(*show)(const struct config_row *row, const struct mailbox *m);
} shows[] = {
	{ config_take_address, show_text },
	{ config_take_near_path, show_text },
	{ config_take_path, show_text },
	{ config_take_submit, show_submit },
	{ config_take_absences, show_list },
};

static char *
value_of(const struct mailbox *m, const struct config_origins *o, size_t i)
{
	const struct config_row *row = &config_rows[i];
	const struct config_origin *from = &o->rows[i];
	const char quote[] = { from->quote, '\0' };
	size_t k;

	for (k = 0; k < sizeof shows / sizeof *shows; k++)
		if (row->take == shows[k].take)
			return shows[k].show(row, m);
	if (from->text == NULL)
		return xstrdup(config_preset(i, m->class));
	return xasprintf("%s%s%s", quote, from->text, quote);
}

char *
config_value(const struct mailbox *m, const struct config_origins *o, size_t i)
{
	char *value = value_of(m, o, i);

	if (value[0] != '\0' || o->rows[i].text != NULL)
		return value;
	free(value);
	return NULL;
}
