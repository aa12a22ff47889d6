#include "subject/auth.h"

#include "auth_results.h"
#include "base/mem.h"
#include "base/text.h"
#include "subject/spf_result.h"

#include <string.h>

const char *
auth_kind_text(enum subject_auth_kind kind)
{
	static const char *const texts[] = {
		[AUTH_RESULTS] = "Authentication-Results",
		[AUTH_RECEIVED_SPF] = "Received-SPF",
		[AUTH_ARC_RESULTS] = "ARC-Authentication-Results",
	};

	return texts[kind];
}

const char *
auth_policy_text(enum dmarc_policy policy)
{
	static const char *const texts[] = {
		[DMARC_UNKNOWN] = "unknown",
		[DMARC_NONE] = "none",
		[DMARC_QUARANTINE] = "quarantine",
		[DMARC_REJECT] = "reject",
	};

	return texts[policy];
}

/*
 * RFC 7208 section 9.1: only the first word is the server's own for certain;
 * the sender's address stands among the pairs, and not always quoted.
 */
static void
read_received_spf(struct subject_auth *a, struct auth_scan *scan)
{
	struct scan *s = &scan->s;
	const char *word;

	auth_skip(scan);
	word = s->at;
	while (s->at < s->end && text_is_alnum(*s->at))
		s->at++;
	a->spf = (uint8_t)spf_result_parse(word, (size_t)(s->at - word));
	if (a->spf == RESULT_ABSENT ||
	    (s->at < s->end && !text_is_blank(*s->at) && *s->at != '('))
		scan->broken = true;
	scan->guess = false;
	auth_skip(scan);
	a->spf_guess = scan->guess;
	scan->broken |= s->at < s->end && *s->at == '=';
}

/* RFC 8617 section 4.1.1: "i=1;" comes first. */
static void
read_arc_results(struct subject_auth *a, struct auth_scan *scan)
{
	char name[64], number[8];

	auth_name(scan, name);
	scan->broken |= !auth_char(scan, '=');
	auth_value(scan, number, sizeof number);
	a->instance = auth_instance(number);
	if (!text_equal(name, "i") || a->instance == 0 || !auth_char(scan, ';'))
		scan->broken = true;
	else
		auth_results(a, scan);
}

void
auth_parse(struct subject_auth *a, enum subject_auth_kind kind,
    const struct field *f)
{
	static void (*const reads[])(struct subject_auth * a,
	    struct auth_scan * scan) = {
		[AUTH_RESULTS] = auth_results,
		[AUTH_RECEIVED_SPF] = read_received_spf,
		[AUTH_ARC_RESULTS] = read_arc_results,
	};
	struct auth_scan scan = { .s = { f->body, f->body + f->body_len } };
	char server[SUBJECT_HOST];

	memset(a, 0, sizeof *a);
	reads[kind](a, &scan);
	if (scan.broken || f->cut || f->had_nul || f->had_control) {
		mem_copy(server, sizeof server, a->server);
		memset(a, 0, sizeof *a);
		mem_copy(a->server, sizeof a->server, server);
		a->bad = 1;
	}
	a->kind = (uint8_t)kind;
}

/* A tag of a list in the manner of DKIM, RFC 6376 section 3.2. */
struct tag {
	const char *name, *value;
	size_t name_len, value_len;
};

static void
trim(const char **text, size_t *len)
{
	while (*len > 0 && text_is_blank(**text))
		++*text, --*len;
	while (*len > 0 && text_is_blank((*text)[*len - 1]))
		--*len;
}

static const char *
next_tag(struct tag *t, const char *at, const char *end)
{
	const char *stop = memchr(at, ';', (size_t)(end - at));
	const char *equals;

	if (stop == NULL)
		stop = end;
	t->name = at;
	equals = memchr(at, '=', (size_t)(stop - at));
	t->name_len = (size_t)((equals == NULL ? stop : equals) - at);
	t->value = equals == NULL ? stop : equals + 1;
	t->value_len = (size_t)(stop - t->value);
	trim(&t->name, &t->name_len);
	trim(&t->value, &t->value_len);
	return stop == end ? end : stop + 1;
}

int
auth_seal(uint8_t *instance, char domain[SUBJECT_HOST], const struct field *f)
{
	const char *at = f->body, *end = f->body + f->body_len;
	char number[8];
	unsigned numbers = 0, domains = 0;
	struct tag t;

	*domain = '\0';
	*instance = 0;
	while (at < end) {
		at = next_tag(&t, at, end);
		if (t.name_len != 1)
			continue;
		if (*t.name == 'i' && numbers++ == 0 &&
		    mem_copy_n(number, sizeof number, t.value, t.value_len) ==
			0)
			*instance = auth_instance(number);
		else if (*t.name == 'd' && domains++ == 0 &&
		    (mem_copy_n(domain, SUBJECT_HOST, t.value, t.value_len) ==
			    -1 ||
			!text_is_utf8(domain, strlen(domain))))
			*domain = '\0';
	}
	return numbers == 1 && domains == 1 && *instance > 0 &&
		*domain != '\0' && !f->cut && !f->had_nul && !f->had_control
	    ? 0
	    : -1;
}
