#include "simulate.h"

#include "json_text.h"

#include "base/log.h"
#include "subject/date.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

static const char *
verdict(const struct journey *j)
{
	return j->judgement.rule != NULL ? j->judgement.rule->name
					 : verdict_text(j->judgement.verdict);
}

/* The null sender is "<>", no sender at all "-". */
static const char *
sender(const struct envelope *e)
{
	if (e->state == ENVELOPE_NULL)
		return "<>";
	return e->state == ENVELOPE_ADDRESS ? e->sender : "-";
}

static void
row_json(FILE *out, const struct journey *j)
{
	const struct facts *f = &j->facts;
	json_t *o = json_object();
	char when[32];

	json_put(o, "time", date_utc(when, f->now));
	json_put(o, "verdict", verdict_text(j->judgement.verdict));
	json_put(o, "rule",
	    j->judgement.rule == NULL ? NULL : j->judgement.rule->name);
	json_put(o, "evidence",
	    *j->judgement.evidence.text == '\0' ? NULL
						: j->judgement.evidence.text);
	json_put(o, "sender", sender(f->envelope));
	json_put(o, "subject", f->subject->subject);
	json_put(o, "message-id", f->subject->message_id);
	json_dumpf(o, out, JSON_COMPACT);
	json_decref(o);
}

void
simulate_begin(FILE *out, struct simulation *s)
{
	if (s->json)
		fputs("{\"list\":[", out);
}

void
simulate_row(FILE *out, struct simulation *s, const struct journey *j)
{
	const struct facts *f = &j->facts;
	char who[2 * ADDR_MAX], when[32];

	if (s->json) {
		fputs(s->begun ? ",\n" : "\n", out);
		s->begun = true;
		row_json(out, j);
		return;
	}
	log_clean(who, sizeof who, sender(f->envelope),
	    strlen(sender(f->envelope)));
	fprintf(out, "%s  ", date_utc(when, f->now));
	if (s->all)
		fprintf(out, "%-21s  ", verdict(j));
	fprintf(out, "%-32s  %s\n", who, f->subject->subject);
}

static const struct total {
	const char *label;
	size_t offset;
} totals[] = {
	{ "messages", offsetof(struct simulation, messages) },
	{ "answered", offsetof(struct simulation, answered) },
	{ "suppressed", offsetof(struct simulation, suppressed) },
	{ "undecided", offsetof(struct simulation, undecided) },
	{ "unreadable", offsetof(struct simulation, unreadable) },
	{ "skipped", offsetof(struct simulation, skipped) },
};

static uint64_t
total(const struct simulation *s, size_t i)
{
	uint64_t n;

	memcpy(&n, (const char *)s + totals[i].offset, sizeof n);
	return n;
}

static void
end_json(FILE *out, const struct simulation *s)
{
	json_t *counts = json_object();
	size_t i;

	fputs(s->begun ? "\n]" : "]", out);
	for (i = 0; i < sizeof totals / sizeof *totals; i++)
		fprintf(out, ",\n\"%s\":%" PRIu64, totals[i].label,
		    total(s, i));
	for (i = 0; i < rules_count; i++)
		json_object_set_new(counts, rules[i].name,
		    json_integer((json_int_t)s->rules[i]));
	fputs(",\n\"rules\":", out);
	json_dumpf(counts, out, JSON_INDENT(2));
	fputs("}\n", out);
	json_decref(counts);
}

void
simulate_end(FILE *out, struct simulation *s)
{
	size_t i;

	if (s->json) {
		end_json(out, s);
		return;
	}
	for (i = 0; i < sizeof totals / sizeof *totals; i++)
		if (i < 3 || total(s, i) > 0)
			fprintf(out, "%-22s %" PRIu64 "\n", totals[i].label,
			    total(s, i));
	for (i = 0; i < rules_count; i++)
		if (s->rules[i] > 0)
			fprintf(out, "  %-20s %" PRIu64 "\n", rules[i].name,
			    s->rules[i]);
}
