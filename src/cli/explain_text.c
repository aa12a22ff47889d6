#include "explain.h"
#include "findings.h"

#include "policy/wording.h"
#include "subject/auth.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void
row(FILE *out, const char *label, const char *value, const char *from)
{
	if (value == NULL || *value == '\0')
		return;
	fprintf(out, "  %-12s %s", label, value);
	if (from != NULL && *from != '\0')
		fprintf(out, "  (from %s)", from);
	fputc('\n', out);
}

static const char *
sender_text(const struct envelope *e)
{
	switch (e->state) {
	case ENVELOPE_UNKNOWN:
		return "unknown";
	case ENVELOPE_NULL:
		return "<>";
	case ENVELOPE_CONFLICT:
		return "sources disagree";
	case ENVELOPE_ADDRESS:
		break;
	}
	return e->sender;
}

static void
envelope(FILE *out, const struct journey *j)
{
	const struct envelope *e = j->facts.envelope;

	fputs("envelope\n", out);
	row(out, "sender", sender_text(e), e->sender_source);
	row(out, "recipient", e->recipient, e->recipient_source);
	row(out, "mailbox", j->facts.mailbox->address,
	    j->facts.mailbox->config_path);
	row(out, "note", e->note, NULL);
}

static const char *
result_text(enum spf_result r)
{
	return r == RESULT_ABSENT ? "" : spf_result_text(r);
}

static void
client(FILE *out, const struct client *c)
{
	char source[64];

	snprintf(source, sizeof source, "%s", c->source);
	if (c->received > 0)
		snprintf(source, sizeof source, "%s %" PRIu32, c->source,
		    c->received);
	row(out, "client", *c->ip == '\0' ? "unknown" : c->ip, source);
	row(out, "helo", c->helo, NULL);
	if (*c->ip != '\0' && !c->usable)
		row(out, "", "no public address, so no evidence", NULL);
}

static void
testimony(FILE *out, const struct testimony *t)
{
	row(out, "spf", result_text(t->spf), t->spf_source);
	row(out, "dmarc", result_text(t->dmarc), t->dmarc_source);
	if (t->dmarc != RESULT_ABSENT)
		row(out, "policy", auth_policy_text(t->policy), NULL);
	row(out, "aligned", t->aligned, NULL);
	row(out, "sealed", t->sealed, NULL);
	if (t->spf_rescued)
		row(out, "rescued", t->dmarc_rescued ? "spf and dmarc" : "spf",
		    NULL);
}

static void
trace(FILE *out, const struct facts *f)
{
	if (!f->traced)
		return;
	fputs("trace\n", out);
	client(out, &f->client);
	testimony(out, &f->testimony);
}

static void
message(FILE *out, const struct subject *s)
{
	fputs("message\n", out);
	row(out, "message-id", s->message_id, NULL);
	row(out, "subject", s->subject, NULL);
	fprintf(out, "  %-12s %" PRIu64 " octets, %u fields\n", "size",
	    s->octets, s->fields);
}

static void
schedule(FILE *out, const struct occasion *o)
{
	if (!o->known)
		return;
	fputs("schedule\n", out);
	row(out, "due", o->due ? "yes" : "no", NULL);
	row(out, "why", o->why, NULL);
	row(out, "template", o->template, NULL);
}

static void
rule_rows(FILE *out, const struct judgement *j)
{
	size_t i;

	fputs("rules\n", out);
	for (i = 0; i < rules_count; i++) {
		fprintf(out, "  %-12s %-18s %-6s %s\n",
		    outcome_text(j->outcomes[i]), rules[i].name,
		    rule_force_text(rules[i].force), rules[i].source);
		if (*j->evidences[i].text != '\0')
			fprintf(out, "  %-12s   %s\n", "",
			    j->evidences[i].text);
	}
}

static void
sender_check(FILE *out, const struct journey *j,
    const struct sender_trace *asked)
{
	const struct facts *f = &j->facts;
	struct findings_told told;

	findings_of(&told, f, asked);
	fputs("sender check\n", out);
	if (!f->mailbox->sender_check)
		row(out, "sender-check", "off", NULL);
	else if (!f->findings.known)
		row(out, "sender-check", "not reached", NULL);
	else
		findings_tell(out, &told);
}

static void
verdict(FILE *out, const struct journey *j)
{
	const struct judgement *g = &j->judgement;

	fprintf(out, "verdict\n  %s", verdict_text(g->verdict));
	if (g->rule != NULL)
		fprintf(out, ": %s", g->rule->name);
	if (*g->evidence.text != '\0')
		fprintf(out, " (%s)", g->evidence.text);
	fputc('\n', out);
}

/* Which text it is to be, and for whom; only where it came to that. */
static void
wording(FILE *out, const struct journey *j)
{
	const struct facts *f = &j->facts;
	const char *path = wording_path_for(f, facts_verified(f));

	if (!f->audience.asked)
		return;
	fputs("wording\n", out);
	row(out, "circle", audience_text(f->audience.circle), NULL);
	if (!j->composed)
		return;
	row(out, "template", *path == '\0' ? "built-in" : path, NULL);
	row(out, "language", wording_language(f), NULL);
}

static void
claim(FILE *out, const struct journey *j)
{
	const char *key = j->facts.key.sender;

	if (*key == '\0')
		return;
	fputs("claim\n", out);
	row(out, "key", key, NULL);
	row(out, "text", j->identity, NULL);
	fprintf(out, "  %-12s %" PRIu32 " s\n", "interval",
	    j->facts.mailbox->interval);
}

/* As it would leave through sendmail: with the line ends of the system. */
static void
response(FILE *out, const struct journey *j)
{
	size_t i;

	if (!j->composed)
		return;
	fprintf(out, "response to %s\n", j->response.recipient);
	for (i = 0; i < j->response.size; i++)
		if (j->response.bytes[i] != '\r')
			fputc(j->response.bytes[i], out);
}

void
explain_text(FILE *out, const struct journey *j,
    const struct sender_trace *asked)
{
	envelope(out, j);
	message(out, j->facts.subject);
	schedule(out, &j->facts.occasion);
	trace(out, &j->facts);
	rule_rows(out, &j->judgement);
	sender_check(out, j, asked);
	verdict(out, j);
	wording(out, j);
	claim(out, j);
	response(out, j);
}
