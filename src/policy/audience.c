#include "policy/audience.h"

#include <string.h>

static const char *const names[] = {
	[AUDIENCE_OTHERS] = "others",
	[AUDIENCE_KNOWN] = "known",
	[AUDIENCE_INTERNAL] = "internal",
};

const char *
audience_text(enum audience_circle circle)
{
	return names[circle];
}

static bool
is_covered(const struct mailbox *m, const char *addr)
{
	size_t i;

	for (i = 0; i < m->internal_domains.count; i++)
		if (addr_matches(addr, m->internal_domains.items[i], ""))
			return true;
	return false;
}

/* Mail systems still route user%host@here and host!user@here to the host (RFC
 * 5321 appendix F.2). */
static bool
leads_out(const char *addr)
{
	return strcspn(addr, "%!@") < (size_t)(addr_at(addr) - addr);
}

bool
audience_is_internal(const struct mailbox *m, const char *addr)
{
	struct key key;

	return is_covered(m, addr) && !leads_out(addr) &&
	    key_normalise(&key, addr) == 0 && is_covered(m, key.sender);
}

bool
audience_can_be_known(const char *addr, const struct key *key)
{
	char domain[ADDR_MAX];

	return addr_ascii_domain(domain, sizeof domain, addr_domain(addr)) ==
	    0 &&
	    strcmp(domain, key->domain) == 0;
}

bool
audience_is_answered(const struct mailbox *m, enum audience_circle circle)
{
	return mailbox_list_has(&m->audience, "everyone") ||
	    mailbox_list_has(&m->audience, names[circle]);
}

const char *
audience_template(const struct mailbox *m, enum audience_circle circle)
{
	switch (circle) {
	case AUDIENCE_INTERNAL:
		return m->template_internal;
	case AUDIENCE_KNOWN:
		return m->template_known;
	default:
		return "";
	}
}
