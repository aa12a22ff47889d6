#include "response/template.h"

#include "base/mem.h"
#include "base/text.h"
#include "template_scan.h"

#include <string.h>

#define VALUE(member) offsetof(struct template_values, member)

const struct template_variable template_variables[] = {
	{ .name = "sender",
	    .says = "Envelope sender of the message, to whom the response "
		    "goes; it always has one.",
	    .offset = VALUE(sender) },
	{ .name = "recipient",
	    .says = "Address of the mailbox that the message was sent to; it "
		    "always has one.",
	    .offset = VALUE(recipient) },
	{ .name = "subject",
	    .says = "Subject of the message, on one line; empty where "
		    "echo-subject forbids it.",
	    .offset = VALUE(subject) },
	{ .name = "from",
	    .says = "First day of the absence, as 2026-12-24; empty where none "
		    "is set.",
	    .offset = VALUE(from) },
	{ .name = "until",
	    .says = "Last day of the absence; empty where none is set.",
	    .offset = VALUE(until) },
	{ .name = "date",
	    .says = "Day of the response, as 2026-12-24.",
	    .offset = VALUE(date) },
	{ .name = "from_words",
	    .says = "First day of the absence in words; empty where none is "
		    "set.",
	    .offset = VALUE(from_words) },
	{ .name = "until_words",
	    .says = "Last day of the absence in words; empty where none is "
		    "set.",
	    .offset = VALUE(until_words) },
	{ .name = "date_words",
	    .says = "Day of the response in words.",
	    .offset = VALUE(date_words) },
	{ .name = "name",
	    .says = "Display name of the mailbox, empty where it has none.",
	    .offset = VALUE(name) },
	{ .name = "address",
	    .says = "From address of the response.",
	    .offset = VALUE(address) },
};
const size_t template_variables_count =
    sizeof template_variables / sizeof *template_variables;

/* The brace that ends a name, on the same line. */
static const char *
closing(const char *at, const char *end)
{
	while (at < end && *at != '\n' && *at != '}')
		at++;
	return at < end && *at == '}' ? at : NULL;
}

/* Divides "name:-text". */
static void
take_otherwise(struct template_piece *piece)
{
	const char *mark = memmem(piece->at, piece->len, ":-", 2);

	if (mark == NULL)
		return;
	piece->otherwise = mark + 2;
	piece->otherwise_len =
	    piece->len - (size_t)(piece->otherwise - piece->at);
	piece->len = (size_t)(mark - piece->at);
}

bool
template_next(struct template_piece *piece, const char **p, const char *end)
{
	const char *at = *p, *close;

	if (at == end)
		return false;
	*piece =
	    (struct template_piece){ .kind = PIECE_TEXT, .at = at, .len = 1 };
	*p = at + 1;
	if (*at != '$' || end - at < 2)
		return true;
	if (at[1] == '$') {
		*p = at + 2;
	} else if (at[1] == '{') {
		close = closing(at, end);
		piece->kind = close == NULL ? PIECE_UNCLOSED : PIECE_VARIABLE;
		piece->at = at + 2;
		piece->len = close == NULL ? 0 : (size_t)(close - at - 2);
		*p = close == NULL ? end : close + 1;
		take_otherwise(piece);
	}
	return true;
}

const struct template_variable *
template_variable_find(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < template_variables_count; i++)
		if (strlen(template_variables[i].name) == len &&
		    memcmp(template_variables[i].name, name, len) == 0)
			return &template_variables[i];
	return NULL;
}

size_t
template_uses(const char *bytes, size_t len, const char *name)
{
	struct template_piece piece;
	const char *p = bytes, *end = bytes + len;
	size_t line = 1;

	while (template_next(&piece, &p, end)) {
		if (piece.kind == PIECE_VARIABLE && piece.otherwise == NULL &&
		    piece.len == strlen(name) &&
		    memcmp(piece.at, name, piece.len) == 0)
			return line;
		line += piece.kind == PIECE_TEXT && *piece.at == '\n';
	}
	return 0;
}

/* What is written so far. */
struct output {
	char *bytes; /* TEMPLATE_MAX and a terminator */
	size_t used;
	bool full;
};

/* Octets of whole characters only. */
static void
put(struct output *to, const char *s, size_t len)
{
	size_t n = TEMPLATE_MAX - to->used;

	if (to->full)
		return;
	to->full = len > n;
	if (!to->full)
		n = len;
	else
		while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
			n--;
	memcpy(to->bytes + to->used, s, n);
	to->used += n;
}

/* Whatever HTML could take for anything but text. */
static void
put_html(struct output *to, const char *s, size_t len)
{
	static const struct {
		char c;
		const char *text;
	} rows[] = {
		{ '&', "&amp;" },
		{ '<', "&lt;" },
		{ '>', "&gt;" },
		{ '"', "&quot;" },
		{ '\'', "&#39;" },
	};
	size_t i, k, n;

	for (i = 0; i < len; i += n) {
		n = text_char(s + i, len - i);
		n = n == 0 ? 1 : n;
		for (k = 0; k < sizeof rows / sizeof *rows; k++)
			if (s[i] == rows[k].c)
				break;
		if (k == sizeof rows / sizeof *rows)
			put(to, s + i, n);
		else if (strlen(rows[k].text) <= TEMPLATE_MAX - to->used)
			put(to, rows[k].text, strlen(rows[k].text));
		else
			to->full = true;
	}
}

static void
put_variable(struct output *to, const struct template_piece *piece,
    const struct template_values *values,
    void (*write)(struct output *to, const char *s, size_t len))
{
	const struct template_variable *v =
	    template_variable_find(piece->at, piece->len);
	const char *s = NULL;

	if (v != NULL)
		memcpy(&s, (const char *)values + v->offset, sizeof s);
	if (s != NULL && *s != '\0')
		write(to, s, strlen(s));
	else if (piece->otherwise != NULL)
		write(to, piece->otherwise, piece->otherwise_len);
}

static char *
expand(const char *text, const struct template_values *values,
    void (*write)(struct output *to, const char *s, size_t len))
{
	struct template_piece piece;
	struct output to = { .bytes = xmalloc(TEMPLATE_MAX + 1) };
	const char *p = text, *end = text + strlen(text);
	size_t len;

	while (!to.full && template_next(&piece, &p, end)) {
		if (piece.kind == PIECE_VARIABLE) {
			put_variable(&to, &piece, values, write);
			continue;
		}
		len = piece.len;
		if (piece.kind == PIECE_TEXT && (*piece.at & 0x80) != 0) {
			len = text_char(piece.at, (size_t)(end - piece.at));
			len = len == 0 ? 1 : len;
			p = piece.at + len;
		}
		put(&to, piece.at, len);
	}
	to.bytes[to.used] = '\0';
	return to.bytes;
}

char *
template_expand(const char *text, const struct template_values *values)
{
	return expand(text, values, put);
}

char *
template_expand_html(const char *text, const struct template_values *values)
{
	return expand(text, values, put_html);
}
