#include "status.h"

#include "json_text.h"

#include "subject/date.h"

#include <inttypes.h>
#include <string.h>

static void
row(FILE *out, const char *label, const char *text)
{
	if (*text != '\0')
		fprintf(out, "  %-14s %s\n", label, text);
}

/* "7d", in the largest unit that says it exactly. */
static const char *
duration(char to[24], uint32_t seconds)
{
	static const struct {
		uint32_t seconds;
		char letter;
	} units[] = { { 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };
	size_t i = 0;

	while (seconds % units[i].seconds != 0)
		i++;
	snprintf(to, 24, "%" PRIu32 "%c", seconds / units[i].seconds,
	    units[i].letter);
	return to;
}

static void
tell_answered(FILE *out, const struct status *s)
{
	char line[STATUS_TEXT], when[32];

	if (*s->unknown != '\0') {
		row(out, "answered", s->unknown);
		return;
	}
	snprintf(line, sizeof line, "%" PRIu64 " sender%s since %s", s->senders,
	    s->senders == 1 ? "" : "s", date_utc(when, s->since));
	row(out, "answered", line);
	if (s->last != 0)
		row(out, "last", date_utc(when, s->last));
	if (s->again != 0)
		row(out, "again from", date_utc(when, s->again));
}

void
status_text(FILE *out, const struct status *s)
{
	const struct mailbox *m = s->mailbox;
	char line[STATUS_TEXT], length[24];
	size_t i;

	fprintf(out, "%s: %s%s%s\n", m->address,
	    s->active ? "answers" : "does not answer",
	    *s->why == '\0' ? "" : ": ", s->why);
	row(out, "from", s->from);
	row(out, "until", s->until);
	snprintf(line, sizeof line, "a sender gets one response in %s",
	    duration(length, m->interval));
	row(out, "interval", line);
	tell_answered(out, s);
	row(out, "text", *s->text == '\0' ? "the built-in one" : s->text);
	row(out, "configuration", m->config_path);
	for (i = 0; i < s->warnings_count; i++)
		row(out, "warning", s->warnings[i]);
}

static const char *
or_null(const char *s)
{
	return *s == '\0' ? NULL : s;
}

static void
put_time(json_t *object, const char *key, uint64_t when)
{
	char text[32];

	json_put(object, key, when == 0 ? NULL : date_utc(text, when));
}

void
status_json(FILE *out, const struct status *s)
{
	const struct mailbox *m = s->mailbox;
	json_t *o = json_object(), *warnings = json_array();
	size_t i;

	json_put(o, "mailbox", m->address);
	json_object_set_new(o, "active", json_boolean(s->active));
	json_put(o, "why", or_null(s->why));
	json_put(o, "from", or_null(s->from));
	json_put(o, "until", or_null(s->until));
	json_object_set_new(o, "interval", json_integer(m->interval));
	put_time(o, "since", s->since);
	json_object_set_new(o, "answered",
	    *s->unknown == '\0' ? json_integer((json_int_t)s->senders)
				: json_null());
	put_time(o, "last", s->last);
	put_time(o, "again", s->again);
	json_put(o, "template", or_null(s->text));
	json_put(o, "configuration", m->config_path);
	for (i = 0; i < s->warnings_count; i++)
		json_array_append_new(warnings, json_text(s->warnings[i]));
	json_object_set_new(o, "warnings", warnings);
	json_dumpf(o, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(o);
}
