#include "config_parts.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the classes differ in, beside the defaults of the table of settings. */
static const struct class
{
	/* RFC 3834 section 2: only who was addressed answers */
	bool personal;
	/* RFC 6131 section 2: each message can be confirmed; the caps hold */
	bool any_interval;
	/* RFC 3834 section 3.1.1: the display name names the service */
	bool needs_name;
} classes[] = {
	[CLASS_ABSENCE] = { .personal = true },
	[CLASS_ACKNOWLEDGE] = { .any_interval = true, .needs_name = true },
	[CLASS_LEAVER] = { .personal = true },
};

static const char *
class_word(const struct mailbox *m)
{
	return config_rows[config_row_find("class")].words[m->class];
}

static struct config_origin *
origin(const struct config_load *l, const char *key)
{
	return &l->origins->rows[config_row_find(key)];
}

const char *
config_preset(size_t i, enum mailbox_class class)
{
	const struct config_row *row = &config_rows[i];

	return row->of_class[class] == NULL ? row->setting.preset
					    : row->of_class[class];
}

void
config_class_defaults(const struct config_load *l)
{
	char why[CONFIG_WHY];
	size_t i;

	for (i = 0; i < config_rows_count; i++) {
		const struct config_row *row = &config_rows[i];
		const char *preset = row->of_class[l->m->class];

		if (l->origins->rows[i].file == NULL && preset != NULL)
			row->take(row, l->m, preset, why);
	}
}

static void
set_interval(const struct config_load *l, uint32_t seconds, const char *than,
    const char *key)
{
	struct config_origin *o = origin(l, "interval");
	char shown[CONFIG_DURATION];

	config_duration_text(shown, seconds);
	if (o->file != NULL) {
		if (l->thorough)
			config_tell(l, CONFIG_WARNING, "interval",
			    xasprintf("%s than %s; taken as %s", than, key,
				shown));
		free(o->text);
		o->text = xstrdup(shown);
		o->quote = '\0';
	}
	l->m->interval = seconds;
}

/* RFC 5230 section 4.1: what lies beyond is brought back, and no error. */
static void
limit_interval(const struct config_load *l)
{
	struct mailbox *m = l->m;

	if (m->interval < m->interval_min && !classes[m->class].any_interval)
		set_interval(l, m->interval_min, "less", "interval-min");
	if (m->interval > m->interval_max)
		set_interval(l, m->interval_max, "more", "interval-max");
}

/* Settings that would have to be without effect. */
static void
check_misplaced(const struct config_load *l)
{
	size_t i;

	for (i = 0; i < config_rows_count; i++) {
		const char *key = config_rows[i].setting.key;
		const struct config_origin *o = &l->origins->rows[i];

		if ((config_rows[i].not_in & CLASS_BIT(l->m->class)) != 0 &&
		    o->text != NULL && o->text[0] != '\0')
			config_tell(l, CONFIG_ERROR, key,
			    xasprintf("means nothing in class %s; expected it "
				      "in another class only",
				class_word(l->m)));
	}
}

void
config_class_check(const struct config_load *l)
{
	const struct mailbox *m = l->m;
	const struct class *c = &classes[m->class];

	if (m->interval_min > m->interval_max)
		config_tell(l, CONFIG_ERROR, "interval-min",
		    xstrdup("more than interval-max; expected less"));
	else
		limit_interval(l);
	check_misplaced(l);
	if (c->personal &&
	    mailbox_list_has(&m->disabled_rules, "not-addressed"))
		config_tell(l, CONFIG_ERROR, "disable",
		    xasprintf("not-addressed cannot be disabled in class %s "
			      "(RFC 3834 section 2); expected aliases, or "
			      "class = acknowledge",
			class_word(m)));
	if (c->needs_name && !l->partial && m->from_name[0] == '\0')
		config_tell(l, CONFIG_ERROR, "from",
		    xasprintf("no display name in class %s; expected one "
			      "that names the service (RFC 3834 section "
			      "3.1.1), such as Support <support@example.org>",
			class_word(m)));
}
