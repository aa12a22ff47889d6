#include "subject/field.h"

#include "base/text.h"

#include <string.h>

static const char mbox_mark[] = "From ";

void
field_start(struct field_reader *r, const char *bytes, size_t size)
{
	r->bytes = bytes;
	r->size = size;
	r->at = 0;
	r->body_at = size;
	r->ended = false;
	r->bad_lines = 0;
	r->nul_lines = 0;
	r->fields = 0;
	r->mbox_line = NULL;
	r->mbox_len = 0;
	r->body[0] = '\0';
}

/* One line without its end; the CRs before the LF belong to the end, since
 * some gateways turn CRLF into CRCRLF. */
struct line {
	const char *text;
	size_t len;
	size_t next; /* where the following line begins */
};

static bool
line_get(const struct field_reader *r, struct line *l)
{
	const char *begin = r->bytes + r->at, *end;
	size_t left = r->size - r->at;

	if (left == 0)
		return false;
	end = memchr(begin, '\n', left);
	l->text = begin;
	l->len = end == NULL ? left : (size_t)(end - begin);
	l->next = r->at + l->len + (end == NULL ? 0 : 1);
	while (l->len > 0 && begin[l->len - 1] == '\r')
		l->len--;
	return true;
}

static bool
is_wsp(char c)
{
	return c == ' ' || c == '\t';
}

static bool
has_nul(const char *s, size_t len)
{
	return len > 0 && memchr(s, '\0', len) != NULL;
}

/* RFC 4155 appendix A; ">From " is how some callers quote it.  "From :" is a
 * field with an obsolete blank before its colon. */
static bool
is_mbox_line(const struct line *l)
{
	size_t quoted = l->len > 0 && *l->text == '>' ? 1 : 0;
	size_t i = quoted + sizeof mbox_mark - 1;

	if (l->len < i || memcmp(l->text + quoted, mbox_mark, i - quoted) != 0)
		return false;
	while (i < l->len && is_wsp(l->text[i]))
		i++;
	return i == l->len || l->text[i] != ':';
}

/* The octets of a field name at the beginning of a line, 0 where there is
 * none; `colon` is set.  RFC 5322 sections 2.2 and 4.5. */
static size_t
name_length(const struct line *l, size_t *colon)
{
	size_t i = 0, len;

	while (i < l->len && l->text[i] > ' ' && l->text[i] < 127 &&
	    l->text[i] != ':')
		i++;
	len = i;
	while (i < l->len && is_wsp(l->text[i]))
		i++;
	if (i == l->len || l->text[i] != ':')
		return 0;
	*colon = i;
	return len;
}

static void
body_add(struct field_reader *r, struct field *f, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c >= 0x80)
			f->eightbit = true;
		else if (c == 0)
			f->had_nul = true;
		if ((c < ' ' && c != '\t') || c == 127)
			f->had_control = true;
		if (c < ' ' || c == 127)
			c = ' ';
		if (c == ' ' && f->body_len == 0)
			continue;
		if (f->body_len < FIELD_BODY_MAX)
			r->body[f->body_len++] = (char)c;
		else if (c != ' ')
			f->cut = true;
	}
}

/* Takes the continuations as well; a line of blanks only is one too
 * (RFC 5322 section 4.2). */
static void
body_read(struct field_reader *r, struct field *f, const struct line *first,
    size_t colon)
{
	struct line l = *first;

	body_add(r, f, l.text + colon + 1, l.len - colon - 1);
	r->at = l.next;
	while (line_get(r, &l) && l.len > 0 && is_wsp(*l.text)) {
		body_add(r, f, l.text, l.len);
		r->at = l.next;
	}
	while (f->body_len > 0 && r->body[f->body_len - 1] == ' ')
		f->body_len--;
	r->body[f->body_len] = '\0';
}

/* Its continuations go with it: they belong to no other field. */
static void
line_refuse(struct field_reader *r, const struct line *bad)
{
	struct line l = *bad;

	r->bad_lines++;
	do {
		if (has_nul(l.text, l.len))
			r->nul_lines++;
		r->at = l.next;
	} while (line_get(r, &l) && l.len > 0 && is_wsp(*l.text));
}

bool
field_next(struct field_reader *r, struct field *f)
{
	struct line l;
	size_t colon = 0;

	while (!r->ended && line_get(r, &l)) {
		if (l.len == 0) {
			r->ended = true;
			r->body_at = l.next;
			break;
		}
		if (r->at == 0 && is_mbox_line(&l)) {
			r->mbox_line = l.text;
			r->mbox_len = l.len;
			if (has_nul(l.text, l.len))
				r->nul_lines++;
			r->at = l.next;
			continue;
		}
		memset(f, 0, sizeof *f);
		f->name = l.text;
		f->name_len = name_length(&l, &colon);
		if (f->name_len == 0) {
			line_refuse(r, &l);
			continue;
		}
		f->body = r->body;
		body_read(r, f, &l, colon);
		r->fields++;
		return true;
	}
	return false;
}

bool
field_is(const struct field *f, const char *name)
{
	/* Most names differ at once, in more than the bit of the case. */
	if (((*f->name ^ *name) & ~0x20) != 0)
		return false;
	return text_equal_n(f->name, f->name_len, name);
}

/*
 * A domain literal is no shelter: libetpan knows none, so a parenthesis in
 * one would reach its recursive comment parser.
 */
long
field_strip_comments(char *out, const char *body, size_t len)
{
	size_t i, at = 0, depth = 0;
	bool quoted = false;

	for (i = 0; i < len; i++) {
		char c = body[i];

		if (c == '\\' && i + 1 < len && (depth > 0 || quoted)) {
			i++;
			if (depth > 0)
				continue;
			out[at++] = c;
			c = body[i];
		} else if (depth > 0) {
			if (c == '(')
				depth++;
			if (c != ')' || --depth > 0)
				continue;
			c = ' ';
		} else if (c == '"') {
			quoted = !quoted;
		} else if (c == '(' && !quoted) {
			depth = 1;
			continue;
		}
		if (at > 0 || !text_is_blank(c))
			out[at++] = c;
	}
	while (at > 0 && text_is_blank(out[at - 1]))
		at--;
	out[at] = '\0';
	return depth > 0 || quoted ? -1 : (long)at;
}
