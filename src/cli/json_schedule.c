#include "json_schedule.h"

#include "subject/date.h"

/* Changes that are told; with hours there may be dozens a day. */
#define CHANGES 20000

static const char *
or_null(const char *s)
{
	return s == NULL || *s == '\0' ? NULL : s;
}

/* An instant in UTC under this key, in the zone under a second one. */
static void
put_moment(json_t *object, const char *key, const char *local_key,
    const struct zone *z, int64_t instant)
{
	char local[CIVIL_TEXT], utc[32];
	bool open = instant == INT64_MIN || instant == INT64_MAX;

	json_put(object, key, open ? NULL : date_utc(utc, (uint64_t)instant));
	json_put(object, local_key,
	    open ? NULL : civil_text(local, zone_civil(z, instant)));
}

json_t *
json_occasion(const struct occasion *o)
{
	json_t *object = json_object();
	char utc[32];

	json_object_set_new(object, "due", json_boolean(o->due));
	json_put(object, "why", or_null(o->why));
	json_put(object, "template", or_null(o->template));
	json_put(object, "from", or_null(o->from));
	json_put(object, "until", or_null(o->until));
	json_put(object, "begins",
	    o->begins == 0 ? NULL : date_utc(utc, o->begins));
	json_put(object, "ends", o->ends == 0 ? NULL : date_utc(utc, o->ends));
	return object;
}

static json_t *
window(const struct outlook *v, const struct window *w)
{
	const struct zone *z = &v->schedule->zone;
	json_t *object = json_object();

	json_put(object, "source", window_source_text(w->source));
	put_moment(object, "begins", "begins-local", z, w->begins);
	put_moment(object, "ends", "ends-local", z, w->ends);
	json_put(object, "template", or_null(w->template));
	json_object_set_new(object, "open", json_boolean(w->begins <= v->at));
	return object;
}

static json_t *
changes(const struct outlook *v)
{
	const struct schedule *s = v->schedule;
	json_t *rows = json_array(), *row;
	int64_t at = v->at;
	int i;

	for (i = 0; i < CHANGES; i++) {
		at = schedule_change(s, at, v->until);
		if (at == INT64_MAX)
			break;
		row = json_object();
		put_moment(row, "at", "at-local", &s->zone, at);
		json_object_set_new(row, "due",
		    json_boolean(schedule_is_due(s, at)));
		json_array_append_new(rows, row);
	}
	return rows;
}

void
json_schedule(FILE *out, const struct outlook *v)
{
	const struct schedule *s = v->schedule;
	json_t *o = json_occasion(&v->occasion), *rows = json_array();
	size_t i;

	json_put(o, "mailbox", s->mailbox->address);
	json_put(o, "zone", s->zone.name);
	json_put(o, "hours", or_null(s->mailbox->hours));
	put_moment(o, "now", "now-local", &s->zone, v->at);
	json_object_set_new(o, "changes", changes(v));
	for (i = 0; i < v->count; i++)
		json_array_append_new(rows, window(v, &v->windows[i]));
	json_object_set_new(o, "windows", rows);
	json_dumpf(o, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(o);
}
