#include "base/text.h"

#include <stdio.h>
#include <string.h>

static bool
is_tail(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

/* Lead octets and the range their second octet must fall into:
 * RFC 3629 section 4. */
static const struct {
	unsigned char first, last, low, high;
	size_t len;
} leads[] = {
	{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
	{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
	{ 0xe1, 0xec, 0x80, 0xbf, 3 },
	{ 0xed, 0xed, 0x80, 0x9f, 3 },
	{ 0xee, 0xef, 0x80, 0xbf, 3 },
	{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
	{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

size_t
text_char(const char *p, size_t len)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t i, k;

	if (len == 0)
		return 0;
	if (u[0] < 0x80)
		return 1;
	for (i = 0; i < sizeof leads / sizeof *leads; i++) {
		if (u[0] < leads[i].first || u[0] > leads[i].last)
			continue;
		if (len < leads[i].len || u[1] < leads[i].low ||
		    u[1] > leads[i].high)
			return 0;
		for (k = 2; k < leads[i].len; k++)
			if (!is_tail(u[k]))
				return 0;
		return leads[i].len;
	}
	return 0;
}

bool
text_is_utf8(const char *s, size_t len)
{
	size_t i, n;

	for (i = 0; i < len; i += n)
		if ((n = text_char(s + i, len - i)) == 0)
			return false;
	return true;
}

bool
text_is_ascii(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (s[i] == '\0' || (unsigned char)s[i] >= 0x80)
			return false;
	return true;
}

/* Characters that would hide, turn round or break a line of text. */
static bool
is_unseemly(const char *p, size_t n)
{
	const unsigned char *u = (const unsigned char *)p;

	if (n == 1)
		return u[0] < 0x20 || u[0] == 0x7f;
	if (n == 2)
		return (u[0] == 0xc2 && u[1] < 0xa0) || /* C1 */
		    (u[0] == 0xd8 && u[1] == 0x9c);     /* U+061C */
	if (n == 3 && u[0] == 0xe2 && u[1] == 0x80)
		/* U+200B to U+200F, U+2028 to U+202E */
		return (u[2] >= 0x8b && u[2] <= 0x8f) ||
		    (u[2] >= 0xa8 && u[2] <= 0xae);
	if (n == 3 && u[0] == 0xe2 && u[1] == 0x81)
		return u[2] >= 0xa0 && u[2] <= 0xaf; /* U+2060 to U+206F */
	return n == 3 && u[0] == 0xef && u[1] == 0xbb && u[2] == 0xbf;
}

size_t
text_clean(char *to, size_t size, size_t chars, const char *s, size_t len)
{
	size_t i = 0, at = 0, n;
	bool blank = false;

	while (i < len && chars > 0) {
		const char *from = s + i;
		size_t need;

		n = text_char(from, len - i);
		i += n == 0 ? 1 : n;
		if (n != 0 && (is_unseemly(from, n) || *from == ' ')) {
			blank = at > 0;
			continue;
		}
		if (n == 0) {
			from = "\xef\xbf\xbd"; /* U+FFFD */
			n = 3;
		}
		need = n + (blank ? 1 : 0);
		if (at + need >= size || (blank && chars < 2))
			break;
		if (blank) {
			to[at++] = ' ';
			chars--;
		}
		memcpy(to + at, from, n);
		at += n;
		chars--;
		blank = false;
	}
	to[at] = '\0';
	return at;
}

int
text_lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

bool
text_is_blank(int c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool
text_is_alnum(int c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

bool
text_equal_n(const char *a, size_t alen, const char *b)
{
	size_t i;

	for (i = 0; i < alen; i++)
		if (b[i] == '\0' || text_lower(a[i]) != text_lower(b[i]))
			return false;
	return b[alen] == '\0';
}

bool
text_equal(const char *a, const char *b)
{
	return text_equal_n(a, strlen(a), b);
}

bool
text_begins(const char *s, const char *part)
{
	for (; *part != '\0'; s++, part++)
		if (text_lower(*s) != text_lower(*part))
			return false;
	return true;
}

bool
text_ends(const char *s, const char *part)
{
	size_t slen = strlen(s), plen = strlen(part);

	return slen >= plen && text_equal(s + slen - plen, part);
}

const char *
text_find(const char *s, const char *part)
{
	for (; *s != '\0'; s++)
		if (text_begins(s, part))
			return s;
	return *part == '\0' ? s : NULL;
}

/* A leading dot could hide a directory, or be "." or "..". */
static bool
is_plain(int c, bool first)
{
	if (c == '.')
		return !first;
	return text_is_alnum(c) || (c != '\0' && strchr("-_+@=", c) != NULL);
}

int
text_file_name(char *to, size_t size, const char *s)
{
	size_t i, len = 0;

	for (i = 0; s[i] != '\0'; i++) {
		unsigned char c =
		    (unsigned char)text_lower((unsigned char)s[i]);
		bool plain = is_plain(c, i == 0);

		if (len + (plain ? 1 : 3) >= size)
			return -1;
		if (plain)
			to[len++] = (char)c;
		else
			len += (size_t)snprintf(to + len, 4, "%%%02X", c);
	}
	if (len == 0)
		return -1;
	to[len] = '\0';
	return (int)len;
}
