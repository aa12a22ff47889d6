#include "response/notice.h"

#include "base/mem.h"
#include "base/text.h"
#include "response/encode.h"
#include "response_field.h"
#include "response_values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines that a cleaned evidence may have in characters. */
#define EVIDENCE_CHARS 200

static char *
breaker_text(const struct notice *n)
{
	char clean[EVIDENCE_CHARS * 4 + 1];

	text_clean(clean, sizeof clean, EVIDENCE_CHARS, n->evidence,
	    strlen(n->evidence));
	return xasprintf(
	    "A limit on the responses of %s is reached:\n\n    %s\n\n"
	    "Until there is room again, nobody gets a response from it.\n"
	    "This is said once in each window of that limit.\n",
	    n->mailbox->address, clean);
}

/* The lines behind the senders that are shown. */
static void
say_rest(char to[200], const struct notice_summary *s)
{
	char more[64] = "";

	if (s->omitted > 0)
		snprintf(more, sizeof more, "    and %zu more\n", s->omitted);
	else if (s->shown == 0 && !s->partial)
		snprintf(more, sizeof more, "    nobody\n");
	snprintf(to, 200, "%s%s", more,
	    s->partial ? "    The history could not be looked at as a whole.\n"
		       : "");
}

static char *
ended_text(const struct notice *n)
{
	const struct notice_summary *s = n->summary;
	char rest[200];

	say_rest(rest, s);
	return xasprintf("The absence of %s%s%s ended with %s.\n\n"
			 "Who was answered, and when last, as far as it is "
			 "still known:\n\n%s%s\n%s%s",
	    n->mailbox->address, *n->from == '\0' ? "" : " from ", n->from,
	    n->until, s->shown > 0 ? s->senders : "", rest,
	    s->counts == NULL
		? "Nothing was counted in these days; see the setting "
		  "\"statistics\".\n"
		: "What became of the messages of these days (UTC):\n\n",
	    s->counts == NULL ? "" : s->counts);
}

static char *
endless_text(const struct notice *n)
{
	return xasprintf(
	    "%s still answers its mail, and no end of the absence is set.\n\n"
	    "Set \"absent-until\", or \"enabled = no\" where it is over.\n"
	    "This is said again in 30 days.\n",
	    n->mailbox->address);
}

static const struct {
	const char *word, *subject;
	char *(*text)(const struct notice *n);
} kinds[NOTICE_COUNT] = {
	[NOTICE_BREAKER] = { "breaker", "limit on responses reached",
	    breaker_text },
	[NOTICE_ENDED] = { "ended", "absence ended", ended_text },
	[NOTICE_ENDLESS] = { "endless", "still answering, without an end",
	    endless_text },
};

const char *
notice_word(enum notice_kind kind)
{
	return kinds[kind].word;
}

void
notice_summary_release(struct notice_summary *s)
{
	free(s->senders);
	free(s->counts);
	memset(s, 0, sizeof *s);
}

/* The address that it comes from: the mailbox, without its display name, so
 * that nobody takes it for a person's mail. */
static int
addresses(const struct mailbox *m, char from[ADDR_MAX], char to[ADDR_MAX])
{
	const char *own =
	    m->from_address[0] != '\0' ? m->from_address : m->address;

	return addr_for_wire(from, ADDR_MAX, own) == 0 &&
		addr_for_wire(to, ADDR_MAX, m->notify) == 0
	    ? 0
	    : -1;
}

static int
write_fields(struct response *r, const struct notice *n,
    const struct response_moment *moment, const char *body, const char *from)
{
	char date[RESPONSE_DATE], id[SUBJECT_ID],
	    *subject = xasprintf("backsoon: %s: %s", n->mailbox->address,
		kinds[n->kind].subject),
	    *encoded = encode_text(subject);
	size_t i, len = strlen(body);
	const struct {
		const char *name, *body;
	} fields[] = {
		{ "Date", date },
		{ "From", from },
		{ "To", r->recipient },
		{ "Subject", encoded },
		{ "Message-ID", id },
		{ "Auto-Submitted", "auto-generated" },
		{ "Precedence", "bulk" },
		{ "X-Auto-Response-Suppress", "All" },
		{ "X-Loop", from },
		{ "MIME-Version", "1.0" },
		{ "Content-Type",
		    text_is_ascii(body, len) ? "text/plain; charset=us-ascii"
					     : "text/plain; charset=utf-8" },
		{ "Content-Transfer-Encoding",
		    encode_transfer_name(encode_choose(body, len)) },
	};
	int rc = response_id(id, moment, from);

	response_date(date, moment->now, moment->zone);
	for (i = 0; i < sizeof fields / sizeof *fields && rc == 0; i++)
		rc = response_field(r, fields[i].name, fields[i].body);
	mem_copy(r->message_id, sizeof r->message_id, id);
	free(encoded);
	free(subject);
	return rc;
}

int
notice_write(struct response *r, const struct notice *n,
    const struct response_moment *moment, char why[200])
{
	char from[ADDR_MAX], *body, *encoded;
	size_t len;
	int rc;

	*r = (struct response){ .bytes = NULL };
	if (addresses(n->mailbox, from, r->recipient) == -1) {
		snprintf(why, 200, "an address without an ASCII form");
		return -1;
	}
	body = kinds[n->kind].text(n);
	len = strlen(body);
	rc = write_fields(r, n, moment, body, from);
	if (rc == 0) {
		response_append(r, "\r\n", 2);
		encoded = encode_body(encode_choose(body, len), body, len);
		response_append(r, encoded, strlen(encoded));
		free(encoded);
	} else {
		snprintf(why, 200, "a field is not fit to write");
	}
	free(body);
	return rc;
}
