#include "rule.h"

#include <string.h>

bool
rule_sender_domain(const struct facts *f, struct evidence *e)
{
	const struct sender_reply *r = &f->findings.reply;

	return r->domain > DOMAIN_EXEMPT &&
	    because(e, "%s: %s: %s", addr_domain(f->envelope->sender),
		domain_state_text(r->domain), r->domain_reason);
}

static bool
because_of_spf(const struct facts *f, struct evidence *e, enum spf_result r)
{
	const struct findings *found = &f->findings;
	char client[IP_TEXT];

	if (found->reply.spf == RESULT_ABSENT)
		return because(e, "%s: %s", spf_result_text(r),
		    f->testimony.spf_source);
	return because(e, "%s for %s: %s", spf_result_text(r),
	    ip_text(client, &found->client), found->reply.spf_reason);
}

/* In doubt, silence: who cannot be asked for may be forged. */
bool
rule_spf(const struct facts *f, struct evidence *e)
{
	enum spf_result result = facts_spf(f);

	switch (result) {
	case RESULT_FAIL:
	case RESULT_SOFTFAIL:
		/* A forwarder's address is not the sender's. */
		return !f->testimony.spf_rescued &&
		    because_of_spf(f, e, result);
	case RESULT_TEMPERROR:
	case RESULT_PERMERROR:
		return because_of_spf(f, e, result);
	case RESULT_PASS:
		return false;
	default:
		break;
	}
	return f->mailbox->require_spf_pass &&
	    because(e, "require-spf-pass, but %s",
		result == RESULT_ABSENT ? "the client is not known"
					: spf_result_text(result));
}

bool
rule_dns_list(const struct facts *f, struct evidence *e)
{
	const struct sender_listing *l = f->findings.reply.listings;
	size_t i;

	for (i = 0; i < 2 * SENDER_LISTS; i++)
		if (l[i].state == LISTING_LISTED)
			return because(e, "%s is on %s (%s)", l[i].subject,
			    l[i].zone, l[i].answer);
	return false;
}
