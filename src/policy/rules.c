#include "policy/rules.h"

#include "base/text.h"
#include "rule.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/*
 * Cheapest and most certain first.  A rule that asks the history comes after
 * all that do not, so that a message a header can judge opens no store.
 */
const struct rule rules[] = {
	{ "switched-off", "RFC 3834 section 2",
	    "The mailbox is disabled, or a kill switch file exists.", RULE_MUST,
	    NEEDS_NOTHING, rule_switched_off },
	{ "null-sender", "RFC 3834 section 2, RFC 5321 section 4.5.5",
	    "The reverse-path is <>, or MAILER-DAEMON in any source.",
	    RULE_MUST, NEEDS_NOTHING, rule_null_sender },
	{ "no-sender", "RFC 3834 section 4",
	    "No envelope source names one sender; From and Reply-To are never "
	    "used.",
	    RULE_MUST, NEEDS_NOTHING, rule_no_sender },
	{ "malformed-sender", "RFC 5321 sections 4.1.2 and 4.5.3.1",
	    "The sender is no address a response could be sent to.", RULE_MUST,
	    NEEDS_NOTHING, rule_malformed_sender },
	{ "own-address", "RFC 3834 section 4",
	    "The sender, tags undone, is one of the mailbox's own addresses.",
	    RULE_MUST, NEEDS_NOTHING, rule_own_address },
	{ "malformed-message", "RFC 5322 sections 2.2 and 3.6.3",
	    "There is no header, it is too long, holds a NUL, or names no "
	    "destination at all.",
	    RULE_MUST, NEEDS_NOTHING, rule_malformed_message },
	{ "mail-loop", "RFC 5321 section 6.3, RFC 9228 section 4",
	    "Own Delivered-To twice, own X-Loop, 100 Received fields, or an "
	    "automatic-looking answer to a response of ours.",
	    RULE_MUST, NEEDS_NOTHING, rule_mail_loop },
	{ "auto-submitted", "RFC 3834 sections 2 and 5",
	    "An Auto-Submitted field says anything but \"no\".", RULE_MUST,
	    NEEDS_NOTHING, rule_auto_submitted },
	{ "system-sender", "RFC 3834 section 2, RFC 5230 section 4.6",
	    "The sender's local part names a machine or a list, such as "
	    "owner-*, *-request or no-reply.",
	    RULE_SHOULD, NEEDS_NOTHING, rule_system_sender },
	{ "denied-sender", "RFC 3834 section 2",
	    "The sender is on the deny list.", RULE_SHOULD, NEEDS_NOTHING,
	    rule_denied_sender },
	{ "auto-header", "RFC 3834 section 2",
	    "A field such as X-Autoreply or X-Cron-Env tells of a machine.",
	    RULE_SHOULD, NEEDS_NOTHING, rule_auto_header },
	{ "response-suppress", "MS-OXCMAIL section 2.1.3.2.20",
	    "X-Auto-Response-Suppress asks for no automatic answer.",
	    RULE_SHOULD, NEEDS_NOTHING, rule_response_suppress },
	{ "report", "RFC 6522, RFC 3464, RFC 8098, RFC 5965",
	    "The message is a delivery report, a receipt or a complaint.",
	    RULE_SHOULD, NEEDS_NOTHING, rule_report },
	{ "calendar", "RFC 6047 section 2.4",
	    "The message carries a calendar answer or notice, not a request.",
	    RULE_SHOULD, NEEDS_NOTHING, rule_calendar },
	{ "list-field", "RFC 5230 section 4.6, RFC 2369, RFC 2919",
	    "A List-* or similar field, or a return path that encodes our "
	    "address, tells of a mailing list.",
	    RULE_SHOULD, NEEDS_NOTHING, rule_list_field },
	{ "precedence", "RFC 3834 section 2",
	    "A Precedence field says bulk, list, junk or auto_reply.",
	    RULE_SHOULD, NEEDS_NOTHING, rule_precedence },
	{ "bulk-header", "RFC 9477 section 3",
	    "A field such as Feedback-ID marks mail sent in bulk.", RULE_MAY,
	    NEEDS_NOTHING, rule_bulk_header },
	{ "marked-spam", "RFC 3834 section 7, RFC 5321 section 6.2",
	    "A filter has marked the message as spam or as a virus.", RULE_MAY,
	    NEEDS_NOTHING, rule_marked_spam },
	{ "not-addressed", "RFC 3834 section 2, RFC 5230 section 4.5",
	    "None of the mailbox's addresses stands in To, Cc, Bcc or their "
	    "Resent- forms.",
	    RULE_SHOULD, NEEDS_NOTHING, rule_not_addressed },
	{ "stale", "RFC 5321 section 4.4", "The message is older than max-age.",
	    RULE_MAY, NEEDS_NOTHING, rule_stale },
	{ "outside-schedule", "RFC 5260 section 5",
	    "The mailbox has a schedule, and no answers are due now.",
	    RULE_MUST, NEEDS_OCCASION, rule_outside_schedule },
	{ "audience", "RFC 3834 section 2",
	    "The sender is in none of the circles that the mailbox answers.",
	    RULE_MAY, NEEDS_AUDIENCE, rule_audience },
	{ "authentication-failed",
	    "RFC 8601, RFC 7208 section 2.6, RFC 7489 section 6.3",
	    "A header field of a trusted server says that the sender failed "
	    "SPF, or DMARC with quarantine or reject.",
	    RULE_SHOULD, NEEDS_TRACE, rule_authentication_failed },
	{ "duplicate-message", "RFC 5322 section 3.6.4",
	    "This very message was answered already.", RULE_MUST, NEEDS_HISTORY,
	    rule_duplicate_message },
	{ "recently-answered", "RFC 3834 section 2, RFC 5230 section 4.2",
	    "The sender got this response within the interval.", RULE_SHOULD,
	    NEEDS_HISTORY, rule_recently_answered },
	{ "flood", "RFC 3834 section 6, RFC 6131 section 4",
	    "A cap on the number of responses is reached.", RULE_MUST,
	    NEEDS_HISTORY, rule_flood },
	{ "sender-domain", "RFC 5321 section 5.1, RFC 7505",
	    "The sender's domain does not exist, takes no mail, or has no "
	    "mail server on the Internet.",
	    RULE_SHOULD, NEEDS_SENDER, rule_sender_domain },
	{ "spf", "RFC 7208 section 2.6",
	    "The sender's domain does not let this client send for it, or "
	    "what it says cannot be found out.",
	    RULE_SHOULD, NEEDS_SENDER, rule_spf },
	{ "dns-list", "RFC 5782 section 2.1",
	    "A DNS list of the settings has the client or the sender's "
	    "domain.",
	    RULE_MAY, NEEDS_SENDER, rule_dns_list },
};

const size_t rules_count = sizeof rules / sizeof *rules;

const struct rule *
rule_find(const char *name)
{
	size_t i;

	for (i = 0; i < rules_count; i++)
		if (strcmp(rules[i].name, name) == 0)
			return &rules[i];
	return NULL;
}

const char *
rule_force_text(enum rule_force force)
{
	static const char *const texts[] = {
		[RULE_MUST] = "MUST",
		[RULE_SHOULD] = "SHOULD",
		[RULE_MAY] = "MAY",
	};

	return texts[force];
}

bool
because(struct evidence *e, const char *format, ...)
{
	char raw[2 * EVIDENCE_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(raw, sizeof raw, format, args);
	va_end(args);
	text_clean(e->text, sizeof e->text, EVIDENCE_MAX, raw, strlen(raw));
	return true;
}

bool
rule_switched_off(const struct facts *f, struct evidence *e)
{
	if (f->stopped != NULL)
		return because(e, "stopped by %s", f->stopped);
	if (*f->mailbox->missing != '\0')
		return because(e, "no mailbox: %s", f->mailbox->missing);
	return !f->mailbox->enabled && because(e, "enabled = no");
}

bool
rule_outside_schedule(const struct facts *f, struct evidence *e)
{
	return f->occasion.known && !f->occasion.due &&
	    because(e, "%s", f->occasion.why);
}
