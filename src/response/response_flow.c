#include "response_flow.h"

#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* RFC 3676 section 4.2 allows 78; one that needs no other encoding has less. */
#define FLOW_LINE 76

/* What a reader would take for a quote, or strip, or a mbox line. */
static bool
needs_stuffing(const char *s, size_t len)
{
	return len > 0 &&
	    (*s == ' ' || *s == '>' ||
		(len >= 5 && memcmp(s, "From ", 5) == 0));
}

/* Octets of the line that stand before a soft break: up to the last blank that
 * fits, else the first one there is, else all. */
static size_t
piece_length(const char *s, size_t len, size_t room)
{
	size_t i, found = 0;

	if (len <= room)
		return len;
	for (i = 0; i + 1 < len; i++) {
		/* a piece must not become a signature's mark */
		if (s[i] != ' ' || (i == 2 && memcmp(s, "-- ", 3) == 0))
			continue;
		if (found > 0 && i + 1 > room)
			break;
		found = i + 1;
	}
	return found == 0 ? len : found;
}

static char *
put_line(char *to, const char *s, size_t len)
{
	size_t n, stuffed;

	if (len == 3 && memcmp(s, "-- ", 3) == 0)
		return mempcpy(mempcpy(to, s, len), "\n", 1);
	while (len > 0 && s[len - 1] == ' ')
		len--;
	do {
		stuffed = needs_stuffing(s, len);
		n = piece_length(s, len, FLOW_LINE - stuffed);
		if (stuffed > 0)
			*to++ = ' ';
		to = mempcpy(mempcpy(to, s, n), "\n", 1);
		s += n;
		len -= n;
	} while (len > 0);
	return to;
}

char *
response_flow(const char *text)
{
	/* At worst each octet becomes a stuffed line. */
	char *to = xmalloc(strlen(text) * 3 + 4), *at = to;
	size_t len;

	for (; *text != '\0'; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		at = put_line(at, text, len);
	}
	*at = '\0';
	return to;
}
