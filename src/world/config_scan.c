#include "config_parts.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/*
 * iniparser 4.1 has no line numbers and drops, merges or cuts in silence what
 * it does not like.  This scanner joins and divides lines as it does, and
 * reports each of those places, so that what is loaded is what was written.
 */

/* iniparser's buffer, with all continuations of a line. */
#define LINE_OCTETS 1022

/* A line with its continuations joined. */
struct joined {
	char text[LINE_OCTETS + 1];
	size_t len;
	size_t first; /* octets before the first continuation; 0 = none */
	unsigned line;
};

static void
wrong(struct config_scan *s, unsigned line, const char *key, const char *text)
{
	config_complain(s->report, CONFIG_ERROR,
	    (struct config_place){ s->file, line, key }, xstrdup(text));
}

/* A byte of a line that no text has, or NULL. */
static const char *
bad_octet(const char *p, size_t len)
{
	size_t i, n;

	for (i = 0; i < len; i += n) {
		n = text_char(p + i, len - i);
		if (n == 0)
			return "not UTF-8; expected UTF-8 text";
		if (p[i] == '\0')
			return "a NUL octet; expected text";
		if (((unsigned char)p[i] < 0x20 && p[i] != '\t') ||
		    p[i] == 0x7f)
			return "a control character; expected plain text";
	}
	return NULL;
}

/* The double quote or leading quote that protects, skipped; NULL if open. */
static const char *
skip_quoted(const char *p)
{
	const char quote = *p++;

	while (*p != '\0' && *p != quote)
		p++;
	return *p == '\0' ? NULL : p + 1;
}

/* A double quote, or a single quote at the very beginning, protects '#' and
 * ';'. */
const char *
config_value_end(const char *value)
{
	const char *p = value;

	while (*p != '\0' && *p != '#' && *p != ';') {
		if (*p == '"' || (*p == '\'' && p == value)) {
			p = skip_quoted(p);
			if (p == NULL)
				return NULL;
		} else {
			p++;
		}
	}
	return p;
}

static size_t
trimmed(const char *p, const char *end)
{
	while (end > p && text_is_blank(end[-1]))
		end--;
	return (size_t)(end - p);
}

static void
add_entry(struct config_scan *s, const char *key, const char *value, size_t len,
    unsigned line)
{
	struct config_entry *e;
	bool begins = len > 0 && (*value == '"' || *value == '\'');
	bool whole = begins && len >= 2 &&
	    memchr(value + 1, *value, len - 1) == value + len - 1;
	bool quoted =
	    memchr(value, '"', len) != NULL || memchr(value, '\'', len) != NULL;

	/* wholly in quotes: iniparser and we take the text between them */
	if (whole) {
		value++;
		len -= 2;
	}
	s->entries = xrealloc(s->entries, (s->count + 1) * sizeof *s->entries);
	e = &s->entries[s->count++];
	e->key = xstrdup(key);
	e->value = xstrndup(value, len);
	e->line = line;
	e->quote = whole ? value[-1] : '\0';
	e->quoted = quoted;
	e->rest = begins && !whole;
	e->broken = false;
}

/* The newest entry has no value, but its key was given. */
static void
spoil(struct config_scan *s, const char *text)
{
	struct config_entry *e = &s->entries[s->count - 1];

	wrong(s, e->line, e->key, text);
	e->broken = true;
}

static void
take_value(struct config_scan *s, const struct joined *j, const char *key,
    const char *value)
{
	const char *end = config_value_end(value);
	size_t i;

	for (i = 0; i < s->count; i++)
		if (strcmp(s->entries[i].key, key) == 0) {
			config_complain(s->report, CONFIG_ERROR,
			    (struct config_place){ s->file, j->line, key },
			    xasprintf("given twice, first in line %u; "
				      "expected it once",
				s->entries[i].line));
			return;
		}
	add_entry(s, key, value, trimmed(value, end == NULL ? value : end),
	    j->line);
	if (end == NULL)
		spoil(s, "a quote is not closed; expected its other end");
	else if (*end != '\0' && end > value && !text_is_blank(end[-1]))
		spoil(s,
		    "'#' or ';' begins a comment and cuts the value; "
		    "expected a blank before it, or the value in quotes");
}

static void
take_setting(struct config_scan *s, const struct joined *j)
{
	const char *text = j->text, *sign = strchr(text, '='), *value, *end;
	char *key;
	size_t i;

	if (sign == NULL || sign == text) {
		wrong(s, j->line, "",
		    "not a setting; expected \"key = value\"");
		return;
	}
	key = xstrndup(text, trimmed(text, sign));
	for (i = 0; key[i] != '\0'; i++)
		key[i] = (char)text_lower((unsigned char)key[i]);
	for (value = sign + 1; text_is_blank(*value);)
		value++;
	end = config_value_end(value);
	if (end != NULL && *end != '\0' && (size_t)(end - text) < j->first)
		wrong(s, j->line, key,
		    "a comment ends in '\\' and swallows the next line; "
		    "expected no '\\' there");
	else if (s->section == 0 && !s->foreign)
		wrong(s, j->line, key,
		    "stands before any section; expected \"[mailbox]\" "
		    "first");
	else if (!s->foreign)
		take_value(s, j, key, value);
	free(key);
}

static void
take_section(struct config_scan *s, const struct joined *j)
{
	const char *at = j->text + 1, *end = strchr(at, ']');
	char shown[CONFIG_SHOWN];
	struct config_place place = { s->file, j->line, NULL };

	if (end == NULL || end[1] != '\0') {
		wrong(s, j->line, "",
		    end == NULL
			? "\"[\" without \"]\"; expected \"[mailbox]\""
			: "text after \"]\"; expected \"[mailbox]\" alone on "
			  "its line");
		/* what follows belongs to nothing; one message is enough */
		s->foreign = true;
		return;
	}
	while (text_is_blank(*at))
		at++;
	s->foreign = !text_equal_n(at, trimmed(at, end), CONFIG_SECTION);
	if (at == end)
		wrong(s, j->line, "",
		    "a section without name; expected \"[mailbox]\"");
	else if (s->foreign)
		config_complain(s->report, CONFIG_ERROR, place,
		    xasprintf("unknown section %s; expected \"[mailbox]\"",
			config_show(shown, at, trimmed(at, end))));
	else if (s->section != 0)
		config_complain(s->report, CONFIG_ERROR, place,
		    xasprintf("section \"[mailbox]\" again, first in "
			      "line %u; expected it once",
			s->section));
	else
		s->section = j->line;
}

static void
take_line(struct config_scan *s, struct joined *j)
{
	size_t blanks = 0;

	while (text_is_blank(j->text[blanks]))
		blanks++;
	memmove(j->text, j->text + blanks, j->len - blanks + 1);
	j->first = j->first > blanks ? j->first - blanks : 0;
	if (*j->text == '#' || *j->text == ';') {
		if (j->first != 0)
			wrong(s, j->line, "",
			    "a comment ends in '\\' and swallows the next "
			    "line; expected no '\\' there");
	} else if (*j->text == '[') {
		take_section(s, j);
	} else if (*j->text != '\0') {
		take_setting(s, j);
	}
}

/* Appends a physical line.  True where another one must follow. */
static bool
join(struct config_scan *s, struct joined *j, const char *p, size_t len,
    unsigned line)
{
	const char *bad = NULL;
	bool more;

	if (j->len == 0 && j->first == 0)
		j->line = line;
	if (len > LINE_OCTETS - j->len)
		bad = "longer than 1022 octets with its continuations; "
		      "expected less";
	else if (len > 0 && p[len - 1] == '\r')
		len--;
	if (bad == NULL)
		bad = bad_octet(p, len);
	if (bad != NULL) {
		wrong(s, line, "", bad);
		j->len = j->first = 0;
		j->text[0] = '\0';
		return false;
	}
	memcpy(j->text + j->len, p, len);
	j->len += len;
	j->text[j->len] = '\0';
	j->len = trimmed(j->text, j->text + j->len);
	more = j->len > 0 && j->text[j->len - 1] == '\\';
	j->len -= more;
	j->text[j->len] = '\0';
	if (more && j->first == 0)
		j->first = j->len + 1;
	return more;
}

void
config_scan(struct config_scan *s, const char *file, const char *bytes,
    size_t len, struct config_report *report)
{
	struct joined j = { .len = 0 };
	const char *p = bytes, *end = bytes + len, *eol;
	size_t before = report->errors;
	unsigned line = 1;
	bool more = false;

	memset(s, 0, sizeof *s);
	s->file = file;
	s->report = report;
	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		wrong(s, 1, "",
		    "a byte order mark; expected UTF-8 without one");
		p += 3;
	}
	for (; p < end; p = eol + 1, line++) {
		eol = memchr(p, '\n', (size_t)(end - p));
		eol = eol == NULL ? end : eol;
		more = join(s, &j, p, (size_t)(eol - p), line);
		if (more)
			continue;
		take_line(s, &j);
		j.len = j.first = 0;
	}
	if (more)
		wrong(s, line - 1, "",
		    "ends in '\\'; expected the line it is continued by");
	if (s->section == 0 && report->errors == before)
		wrong(s, 0, "", "no settings; expected \"[mailbox]\"");
}

void
config_scan_release(struct config_scan *s)
{
	size_t i;

	for (i = 0; i < s->count; i++) {
		free(s->entries[i].key);
		free(s->entries[i].value);
	}
	free(s->entries);
	memset(s, 0, sizeof *s);
}
