#include "term.h"

#include "reverse.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum term_result
term_stop(struct term_check *c, enum spf_result result, const char *why)
{
	if (c->stop == RESULT_ABSENT) {
		c->stop = result;
		text_clean(c->why, sizeof c->why, sizeof c->why, why,
		    strlen(why));
	}
	return TERM_STOPPED;
}

enum term_result
term_count(struct term_check *c)
{
	return c->asking++ < TERM_LIMIT
	    ? TERM_MISS
	    : term_stop(c, RESULT_PERMERROR,
		  "more than ten terms that ask the DNS");
}

/*
 * Asks, and ends the check where there was no answer.  The question that
 * stands for its term is counted where nothing is in its answer.
 */
static enum term_result
look_up(struct term_check *c, const char *name, enum answer_type type,
    bool counts, const struct answer **found)
{
	const struct answer *a = resolve_ask(c->resolve, name, type);

	*found = a;
	if (a->status == ANSWER_TEMPERROR || a->status == ANSWER_LIMIT)
		return term_stop(c, RESULT_TEMPERROR, a->why);
	if (counts &&
	    (a->status == ANSWER_NODATA || a->status == ANSWER_NXDOMAIN) &&
	    ++c->voids > TERM_VOIDS)
		return term_stop(c, RESULT_PERMERROR,
		    "more than two answers with nothing in them");
	return a->count > 0 ? TERM_MATCH : TERM_MISS;
}

static enum answer_type
address_type(const struct term_check *c)
{
	return c->client->family == AF_INET6 ? ANSWER_AAAA : ANSWER_A;
}

static bool
has_client(const struct term_check *c, const struct answer *a, unsigned bits)
{
	struct ip ip = { .family = c->client->family };
	size_t i;

	for (i = 0; i < a->count; i++) {
		memcpy(ip.octets, a->records[i].data, a->records[i].len);
		if (ip_in_prefix(c->client, &ip, bits))
			return true;
	}
	return false;
}

/* Has this host the client's address, or one near it? */
static enum term_result
match_host(struct term_check *c, const char *name, unsigned bits, bool counts)
{
	const struct answer *a;
	enum term_result r = look_up(c, name, address_type(c), counts, &a);

	if (r == TERM_MATCH && !has_client(c, a, bits))
		r = TERM_MISS;
	return r;
}

static unsigned
bits_of(const struct term_check *c, const struct term *t)
{
	return c->client->family == AF_INET6 ? t->bits6 : t->bits4;
}

static enum term_result
match_a(struct term_check *c, const struct term *t, const char *name)
{
	return match_host(c, name, bits_of(c, t), true);
}

static enum term_result
match_mx(struct term_check *c, const struct term *t, const char *name)
{
	const struct answer *a;
	enum term_result r = look_up(c, name, ANSWER_MX, true, &a);
	size_t i;

	if (r == TERM_MATCH && a->count > TERM_NAMES)
		r = term_stop(c, RESULT_PERMERROR, "more than ten exchanges");
	else if (r == TERM_MATCH)
		r = TERM_MISS;
	for (i = 0; r == TERM_MISS && i < a->count; i++)
		if (*a->records[i].data != '\0')
			r = match_host(c, a->records[i].data, bits_of(c, t),
			    false);
	return r;
}

/* RFC 7208 section 5.7: an A record, whatever the client is. */
static enum term_result
match_exists(struct term_check *c, const struct term *t, const char *name)
{
	const struct answer *a;
	enum term_result r = look_up(c, name, ANSWER_A, true, &a);

	(void)t;
	return r;
}

static bool
is_below(const char *name, const char *domain)
{
	size_t n = strlen(name), d = strlen(domain);

	return text_ends(name, domain) &&
	    (n == d || (n > d && name[n - d - 1] == '.'));
}

/* Called with each name of the client that has the client's address; true
 * ends the search. */
typedef bool name_fn(const char *name, void *arg);

/*
 * Section 5.5: an error on the way back is no match, and names behind the
 * tenth are not looked at.  Only time and the cap end the check.
 */
static enum term_result
each_name(struct term_check *c, bool counts, name_fn *fn, void *arg)
{
	char question[REVERSE_NAME];
	const struct answer *names, *a;
	enum term_result r = TERM_MISS;
	bool six = c->client->family == AF_INET6;
	size_t i;

	reverse_name(question, c->client, six ? "ip6.arpa" : "in-addr.arpa");
	names = resolve_ask(c->resolve, question, ANSWER_PTR);
	if (names->status == ANSWER_LIMIT)
		r = term_stop(c, RESULT_TEMPERROR, names->why);
	else if (counts && names->count == 0 &&
	    names->status != ANSWER_TEMPERROR && ++c->voids > TERM_VOIDS)
		r = term_stop(c, RESULT_PERMERROR,
		    "more than two answers with nothing in them");
	for (i = 0; r == TERM_MISS && i < names->count && i < TERM_NAMES; i++) {
		a = resolve_ask(c->resolve, names->records[i].data,
		    address_type(c));
		if (a->status == ANSWER_LIMIT)
			r = term_stop(c, RESULT_TEMPERROR, a->why);
		else if (has_client(c, a, six ? 128 : 32) &&
		    fn(names->records[i].data, arg))
			r = TERM_MATCH;
	}
	return r;
}

static bool
name_is_below(const char *name, void *arg)
{
	return is_below(name, arg);
}

static enum term_result
match_ptr(struct term_check *c, const struct term *t, const char *name)
{
	char domain[MACRO_NAME * 2];

	(void)t;
	mem_copy(domain, sizeof domain, name);
	return each_name(c, true, name_is_below, domain);
}

struct choice {
	const char *current;
	char *to;
	int rank; /* of what is in `to`: 3 the domain itself, 2 below it */
};

static bool
choose(const char *name, void *arg)
{
	struct choice *best = arg;
	int rank = text_equal(name, best->current) ? 3
	    : is_below(name, best->current)        ? 2
						   : 1;

	if (rank > best->rank) {
		best->rank = rank;
		mem_copy(best->to, MACRO_NAME * 2, name);
	}
	return best->rank == 3;
}

/* RFC 7208 section 7.3, p. */
static const char *
validated(void *arg)
{
	struct term_check *c = arg;
	struct choice best = { .current = c->values.current,
		.to = c->validated };

	mem_copy(c->validated, sizeof c->validated, "unknown");
	each_name(c, false, choose, &best);
	return c->validated;
}

void
term_check_init(struct term_check *c, struct resolve *resolve,
    const struct ip *client)
{
	memset(c, 0, sizeof *c);
	c->resolve = resolve;
	c->client = client;
	c->values.client = client;
	c->values.validated = validated;
	c->values.arg = c;
}

int
term_target(struct term_check *c, const struct term *t, char to[MACRO_NAME * 2])
{
	if (t->spec_len > 0)
		return macro_expand(to, t->spec, t->spec_len, &c->values);
	return mem_copy(to, MACRO_NAME * 2, c->values.current);
}

typedef enum term_result
match_fn(struct term_check *c, const struct term *t, const char *name);

static match_fn *const matchers[] = {
	[TERM_A] = match_a,
	[TERM_MX] = match_mx,
	[TERM_PTR] = match_ptr,
	[TERM_EXISTS] = match_exists,
};

/* A pass that does not depend on the client is one that a forger gets, too. */
static bool
is_weak(const struct term_check *c, const struct term *t)
{
	switch (t->kind) {
	case TERM_A:
	case TERM_MX:
		return bits_of(c, t) < 8;
	case TERM_EXISTS:
		return !macro_asks_client(t->spec, t->spec_len);
	case TERM_ALL:
	case TERM_NET:
		return t->wide;
	default:
		return false;
	}
}

enum term_result
term_match(struct term_check *c, const struct term *t)
{
	char name[MACRO_NAME * 2];
	enum term_result r = TERM_MATCH;

	if (t->kind != TERM_ALL && t->kind != TERM_NET) {
		r = term_count(c);
		/* Section 4.8: what is no name has no records. */
		if (r == TERM_MISS && term_target(c, t, name) == 0)
			r = matchers[t->kind](c, t, name);
		if (c->stop != RESULT_ABSENT)
			r = TERM_STOPPED;
	}
	if (r == TERM_MATCH)
		c->weak = is_weak(c, t);
	return r;
}
