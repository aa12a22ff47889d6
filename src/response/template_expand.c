#include "response/template.h"

#include "base/mem.h"
#include "base/text.h"
#include "template_scan.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define VALUE(member) offsetof(struct template_values, member)

const struct template_variable template_variables[] = {
	{ .name = "sender",
	    .says = "Envelope sender of the message, to whom the response "
		    "goes.",
	    .offset = VALUE(sender) },
	{ .name = "recipient",
	    .says = "Address of the mailbox that the message was sent to.",
	    .offset = VALUE(recipient) },
	{ .name = "subject",
	    .says = "Subject of the message, on one line; empty where "
		    "echo-subject forbids it.",
	    .offset = VALUE(subject) },
	{ .name = "from",
	    .says = "First day of the absence, absent-from.",
	    .offset = VALUE(from) },
	{ .name = "until",
	    .says = "Last day of the absence, absent-until.",
	    .offset = VALUE(until) },
	{ .name = "date",
	    .says = "Day of the response.",
	    .offset = VALUE(date) },
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

bool
template_next(struct template_piece *piece, const char **p, const char *end)
{
	const char *at = *p, *close;

	if (at == end)
		return false;
	piece->kind = PIECE_TEXT;
	piece->at = at;
	piece->len = 1;
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
		if (piece.kind == PIECE_VARIABLE && piece.len == strlen(name) &&
		    memcmp(piece.at, name, piece.len) == 0)
			return line;
		line += piece.kind == PIECE_TEXT && *piece.at == '\n';
	}
	return 0;
}

/* Room for len more octets, whole characters only. */
static size_t
fitting(const char *s, size_t len, size_t room)
{
	if (len <= room)
		return len;
	while (room > 0 && ((unsigned char)s[room] & 0xc0) == 0x80)
		room--;
	return room;
}

char *
template_expand(const char *text, const struct template_values *values)
{
	struct template_piece piece;
	const struct template_variable *v;
	const char *p = text, *end = text + strlen(text), *s;
	char *to = xmalloc(TEMPLATE_MAX + 1);
	size_t used = 0, len, n;

	while (template_next(&piece, &p, end)) {
		s = piece.at;
		len = piece.len;
		if (piece.kind == PIECE_TEXT && (*s & 0x80) != 0) {
			len = text_char(s, (size_t)(end - s));
			len = len == 0 ? 1 : len;
			p = s + len;
		} else if (piece.kind == PIECE_VARIABLE) {
			v = template_variable_find(s, len);
			memcpy(&s, (const char *)values + (v ? v->offset : 0),
			    sizeof s);
			s = v != NULL && s != NULL ? s : "";
			len = strlen(s);
		}
		n = fitting(s, len, TEMPLATE_MAX - used);
		memcpy(to + used, s, n);
		used += n;
		if (n < len)
			break;
	}
	to[used] = '\0';
	return to;
}

/* 128 bits of FNV-1a: the text is the owner's own, so nobody gains by two
 * texts of one identity. */
static void
hash(unsigned __int128 *h, const char *s)
{
	const unsigned __int128 prime = ((unsigned __int128)1 << 88) + 0x13b;

	do
		*h = (*h ^ (unsigned char)*s) * prime;
	while (*s++ != '\0');
}

void
template_identity(char to[33], const struct template *t, const char *from_name,
    const char *from_address)
{
	unsigned __int128 h = ((unsigned __int128)0x6c62272e07bb0142u << 64) |
	    0x62b821756295c58du;

	hash(&h, t->subject == NULL ? "" : t->subject);
	hash(&h, t->body);
	hash(&h, from_name);
	hash(&h, from_address);
	snprintf(to, 33, "%016llx%016llx", (unsigned long long)(h >> 64),
	    (unsigned long long)h);
}
