#include "outlook.h"

#include "base/mem.h"
#include "subject/date.h"

#include <stdlib.h>
#include <string.h>

#define MOMENT 64

static int
earlier(const void *a, const void *b)
{
	const struct window *x = a, *y = b;

	if (x->begins != y->begins)
		return x->begins < y->begins ? -1 : 1;
	return (x->ends > y->ends) - (x->ends < y->ends);
}

void
outlook_init(struct outlook *v, const struct schedule *s, int64_t at,
    int64_t until)
{
	size_t i;

	memset(v, 0, sizeof *v);
	v->schedule = s;
	v->at = at;
	v->until = until;
	schedule_judge(s, at, &v->occasion);
	v->windows = xcalloc(s->count + 1, sizeof *v->windows);
	for (i = 0; i < s->count; i++)
		if (s->windows[i].ends > at && s->windows[i].begins < until)
			v->windows[v->count++] = s->windows[i];
	if (v->count > 1)
		qsort(v->windows, v->count, sizeof *v->windows, earlier);
}

void
outlook_release(struct outlook *v)
{
	free(v->windows);
	memset(v, 0, sizeof *v);
}

/* An instant in the zone and in UTC. */
static const char *
moment(char to[MOMENT], const struct zone *z, int64_t instant)
{
	char local[CIVIL_TEXT], utc[32];

	if (instant == INT64_MIN || instant == INT64_MAX)
		snprintf(to, MOMENT, "open");
	else
		snprintf(to, MOMENT, "%s  %s",
		    civil_text(local, zone_civil(z, instant)),
		    date_utc(utc, (uint64_t)instant));
	return to;
}

static void
row(FILE *out, const char *label, const char *value)
{
	if (value != NULL && *value != '\0')
		fprintf(out, "%-10s %s\n", label, value);
}

static void
tell_window(FILE *out, const struct outlook *v, const struct window *w)
{
	const struct zone *z = &v->schedule->zone;
	char text[MOMENT];

	fprintf(out, "%s%s\n", window_source_text(w->source),
	    w->begins <= v->at ? ", open" : "");
	fprintf(out, "  %-8s %s\n", "begins", moment(text, z, w->begins));
	fprintf(out, "  %-8s %s\n", "ends", moment(text, z, w->ends));
	if (*w->template != '\0')
		fprintf(out, "  %-8s %s\n", "template", w->template);
}

static void
tell_next(FILE *out, const struct outlook *v)
{
	int64_t next = schedule_change(v->schedule, v->at, v->until);
	const char *what = "another absence";
	char text[MOMENT];

	if (next == INT64_MAX) {
		row(out, "next", "no change in this time");
		return;
	}
	if (schedule_is_due(v->schedule, next) != v->occasion.due)
		what = v->occasion.due ? "no answers" : "answers";
	fprintf(out, "%-10s %s: %s\n", "next",
	    moment(text, &v->schedule->zone, next), what);
}

void
outlook_text(FILE *out, const struct outlook *v)
{
	const struct schedule *s = v->schedule;
	char text[MOMENT];
	size_t i;

	row(out, "mailbox", s->mailbox->address);
	row(out, "zone", s->zone.name);
	row(out, "now", moment(text, &s->zone, v->at));
	row(out, "due", v->occasion.due ? "yes" : "no");
	row(out, "why", v->occasion.why);
	row(out, "template", v->occasion.template);
	row(out, "hours", s->mailbox->hours);
	tell_next(out, v);
	for (i = 0; i < v->count; i++)
		tell_window(out, v, &v->windows[i]);
}
