#include "subject/message.h"

#include "base/text.h"
#include "subject/scan.h"

#include <string.h>

/*
 * parameter = token "=" (token / quoted-string), RFC 2045 section 5.1; the
 * asterisks of RFC 2231 section 7 are octets of a token.  A part of an
 * extended value may be empty there.
 */
static bool
take_parameter(struct scan *s)
{
	const char *name, *value;
	size_t len = scan_token(s, &name);

	if (len == 0 || !scan_cfws(s) || !scan_char(s, '=') || !scan_cfws(s))
		return false;
	if (s->at < s->end && *s->at == '"')
		return scan_quoted(s);
	return scan_token(s, &value) > 0 || name[len - 1] == '*';
}

static bool
take_parameters(struct scan *s)
{
	while (scan_cfws(s)) {
		if (s->at == s->end)
			return true;
		if (!scan_char(s, ';') || !scan_cfws(s) || !take_parameter(s))
			return false;
	}
	return false;
}

void
message_keyword(struct message_keyword *k, const char *body, size_t len)
{
	struct scan s = { .at = body, .end = body + len };
	const char *word;
	size_t i, n;

	memset(k, 0, sizeof *k);
	if (!scan_cfws(&s))
		return;
	n = scan_token(&s, &word);
	for (i = 0; i < n && i < sizeof k->keyword - 1; i++)
		k->keyword[i] = (char)text_lower(word[i]);
	k->valid = n > 0 && n < sizeof k->keyword && take_parameters(&s);
}
