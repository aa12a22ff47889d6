#include "template_scan.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* RFC 5322 section 2.1.1 allows 998; the rest is room for values. */
#define LINE_MAX_OCTETS 900

int
template_fault(struct template_error *e, size_t line, const char *text)
{
	e->line = line;
	mem_copy(e->text, sizeof e->text, text);
	return -1;
}

/* C0 but tab and LF, DEL, C1. */
bool
template_is_control(const char *p, size_t n)
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
			return template_fault(e, line,
			    "not UTF-8; expected UTF-8 text");
		if (s[i] == '\r' && i + 1 < len && s[i + 1] == '\n')
			continue;
		if (template_is_control(s + i, n))
			return template_fault(e, line,
			    "a control character; expected plain text");
		memcpy(to + out, s + i, n);
		out += n;
		octets = s[i] == '\n' ? 0 : octets + n;
		if (octets > LINE_MAX_OCTETS)
			return template_fault(e, line,
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

int
template_check_variables(const char *text, struct template_error *e)
{
	struct template_piece piece;
	const char *p = text, *end = text + strlen(text);
	size_t line = 1;

	while (template_next(&piece, &p, end)) {
		if (piece.kind == PIECE_UNCLOSED)
			return template_fault(e, line,
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

char *
template_take(const char *bytes, size_t len, struct template_error *e)
{
	char *text;

	if (len > TEMPLATE_MAX) {
		template_fault(e, 0,
		    "too large; expected at most 16384 octets");
		return NULL;
	}
	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		template_fault(e, 1,
		    "a byte order mark; expected UTF-8 without one");
		return NULL;
	}
	text = xmalloc(len + 1);
	if (take_text(text, bytes, len, e) == 0)
		return text;
	free(text);
	return NULL;
}
