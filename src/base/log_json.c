#include "log_json.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Appends where all of it fits. */
static bool
put(struct log_line *line, size_t room, const char *s, size_t len)
{
	if (line->len + len >= room)
		return false;
	memcpy(line->text + line->len, s, len);
	line->len += len;
	line->text[line->len] = '\0';
	return true;
}

/* Octets of the character at s; what log_clean() left is well-formed. */
static size_t
char_len(const char *s)
{
	size_t n = 1;

	while (((unsigned char)s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* As much of a cleaned text as fits: two characters are left to be escaped
 * (RFC 8259 section 7). */
static bool
put_string(struct log_line *line, size_t room, const char *s)
{
	char pair[] = "\\?";
	size_t n;

	for (; *s != '\0'; s += n) {
		n = char_len(s);
		if (*s == '"' || *s == '\\') {
			pair[1] = *s;
			if (!put(line, room, pair, 2))
				return false;
		} else if (!put(line, room, s, n)) {
			return false;
		}
	}
	return true;
}

void
log_json_add(struct log_line *line, const char *key, const char *cleaned,
    bool number)
{
	const size_t room = sizeof line->text - 1; /* and a closing quote */
	char head[96];
	int n = snprintf(head, sizeof head, "%s\"%.64s\":%s",
	    line->len > 0 ? "," : "", key, number ? "" : "\"");
	size_t least = (size_t)n + (number ? strlen(cleaned) : 0);

	if (line->len + least >= room) {
		line->cut = true;
		return;
	}
	(void)put(line, room, head, (size_t)n);
	if (!put_string(line, room, cleaned))
		line->cut = true;
	if (!number)
		(void)put(line, room + 1, "\"", 1);
}

void
log_json_end(char to[LOG_WHOLE], const struct log_line *line, const char *stamp,
    const char *level)
{
	snprintf(to, LOG_WHOLE,
	    "{\"time\":\"%s\",\"level\":\"%s\",\"pid\":%ld%s%s%s}", stamp,
	    level, (long)getpid(), line->len > 0 ? "," : "", line->text,
	    line->cut ? ",\"cut\":true" : "");
}
