#include "policy/facts.h"

/* RFC 3834 section 2: where one of the recipient's addresses must stand. */
static bool
is_destination(enum subject_place place)
{
	return place <= PLACE_RESENT_BCC;
}

void
facts_release(struct facts *f)
{
	mailbox_list_release(&f->machine);
}

bool
facts_owns(const struct facts *f, const char *addr)
{
	const struct envelope *e = f->envelope;

	return mailbox_owns(f->mailbox,
	    e->recipient_is_final ? e->recipient : "", addr);
}

enum spf_result
facts_spf(const struct facts *f)
{
	const struct findings *found = &f->findings;

	if (found->known && found->reply.spf != RESULT_ABSENT)
		return sender_evidence(&found->reply, &found->client);
	/* ABSENT where no server that we trust has told of this sender. */
	return f->traced ? f->testimony.exact : RESULT_ABSENT;
}

bool
facts_verified(const struct facts *f)
{
	return facts_spf(f) == RESULT_PASS ||
	    (f->traced && f->testimony.spf_rescued);
}

const char *
facts_own_destination(const struct facts *f)
{
	const struct subject *s = f->subject;
	uint32_t i;

	for (i = 0; i < s->address_count; i++)
		if (is_destination(s->addresses[i].place) &&
		    facts_owns(f, subject_address(s, i)))
			return subject_address(s, i);
	return NULL;
}
