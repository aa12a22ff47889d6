#include "rule.h"

#include "base/mem.h"
#include "base/text.h"
#include "response/response.h"
#include "subject/key.h"

#include <inttypes.h>
#include <string.h>

/* RFC 5321 section 6.3: a threshold of at least 100. */
#define HOPS_MAX 100

bool
rule_malformed_message(const struct facts *f, struct evidence *e)
{
	const struct subject *s = f->subject;

	if (!s->has_header)
		return because(e, "no header field");
	if (s->header_too_long)
		return because(e, "header over %u octets", SUBJECT_HEADER_MAX);
	if (s->nul_in_header)
		return because(e, "NUL in the header");
	return !s->destinations && because(e, "no To, Cc or Bcc field");
}

/* The second own Delivered-To that names the same address, or NULL. */
static const char *
delivered_twice(const struct facts *f)
{
	const struct subject *s = f->subject;
	const char *seen = NULL;
	uint32_t i;

	for (i = 0; i < s->address_count; i++) {
		const char *addr = subject_address(s, i);

		if (s->addresses[i].place != PLACE_DELIVERED_TO ||
		    !facts_owns(f, addr))
			continue;
		if (seen != NULL && addr_equal(seen, addr))
			return addr;
		if (seen == NULL)
			seen = addr;
	}
	return NULL;
}

static const char *
own_in(const struct facts *f, enum subject_place place)
{
	const struct subject *s = f->subject;
	uint32_t i;

	for (i = 0; i < s->address_count; i++)
		if (s->addresses[i].place == place &&
		    facts_owns(f, subject_address(s, i)))
			return subject_address(s, i);
	return NULL;
}

static const char *
own_id(const struct facts *f)
{
	const struct subject *s = f->subject;
	const char *from = f->mailbox->from_address;
	uint32_t i;

	if (*from == '\0')
		from = f->mailbox->address;
	if (response_is_own_id(s->in_reply_to, from))
		return s->in_reply_to;
	for (i = 0; i < s->reference_count; i++)
		if (response_is_own_id(s->references[i], from))
			return s->references[i];
	return NULL;
}

static bool
looks_automatic(const struct subject *s)
{
	static const enum sign signs[] = { SIGN_AUTO_SUBJECT, SIGN_AUTO_HEADER,
		SIGN_RESPONSE_SUPPRESS, SIGN_ABSENCE_SUPPRESS, SIGN_PRECEDENCE,
		SIGN_REPORT };
	size_t i;

	for (i = 0; i < sizeof signs / sizeof *signs; i++)
		if (s->signs[signs[i]].present)
			return true;
	return false;
}

bool
rule_mail_loop(const struct facts *f, struct evidence *e)
{
	const char *what;

	if (f->subject->received >= HOPS_MAX)
		return because(e, "%" PRIu32 " Received fields",
		    f->subject->received);
	if ((what = delivered_twice(f)) != NULL)
		return because(e, "Delivered-To: %s twice", what);
	if ((what = own_in(f, PLACE_X_LOOP)) != NULL)
		return because(e, "X-Loop: %s", what);
	return looks_automatic(f->subject) && (what = own_id(f)) != NULL &&
	    because(e, "automatic answer to %s", what);
}

static bool
has_sign(const struct facts *f, enum sign sign, struct evidence *e)
{
	const struct subject_sign *s = &f->subject->signs[sign];

	return s->present && because(e, "%s", s->evidence);
}

bool
rule_auto_submitted(const struct facts *f, struct evidence *e)
{
	return has_sign(f, SIGN_AUTO_SUBMITTED, e);
}

bool
rule_auto_header(const struct facts *f, struct evidence *e)
{
	return has_sign(f, SIGN_AUTO_HEADER, e);
}

bool
rule_response_suppress(const struct facts *f, struct evidence *e)
{
	if (has_sign(f, SIGN_RESPONSE_SUPPRESS, e))
		return true;
	/* who got something is told so all the same */
	return f->mailbox->class != CLASS_ACKNOWLEDGE &&
	    has_sign(f, SIGN_ABSENCE_SUPPRESS, e);
}

bool
rule_report(const struct facts *f, struct evidence *e)
{
	char local[ADDR_MAX];

	if (has_sign(f, SIGN_REPORT, e))
		return true;
	/* RFC 5230 section 4.6: a postmaster is human until the subject says
	 * otherwise. */
	rule_local_part(local, sizeof local, f->envelope->sender);
	return (strcmp(local, "postmaster") == 0 || rule_is_machine(local)) &&
	    has_sign(f, SIGN_BOUNCE_SUBJECT, e);
}

bool
rule_calendar(const struct facts *f, struct evidence *e)
{
	return has_sign(f, SIGN_CALENDAR, e);
}

bool
rule_list_field(const struct facts *f, struct evidence *e)
{
	char target[ADDR_MAX];

	if (has_sign(f, SIGN_LIST_FIELD, e))
		return true;
	return key_verp_target(target, sizeof target, f->envelope->sender) &&
	    rule_is_own(f, target) &&
	    because(e, "%s encodes my %s", f->envelope->sender, target);
}

bool
rule_precedence(const struct facts *f, struct evidence *e)
{
	return has_sign(f, SIGN_PRECEDENCE, e);
}

bool
rule_bulk_header(const struct facts *f, struct evidence *e)
{
	const struct mailbox_list *more = &f->mailbox->bulk_headers;
	size_t i;

	if (has_sign(f, SIGN_BULK_HEADER, e))
		return true;
	for (i = 0; i < more->count; i++)
		if (subject_has_field(f->subject, more->items[i]))
			return because(e, "%s", more->items[i]);
	return false;
}

bool
rule_marked_spam(const struct facts *f, struct evidence *e)
{
	uint32_t level = f->mailbox->spam_level;

	if (has_sign(f, SIGN_MARKED_SPAM, e))
		return true;
	return level > 0 && f->subject->spam_level >= level &&
	    because(e, "X-Spam-Level: %d stars", f->subject->spam_level);
}

bool
rule_not_addressed(const struct facts *f, struct evidence *e)
{
	if (facts_own_destination(f) != NULL)
		return false;
	return because(e, "no address of mine in To, Cc or Bcc%s",
	    f->subject->addresses_cut ? " (of those that were read)" : "");
}

bool
rule_stale(const struct facts *f, struct evidence *e)
{
	int64_t dated = f->subject->dated;
	uint32_t max = f->mailbox->max_age;
	uint64_t age;

	if (max == 0 || dated < 0 || (uint64_t)dated >= f->now)
		return false;
	age = f->now - (uint64_t)dated;
	return age > max && because(e, "%" PRIu64 " hours old", age / 3600);
}
