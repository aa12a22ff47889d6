#include "response/response.h"

#include "base/mem.h"
#include "base/text.h"
#include "response/encode.h"
#include "response_body.h"
#include "response_field.h"
#include "response_values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Characters of a stranger's subject that are shown again. */
#define SUBJECT_CHARS 200

/* RFC 3834 section 3.1.5, RFC 5230 section 5.3 */
#define SUBJECT_MARK "Auto: "
#define SUBJECT_FIXED SUBJECT_MARK "Automated reply"

/* All that the fields are made of. */
struct draft {
	const struct facts *facts;
	const struct template *text;
	const struct response_moment *moment;
	struct template_values values;
	char own[ADDR_MAX]; /* addresses as the wire wants them */
	char from[ADDR_MAX];
	char to[ADDR_MAX];
	char reply_to[ADDR_MAX];
	char id[SUBJECT_ID];
	char today[RESPONSE_DATE];
	char subject[SUBJECT_CHARS * 4 + 1]; /* "" where it is not echoed */
	struct response_words words;
};

static char *
date_body(const struct draft *d)
{
	char date[RESPONSE_DATE];

	response_date(date, d->moment->now, d->moment->zone);
	return xstrdup(date);
}

static char *
from_body(const struct draft *d)
{
	char *phrase, *to;

	if (d->values.name[0] == '\0')
		return xstrdup(d->from);
	phrase = encode_phrase(d->values.name);
	to = xasprintf("%s <%s>", phrase, d->from);
	free(phrase);
	return to;
}

static char *
to_body(const struct draft *d)
{
	return xstrdup(d->to);
}

static char *
reply_to_body(const struct draft *d)
{
	return d->reply_to[0] == '\0' ? NULL : xstrdup(d->reply_to);
}

/* What led to a subject that is not shown would end in the air. */
static void
trim_lead(char *s)
{
	size_t n = strlen(s);

	while (n > 0 && strchr(" :-", s[n - 1]) != NULL)
		s[--n] = '\0';
}

static char *
subject_body(const struct draft *d)
{
	char clean[SUBJECT_CHARS * 4 + sizeof SUBJECT_MARK];
	const char *own = d->text->subject;
	char *text;

	if (own == NULL && d->facts->mailbox->subject[0] != '\0')
		own = d->facts->mailbox->subject;
	if (own != NULL)
		text = template_expand(own, &d->values);
	else
		text = xasprintf("%s%s", SUBJECT_MARK, d->subject);
	text_clean(clean, sizeof clean,
	    own != NULL ? SUBJECT_CHARS
			: SUBJECT_CHARS + sizeof SUBJECT_MARK - 1,
	    text, strlen(text));
	free(text);
	if (d->subject[0] == '\0')
		trim_lead(clean);
	if (clean[0] == '\0' || (own == NULL && d->subject[0] == '\0'))
		return xstrdup(SUBJECT_FIXED);
	return encode_text(clean);
}

static char *
id_body(const struct draft *d)
{
	return xstrdup(d->id);
}

static char *
in_reply_to_body(const struct draft *d)
{
	return response_in_reply_to(d->facts->subject);
}

static char *
references_body(const struct draft *d)
{
	return response_references(d->facts->subject);
}

/* RFC 3834 section 5, RFC 5436 section 2.7.1 */
static char *
auto_submitted_body(const struct draft *d)
{
	return xstrdup(d->facts->mailbox->class == CLASS_ABSENCE
		? "auto-replied (vacation)"
		: "auto-replied");
}

static char *
precedence_body(const struct draft *d)
{
	const char *precedence = d->facts->mailbox->precedence;

	return precedence[0] == '\0' ? NULL : xstrdup(precedence);
}

static char *
suppress_body(const struct draft *d)
{
	(void)d;
	return xstrdup("All");
}

static char *
loop_body(const struct draft *d)
{
	char own[ADDR_MAX];
	const char *address = d->facts->mailbox->address;

	if (address[0] != '\0' &&
	    addr_for_wire(own, sizeof own, address) == 0 &&
	    text_is_ascii(own, strlen(own)))
		return xstrdup(own);
	return xstrdup(d->own);
}

static char *
mime_version_body(const struct draft *d)
{
	(void)d;
	return xstrdup("1.0");
}

/* Everything a response has above its Content fields, in order.  A body that is
 * NULL leaves the field out. */
static const struct {
	const char *name;
	char *(*body)(const struct draft *d);
} fields[] = {
	{ "Date", date_body },
	{ "From", from_body },
	{ "To", to_body },
	{ "Reply-To", reply_to_body },
	{ "Subject", subject_body },
	{ "Message-ID", id_body },
	{ "In-Reply-To", in_reply_to_body },
	{ "References", references_body },
	{ "Auto-Submitted", auto_submitted_body },
	{ "Precedence", precedence_body },
	{ "X-Auto-Response-Suppress", suppress_body },
	{ "X-Loop", loop_body },
	{ "MIME-Version", mime_version_body },
};

static int
refuse(char why[200], const char *what, const char *reason)
{
	snprintf(why, 200, "%s: %s", what, reason);
	return -1;
}

/* Where a response may stay at home (an intranet host, a reserved name) is
 * for the rules to say; here the address must only be one. */
static int
draft_address(char to[ADDR_MAX], const char *addr, const char *what,
    char why[200])
{
	enum addr_fault fault;

	if (addr_for_wire(to, ADDR_MAX, addr) == -1)
		return refuse(why, what, "its domain has no ASCII form");
	fault = addr_check(to);
	if (fault != ADDR_GOOD && fault != ADDR_SINGLE_LABEL &&
	    fault != ADDR_SPECIAL_USE)
		return refuse(why, what, addr_fault_text(fault));
	return 0;
}

/* RFC 3834 section 3.1.1: as configured, or the address that was written to. */
static const char *
own_address(const struct facts *f)
{
	const char *found;

	if (f->mailbox->from_address[0] != '\0')
		return f->mailbox->from_address;
	found = facts_own_destination(f);
	return found != NULL ? found : f->mailbox->address;
}

/*
 * Who writes, to whom, and where answers shall go.  The Message-ID and X-Loop
 * keep to the mailbox's own address whatever the text has for From: that is
 * what mail-loop looks for.
 */
static int
draft_addresses(struct draft *d, char why[200])
{
	const struct facts *f = d->facts;
	const char *own = own_address(f), *from = d->text->from_address;

	if (from == NULL)
		from = own;
	if (own[0] == '\0')
		return refuse(why, "from", "no own address is known");
	if (f->envelope->state != ENVELOPE_ADDRESS)
		return refuse(why, "recipient", "no envelope sender");
	/* whoever the text names is the mailbox, too */
	if (addr_equal(from, f->envelope->sender) ||
	    addr_equal(from, f->key.sender))
		return refuse(why, "from", "the sender's own address");
	if (draft_address(d->own, own, "from", why) == -1 ||
	    draft_address(d->from, from, "from", why) == -1 ||
	    draft_address(d->to, f->envelope->sender, "recipient", why) == -1)
		return -1;
	if (f->mailbox->reply_to[0] != '\0' &&
	    draft_address(d->reply_to, f->mailbox->reply_to, "reply-to", why) ==
		-1)
		return -1;
	if (response_id(d->id, d->moment, d->own) == -1)
		return refuse(why, "from", "its domain is too long");
	return 0;
}

/* RFC 3834 section 7: a text of the stranger's choice goes only to one who
 * cannot have lent his name. */
static bool
may_echo(const struct draft *d)
{
	enum mailbox_echo echo = d->facts->mailbox->echo_subject;

	return echo == ECHO_ALWAYS ||
	    (echo == ECHO_VERIFIED && d->moment->sender_verified);
}

static void
draft_text(struct draft *d)
{
	const struct facts *f = d->facts;
	const struct subject *s = f->subject;
	const char *to = facts_own_destination(f);

	if (may_echo(d) && s->has_subject)
		text_clean(d->subject, sizeof d->subject, SUBJECT_CHARS,
		    s->subject, strnlen(s->subject, sizeof s->subject));
	response_day(d->today, d->moment->now, d->moment->zone);
	d->values = (struct template_values){
		.sender = f->envelope->sender,
		.recipient = to != NULL ? to : own_address(f),
		.subject = d->subject,
		.from = f->occasion.from,
		.until = f->occasion.until,
		.date = d->today,
		.name = d->text->from_address == NULL ? f->mailbox->from_name
						      : d->text->from_name,
		.address = d->text->from_address == NULL
		    ? own_address(f)
		    : d->text->from_address,
	};
	response_words(&d->values, &d->words, d->text->language);
}

static int
write_message(struct response *r, const struct draft *d, char why[200])
{
	size_t i;
	char *text;
	int rc;

	for (i = 0; i < sizeof fields / sizeof *fields; i++) {
		text = fields[i].body(d);
		rc = text == NULL ? 0 : response_field(r, fields[i].name, text);
		free(text);
		if (rc == -1)
			return refuse(why, fields[i].name, "not fit to write");
	}
	if (response_body(r, d->text, d->facts->mailbox, &d->values,
		d->moment) == -1)
		return refuse(why, "Content-Type", "not fit to write");
	return 0;
}

int
response_write(struct response *r, const struct facts *f,
    const struct template *t, const struct response_moment *m, char why[200])
{
	struct draft d = { .facts = f, .text = t, .moment = m };

	*r = (struct response){ .bytes = NULL };
	why[0] = '\0';
	if (draft_addresses(&d, why) == -1)
		return -1;
	draft_text(&d);
	if (write_message(r, &d, why) == -1)
		return -1;
	mem_copy(r->recipient, sizeof r->recipient, d.to);
	mem_copy(r->message_id, sizeof r->message_id, d.id);
	return 0;
}

void
response_release(struct response *r)
{
	free(r->bytes);
	*r = (struct response){ .bytes = NULL };
}
