#include "spf.h"

#include "screen.h"
#include "term.h"

#include "base/mem.h"
#include "base/text.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include <spf2/spf.h>
#include <spf2/spf_dns.h>

/*
 * Debian's libspf2 can be crashed by a record, gets 60 of the 203 cases of
 * RFC 7208's suite wrong, and drops terms in silence once its buffers are
 * full.  So every record is read by screen.c and becomes one of at most a
 * dozen terms with names of our own, "exists:r0t3.spf".  libspf2 decides what
 * only depends on their order: qualifiers, includes, redirects, errors that
 * end everything.  What a term matches, it asks its DNS layer, which is us.
 */
#define ZONE ".spf"
#define START "spf@start" ZONE

/* The sender's record and one more for each include and redirect. */
#define RECORDS (TERM_LIMIT + 1)

struct spf_policy {
	const struct answer_record *record; /* the terms point into it */
	char domain[MACRO_NAME * 2];
	struct screen screen;
};

struct spf {
	SPF_dns_server_t layer; /* handed to libspf2, leads back to us */
	SPF_server_t *server;
	struct term_check check;
	struct spf_policy policies[RECORDS];
	size_t count;
	const char *domain; /* of the identity */
	struct spf_answer *answer;
};

/* Nothing of the library reaches stderr; it would abort where it ends here. */
static void __attribute__((noreturn))
die(const char *file, int line, const char *message)
{
	(void)file;
	(void)line;
	(void)message;
	_exit(70);
}

static void
mute(const char *file, int line, const char *message)
{
	(void)file;
	(void)line;
	(void)message;
}

/* RFC 7208 section 4.3: labels of 1 to 63 octets, two at least, 253 in all. */
static bool
is_domain(const char *s)
{
	size_t len = strlen(s), label = 0, dots = 0, i;

	if (len > 0 && s[len - 1] == '.')
		len--;
	for (i = 0; i < len; i++) {
		if ((unsigned char)s[i] <= ' ' || s[i] == 0x7f)
			return false;
		if (s[i] == '.' && label == 0)
			return false;
		dots += s[i] == '.';
		label = s[i] == '.' ? 0 : label + 1;
		if (label > 63)
			return false;
	}
	return label > 0 && dots > 0 && len <= 253 && s[0] != '[';
}

/* "r1t7" of record 1, term 7; term SCREEN_TERMS is the redirect. */
static const struct term *
term_of(struct spf *spf, const char *name, size_t *record)
{
	unsigned long r, t;
	char *end;

	if (*name != 'r')
		return NULL;
	r = strtoul(name + 1, &end, 10);
	if (*end != 't' || r >= spf->count)
		return NULL;
	t = strtoul(end + 1, &end, 10);
	if (strcmp(end, ZONE) != 0 || t > SCREEN_TERMS)
		return NULL;
	*record = r;
	return t == SCREEN_TERMS ? &spf->policies[r].screen.redirect
				 : &spf->policies[r].screen.terms[t];
}

static void
tell(struct spf *spf, size_t record, const struct term *t)
{
	char raw[SENDER_TEXT];

	/* A macro can put any octet into the domain, and the cut can halve a
	 * character. */
	snprintf(raw, sizeof raw, "%.*s of %.120s",
	    (int)(t->text_len < 100 ? t->text_len : 100), t->text,
	    spf->policies[record].domain);
	text_clean(spf->answer->reason, sizeof spf->answer->reason,
	    sizeof spf->answer->reason, raw, strlen(raw));
}

/* The answer that makes "exists" match, miss, or end the walk. */
static SPF_dns_rr_t *
reply(SPF_dns_server_t *layer, const char *name, enum term_result r)
{
	SPF_dns_rr_t *rr = SPF_dns_rr_new_init(layer, name, ns_t_a, 0,
	    r == TERM_MATCH      ? NETDB_SUCCESS
		: r == TERM_MISS ? HOST_NOT_FOUND
				 : TRY_AGAIN);

	if (rr == NULL)
		_exit(MEM_EXIT);
	if (r == TERM_MATCH) {
		if (SPF_dns_rr_buf_realloc(rr, 0, sizeof *rr->rr[0]) !=
		    SPF_E_SUCCESS)
			_exit(MEM_EXIT);
		rr->rr[0]->a.s_addr = htonl(INADDR_LOOPBACK);
		rr->num_rr = 1;
	}
	return rr;
}

static SPF_dns_rr_t *
look_up(SPF_dns_server_t *layer, const char *name, ns_type type, int cache)
{
	struct spf *spf = (struct spf *)(void *)layer;
	struct term_check *c = &spf->check;
	enum term_result r = TERM_STOPPED;
	const struct term *t;
	size_t record;

	(void)type;
	(void)cache;
	t = term_of(spf, name, &record);
	if (t == NULL)
		term_stop(c, RESULT_TEMPERROR, "a term that nobody wrote");
	else if (c->stop == RESULT_ABSENT) {
		c->values.current = spf->policies[record].domain;
		r = term_match(c, t);
	}
	if (r == TERM_MATCH)
		tell(spf, record, t);
	return reply(layer, name, r);
}

/* The one record of a domain, section 4.5; NULL where the check ends. */
static const struct answer_record *
fetch(struct spf *spf, const char *domain)
{
	struct term_check *c = &spf->check;
	const struct answer *a = resolve_ask(c->resolve, domain, ANSWER_TXT);
	const struct answer_record *record = NULL;
	size_t i, found = 0;

	if (a->status == ANSWER_TEMPERROR || a->status == ANSWER_LIMIT)
		term_stop(c, RESULT_TEMPERROR, a->why);
	for (i = 0; i < a->count; i++)
		if (screen_is_spf(a->records[i].data, a->records[i].len)) {
			record = &a->records[i];
			found++;
		}
	if (found == 1)
		return record;
	if (found > 1)
		term_stop(c, RESULT_PERMERROR, "more than one record");
	else if (spf->count == 0)
		term_stop(c, RESULT_NONE, "no record");
	else
		term_stop(c, RESULT_PERMERROR,
		    "a domain that is included or redirected to has no record");
	return NULL;
}

/* The record as libspf2 gets it; all of it is ours. */
static void
rewrite(char *to, size_t size, size_t record, const struct screen *s)
{
	size_t i, n = (size_t)snprintf(to, size, "v=spf1");

	for (i = 0; i < s->count; i++)
		n += (size_t)snprintf(to + n, size - n, " %c%s:r%zut%zu" ZONE,
		    s->terms[i].qualifier,
		    s->terms[i].kind == TERM_INCLUDE ? "include" : "exists",
		    record, i);
	if (s->has_redirect)
		snprintf(to + n, size - n, " redirect=r%zut%u" ZONE, record,
		    (unsigned)SCREEN_TERMS);
}

/* The domain whose record libspf2 wants: the identity's, or a term's. */
static int
wanted_domain(struct spf *spf, const char *name, char to[MACRO_NAME * 2])
{
	struct term_check *c = &spf->check;
	const struct term *t;
	size_t record;

	if (spf->count == 0)
		return mem_copy(to, MACRO_NAME * 2, spf->domain);
	t = term_of(spf, name, &record);
	if (t == NULL) {
		term_stop(c, RESULT_TEMPERROR, "a term that nobody wrote");
		return -1;
	}
	if (term_count(c) == TERM_STOPPED)
		return -1;
	c->values.current = spf->policies[record].domain;
	if (term_target(c, t, to) == 0 && is_domain(to))
		return 0;
	term_stop(c, RESULT_PERMERROR,
	    "an include or redirect names no domain");
	return -1;
}

static int
read_policy(struct spf *spf, const char *name, char *rewritten, size_t size)
{
	struct spf_policy *p = &spf->policies[spf->count];
	struct term_check *c = &spf->check;
	char why[SENDER_TEXT];

	if (c->stop != RESULT_ABSENT ||
	    wanted_domain(spf, name, p->domain) == -1 ||
	    c->stop != RESULT_ABSENT)
		return -1;
	p->record = fetch(spf, p->domain);
	if (p->record == NULL)
		return -1;
	if (spf->count++ == 0)
		text_clean(spf->answer->record, SENDER_RECORD, SENDER_RECORD,
		    p->record->data, p->record->len);
	if (screen_read(&p->screen, p->record->data, p->record->len,
		c->client) == -1) {
		snprintf(why, sizeof why, "%s in the record of %.150s",
		    p->screen.why, p->domain);
		term_stop(c, RESULT_PERMERROR, why);
		return -1;
	}
	rewrite(rewritten, size, spf->count - 1, &p->screen);
	return 0;
}

static SPF_errcode_t
get_spf(SPF_server_t *server, SPF_request_t *request, SPF_response_t *response,
    SPF_record_t **record)
{
	struct spf *spf = (struct spf *)(void *)server->resolver;
	char rewritten[SCREEN_TERMS * 32];

	*record = NULL;
	if (read_policy(spf, request->cur_dom, rewritten, sizeof rewritten) ==
	    -1)
		return SPF_response_add_error(response, SPF_E_DNS_ERROR,
		    "stopped");
	return SPF_record_compile(server, response, record, rewritten);
}

struct spf *
spf_new(void)
{
	struct spf *spf = xcalloc(1, sizeof *spf);

	SPF_error_handler = die;
	SPF_warning_handler = SPF_info_handler = SPF_debug_handler = mute;
	spf->layer.name = "backsoon";
	spf->layer.lookup = look_up;
	spf->layer.get_spf = get_spf;
	spf->server = SPF_server_new_dns(&spf->layer, 0);
	if (spf->server == NULL)
		_exit(MEM_EXIT);
	/* Its own limit counts per include; ours counts all. */
	SPF_server_set_max_dns_mech(spf->server, 10 * TERM_LIMIT);
	return spf;
}

void
spf_free(struct spf *spf)
{
	SPF_server_free(spf->server);
	free(spf);
}

static enum spf_result
result_of(SPF_result_t r)
{
	static const enum spf_result results[] = {
		[SPF_RESULT_INVALID] = RESULT_TEMPERROR,
		[SPF_RESULT_NEUTRAL] = RESULT_NEUTRAL,
		[SPF_RESULT_PASS] = RESULT_PASS,
		[SPF_RESULT_FAIL] = RESULT_FAIL,
		[SPF_RESULT_SOFTFAIL] = RESULT_SOFTFAIL,
		[SPF_RESULT_NONE] = RESULT_NONE,
		[SPF_RESULT_TEMPERROR] = RESULT_TEMPERROR,
		[SPF_RESULT_PERMERROR] = RESULT_TEMPERROR,
	};

	return r < sizeof results / sizeof *results ? results[r]
						    : RESULT_TEMPERROR;
}

/*
 * The client that libspf2 is told of is never the real one: it would let a
 * loopback address pass without looking.
 */
static void
walk(struct spf *spf, struct spf_answer *a)
{
	const struct in_addr nobody = { htonl(0xc0000201) }; /* 192.0.2.1 */
	SPF_request_t *request = SPF_request_new(spf->server);
	SPF_response_t *response = NULL;

	if (request == NULL)
		_exit(MEM_EXIT);
	SPF_request_set_ipv4(request, nobody);
	SPF_request_set_env_from(request, START);
	SPF_request_query_mailfrom(request, &response);
	if (response == NULL)
		_exit(MEM_EXIT);
	if (spf->check.stop != RESULT_ABSENT) {
		a->result = spf->check.stop;
		mem_copy(a->reason, sizeof a->reason, spf->check.why);
	} else {
		a->result = result_of(SPF_response_result(response));
		if (SPF_response_reason(response) == SPF_REASON_DEFAULT)
			mem_copy(a->reason, sizeof a->reason,
			    "no term matches");
	}
	SPF_response_free(response);
	SPF_request_free(request);
}

/* Section 2.4 and 4.3: without a local part it is postmaster's. */
static void
check_identity(struct spf *spf, const char *sender, struct spf_answer *a)
{
	struct macro_values *v = &spf->check.values;
	char local[ADDR_MAX], full[2 * ADDR_MAX];
	const char *at = strrchr(sender, '@');
	const char *domain = at == NULL ? sender : at + 1;

	mem_copy(local, sizeof local, "postmaster");
	if (at != NULL && at != sender)
		mem_copy_n(local, sizeof local, sender, (size_t)(at - sender));
	snprintf(full, sizeof full, "%s@%s", local, domain);
	v->sender = full;
	v->local_part = local;
	v->domain = spf->domain = domain;
	if (is_domain(domain)) {
		walk(spf, a);
		return;
	}
	a->result = RESULT_NONE;
	snprintf(a->reason, sizeof a->reason, "no domain that could be asked");
}

void
spf_check(struct spf *spf, struct resolve *resolve,
    const struct spf_question *q, struct spf_answer *a)
{
	memset(a, 0, sizeof *a);
	memset(spf->policies, 0, sizeof spf->policies);
	spf->count = 0;
	term_check_init(&spf->check, resolve, q->client);
	spf->answer = a;
	spf->check.values.helo = q->helo;
	check_identity(spf, *q->sender == '\0' ? q->helo : q->sender, a);
	a->weak = a->result == RESULT_PASS && spf->check.weak;
}
