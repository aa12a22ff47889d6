#include "json.h"

#include "base/text.h"

#include <jansson.h>
#include <string.h>

/* What a stranger wrote may be no UTF-8; JSON must be. */
static json_t *
text(const char *s)
{
	char clean[2048];

	if (s == NULL)
		return json_null();
	if (text_is_utf8(s, strlen(s)))
		return json_string(s);
	text_clean(clean, sizeof clean, sizeof clean, s, strlen(s));
	return json_string(clean);
}

static void
put(json_t *object, const char *key, const char *value)
{
	json_object_set_new(object, key, text(value));
}

static const char *
or_null(const char *s)
{
	return s == NULL || *s == '\0' ? NULL : s;
}

static json_t *
rule_row(const struct rule *r)
{
	json_t *row = json_object();

	put(row, "name", r->name);
	put(row, "force", rule_force_text(r->force));
	put(row, "source", r->source);
	put(row, "says", r->says);
	return row;
}

static json_t *
outcomes(const struct judgement *j)
{
	json_t *rows = json_array();
	size_t i;

	for (i = 0; i < rules_count; i++) {
		json_t *row = rule_row(&rules[i]);

		put(row, "outcome", outcome_text(j->outcomes[i]));
		put(row, "evidence", or_null(j->evidences[i].text));
		json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *
response(const struct response *r)
{
	json_t *object = json_object();

	put(object, "recipient", r->recipient);
	put(object, "message-id", r->message_id);
	json_object_set_new(object, "message", json_stringn(r->bytes, r->size));
	return object;
}

/* The null sender is "", no sender at all null. */
static const char *
sender(const struct envelope *e)
{
	return e->state == ENVELOPE_ADDRESS || e->state == ENVELOPE_NULL
	    ? e->sender
	    : NULL;
}

static void
print(FILE *out, json_t *value)
{
	json_dumpf(value, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(value);
}

void
json_explanation(FILE *out, const struct journey *j)
{
	const struct judgement *g = &j->judgement;
	const struct envelope *e = j->facts.envelope;
	json_t *o = json_object();

	put(o, "verdict", verdict_text(g->verdict));
	put(o, "rule", g->rule == NULL ? NULL : g->rule->name);
	put(o, "evidence", or_null(g->evidence.text));
	put(o, "sender", sender(e));
	put(o, "sender-source", or_null(e->sender_source));
	put(o, "recipient", or_null(e->recipient));
	put(o, "recipient-source", or_null(e->recipient_source));
	put(o, "client-ip", or_null(e->client_ip));
	put(o, "helo", or_null(e->helo));
	put(o, "note", or_null(e->note));
	put(o, "mailbox",
	    or_null(j->facts.mailbox->address) != NULL
		? j->facts.mailbox->address
		: or_null(e->recipient));
	put(o, "key", or_null(j->facts.key.sender));
	put(o, "text", or_null(j->identity));
	put(o, "message-id", or_null(j->facts.subject->message_id));
	put(o, "subject", or_null(j->facts.subject->subject));
	json_object_set_new(o, "interval",
	    json_integer(j->facts.mailbox->interval));
	json_object_set_new(o, "rules", outcomes(g));
	json_object_set_new(o, "response",
	    j->composed ? response(&j->response) : json_null());
	print(out, o);
}

void
json_rules(FILE *out)
{
	json_t *rows = json_array();
	size_t i;

	for (i = 0; i < rules_count; i++)
		json_array_append_new(rows, rule_row(&rules[i]));
	print(out, rows);
}
