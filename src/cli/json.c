#include "json.h"

#include "json_schedule.h"
#include "json_sender.h"
#include "json_text.h"

#include "policy/wording.h"
#include "subject/auth.h"

#include <string.h>

static const char *
or_null(const char *s)
{
	return s == NULL || *s == '\0' ? NULL : s;
}

static json_t *
rule_row(const struct rule *r)
{
	json_t *row = json_object();

	json_put(row, "name", r->name);
	json_put(row, "force", rule_force_text(r->force));
	json_put(row, "source", r->source);
	json_put(row, "says", r->says);
	return row;
}

static json_t *
outcomes(const struct judgement *j)
{
	json_t *rows = json_array();
	size_t i;

	for (i = 0; i < rules_count; i++) {
		json_t *row = rule_row(&rules[i]);

		json_put(row, "outcome", outcome_text(j->outcomes[i]));
		json_put(row, "evidence", or_null(j->evidences[i].text));
		json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *
response(const struct response *r)
{
	json_t *object = json_object();

	json_put(object, "recipient", r->recipient);
	json_put(object, "message-id", r->message_id);
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
put_flag(json_t *object, const char *key, bool value)
{
	json_object_set_new(object, key, json_boolean(value));
}

static const char *
result_or_null(enum spf_result r)
{
	return r == RESULT_ABSENT ? NULL : spf_result_text(r);
}

static json_t *
trace(const struct facts *f)
{
	const struct client *c = &f->client;
	const struct testimony *t = &f->testimony;
	json_t *object = json_object();

	json_put(object, "client-ip", or_null(c->ip));
	json_put(object, "helo", or_null(c->helo));
	json_put(object, "client-source", or_null(c->source));
	json_object_set_new(object, "received",
	    c->received == 0 ? json_null() : json_integer(c->received));
	put_flag(object, "usable", c->usable);
	json_put(object, "spf", result_or_null(t->spf));
	json_put(object, "spf-source", or_null(t->spf_source));
	put_flag(object, "spares", t->spares);
	json_put(object, "dmarc", result_or_null(t->dmarc));
	json_put(object, "dmarc-policy",
	    t->dmarc == RESULT_ABSENT ? NULL : auth_policy_text(t->policy));
	json_put(object, "dmarc-source", or_null(t->dmarc_source));
	json_put(object, "aligned", or_null(t->aligned));
	json_put(object, "sealed", or_null(t->sealed));
	put_flag(object, "spf-rescued", t->spf_rescued);
	put_flag(object, "dmarc-rescued", t->dmarc_rescued);
	return object;
}

static void
print(FILE *out, json_t *value)
{
	json_dumpf(value, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(value);
}

static json_t *
sender_check(const struct journey *j, const struct sender_trace *asked)
{
	const struct facts *f = &j->facts;
	struct findings_told told;

	if (!f->mailbox->sender_check)
		return json_string("off");
	findings_of(&told, f, asked);
	return f->findings.known ? json_sender(&told) : json_null();
}

/* Which text it is to be, and for whom; only where it came to that. */
static json_t *
wording(const struct journey *j)
{
	const struct facts *f = &j->facts;
	json_t *o;

	if (!f->audience.asked)
		return json_null();
	o = json_object();
	json_put(o, "circle", audience_text(f->audience.circle));
	json_put(o, "template",
	    j->composed ? or_null(wording_path_for(f, facts_verified(f)))
			: NULL);
	json_put(o, "language",
	    j->composed ? or_null(wording_language(f)) : NULL);
	return o;
}

void
json_explanation(FILE *out, const struct journey *j,
    const struct sender_trace *asked)
{
	const struct judgement *g = &j->judgement;
	const struct envelope *e = j->facts.envelope;
	json_t *o = json_object();

	json_put(o, "verdict", verdict_text(g->verdict));
	json_put(o, "rule", g->rule == NULL ? NULL : g->rule->name);
	json_put(o, "evidence", or_null(g->evidence.text));
	json_put(o, "sender", sender(e));
	json_put(o, "sender-source", or_null(e->sender_source));
	json_put(o, "recipient", or_null(e->recipient));
	json_put(o, "recipient-source", or_null(e->recipient_source));
	json_put(o, "client-ip", or_null(e->client_ip));
	json_put(o, "helo", or_null(e->helo));
	json_put(o, "note", or_null(e->note));
	json_put(o, "mailbox",
	    or_null(j->facts.mailbox->address) != NULL
		? j->facts.mailbox->address
		: or_null(e->recipient));
	json_put(o, "key", or_null(j->facts.key.sender));
	json_put(o, "text", or_null(j->identity));
	json_put(o, "message-id", or_null(j->facts.subject->message_id));
	json_put(o, "subject", or_null(j->facts.subject->subject));
	json_object_set_new(o, "interval",
	    json_integer(j->facts.mailbox->interval));
	json_object_set_new(o, "schedule",
	    j->facts.occasion.known ? json_occasion(&j->facts.occasion)
				    : json_null());
	json_object_set_new(o, "trace",
	    j->facts.traced ? trace(&j->facts) : json_null());
	json_object_set_new(o, "rules", outcomes(g));
	json_object_set_new(o, "sender-check", sender_check(j, asked));
	json_object_set_new(o, "wording", wording(j));
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
