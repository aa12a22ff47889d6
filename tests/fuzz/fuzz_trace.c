/*
 * libFuzzer target: text of the sender inside of what a server writes changes
 * neither the client's address nor the verdict, and whatever comes in, the
 * facts are in form.  The first octet chooses what is made of the rest.
 */
#include "base/ip.h"
#include "subject/auth.h"
#include "subject/hop.h"
#include "subject/spf_result.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct frame {
	const char *before, *after;
};

static const struct frame hops[] = {
	{ "", "" },
	{ "from ", " (rdns [192.0.2.1]) by h (Postfix); x" },
	{ "from r ([192.0.2.1] helo=", ") by h with esmtp (Exim); x" },
	{ "from [192.0.2.1] (helo=", ") by h with esmtp (Exim); x" },
	{ "from r ([192.0.2.1] ident=", ") by h with esmtp (Exim); x" },
	{ "from unknown (HELO ", ") (192.0.2.1) by h with SMTP; x" },
	{ "from unknown (", "@192.0.2.1) by h with SMTP; x" },
};

static const struct frame fails[] = {
	{ "m; spf=fail (domain of ", ") smtp.mailfrom=v.example" },
	{ "m; spf=fail smtp.mailfrom=", "" },
	{ "m; spf=fail smtp.mailfrom=\"", "\"@v.example; dkim=none" },
	{ "m; spf=fail smtp.mailfrom=v.example; dkim=fail header.i=", "" },
};

static struct field_reader reader;
static struct field field;

/* Makes a field of it; false where the text ends the field. */
static bool
frame(const struct frame *f, const uint8_t *data, size_t size)
{
	static char header[1 << 15];
	size_t before = strlen(f->before), after = strlen(f->after), at;

	if (size > sizeof header / 2 || memchr(data, '\n', size) != NULL)
		return false;
	memcpy(header, "X: ", 3);
	memcpy(header + 3, f->before, before);
	at = 3 + before;
	memcpy(header + at, data, size);
	memcpy(header + at + size, f->after, after);
	field_start(&reader, header, at + size + after);
	return field_next(&reader, &field);
}

static void
fuzz_hop(const struct frame *f, const uint8_t *data, size_t size)
{
	struct subject_hop h;
	struct ip ip;
	char text[IP_TEXT];

	if (!frame(f, data, size))
		return;
	hop_parse(&h, &field);
	assert(strlen(h.by) < sizeof h.by && strlen(h.helo) < sizeof h.helo);
	assert(!h.bad || (*h.by == '\0' && *h.ip == '\0' && *h.helo == '\0'));
	if (*h.ip != '\0')
		assert(ip_parse(&ip, h.ip) == 0 &&
		    strcmp(ip_text(text, &ip), h.ip) == 0);
	if (*f->before == '\0' || h.bad)
		return;
	assert(strcmp(h.by, "h") == 0);
	assert(*h.ip == '\0' || strcmp(h.ip, "192.0.2.1") == 0);
}

static void
fuzz_fail(const struct frame *f, const uint8_t *data, size_t size)
{
	struct subject_auth a;

	if (!frame(f, data, size))
		return;
	auth_parse(&a, AUTH_RESULTS, &field);
	assert(a.bad ? a.spf == RESULT_ABSENT : a.spf == RESULT_FAIL);
	assert(strcmp(a.server, "m") == 0);
}

static void
fuzz_any(enum subject_auth_kind kind, const uint8_t *data, size_t size)
{
	static const struct frame bare = { "", "" };
	struct subject_auth a, again;
	char domain[SUBJECT_HOST];
	uint8_t instance;

	if (!frame(&bare, data, size))
		return;
	auth_parse(&a, kind, &field);
	auth_parse(&again, kind, &field);
	assert(memcmp(&a, &again, sizeof a) == 0);
	assert(a.kind == kind && a.spf < RESULT_COUNT &&
	    a.dmarc < RESULT_COUNT && a.arc < RESULT_COUNT &&
	    a.dmarc_policy < DMARC_POLICY_COUNT &&
	    a.dkim_count <= SUBJECT_DKIM && a.instance <= 50);
	assert(!a.bad || a.spf + a.dmarc + a.arc + a.instance == 0);
	if (auth_seal(&instance, domain, &field) == 0)
		assert(instance >= 1 && instance <= 50 && *domain != '\0');
}

#define COUNT(table) (sizeof(table) / sizeof *(table))

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t which;

	if (size == 0)
		return 0;
	which = data[0] % (COUNT(hops) + COUNT(fails) + AUTH_KIND_COUNT);
	data++, size--;
	if (which < COUNT(hops))
		fuzz_hop(&hops[which], data, size);
	else if ((which -= COUNT(hops)) < COUNT(fails))
		fuzz_fail(&fails[which], data, size);
	else
		fuzz_any((enum subject_auth_kind)(which - COUNT(fails)), data,
		    size);
	return 0;
}
