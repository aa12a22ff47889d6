#include "lines.h"

#include "base/text.h"

#include <string.h>

/* VCALENDAR, VTIMEZONE and DAYLIGHT are three; a library that frees them
 * calls itself for each. */
#define DEPTH 8

/* Joins lines with those that begin with a blank; returns the new length. */
static size_t
join(char *text, size_t len)
{
	size_t from, to = 0;

	for (from = 0; from < len; from++) {
		size_t end = from + (text[from] == '\r');

		if (end < len && text[end] == '\n' && end + 1 < len &&
		    text_is_blank((unsigned char)text[end + 1]))
			from = end + 1;
		else
			text[to++] = text[from];
	}
	text[to] = '\0';
	return to;
}

const char *
lines_unfold(char *text, size_t len)
{
	size_t depth = 0;
	bool any = false;
	char *line, *end;

	if (memchr(text, '\0', len) != NULL)
		return "it holds a NUL";
	join(text, len);
	for (line = text; *line != '\0'; line = end + (*end == '\n')) {
		end = line + strcspn(line, "\n");
		if (text_begins(line, "BEGIN:")) {
			any = true;
			if (++depth > DEPTH)
				return "too many components within each other";
		} else if (text_begins(line, "END:")) {
			if (depth == 0)
				return "an END without its BEGIN";
			depth--;
		}
	}
	if (!any)
		return "no iCalendar file";
	return depth > 0 ? "an END is missing" : NULL;
}
