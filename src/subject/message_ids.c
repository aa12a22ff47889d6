#include "subject/message.h"

#include "subject/scan.h"
#include "subject/subject.h"

#include <string.h>

/* no-fold-literal, RFC 5322 section 3.6.4. */
static bool
is_literal(const char *s, size_t len)
{
	size_t i;

	if (len < 3 || s[0] != '[' || s[len - 1] != ']')
		return false;
	for (i = 1; i < len - 1; i++)
		if (s[i] <= ' ' || s[i] >= 127 || strchr("[]\\", s[i]) != NULL)
			return false;
	return true;
}

/* The octets of the valid msg-id that begins at s with '<', or 0. */
static size_t
id_length(const char *s, size_t len)
{
	size_t most = len < SUBJECT_ID ? len : SUBJECT_ID - 1;
	const char *end = memchr(s, '>', most), *at, *right;

	if (end == NULL)
		return 0;
	at = memchr(s, '@', (size_t)(end - s));
	if (at == NULL || !scan_is_dot_atom(s + 1, (size_t)(at - s - 1)))
		return 0;
	right = at + 1;
	if (!scan_is_dot_atom(right, (size_t)(end - right)) &&
	    !is_literal(right, (size_t)(end - right)))
		return 0;
	return (size_t)(end + 1 - s);
}

/*
 * libetpan deletes blanks, wants no brackets and takes quadratic time for
 * "( ( (", so this is a scan of our own.
 */
unsigned
message_ids(const char *body, size_t len, message_id_fn *fn, void *arg)
{
	struct scan s = { .at = body, .end = body + len };
	unsigned count = 0;

	while (scan_cfws(&s) && s.at < s.end) {
		size_t n = 0;

		if (*s.at == '"') {
			if (!scan_quoted(&s))
				break;
			continue;
		}
		if (*s.at == '<')
			n = id_length(s.at, (size_t)(s.end - s.at));
		if (n > 0) {
			fn(s.at, n, arg);
			count++;
		}
		s.at += n > 0 ? n : 1;
	}
	return count;
}
