#include "subject/subject.h"

#include "base/text.h"
#include "subject/spf_result.h"

#include <string.h>

static bool
is_flag(uint8_t flag)
{
	return flag <= 1;
}

/* A string in a fixed array. */
static bool
is_string(const char *s, size_t size)
{
	return memchr(s, '\0', size) != NULL;
}

/* NUL-ended strings, one after the other, fill the first `used` octets. */
static bool
is_pool(const char *s, uint32_t used, size_t size)
{
	return used <= size && (used == 0 || s[used - 1] == '\0');
}

/* "" or something in angle brackets that may stand in a response. */
static bool
is_id(const char id[SUBJECT_ID])
{
	size_t i, len;

	if (!is_string(id, SUBJECT_ID))
		return false;
	len = strlen(id);
	for (i = 0; i < len; i++)
		if (id[i] <= ' ' || id[i] >= 127)
			return false;
	return len == 0 || (len > 2 && id[0] == '<' && id[len - 1] == '>');
}

static bool
is_text(const char *s, size_t size)
{
	return is_string(s, size) && text_is_utf8(s, strlen(s));
}

static bool
is_trace(const struct subject_trace *t)
{
	return is_flag(t->null) && is_flag(t->differ) && is_flag(t->bad) &&
	    is_string(t->addr, sizeof t->addr);
}

static bool
ids_are_sound(const struct subject *s)
{
	uint32_t i;

	if (s->reference_count > SUBJECT_IDS)
		return false;
	for (i = 0; i < SUBJECT_IDS; i++)
		if (!is_id(s->references[i]))
			return false;
	return is_id(s->message_id) && is_id(s->in_reply_to);
}

static bool
addresses_are_sound(const struct subject *s)
{
	uint32_t i;

	if (s->address_count > SUBJECT_ADDRESSES ||
	    !is_pool(s->pool, s->pool_used, sizeof s->pool))
		return false;
	for (i = 0; i < s->address_count; i++) {
		const struct subject_address *a = &s->addresses[i];

		if (a->place >= PLACE_COUNT || a->at >= s->pool_used ||
		    (a->at > 0 && s->pool[a->at - 1] != '\0') ||
		    strnlen(s->pool + a->at, ADDR_MAX) == ADDR_MAX)
			return false;
	}
	return true;
}

static bool
signs_are_sound(const struct subject *s)
{
	size_t i;

	for (i = 0; i < SIGN_COUNT; i++)
		if (!is_flag(s->signs[i].present) ||
		    !is_text(s->signs[i].evidence, sizeof s->signs[i].evidence))
			return false;
	return true;
}

/* A word that can stand in any line. */
static bool
is_word(const char *s, size_t size)
{
	if (!is_string(s, size))
		return false;
	for (; *s != '\0'; s++)
		if (*s <= ' ' || *s >= 127)
			return false;
	return true;
}

/* Words with blanks between them. */
static bool
is_line(const char *s, size_t size)
{
	if (!is_string(s, size))
		return false;
	for (; *s != '\0'; s++)
		if (*s < ' ' || *s >= 127)
			return false;
	return true;
}

static bool
hops_are_sound(const struct subject *s)
{
	uint32_t i;

	if (s->hop_count > SUBJECT_HOPS || s->hop_count > s->received)
		return false;
	for (i = 0; i < s->hop_count; i++) {
		const struct subject_hop *h = &s->hops[i];

		if (!is_flag(h->bad) || !is_word(h->by, sizeof h->by) ||
		    !is_word(h->helo, sizeof h->helo) ||
		    !is_word(h->ip, sizeof h->ip))
			return false;
	}
	return true;
}

static bool
is_auth(const struct subject_auth *a)
{
	uint32_t i;

	if (a->kind >= AUTH_KIND_COUNT || !is_flag(a->bad) ||
	    !is_flag(a->spf_guess) || a->spf >= RESULT_COUNT ||
	    a->dmarc >= RESULT_COUNT || a->arc >= RESULT_COUNT ||
	    a->dmarc_policy >= DMARC_POLICY_COUNT ||
	    a->dkim_count > SUBJECT_DKIM)
		return false;
	for (i = 0; i < a->dkim_count; i++)
		if (!is_text(a->dkim[i], sizeof a->dkim[i]))
			return false;
	return is_text(a->server, sizeof a->server) &&
	    is_text(a->mailfrom, sizeof a->mailfrom) &&
	    is_text(a->from, sizeof a->from);
}

static bool
auths_are_sound(const struct subject *s)
{
	uint32_t i;

	if (s->auth_count > SUBJECT_AUTHS || !is_flag(s->auths_cut) ||
	    !is_text(s->seal, sizeof s->seal))
		return false;
	for (i = 0; i < s->auth_count; i++)
		if (!is_auth(&s->auths[i]) || s->auths[i].above > s->received)
			return false;
	return true;
}

static bool
flags_are_sound(const struct subject *s)
{
	return is_flag(s->has_header) && is_flag(s->header_too_long) &&
	    is_flag(s->nul_in_header) && is_flag(s->addresses_cut) &&
	    is_flag(s->destinations) && is_flag(s->has_mbox_line) &&
	    is_flag(s->has_subject);
}

bool
subject_is_sound(const struct subject *s)
{
	return s->magic == SUBJECT_MAGIC && s->size == sizeof *s &&
	    flags_are_sound(s) && s->dated >= -1 && is_trace(&s->return_path) &&
	    is_trace(&s->original_to) && is_trace(&s->delivered_to) &&
	    is_trace(&s->envelope_to) &&
	    is_string(s->mbox_sender, sizeof s->mbox_sender) &&
	    ids_are_sound(s) && is_text(s->subject, sizeof s->subject) &&
	    is_line(s->accept_language, sizeof s->accept_language) &&
	    is_line(s->content_language, sizeof s->content_language) &&
	    signs_are_sound(s) && addresses_are_sound(s) && hops_are_sound(s) &&
	    auths_are_sound(s) &&
	    is_pool(s->names, s->names_at, sizeof s->names);
}
