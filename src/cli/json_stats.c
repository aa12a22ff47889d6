#include "json_stats.h"

#include "json_text.h"
#include "subject/date.h"

#define DAY 86400u

static void
put_number(json_t *object, const char *key, uint64_t n)
{
	json_object_set_new(object, key, json_integer((json_int_t)n));
}

/* Where the count of an outcome goes. */
static void
put_count(json_t *object, const char *outcome, uint64_t n)
{
	enum tally_kind kind = tally_kind(outcome);

	if (kind == KIND_RESPONDED)
		put_number(object, outcome, n);
	else
		put_number(json_object_get(object,
			       kind == KIND_FAILED ? "failed" : "suppressed"),
		    outcome, n);
}

static json_t *
new_counts(void)
{
	json_t *object = json_object();

	put_number(object, TALLY_RESPONDED, 0);
	json_object_set_new(object, "suppressed", json_object());
	json_object_set_new(object, "failed", json_object());
	return object;
}

static json_t *
day_of(const struct tally *t, const struct tally_day *d)
{
	json_t *object = new_counts();
	char when[32];
	size_t i;

	date_utc(when, (uint64_t)d->day * DAY);
	when[10] = '\0';
	json_put(object, "day", when);
	put_number(object, "runs", d->runs);
	put_number(object, "ms", d->ms_sum);
	put_number(object, "ms-max", d->ms_max);
	for (i = 0; i < TALLY_SLOTS; i++)
		if (d->counts[i] > 0)
			put_count(object, t->names[i], d->counts[i]);
	return object;
}

static json_t *
tally_of(const struct tally *t)
{
	json_t *object = new_counts(), *list = json_array();
	const struct tally_day *days[TALLY_DAYS];
	size_t i, n = stats_days(days, t);
	char when[32];

	json_put(object, "since", date_utc(when, t->since));
	json_put(object, "last", date_utc(when, t->last));
	put_number(object, "runs", t->runs);
	put_number(object, "ms", t->ms_sum);
	for (i = 0; i < TALLY_SLOTS; i++)
		if (t->counts[i] > 0)
			put_count(object, t->names[i], t->counts[i]);
	for (i = 0; i < n; i++)
		json_array_append_new(list, day_of(t, days[i]));
	json_object_set_new(object, "days", list);
	return object;
}

void
json_stats(FILE *out, const struct stats *s)
{
	json_t *object = json_object(), *records = json_object();
	size_t i;

	for (i = 0; i < stats_rows_count; i++)
		put_number(records, stats_rows[i].name,
		    s->kinds[(int)stats_rows[i].kind]);
	put_number(records, "responses", s->responses);
	put_number(records, "damaged", s->report.damaged);
	put_number(records, "octets", s->report.octets);
	json_put(object, "mailbox", s->mailbox);
	json_object_set_new(object, "history", records);
	json_object_set_new(object, "statistics",
	    s->counted ? tally_of(&s->tally) : json_null());
	json_dumpf(object, out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	fputc('\n', out);
	json_decref(object);
}
