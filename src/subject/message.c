#include "subject/message.h"

#include "base/mem.h"
#include "base/text.h"
#include "subject/scan.h"

#include <libetpan/mailimf.h>
#include <libetpan/mailmime_decode.h>
#include <stdlib.h>
#include <string.h>

/* Elements of one list that are looked at. */
#define ELEMENTS_MAX 2000

/* The decoder takes quadratic time; what it is given fills any subject. */
#define PHRASE_MAX 4096

static void
trim(struct scan *s)
{
	while (s->at < s->end && text_is_blank(*s->at))
		s->at++;
	while (s->end > s->at && text_is_blank(s->end[-1]))
		s->end--;
}

/* dot-atom or a literal; octets beyond ASCII are RFC 6532 section 3.2. */
static bool
is_domain(const char *s, size_t len)
{
	bool literal = len > 2 && s[0] == '[' && s[len - 1] == ']';
	size_t i;

	for (i = literal ? 1 : 0; i < len - (literal ? 1 : 0); i++)
		if (!text_is_alnum(s[i]) && (unsigned char)s[i] < 0x80 &&
		    strchr(literal ? ".:-" : ".-_", s[i]) == NULL)
			return false;
	return len > 0 && s[0] != '.';
}

/* Words and dots up to the '@': moves there.  Dots may stand where RFC 5322
 * forbids them, since such mailboxes exist. */
static bool
take_local_part(struct scan *s)
{
	const char *begin = s->at;

	while (s->at < s->end && *s->at != '@') {
		if (*s->at == '"') {
			if ((s->at > begin && s->at[-1] != '.') ||
			    !scan_quoted(s) || s->at == s->end ||
			    (*s->at != '@' && *s->at != '.'))
				return false;
		} else if (*s->at == '.' || scan_is_atext(*s->at) ||
		    (unsigned char)*s->at >= 0x80) {
			s->at++;
		} else {
			return false;
		}
	}
	return s->at > begin && s->at < s->end;
}

static bool
libetpan_agrees(const char *spec, size_t len)
{
	struct mailimf_mailbox *m = NULL;
	size_t at = 0;
	bool agrees;

	if (mailimf_mailbox_parse(spec, len, &at, &m) != MAILIMF_NO_ERROR)
		return false;
	agrees = at == len && m->mb_addr_spec != NULL &&
	    strcmp(m->mb_addr_spec, spec) == 0;
	mailimf_mailbox_free(m);
	return agrees;
}

/*
 * libetpan reports success for half an address and takes "a,b"@x for "a, so
 * the grammar is checked here first; quoted local parts and literals, which
 * it gets wrong, are judged by the grammar alone.
 */
static bool
is_addr_spec(const char *spec, size_t len)
{
	struct scan s = { .at = spec, .end = spec + len };
	const char *domain;

	if (!take_local_part(&s))
		return false;
	domain = s.at + 1;
	if (!is_domain(domain, (size_t)(s.end - domain)) ||
	    strstr(spec, "=?") != NULL)
		return false;
	return *domain == '[' || memchr(spec, '"', len) != NULL ||
	    libetpan_agrees(spec, len);
}

/* Leaves out the blanks around "@" and "." that RFC 5322 section 4.4 allows;
 * any other blank stays and makes the address invalid. */
static char *
spec_copy(const struct scan *from)
{
	struct scan s = *from;
	char *spec = xmalloc((size_t)(s.end - s.at) + 1);
	size_t at = 0;

	while (s.at < s.end) {
		const char *begin = s.at;

		if (*s.at == '"')
			scan_quoted(&s);
		else
			s.at++;
		if (*begin == '@' || *begin == '.')
			while (at > 0 && text_is_blank(spec[at - 1]))
				at--;
		if (text_is_blank(*begin) && at > 0 &&
		    (spec[at - 1] == '@' || spec[at - 1] == '.'))
			continue;
		memcpy(spec + at, begin, (size_t)(s.at - begin));
		at += (size_t)(s.at - begin);
	}
	spec[at] = '\0';
	return spec;
}

/*
 * Narrows an element to what stands in its angle brackets, where it has any:
 * surplus ones are forgiven (RFC 7103 section 7.1), a source route goes
 * (RFC 5322 section 4.4).  The display name is not even parsed: it decides
 * nothing, and libetpan takes quadratic time for it.
 */
static bool
narrow(struct scan *e)
{
	struct scan s = *e;
	const char *close;

	while (s.at < s.end && *s.at != '<') {
		if (*s.at != '"')
			s.at++;
		else if (!scan_quoted(&s))
			return false;
	}
	if (s.at == s.end)
		s.at = e->at;
	while (s.at < s.end && (*s.at == '<' || text_is_blank(*s.at)))
		s.at++;
	if (s.at < s.end && *s.at == '@') {
		s.at = memchr(s.at, ':', (size_t)(s.end - s.at));
		if (s.at == NULL)
			return false;
		s.at++;
	}
	e->at = s.at;
	while (s.at < s.end && *s.at != '>') {
		if (*s.at != '"')
			s.at++;
		else if (!scan_quoted(&s))
			return false;
	}
	close = s.at;
	while (s.at < s.end && (*s.at == '>' || text_is_blank(*s.at)))
		s.at++;
	e->end = close;
	trim(e);
	return s.at == s.end;
}

/* Reports the address of one element; true where it has one. */
static bool
element(struct scan e, message_address_fn *fn, void *arg)
{
	char *spec;
	bool good;

	if (memchr(e.at, '\0', (size_t)(e.end - e.at)) != NULL || !narrow(&e))
		return false;
	spec = spec_copy(&e);
	good = is_addr_spec(spec, strlen(spec));
	if (good)
		fn(spec, arg);
	free(spec);
	return good;
}

/*
 * Moves past one element and sets it.  Commas and semicolons end it, the
 * colon of a group begins another; in the route of "<@a,@b:user@d>" and in
 * "[IPv6:::1]" they mean something else.
 */
static struct scan
next_element(struct scan *s)
{
	struct scan e = { .at = s->at, .end = s->end };
	bool angle = false, literal = false, route = false;
	char before = '\0'; /* the octet before this one that is no blank */

	while (s->at < s->end) {
		char c = *s->at;

		if (c == '"') {
			scan_quoted(s);
			continue;
		}
		if ((c == ',' && !route) || c == ';')
			break;
		if (c == '<')
			angle = true;
		else if (c == '>')
			angle = route = false;
		else if (c == '[')
			literal = true;
		else if (c == ']')
			literal = false;
		else if (c == '@' && before == '<')
			route = true;
		else if (c == ':' && angle)
			route = false;
		if (!text_is_blank(c))
			before = c;
		s->at++;
		if (c == ':' && !angle && !literal)
			e.at = s->at;
	}
	e.end = s->at;
	if (s->at < s->end)
		s->at++;
	trim(&e);
	return e;
}

unsigned
message_addresses(const char *body, size_t len, message_address_fn *fn,
    void *arg)
{
	char *text = xmalloc(len + 1);
	struct scan s = { .at = text };
	unsigned failed = 0, elements;
	long stripped = field_strip_comments(text, body, len);

	/* Behind an unclosed comment nothing counts, before it all does. */
	if (stripped == -1)
		failed++;
	s.end = text + (stripped == -1 ? strlen(text) : (size_t)stripped);
	for (elements = 0; s.at < s.end && elements < ELEMENTS_MAX;) {
		struct scan e = next_element(&s);

		if (e.at == e.end)
			continue;
		elements++;
		if (!element(e, fn, arg))
			failed++;
	}
	free(text);
	return failed;
}

/* The decoder stops at a NUL and may stop early at what is no encoded word:
 * its answer counts only where it took everything. */
static char *
decode(const char *body, size_t len)
{
	char *copy, *decoded = NULL;
	size_t at = 0;

	if (memmem(body, len, "=?", 2) == NULL ||
	    memchr(body, '\0', len) != NULL)
		return NULL;
	if (len > PHRASE_MAX) {
		const char *cut = memrchr(body, ' ', PHRASE_MAX);

		len = cut == NULL ? PHRASE_MAX : (size_t)(cut - body);
	}
	copy = xstrndup(body, len);
	if (mailmime_encoded_phrase_parse("utf-8", copy, len, &at, "utf-8",
		&decoded) != MAILIMF_NO_ERROR) {
		decoded = NULL;
	} else if (at != len) {
		free(decoded);
		decoded = NULL;
	}
	free(copy);
	return decoded;
}

size_t
message_text(char *to, size_t size, size_t chars, const char *body, size_t len)
{
	char *decoded = decode(body, len);

	if (decoded == NULL)
		return text_clean(to, size, chars, body, len);
	len = text_clean(to, size, chars, decoded, strlen(decoded));
	free(decoded);
	return len;
}
