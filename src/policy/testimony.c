#include "policy/testimony.h"

#include "base/mem.h"
#include "base/text.h"
#include "policy/client.h"
#include "subject/auth.h"

#include <stdio.h>
#include <string.h>

/* What a walk over the verdicts needs. */
struct bench {
	struct testimony *t;
	const struct subject *s;
	const struct mailbox *m;
	const char *sender;
	uint32_t own; /* place of our topmost Received */
	bool sure;    /* it is ours */
};

static bool
same_domain(const char *a, const char *b)
{
	char left[ADDR_MAX], right[ADDR_MAX];

	return *a != '\0' && *b != '\0' &&
	    addr_ascii_domain(left, sizeof left, a) == 0 &&
	    addr_ascii_domain(right, sizeof right, b) == 0 &&
	    strcmp(left, right) == 0;
}

/*
 * A domain that speaks for the sender's: itself or a parent.  Of a parent at
 * least two labels must be left, since nobody speaks for all of "org".
 */
static bool
speaks_for(const char *domain, const char *sender)
{
	char of[ADDR_MAX], own[ADDR_MAX];
	size_t len, own_len;

	if (addr_ascii_domain(of, sizeof of, domain) == -1 ||
	    addr_ascii_domain(own, sizeof own, addr_domain(sender)) == -1 ||
	    *of == '\0')
		return false;
	len = strlen(of);
	own_len = strlen(own);
	if (len >= own_len || own[own_len - len - 1] != '.')
		return strcmp(of, own) == 0;
	return strchr(of, '.') != NULL && strcmp(own + own_len - len, of) == 0;
}

/* The identity that was checked: the sender's address or its domain. */
static bool
is_about(const struct subject_auth *a, const char *sender)
{
	if (addr_at(a->mailfrom) != NULL)
		return addr_equal(a->mailfrom, sender);
	return same_domain(a->mailfrom, addr_domain(sender));
}

/* A mail server puts its fields above its own Received; a filter
 * behind it may put the first one right below. */
static bool
is_placed(const struct bench *b, uint32_t i)
{
	const struct subject_auth *a = &b->s->auths[i];
	uint32_t k;

	if (a->above <= b->own)
		return b->own < b->s->hop_count;
	if (b->m->trusted_position != POSITION_BELOW || !b->sure ||
	    a->kind != AUTH_RESULTS || a->above != b->own + 1)
		return false;
	for (k = 0; k < i; k++)
		if (b->s->auths[k].kind == AUTH_RESULTS &&
		    b->s->auths[k].above == a->above)
			return false;
	return true;
}

static bool
is_trusted(const struct bench *b, uint32_t i)
{
	const struct subject_auth *a = &b->s->auths[i];

	if (a->bad || !is_placed(b, i))
		return false;
	if (a->kind == AUTH_RECEIVED_SPF)
		return true;
	return a->kind == AUTH_RESULTS &&
	    mailbox_list_has(&b->m->trusted_authserv_ids, a->server);
}

static bool
is_failure(enum spf_result r)
{
	return r == RESULT_FAIL || r == RESULT_SOFTFAIL;
}

/* A failure beats a pass, a pass whatever is undecided. */
static int
weight(enum spf_result r)
{
	static const int weights[RESULT_COUNT] = {
		[RESULT_NONE] = 1,
		[RESULT_NEUTRAL] = 2,
		[RESULT_TEMPERROR] = 3,
		[RESULT_PERMERROR] = 4,
		[RESULT_PASS] = 5,
		[RESULT_SOFTFAIL] = 6,
		[RESULT_FAIL] = 7,
	};

	return weights[r];
}

static void
name_source(char *to, size_t size, const struct subject_auth *a)
{
	char raw[400];

	snprintf(raw, sizeof raw, "%s%s%s", auth_kind_text(a->kind),
	    *a->server == '\0' ? "" : " of ", a->server);
	text_clean(to, size, size, raw, strlen(raw));
}

/* Gmail's guess is about a policy that the domain does not have. */
static enum spf_result
spf_of(const struct subject_auth *a)
{
	return a->spf_guess ? RESULT_NONE : (enum spf_result)a->spf;
}

/*
 * Received-SPF names its sender in text that the sender has chosen, so only
 * Authentication-Results can tell that this very sender was checked.
 */
static void
take_spf(const struct bench *b, const struct subject_auth *a)
{
	enum spf_result spf = spf_of(a);
	struct testimony *t = b->t;

	if (spf == RESULT_ABSENT || (!b->sure && !is_failure(spf)) ||
	    (a->kind == AUTH_RESULTS && !is_about(a, b->sender)))
		return;
	if (a->kind == AUTH_RESULTS && spf != RESULT_TEMPERROR) {
		t->spares = true;
		if (weight(spf) > weight(t->exact))
			t->exact = spf;
	}
	if (weight(spf) <= weight(t->spf))
		return;
	t->spf = spf;
	name_source(t->spf_source, sizeof t->spf_source, a);
}

static void
take_dmarc(const struct bench *b, const struct subject_auth *a)
{
	enum spf_result dmarc = (enum spf_result)a->dmarc;
	struct testimony *t = b->t;

	if (dmarc == RESULT_ABSENT || (!b->sure && !is_failure(dmarc)))
		return;
	if (weight(dmarc) < weight(t->dmarc) ||
	    (dmarc == t->dmarc && a->dmarc_policy <= t->policy))
		return;
	t->dmarc = dmarc;
	t->policy = (enum dmarc_policy)a->dmarc_policy;
	name_source(t->dmarc_source, sizeof t->dmarc_source, a);
}

/* Why the sender's own domain stands behind the message, or "". */
static bool
find_alignment(char to[300], const struct subject_auth *a, const char *sender)
{
	char raw[400] = "";
	uint32_t i;

	for (i = 0; i < a->dkim_count && *raw == '\0'; i++)
		if (speaks_for(a->dkim[i], sender))
			snprintf(raw, sizeof raw, "dkim=pass header.d=%s",
			    a->dkim[i]);
	if (*raw == '\0' && a->dmarc == RESULT_PASS &&
	    same_domain(a->from, addr_domain(sender)))
		snprintf(raw, sizeof raw, "dmarc=pass header.from=%s", a->from);
	text_clean(to, 300, 300, raw, strlen(raw));
	return *raw != '\0';
}

/*
 * What the last sealer has seen before it changed the message; our server
 * has found the seals whole.  RFC 8617 section 5.2 leaves it to us whom to
 * believe: anybody can seal what he has made up.
 */
static void
take_seal(const struct bench *b, const struct subject_auth *ours)
{
	const struct subject *s = b->s;
	const struct subject_auth *seen = NULL;
	char why[300] = "";
	uint32_t i;

	if (ours->arc != RESULT_PASS || *s->seal == '\0' ||
	    !mailbox_list_has(&b->m->trusted_arc_sealers, s->seal))
		return;
	for (i = 0; i < s->auth_count; i++) {
		const struct subject_auth *a = &s->auths[i];

		if (a->kind != AUTH_ARC_RESULTS ||
		    a->instance != s->seal_instance)
			continue;
		if (seen != NULL)
			return;
		seen = a;
	}
	if (seen == NULL || seen->bad)
		return;
	if (!find_alignment(why, seen, b->sender) &&
	    spf_of(seen) == RESULT_PASS && is_about(seen, b->sender))
		mem_copy(why, sizeof why, "spf=pass");
	if (*why != '\0')
		snprintf(b->t->sealed, sizeof b->t->sealed,
		    "arc=pass, %.100s has seen %.150s", s->seal, why);
}

static void
take_alignment(const struct bench *b, const struct subject_auth *a)
{
	if (!b->sure || a->kind != AUTH_RESULTS)
		return;
	if (*b->t->aligned == '\0')
		find_alignment(b->t->aligned, a, b->sender);
	if (*b->t->sealed == '\0')
		take_seal(b, a);
}

/* From is one address, and it is whom the response goes to. */
static bool
is_from_sender(const struct subject *s, const char *sender)
{
	const char *from = NULL;
	uint32_t i;

	for (i = 0; i < s->address_count; i++) {
		if (s->addresses[i].place != PLACE_FROM)
			continue;
		if (from != NULL)
			return false;
		from = subject_address(s, i);
	}
	return from != NULL && !s->addresses_cut && addr_equal(from, sender);
}

/*
 * A forger can sign with a domain of his own, and have it pass.  So a
 * signature counts only for the envelope sender: that is who would get the
 * response.  Where DMARC has failed in spite of such a signature, the owner
 * asks for more than it proves, and only what a forwarder has seen before can
 * explain it.
 */
static void
rescue(const struct bench *b)
{
	struct testimony *t = b->t;

	if (b->m->rescue != RESCUE_DKIM || !is_from_sender(b->s, b->sender))
		return;
	t->dmarc_rescued = *t->sealed != '\0';
	t->spf_rescued = t->dmarc_rescued || *t->aligned != '\0';
}

void
testimony_find(struct testimony *t, const struct envelope *e,
    const struct subject *s, const struct mailbox *m,
    const struct mailbox_list *machine)
{
	struct bench b = { .t = t, .s = s, .m = m, .sender = e->sender };
	uint32_t i;

	memset(t, 0, sizeof *t);
	if (m->trusted_authserv_ids.count == 0 || e->state != ENVELOPE_ADDRESS)
		return;
	/* Above a field that nobody can read there may stand a stranger's: it
	 * can convict its sender, and acquit nobody. */
	b.own = client_own_hop(s, m, machine, &b.sure);
	for (i = 0; i < s->auth_count; i++) {
		if (!is_trusted(&b, i))
			continue;
		take_spf(&b, &s->auths[i]);
		take_dmarc(&b, &s->auths[i]);
		take_alignment(&b, &s->auths[i]);
	}
	rescue(&b);
}

bool
testimony_spf_failed(const struct testimony *t)
{
	return is_failure(t->spf) && !t->spf_rescued;
}

bool
testimony_dmarc_failed(const struct testimony *t)
{
	return t->dmarc == RESULT_FAIL && t->policy >= DMARC_QUARANTINE &&
	    !t->dmarc_rescued;
}
