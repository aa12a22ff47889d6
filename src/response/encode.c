#include "response/encode.h"

#include "base/mem.h"
#include "base/text.h"
#include "base64.h"

#include <stdlib.h>
#include <string.h>

/*
 * RFC 2047 section 2 allows 75 octets a word and 76 a line that holds one.
 * 36 octets of text make a word of 60, which stands on one line with the name
 * of any field of ours.
 */
#define WORD_TEXT 36
#define WORD_HEAD "=?utf-8?B?"
#define WORD_TAIL "?="
/* Longest run without a blank that still stands after any field name. */
#define RUN_MAX 60

/* Appends words for s, divided by blanks; returns the new end. */
static char *
put_words(char *to, const char *s, size_t len)
{
	size_t i = 0, n, start;

	while (i < len) {
		for (start = i; i < len; i += n) {
			n = text_char(s + i, len - i);
			n = n == 0 ? 1 : n;
			if (i + n - start > WORD_TEXT)
				break;
		}
		if (start > 0)
			*to++ = ' ';
		memcpy(to, WORD_HEAD, sizeof WORD_HEAD - 1);
		to += sizeof WORD_HEAD - 1;
		to += base64_write(to, s + start, i - start);
		memcpy(to, WORD_TAIL, sizeof WORD_TAIL - 1);
		to += sizeof WORD_TAIL - 1;
	}
	return to;
}

/* A word takes at least 33 octets of text unless it is the last. */
static char *
words_new(size_t len)
{
	return xmalloc(len * 2 + (len / 32 + 2) * 16 + BASE64_SIZE(len) + 1);
}

/* True where these octets cannot stand in a field body as they are. */
static bool
needs_word(const char *s, size_t len)
{
	size_t i;

	if (len == 0 || len > RUN_MAX)
		return true;
	for (i = 0; i < len; i++)
		if ((unsigned char)s[i] <= 0x20 || (unsigned char)s[i] >= 0x7f)
			return true;
	return len > 1 && memmem(s, len, "=?", 2) != NULL;
}

/*
 * Blanks that a fold could swallow (doubled, or at an end) make the whole text
 * words; otherwise only the stretch from the first octets that need it to
 * the last, so that "Auto:" stays legible to filters.
 */
char *
encode_text(const char *utf8)
{
	const char *end = utf8 + strlen(utf8), *p, *next;
	const char *first = NULL, *last = NULL;
	char *to, *at;

	for (p = utf8; p <= end && utf8 < end; p = next + 1) {
		next = memchr(p, ' ', (size_t)(end - p));
		if (next == NULL)
			next = end;
		if (!needs_word(p, (size_t)(next - p)))
			continue;
		if (p == next) {
			first = utf8;
			last = end;
			break;
		}
		if (first == NULL)
			first = p;
		last = next;
	}
	if (first == NULL)
		return xstrdup(utf8);
	at = to = words_new((size_t)(end - utf8));
	memcpy(at, utf8, (size_t)(first - utf8));
	at = put_words(at + (first - utf8), first, (size_t)(last - first));
	memcpy(at, last, (size_t)(end - last));
	at[end - last] = '\0';
	return to;
}

/* RFC 5322 section 3.2.3 */
static bool
is_atext(char c)
{
	return text_is_alnum((unsigned char)c) ||
	    (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static char *
quote(const char *s)
{
	char *to = xmalloc(strlen(s) * 2 + 3), *at = to;

	*at++ = '"';
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			*at++ = '\\';
		*at++ = *s;
	}
	*at++ = '"';
	*at = '\0';
	return to;
}

/* A word must not stand in a quoted string (RFC 2047 section 5), nor may what
 * looks like one: many readers decode it there. */
char *
encode_phrase(const char *utf8)
{
	char *to = encode_text(utf8), *at;
	bool atoms = true;
	const char *p;

	if (strcmp(to, utf8) != 0) {
		free(to);
		to = words_new(strlen(utf8));
		at = put_words(to, utf8, strlen(utf8));
		*at = '\0';
		return to;
	}
	free(to);
	for (p = utf8; *p != '\0'; p++)
		atoms = atoms && (*p == ' ' || is_atext(*p));
	return atoms && p > utf8 ? xstrdup(utf8) : quote(utf8);
}
