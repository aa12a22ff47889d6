#include "subject/message.h"

#include "base/text.h"
#include "subject/scan.h"

#include <string.h>

/* Sections of a continued parameter that are followed. */
#define SECTIONS 10

/* RFC 2231 sections 3 and 4: name, name*, name*0, name*0*. */
struct section {
	struct scan text; /* as it stands, .at NULL where absent */
	bool quoted, extended;
};

struct parameter {
	const char *name;
	struct section whole;
	struct section sections[SECTIONS];
};

/* libetpan stops at the first bad parameter; this goes on behind it. */
static void
skip_parameter(struct scan *s)
{
	while (s->at < s->end && *s->at != ';') {
		if (*s->at == '"')
			scan_quoted(s);
		else if (*s->at == '(')
			scan_cfws(s);
		else
			s->at++;
	}
}

/* A value without quotes may hold octets that want them: unquoted boundaries
 * of "=" and "/" are everyday. */
static bool
take_value(struct scan *s, struct section *value)
{
	value->quoted = s->at < s->end && *s->at == '"';
	value->text.at = s->at;
	if (value->quoted) {
		if (!scan_quoted(s))
			return false;
		value->text.at++;
		value->text.end = s->at - 1;
		return true;
	}
	while (s->at < s->end && !text_is_blank(*s->at) && *s->at != ';' &&
	    *s->at != '(')
		s->at++;
	value->text.end = s->at;
	return true;
}

/* Which section of the parameter an attribute names, or NULL. */
static struct section *
section_of(struct parameter *p, const char *name, size_t len, bool *extended)
{
	size_t base = strlen(p->name);

	if (len < base || !text_equal_n(name, base, p->name))
		return NULL;
	*extended = len > base && name[len - 1] == '*';
	if (*extended)
		len--;
	if (len == base)
		return &p->whole;
	if (len != base + 2 || name[base] != '*' || name[base + 1] < '0' ||
	    name[base + 1] > '9')
		return NULL;
	return &p->sections[name[base + 1] - '0'];
}

static void
take_parameter(struct scan *s, struct parameter *list, size_t count)
{
	struct section value = { 0 }, *to;
	const char *name;
	size_t i, len;

	if (!scan_cfws(s) || (len = scan_token(s, &name)) == 0 ||
	    !scan_cfws(s) || !scan_char(s, '=') || !scan_cfws(s) ||
	    !take_value(s, &value))
		return;
	for (i = 0; i < count; i++) {
		to = section_of(&list[i], name, len, &value.extended);
		if (to != NULL && to->text.at == NULL)
			*to = value;
	}
}

static int
hex(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = strchr(digits, text_lower(c));

	return c == '\0' || at == NULL ? -1 : (int)(at - digits);
}

/* The octet at s, undoing a quoted-pair or an escape. */
static char
take_octet(struct scan *s, const struct section *from)
{
	if (from->quoted && *s->at == '\\' && s->end - s->at > 1)
		s->at++;
	else if (from->extended && *s->at == '%' && s->end - s->at > 2 &&
	    hex(s->at[1]) != -1 && hex(s->at[2]) != -1) {
		s->at += 3;
		return (char)(hex(s->at[-2]) * 16 + hex(s->at[-1]));
	}
	return *s->at++;
}

/* Appends a section; false where it does not fit or is no text. */
static bool
append(char *to, size_t size, const struct section *from, bool initial)
{
	struct scan s = from->text;
	size_t at = strlen(to);
	int marks = from->extended && initial ? 2 : 0;

	/* The charset and the language before the value decide nothing. */
	for (; marks > 0; marks--) {
		const char *mark = s.at == s.end
		    ? NULL
		    : memchr(s.at, '\'', (size_t)(s.end - s.at));

		if (mark == NULL)
			break;
		s.at = mark + 1;
	}
	while (s.at < s.end) {
		to[at] = take_octet(&s, from);
		if (to[at] == '\0' || ++at == size) {
			to[0] = '\0';
			return false;
		}
		to[at] = '\0';
	}
	return true;
}

static void
parameter_get(char *to, size_t size, const struct parameter *p)
{
	size_t i;

	if (p->whole.text.at != NULL) {
		append(to, size, &p->whole, true);
		return;
	}
	for (i = 0; i < SECTIONS && p->sections[i].text.at != NULL; i++)
		if (!append(to, size, &p->sections[i], i == 0))
			return;
}

/* type "/" subtype; "" where it cannot be read. */
static void
take_type(struct scan *s, char *to, size_t size)
{
	const char *type, *subtype;
	size_t len, sublen;

	if (!scan_cfws(s) || (len = scan_token(s, &type)) == 0 ||
	    !scan_cfws(s) || !scan_char(s, '/') || !scan_cfws(s) ||
	    (sublen = scan_token(s, &subtype)) == 0 || len + 1 + sublen >= size)
		return;
	memcpy(to, type, len);
	to[len] = '/';
	memcpy(to + len + 1, subtype, sublen);
	to[len + 1 + sublen] = '\0';
}

static void
lower(char *s)
{
	for (; *s != '\0'; s++)
		*s = (char)text_lower(*s);
}

static void
upper(char *s)
{
	for (; *s != '\0'; s++)
		if (*s >= 'a' && *s <= 'z')
			*s = (char)(*s - ('a' - 'A'));
}

void
message_content(struct message_content *c, const char *body, size_t len)
{
	enum { BOUNDARY, REPORT_TYPE, METHOD, WANTED };
	struct parameter wanted[WANTED] = {
		[BOUNDARY] = { .name = "boundary" },
		[REPORT_TYPE] = { .name = "report-type" },
		[METHOD] = { .name = "method" },
	};
	struct scan s = { .at = body, .end = body + len };

	memset(c, 0, sizeof *c);
	take_type(&s, c->type, sizeof c->type);
	lower(c->type);
	for (skip_parameter(&s); s.at < s.end; skip_parameter(&s)) {
		s.at++;
		take_parameter(&s, wanted, WANTED);
	}
	parameter_get(c->boundary, sizeof c->boundary, &wanted[BOUNDARY]);
	parameter_get(c->report_type, sizeof c->report_type,
	    &wanted[REPORT_TYPE]);
	parameter_get(c->method, sizeof c->method, &wanted[METHOD]);
	lower(c->report_type);
	upper(c->method);
}
