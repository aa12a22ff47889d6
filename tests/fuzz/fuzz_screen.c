/* libFuzzer target: an SPF record from anybody, screened for a client of each
 * family; the domains of the terms that are kept are expanded. */
#include "../../src/sender/macro.h"
#include "../../src/sender/screen.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define NAME_MOST 253

static const char *
validated(void *arg)
{
	return arg;
}

/* Octets of a name as it is asked for, its escapes not counted. */
static size_t
name_len(const char *s)
{
	size_t n;

	for (n = 0; *s != '\0'; s++, n++)
		if (*s == '\\') {
			s++;
			assert(*s == '\\');
		}
	return n;
}

static void
expand(const struct term *t, const struct macro_values *values)
{
	static char to[MACRO_NAME * 2];

	memset(to, 'X', sizeof to);
	if (macro_expand(to, t->spec, t->spec_len, values) == -1)
		return;
	assert(memchr(to, '\0', sizeof to) != NULL);
	assert(*to != '\0' && name_len(to) <= NAME_MOST);
}

/* Values that a stranger would choose; long ones do not fit any name. */
static void
expand_all(const struct term *t, const struct ip *client)
{
	static char strange[600], labels[600], unnamed[] = "unknown";
	struct macro_values values[] = {
		{ "a.b-c@d.e", "a.b-c", "d.e", "f.g", "h.i", client, validated,
		    unnamed },
		{ strange, strange, strange, strange, strange, client,
		    validated, strange },
		{ labels, labels, labels, labels, labels, client, validated,
		    labels },
		{ "", "", "", "", "", client, validated, unnamed },
		{ "\\@.-+,/_=%{d}", "\\.\\", "..", ".", "\xff\x01", client,
		    validated, unnamed },
	};
	size_t i;

	for (i = 0; i < sizeof strange - 1; i++) {
		strange[i] = (char)(i % 255 + 1);
		labels[i] = i % 3 == 0 ? '.' : '\\';
	}
	for (i = 0; i < COUNT(values); i++)
		expand(t, &values[i]);
}

static void
check_inside(const char *part, size_t len, const char *record, size_t size)
{
	assert(part >= record && part <= record + size);
	assert(len <= size - (size_t)(part - record));
}

static void
check_term(const struct term *t, const char *record, size_t size,
    const struct ip *client)
{
	assert(t->qualifier != '\0' && strchr("+-~?", t->qualifier) != NULL);
	assert(t->bits4 <= 32 && t->bits6 <= 128 && t->text_len > 0);
	check_inside(t->text, t->text_len, record, size);
	if (t->spec_len == 0) {
		assert(t->kind != TERM_EXISTS && t->kind != TERM_INCLUDE &&
		    t->kind != TERM_REDIRECT);
		return;
	}
	check_inside(t->spec, t->spec_len, t->text, t->text_len);
	assert(macro_check(t->spec, t->spec_len, MACRO_DOMAIN));
	macro_asks_client(t->spec, t->spec_len);
	expand_all(t, client);
}

static void
check(const char *record, size_t size, const char *address)
{
	struct screen s;
	struct ip client;
	size_t i, asking = 0;

	ip_parse(&client, address);
	if (screen_read(&s, record, size, &client) == -1) {
		assert(s.why != NULL);
		return;
	}
	assert(s.why == NULL && s.count <= SCREEN_TERMS);
	for (i = 0; i < s.count; i++) {
		bool ends =
		    s.terms[i].kind == TERM_ALL || s.terms[i].kind == TERM_NET;

		assert(!ends || i + 1 == s.count);
		asking += !ends;
		check_term(&s.terms[i], record, size, &client);
	}
	assert(asking <= SCREEN_DNS_TERMS);
	if (s.has_redirect)
		check_term(&s.redirect, record, size, &client);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;

	macro_check(text, size, MACRO_DOMAIN);
	macro_check(text, size, MACRO_MODIFIER);
	macro_asks_client(text, size);
	if (!screen_is_spf(text, size))
		return 0;
	check(text, size, "192.0.2.3");
	check(text, size, "2001:db8::cb01");
	return 0;
}
