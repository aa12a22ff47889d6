#include "auth_results.h"

#include "base/mem.h"
#include "base/text.h"
#include "subject/spf_result.h"

#include <string.h>

enum method { METHOD_OTHER, METHOD_SPF, METHOD_DKIM, METHOD_DMARC, METHOD_ARC };

static const char *const methods[] = {
	[METHOD_SPF] = "spf",
	[METHOD_DKIM] = "dkim",
	[METHOD_DMARC] = "dmarc",
	[METHOD_ARC] = "arc",
};

#define METHODS (sizeof methods / sizeof *methods)

struct results {
	struct auth_scan *scan;
	struct subject_auth *auth;
	bool seen[METHODS];
	/* of the method that is being read */
	enum method method;
	enum spf_result result;
	bool mailfrom;
	char domain[SUBJECT_HOST];   /* header.d */
	char identity[SUBJECT_HOST]; /* of header.i, its domain */
	char text[ADDR_MAX + SUBJECT_HOST];
};

/* The domain of "user@domain", "@domain" or "domain". */
static void
copy_domain(char to[SUBJECT_HOST], const char *text)
{
	const char *at = strrchr(text, '@');

	if (mem_copy(to, SUBJECT_HOST, at == NULL ? text : at + 1) == -1)
		*to = '\0';
}

/* Twice in one verdict, nobody can say which one it is about. */
static void
take_mailfrom(struct results *r)
{
	const char *text = r->text;

	if (r->method != METHOD_SPF)
		return;
	r->scan->broken |= r->mailfrom;
	r->mailfrom = true;
	if (*text == '@')
		text++;
	if (mem_copy(r->auth->mailfrom, sizeof r->auth->mailfrom, text) == -1)
		*r->auth->mailfrom = '\0';
}

static void
take_from(struct results *r)
{
	if (r->method == METHOD_DMARC)
		copy_domain(r->auth->from, r->text);
}

static void
take_domain(struct results *r)
{
	copy_domain(r->domain, r->text);
}

static void
take_identity(struct results *r)
{
	copy_domain(r->identity, r->text);
}

static void
take_policy(struct results *r)
{
	enum dmarc_policy policy = auth_policy(r->text, strlen(r->text));

	if (policy > r->scan->policy)
		r->scan->policy = policy;
}

static const struct {
	const char *name;
	void (*take)(struct results *r);
} properties[] = {
	{ "smtp.mailfrom", take_mailfrom },
	{ "smtp.mail", take_mailfrom }, /* Gmail, before 2013 */
	{ "header.from", take_from },
	{ "header.d", take_domain },
	{ "header.i", take_identity },
	{ "action", take_policy }, /* Exchange */
	{ "policy.dmarc", take_policy },
	{ "policy.published-domain-policy", take_policy },
	{ "policy.applied-disposition", take_policy },
};

static void
take_property(struct results *r, const char *name)
{
	size_t i;

	for (i = 0; i < sizeof properties / sizeof *properties; i++)
		if (text_equal(name, properties[i].name))
			properties[i].take(r);
}

static void
take_signature(struct results *r)
{
	struct subject_auth *a = r->auth;
	/* RFC 6376 section 3.5: the identity lies in the signing domain. */
	const char *domain = *r->domain != '\0' ? r->domain : r->identity;

	if (r->result == RESULT_PASS && *domain != '\0' &&
	    a->dkim_count < SUBJECT_DKIM)
		mem_copy(a->dkim[a->dkim_count++], SUBJECT_HOST, domain);
}

/* Only signatures may be more than one. */
static void
finish_method(struct results *r)
{
	struct subject_auth *a = r->auth;

	if (r->method == METHOD_DKIM) {
		take_signature(r);
		return;
	}
	r->scan->broken |= r->method != METHOD_OTHER && r->seen[r->method];
	r->seen[r->method] = true;
	if (r->method == METHOD_SPF) {
		a->spf = (uint8_t)r->result;
		a->spf_guess = r->scan->guess;
	} else if (r->method == METHOD_DMARC) {
		a->dmarc = (uint8_t)r->result;
		a->dmarc_policy = (uint8_t)r->scan->policy;
	} else if (r->method == METHOD_ARC) {
		a->arc = (uint8_t)r->result;
	}
}

static void
start_method(struct results *r, const char *name)
{
	r->scan->guess = false;
	r->scan->policy = DMARC_UNKNOWN;
	r->mailfrom = false;
	*r->domain = *r->identity = '\0';
	for (r->method = METHOD_SPF; r->method < METHODS; r->method++)
		if (text_equal(name, methods[r->method]))
			return;
	r->method = METHOD_OTHER;
}

/* What is of another version may mean anything. */
static void
read_version(struct results *r)
{
	if (!auth_char(r->scan, '/'))
		return;
	auth_name(r->scan, r->text);
	if (strcmp(r->text, "1") != 0)
		r->method = METHOD_OTHER;
}

static void
read_properties(struct results *r)
{
	struct auth_scan *s = r->scan;
	char name[64];

	for (auth_skip(s); !s->broken && !auth_at_end(s); auth_skip(s)) {
		auth_name(s, name);
		s->broken |= !auth_char(s, '=');
		auth_value(s, r->text, sizeof r->text);
		if (!s->broken)
			take_property(r, name);
	}
}

/*
 * Exchange Online writes no authserv-id, and the receiving domain as if it
 * were a method.  Nobody can trust such a field, so it may be odd.
 */
static void
read_word(struct results *r, const char *name)
{
	auth_skip(r->scan);
	if (text_equal(name, "none") || *r->auth->server == '\0')
		r->scan->broken |= !auth_at_end(r->scan);
	else
		r->scan->broken = true;
}

static void
read_method(struct results *r)
{
	struct auth_scan *s = r->scan;
	char name[64];

	auth_skip(s);
	if (s->broken || auth_at_end(s))
		return;
	auth_name(s, name);
	start_method(r, name);
	read_version(r);
	if (s->broken)
		return;
	if (!auth_char(s, '=')) {
		read_word(r, name);
		return;
	}
	auth_value(s, r->text, sizeof r->text);
	r->result = spf_result_parse(r->text, strlen(r->text));
	read_properties(r);
	if (!s->broken)
		finish_method(r);
}

/* The authserv-id and its version, or neither; true where a method may come
 * without a semicolon before it. */
static bool
read_server(struct results *r)
{
	struct auth_scan *s = r->scan;
	const char *from;
	char version[8];

	auth_skip(s);
	from = s->s.at;
	auth_value(s, r->text, sizeof r->text);
	if (strchr(r->text, '=') != NULL || auth_char(s, '=')) {
		s->s.at = from;
		return true;
	}
	if (mem_copy(r->auth->server, SUBJECT_HOST, r->text) == -1)
		*r->auth->server = '\0';
	auth_skip(s);
	if (!s->broken && !auth_at_end(s)) {
		auth_value(s, version, sizeof version);
		s->broken |= strcmp(version, "1") != 0;
	}
	return false;
}

void
auth_results(struct subject_auth *auth, struct auth_scan *scan)
{
	struct results r = { .scan = scan, .auth = auth };

	if (read_server(&r))
		read_method(&r);
	for (auth_skip(scan); !scan->broken && scan->s.at < scan->s.end;
	     auth_skip(scan)) {
		scan->broken = !auth_char(scan, ';');
		read_method(&r);
	}
}
