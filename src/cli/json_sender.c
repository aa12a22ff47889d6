#include "json_sender.h"

#include "json_text.h"

#include <string.h>

static json_t *
questions(const struct sender_trace *t)
{
	json_t *rows = json_array();
	uint32_t i;

	for (i = 0; t != NULL && i < t->count; i++) {
		const struct sender_question *q = &t->questions[i];
		json_t *row = json_object();

		json_put(row, "name", q->name);
		json_put(row, "type", q->type);
		json_put(row, "status", q->status);
		json_put(row, "answer", q->answer);
		json_object_set_new(row, "ms", json_integer(q->ms));
		json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *
lists(const struct sender_reply *r)
{
	json_t *rows = json_array();
	size_t i;

	for (i = 0; i < 2 * SENDER_LISTS; i++) {
		const struct sender_listing *l = &r->listings[i];
		json_t *row;

		if (l->state == LISTING_ABSENT)
			continue;
		row = json_object();
		json_put(row, "zone", l->zone);
		json_put(row, "subject", l->subject);
		json_put(row, "state", listing_state_text(l->state));
		json_put(row, "answer", l->answer);
		json_array_append_new(rows, row);
	}
	return rows;
}

static const char *
or_null(const char *s)
{
	return *s == '\0' ? NULL : s;
}

json_t *
json_sender(const struct findings_told *t)
{
	const struct sender_reply *r = t->reply;
	char field[2048];
	json_t *o = json_object();

	json_put(o, "spf", spf_result_text(r->spf));
	json_object_set_new(o, "weak", json_boolean(r->weak));
	json_put(o, "evidence", spf_result_text(sender_evidence(r, t->client)));
	json_put(o, "spf-reason", r->spf_reason);
	json_put(o, "record", or_null(r->record));
	json_put(o, "helo-spf", spf_result_text(r->helo));
	json_put(o, "helo-reason", r->helo_reason);
	json_put(o, "domain", domain_state_text(r->domain));
	json_put(o, "domain-reason", r->domain_reason);
	json_object_set_new(o, "lists", lists(r));
	json_object_set_new(o, "questions", questions(t->trace));
	json_object_set_new(o, "asked", json_integer(r->asked));
	json_object_set_new(o, "milliseconds", json_integer(r->ms));
	json_put(o, "received-spf",
	    findings_received_spf(field, sizeof field, t));
	json_put(o, "died", or_null(t->died));
	return o;
}
