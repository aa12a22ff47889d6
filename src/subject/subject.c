#include "subject/subject.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

void
subject_init(struct subject *s)
{
	/* What follows the names, most of the record, is counted. */
	memset(s, 0, offsetof(struct subject, names));
	s->pool_used = 0;
	s->magic = SUBJECT_MAGIC;
	s->size = sizeof *s;
	s->dated = -1;
}

void
subject_add_address(struct subject *s, enum subject_place place,
    const char *addr)
{
	size_t len = strlen(addr) + 1;
	struct subject_address *a;

	size_t kept = place <= PLACE_RESENT_BCC ? 1 : 0;

	if (s->address_count + kept * SUBJECT_KEPT >= SUBJECT_ADDRESSES ||
	    len > ADDR_MAX ||
	    s->pool_used + len + kept * SUBJECT_KEPT_POOL > SUBJECT_POOL) {
		s->addresses_cut = 1;
		return;
	}
	a = &s->addresses[s->address_count++];
	a->at = (uint16_t)s->pool_used;
	a->place = (uint8_t)place;
	memcpy(s->pool + s->pool_used, addr, len);
	s->pool_used += (uint32_t)len;
}

const char *
subject_address(const struct subject *s, uint32_t i)
{
	return s->pool + s->addresses[i].at;
}

void
subject_add_sign(struct subject *s, enum sign sign, const char *name,
    const char *value)
{
	struct subject_sign *to = &s->signs[sign];
	size_t at;

	if (to->present)
		return;
	to->present = 1;
	at = text_clean(to->evidence, sizeof to->evidence - 4,
	    sizeof to->evidence, name, strlen(name));
	memcpy(to->evidence + at, ": ", 3);
	at += 2;
	if (text_clean(to->evidence + at, sizeof to->evidence - at,
		sizeof to->evidence, value, strlen(value)) == 0)
		to->evidence[at - 1] = '\0';
}

void
subject_add_name(struct subject *s, const char *name, size_t len)
{
	size_t i;

	if (len == 0 || len + 1 > sizeof s->names - s->names_at)
		return;
	for (i = 0; i < len; i++)
		s->names[s->names_at++] = (char)text_lower(name[i]);
	s->names[s->names_at++] = '\0';
}

bool
subject_has_field(const struct subject *s, const char *name)
{
	size_t at;

	for (at = 0; at < s->names_at; at += strlen(s->names + at) + 1)
		if (text_equal(s->names + at, name))
			return true;
	return false;
}
