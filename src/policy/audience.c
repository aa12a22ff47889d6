#include "policy/audience.h"

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

bool
audience_is_internal(const struct mailbox *m, const char *addr)
{
	size_t i;

	for (i = 0; i < m->internal_domains.count; i++)
		if (addr_matches(addr, m->internal_domains.items[i], ""))
			return true;
	return false;
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
