#include "response/encode.h"

#include "base/mem.h"
#include "base/text.h"
#include "base64.h"

#include <stdlib.h>
#include <string.h>

/* RFC 2045 section 6.7 rule 5, section 6.8. */
#define LINE_MAX_ENCODED 76

const char *
encode_transfer_name(enum encode_transfer t)
{
	static const char *const names[] = {
		[TRANSFER_7BIT] = "7bit",
		[TRANSFER_QP] = "quoted-printable",
		[TRANSFER_BASE64] = "base64",
	};

	return names[t];
}

static bool
is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

/* A line that mbox writers change into ">From ". */
static bool
is_from_line(const char *s, size_t len)
{
	return len >= 5 && memcmp(s, "From ", 5) == 0;
}

static bool
is_plain_line(const char *s, size_t len, bool flowed)
{
	size_t i;

	if (len > LINE_MAX_ENCODED || is_from_line(s, len))
		return false;
	for (i = 0; i < len; i++)
		if (!is_printable(s[i]) && s[i] != '\t')
			return false;
	/* Blanks at the end of a line are lost on the way. */
	return flowed || len == 0 || (s[len - 1] != ' ' && s[len - 1] != '\t');
}

static size_t
line_length(const char *s, size_t len)
{
	const char *end = memchr(s, '\n', len);

	return end == NULL ? len : (size_t)(end - s);
}

static enum encode_transfer
choose(const char *body, size_t len, bool flowed)
{
	size_t i, n, dear = 0;
	bool plain = true;

	for (i = 0; i < len; i += n + 1) {
		n = line_length(body + i, len - i);
		plain = plain && is_plain_line(body + i, n, flowed);
	}
	if (plain)
		return TRANSFER_7BIT;
	for (i = 0; i < len; i++)
		if (!is_printable(body[i]) && body[i] != '\n' &&
		    body[i] != '\t')
			dear++;
	/* Three octets for each dear one, or four for any three. */
	return dear * 6 <= len ? TRANSFER_QP : TRANSFER_BASE64;
}

enum encode_transfer
encode_choose(const char *body, size_t len)
{
	return choose(body, len, false);
}

enum encode_transfer
encode_choose_flowed(const char *body, size_t len)
{
	return choose(body, len, true);
}

static char *
put_line_end(char *to)
{
	*to++ = '\r';
	*to++ = '\n';
	return to;
}

/* One octet of a line of quoted-printable text, as it stands or as =HH. */
static size_t
qp_octet(char to[3], const char *s, size_t len, bool line_start)
{
	static const char hex[] = "0123456789ABCDEF";
	unsigned char c = (unsigned char)*s;
	bool blank = c == ' ' || c == '\t';

	to[0] = *s;
	if (blank ? len > 1
		  : is_printable(*s) && c != '=' &&
		    !(line_start && is_from_line(s, len)))
		return 1;
	to[0] = '=';
	to[1] = hex[c >> 4];
	to[2] = hex[c & 15];
	return 3;
}

static char *
qp_line(char *to, const char *s, size_t len)
{
	char *start = to, octet[3];
	size_t i, n;

	for (i = 0; i < len; i++) {
		n = qp_octet(octet, s + i, len - i, to == start);
		/* One column is kept for the '=' of a soft break. */
		if ((size_t)(to - start) + n > LINE_MAX_ENCODED - 1) {
			*to++ = '=';
			start = to = put_line_end(to);
			n = qp_octet(octet, s + i, len - i, true);
		}
		memcpy(to, octet, n);
		to += n;
	}
	return put_line_end(to);
}

static char *
plain_line(char *to, const char *s, size_t len)
{
	memcpy(to, s, len);
	return put_line_end(to + len);
}

/* Text has CRLF line ends before it is encoded (RFC 2045 section 6.8). */
static char *
base64_lines(const char *text, size_t len)
{
	const size_t step = LINE_MAX_ENCODED / 4 * 3;
	char *to = xmalloc(BASE64_SIZE(len) + (len / step + 1) * 2 + 1);
	char *at = to;
	size_t i, n;

	for (i = 0; i < len; i += n) {
		n = len - i < step ? len - i : step;
		at = put_line_end(at + base64_write(at, text + i, n));
	}
	*at = '\0';
	return to;
}

char *
encode_body(enum encode_transfer t, const char *body, size_t len)
{
	/* At worst each octet takes three, and each 24 a soft break of three,
	 * or an octet is a line end and takes two. */
	char *to = xmalloc(len * 4 + 8), *at = to, *lines;
	size_t i, n;

	for (i = 0; i < len; i += n + 1) {
		n = line_length(body + i, len - i);
		at = t == TRANSFER_QP ? qp_line(at, body + i, n)
				      : plain_line(at, body + i, n);
	}
	*at = '\0';
	if (t != TRANSFER_BASE64)
		return to;
	lines = base64_lines(to, (size_t)(at - to));
	free(to);
	return lines;
}
