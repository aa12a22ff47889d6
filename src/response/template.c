#include "response/template.h"

#include "base/mem.h"
#include "base/text.h"
#include "template_scan.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* RFC 5322 section 2.1.1 allows 998; the rest is room for values. */
#define LINE_MAX_OCTETS 900

static int
fault(struct template_error *e, size_t line, const char *text)
{
	e->line = line;
	mem_copy(e->text, sizeof e->text, text);
	return -1;
}

/* C0 but tab and LF, DEL, C1. */
static bool
is_control(const char *p, size_t n)
{
	const unsigned char *u = (const unsigned char *)p;

	if (n == 1)
		return (u[0] < 0x20 && u[0] != '\t' && u[0] != '\n') ||
		    u[0] == 0x7f;
	return n == 2 && u[0] == 0xc2 && u[1] < 0xa0;
}

/* Copies the text with LF line ends, checking each character. */
static int
take_text(char *to, const char *s, size_t len, struct template_error *e)
{
	size_t i, n, out = 0, line = 1, octets = 0;

	for (i = 0; i < len; i += n) {
		n = text_char(s + i, len - i);
		if (n == 0)
			return fault(e, line, "not UTF-8; expected UTF-8 text");
		if (s[i] == '\r' && i + 1 < len && s[i + 1] == '\n')
			continue;
		if (is_control(s + i, n))
			return fault(e, line,
			    "a control character; expected plain text");
		memcpy(to + out, s + i, n);
		out += n;
		octets = s[i] == '\n' ? 0 : octets + n;
		if (octets > LINE_MAX_OCTETS)
			return fault(e, line,
			    "a line over 900 octets; expected shorter lines");
		line += s[i] == '\n';
	}
	to[out] = '\0';
	return 0;
}

static void
unknown_variable(char *to, size_t size, const char *name, size_t len)
{
	size_t i, used;
	char shown[41];

	text_clean(shown, sizeof shown, 20, name, len);
	snprintf(to, size, "${%s}: unknown variable; expected", shown);
	for (i = 0; i < template_variables_count; i++) {
		used = strlen(to);
		snprintf(to + used, size - used, "%s ${%s}", i == 0 ? "" : ",",
		    template_variables[i].name);
	}
}

static int
check_variables(const char *text, struct template_error *e)
{
	struct template_piece piece;
	const char *p = text, *end = text + strlen(text);
	size_t line = 1;

	while (template_next(&piece, &p, end)) {
		if (piece.kind == PIECE_UNCLOSED)
			return fault(e, line,
			    "\"${\" without \"}\"; expected ${name} (\"$$\" is "
			    "one \"$\")");
		if (piece.kind == PIECE_VARIABLE &&
		    template_variable_find(piece.at, piece.len) == NULL) {
			e->line = line;
			unknown_variable(e->text, sizeof e->text, piece.at,
			    piece.len);
			return -1;
		}
		line += piece.kind == PIECE_TEXT && *piece.at == '\n';
	}
	return 0;
}

/* A line of the header; p is moved behind it. */
static int
take_field(struct template *t, const char **p, size_t line,
    struct template_error *e)
{
	static const char name[] = "Subject:";
	const char *at = *p, *end = at + strcspn(at, "\n");

	*p = *end == '\0' ? end : end + 1;
	if (!text_begins(at, name))
		return fault(e, line,
		    "not a header field of a template; expected a blank line "
		    "after \"Subject:\"");
	if (t->subject != NULL)
		return fault(e, line, "\"Subject:\" twice; expected it once");
	at += sizeof name - 1;
	while (at < end && text_is_blank(*at))
		at++;
	while (end > at && text_is_blank(end[-1]))
		end--;
	if (at == end)
		return fault(e, line,
		    "\"Subject:\" is empty; expected its text, or no "
		    "\"Subject:\"");
	t->subject = xstrndup(at, (size_t)(end - at));
	return 0;
}

static int
take_header(struct template *t, const char **p, size_t *line,
    struct template_error *e)
{
	if (!text_begins(*p, "Subject:"))
		return 0;
	for (; **p != '\n' && **p != '\0'; ++*line)
		if (take_field(t, p, *line, e) == -1)
			return -1;
	if (**p == '\n') {
		++*p;
		++*line;
	}
	return 0;
}

static int
split(struct template *t, const char *text, struct template_error *e)
{
	const char *p = text;
	size_t line = 1, len;

	if (check_variables(text, e) == -1 ||
	    take_header(t, &p, &line, e) == -1)
		return -1;
	if (p[strspn(p, " \t\n")] == '\0')
		return fault(e, line,
		    "no text; expected the body of the "
		    "response");
	len = strlen(p);
	t->body = xasprintf("%s%s", p, p[len - 1] == '\n' ? "" : "\n");
	return 0;
}

int
template_parse(struct template *t, const char *bytes, size_t len,
    struct template_error *error)
{
	char *text;
	int rc = -1;

	t->subject = t->body = NULL;
	if (len > TEMPLATE_MAX)
		return fault(error, 0,
		    "too large; expected at most 16384 octets");
	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		return fault(error, 1,
		    "a byte order mark; expected UTF-8 without one");
	text = xmalloc(len + 1);
	if (take_text(text, bytes, len, error) == 0)
		rc = split(t, text, error);
	free(text);
	return rc;
}

void
template_release(struct template *t)
{
	free(t->subject);
	free(t->body);
	t->subject = t->body = NULL;
}
