#include "auth_scan.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum dmarc_policy
auth_policy(const char *word, size_t len)
{
	/* The rest are Exchange's: it rejects, or would but for pct=. */
	static const struct {
		const char *word;
		enum dmarc_policy policy;
	} words[] = {
		{ "none", DMARC_NONE },
		{ "quarantine", DMARC_QUARANTINE },
		{ "reject", DMARC_REJECT },
		{ "oreject", DMARC_REJECT },
		{ "pct.quarantine", DMARC_QUARANTINE },
		{ "pct.reject", DMARC_REJECT },
	};
	size_t i;

	for (i = 0; i < sizeof words / sizeof *words; i++)
		if (text_equal_n(word, len, words[i].word))
			return words[i].policy;
	return DMARC_UNKNOWN;
}

/* "(p=reject sp=none dis=none)", "(policy=none)", "(p=none,d=none)". */
static enum dmarc_policy
policy_of(const char *text, size_t len)
{
	static const char *const keys[] = { "p", "policy", "dis", "d" };
	enum dmarc_policy found = DMARC_UNKNOWN, policy;
	const char *end = text + len;
	size_t n, at, i;

	for (; text < end; text += n + 1) {
		for (n = 0; text + n < end && !text_is_blank(text[n]) &&
		     strchr(",;()", text[n]) == NULL;)
			n++;
		for (at = 0; at < n && text[at] != '=';)
			at++;
		if (at == n)
			continue;
		policy = auth_policy(text + at + 1, n - at - 1);
		for (i = 0; i < sizeof keys / sizeof *keys; i++)
			if (policy > found && text_equal_n(text, at, keys[i]))
				found = policy;
	}
	return found;
}

static bool
tells_of_a_guess(const char *text, size_t len)
{
	static const char guess[] = "best guess";
	size_t size = sizeof guess - 1;

	for (; len >= size; text++, len--)
		if (text_equal_n(text, size, guess))
			return true;
	return false;
}

static void
skip_comment(struct auth_scan *a)
{
	struct scan *s = &a->s;
	const char *from = s->at;
	enum dmarc_policy policy;
	bool quoted = false;
	size_t depth = 0;

	for (; s->at < s->end; s->at++) {
		if (*s->at == '\\' && s->end - s->at > 1)
			s->at++;
		else if (*s->at == '"')
			quoted = !quoted;
		else if (!quoted && *s->at == '(')
			depth++;
		else if (!quoted && *s->at == ')' && --depth == 0)
			break;
	}
	if (s->at == s->end) {
		a->broken = true;
		return;
	}
	s->at++;
	a->guess |= tells_of_a_guess(from, (size_t)(s->at - from));
	policy = policy_of(from, (size_t)(s->at - from));
	if (policy > a->policy)
		a->policy = policy;
}

void
auth_skip(struct auth_scan *a)
{
	for (; a->s.at < a->s.end && !a->broken;) {
		if (text_is_blank(*a->s.at))
			a->s.at++;
		else if (*a->s.at == '(')
			skip_comment(a);
		else
			break;
	}
}

bool
auth_char(struct auth_scan *a, char c)
{
	auth_skip(a);
	return scan_char(&a->s, c);
}

bool
auth_at_end(const struct auth_scan *a)
{
	return a->s.at == a->s.end || *a->s.at == ';';
}

void
auth_name(struct auth_scan *a, char to[64])
{
	size_t at = 0, len;
	const char *part;

	do {
		auth_skip(a);
		part = a->s.at;
		while (a->s.at < a->s.end &&
		    (text_is_alnum(*a->s.at) || *a->s.at == '-' ||
			*a->s.at == '_'))
			a->s.at++;
		len = (size_t)(a->s.at - part);
		if (len == 0 || at + len + 2 > 64) {
			a->broken = true;
			break;
		}
		memcpy(to + at, part, len);
		at += len;
		to[at++] = '.';
	} while (auth_char(a, '.'));
	to[a->broken ? 0 : at - 1] = '\0';
}

static void
unquote(char *to, size_t size, const char *from, const char *end)
{
	size_t at = 0;

	for (; from < end; from++) {
		if (*from == '\\' && end - from > 1)
			from++;
		if (at + 1 == size) { /* does not fit */
			at = 0;
			break;
		}
		to[at++] = *from;
	}
	to[at] = '\0';
}

bool
auth_value(struct auth_scan *a, char *to, size_t size)
{
	struct scan *s = &a->s;
	const char *from, *whole = NULL; /* end of the first quoted string */

	auth_skip(a);
	from = s->at;
	while (s->at < s->end && !text_is_blank(*s->at) &&
	    strchr(";()", *s->at) == NULL) {
		bool first = s->at == from;

		if (*s->at != '"') {
			s->at++;
			continue;
		}
		a->broken |= !scan_quoted(s);
		if (first)
			whole = s->at;
	}
	if (whole == s->at && !a->broken)
		unquote(to, size, from + 1, whole - 1);
	else if (mem_copy_n(to, size, from, (size_t)(s->at - from)) == -1)
		*to = '\0';
	if (!text_is_utf8(to, strlen(to)))
		*to = '\0';
	return s->at > from;
}

uint8_t
auth_instance(const char *digits)
{
	size_t len = strspn(digits, "0123456789");
	unsigned number;

	if (len == 0 || len > 2 || digits[len] != '\0' || *digits == '0')
		return 0;
	number = (unsigned)(digits[0] - '0');
	if (len == 2)
		number = number * 10 + (unsigned)(digits[1] - '0');
	return number <= 50 ? (uint8_t)number : 0;
}
