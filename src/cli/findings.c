#include "findings.h"

#include "base/text.h"
#include "subject/scan.h"

#include <inttypes.h>
#include <string.h>

static void
row(FILE *out, const char *label, const char *value, const char *reason)
{
	fprintf(out, "  %-12s %s", label, value);
	if (*reason != '\0')
		fprintf(out, "  (%s)", reason);
	fputc('\n', out);
}

static void
tell_spf(FILE *out, const struct findings_told *t)
{
	const struct sender_reply *r = t->reply;
	enum spf_result believed = sender_evidence(r, t->client);

	row(out, "spf", spf_result_text(r->spf), r->spf_reason);
	if (believed != r->spf)
		row(out, "believed", spf_result_text(believed),
		    r->weak ? "any client gets this pass"
			    : "the client is no host of the Internet");
	if (*r->record != '\0')
		row(out, "record", r->record, "");
	if (r->helo != RESULT_ABSENT)
		row(out, "helo spf", spf_result_text(r->helo), r->helo_reason);
}

static void
tell_lists(FILE *out, const struct sender_reply *r)
{
	size_t i;

	for (i = 0; i < 2 * SENDER_LISTS; i++) {
		const struct sender_listing *l = &r->listings[i];

		if (l->state != LISTING_ABSENT)
			fprintf(out, "  %-12s %s: %s is %s  %s\n", "dns-list",
			    l->zone, l->subject, listing_state_text(l->state),
			    l->answer);
	}
}

static void
tell_questions(FILE *out, const struct findings_told *t)
{
	uint32_t i;

	fprintf(out, "  %-12s %" PRIu32 " questions, %" PRIu32 " ms\n", "asked",
	    t->reply->asked, t->reply->ms);
	if (t->trace == NULL)
		return;
	for (i = 0; i < t->trace->count; i++) {
		const struct sender_question *q = &t->trace->questions[i];

		fprintf(out, "    %4" PRIu32 " ms  %-5s %s  %s%s%s\n", q->ms,
		    q->type, q->name, q->status, *q->answer == '\0' ? "" : ": ",
		    q->answer);
	}
}

void
findings_of(struct findings_told *t, const struct facts *f,
    const struct sender_trace *trace)
{
	*t = (struct findings_told){ .client = &f->findings.client,
		.helo = f->client.helo,
		.sender = f->envelope->sender,
		.reply = &f->findings.reply,
		.trace = trace,
		.died = f->findings.died };
}

void
findings_tell(FILE *out, const struct findings_told *t)
{
	const struct sender_reply *r = t->reply;

	if (*t->died != '\0')
		row(out, "checker", t->died, "");
	row(out, "domain", domain_state_text(r->domain), r->domain_reason);
	tell_spf(out, t);
	tell_lists(out, r);
	tell_questions(out, t);
}

/* RFC 7208 section 9.1: value = dot-atom / quoted-string. */
static void
add_pair(char *to, size_t size, const char *key, const char *value)
{
	size_t n = strlen(to), i;

	if (*value == '\0')
		return;
	n += (size_t)snprintf(to + n, size - n, " %s=", key);
	if (scan_is_dot_atom(value, strlen(value))) {
		snprintf(to + n, size - n, "%s;", value);
		return;
	}
	to[n++] = '"';
	for (i = 0; value[i] != '\0' && n + 4 < size; i++) {
		unsigned char c = (unsigned char)value[i];

		if (c == '"' || c == '\\')
			to[n++] = '\\';
		to[n++] = c < ' ' || c == 0x7f ? '?' : value[i];
	}
	snprintf(to + n, size - n, "\";");
}

char *
findings_received_spf(char *to, size_t size, const struct findings_told *t)
{
	char client[IP_TEXT];

	snprintf(to, size, "Received-SPF: %s", spf_result_text(t->reply->spf));
	add_pair(to, size, "client-ip", ip_text(client, t->client));
	add_pair(to, size, "identity",
	    *t->sender == '\0' ? "helo" : "mailfrom");
	add_pair(to, size, "envelope-from", t->sender);
	add_pair(to, size, "helo", t->helo);
	if (t->reply->spf >= RESULT_TEMPERROR)
		add_pair(to, size, "problem", t->reply->spf_reason);
	return to;
}
