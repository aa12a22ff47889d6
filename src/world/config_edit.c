#include "world/config_edit.h"

#include "base/mem.h"
#include "base/text.h"
#include "config_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_OCTETS 1022 /* of iniparser, continuations joined */

/* A setting's line with its continuations: joined as the scanner joins them,
 * and where in the file each octet stands. */
struct line {
	size_t begin, end; /* in the file, line end included */
	size_t eol;        /* octets of that line end */
	size_t len;
	size_t from[LINE_OCTETS];
	char text[LINE_OCTETS + 1];
};

/* A text under change, and what the scanner finds in it. */
struct draft {
	const char *bytes;
	size_t len;
	struct config_report report;
	struct config_scan scan;
};

static int
draft_open(struct draft *d, const char *bytes, size_t len, char why[CONFIG_WHY])
{
	const struct config_problem *p;

	d->bytes = bytes;
	d->len = len;
	config_report_init(&d->report);
	config_scan(&d->scan, "", bytes, len, &d->report);
	if (d->report.errors == 0)
		config_scan_confirm(&d->scan, bytes, len);
	if (d->report.errors == 0)
		return 0;
	p = &d->report.problems[0];
	snprintf(why, CONFIG_WHY, "line %u: %s", p->line, p->text);
	return -1;
}

static void
draft_close(struct draft *d)
{
	config_scan_release(&d->scan);
	config_report_release(&d->report);
}

static const struct config_entry *
find(const struct draft *d, const char *key)
{
	size_t i;

	for (i = 0; i < d->scan.count; i++)
		if (strcmp(d->scan.entries[i].key, key) == 0)
			return &d->scan.entries[i];
	return NULL;
}

/* Adds the physical line at `at`; returns where the next one begins. */
static size_t
add_physical(struct line *l, const struct draft *d, size_t at)
{
	const char *p = d->bytes + at;
	const char *eol = memchr(p, '\n', d->len - at);
	size_t n = eol == NULL ? d->len - at : (size_t)(eol - p);
	size_t next = at + n + (eol != NULL), i;

	l->eol = eol != NULL;
	if (n > 0 && p[n - 1] == '\r') {
		n--;
		l->eol++;
	}
	for (i = 0; i < n && l->len < LINE_OCTETS; i++) {
		l->from[l->len] = at + i;
		l->text[l->len++] = p[i];
	}
	while (l->len > 0 && text_is_blank(l->text[l->len - 1]))
		l->len--;
	return next;
}

/* Reads the line that has this number, which a scan without errors gave. */
static void
line_read(struct line *l, const struct draft *d, unsigned number)
{
	size_t at = 0;
	const char *eol;

	while (number-- > 1) {
		eol = memchr(d->bytes + at, '\n', d->len - at);
		at = (size_t)(eol - d->bytes) + 1;
	}
	l->begin = l->end = at;
	l->len = 0;
	do {
		l->len -= l->len > 0; /* the '\\' of the line before */
		l->end = add_physical(l, d, l->end);
	} while (l->len > 0 && l->text[l->len - 1] == '\\' && l->end < d->len);
	l->text[l->len] = '\0';
}

/* Places in l->text. */
struct parts {
	size_t sign;       /* the '=' */
	size_t value, end; /* the value, without blanks around it */
	size_t comment;    /* or l->len */
};

static void
line_split(struct parts *p, const struct line *l)
{
	const char *text = l->text, *end;

	p->sign = strcspn(text, "=");
	p->value = p->sign + (text[p->sign] == '=');
	while (text_is_blank(text[p->value]))
		p->value++;
	end = config_value_end(text + p->value);
	p->comment = end == NULL ? l->len : (size_t)(end - text);
	p->end = p->comment;
	while (p->end > p->value && text_is_blank(text[p->end - 1]))
		p->end--;
}

/* The octets [from, to) replaced. */
static char *
splice(const struct draft *d, size_t from, size_t to, const char *with,
    size_t *len)
{
	size_t added = strlen(with);
	char *out;

	*len = d->len - (to - from) + added;
	out = xmalloc(*len + 1);
	memcpy(out, d->bytes, from);
	memcpy(out + from, with, added);
	memcpy(out + from + added, d->bytes + to, d->len - to);
	out[*len] = '\0';
	return out;
}

/* Does the file say this?  Then whatever it does to others is nobody's. */
static bool
says(const struct draft *d, const char *key, const char *value)
{
	const struct config_entry *e = find(d, key);

	if (e == NULL || value == NULL)
		return e == NULL && value == NULL;
	return !e->rest && !e->broken && strcmp(e->value, value) == 0;
}

/* The value as a file holds it: plain where that is read back, else in
 * quotes; NULL where no quotes help.  The caller owns it. */
static char *
written(const char *key, const char *value)
{
	static const char *const quotes[] = { "", "\"", "'" };
	char why[CONFIG_WHY], *shown, *text;
	struct draft d;
	bool good;
	size_t i;

	for (i = 0; i < sizeof quotes / sizeof *quotes; i++) {
		shown = xasprintf("%s%s%s", quotes[i], value, quotes[i]);
		text = xasprintf("[%s]\n%s = %s\n", CONFIG_SECTION, key, shown);
		good = draft_open(&d, text, strlen(text), why) == 0 &&
		    d.scan.count == 1 && says(&d, key, value);
		draft_close(&d);
		free(text);
		if (good)
			return shown;
		free(shown);
	}
	return NULL;
}

static char *
replace(const struct draft *d, const struct config_entry *e, const char *shown,
    size_t *len)
{
	struct line l;
	struct parts p;
	bool empty, cramped;
	size_t from, to;
	char *with, *out;

	line_read(&l, d, e->line);
	line_split(&p, &l);
	empty = p.end == p.value;
	from = p.value < l.len ? l.from[p.value] : l.from[l.len - 1] + 1;
	to = empty ? from : l.from[p.end - 1] + 1;
	cramped = empty && !text_is_blank(d->bytes[from - 1]);
	with = xasprintf("%s%s%s", cramped ? " " : "", shown,
	    empty && p.comment < l.len ? " " : "");
	out = splice(d, from, to, with, len);
	free(with);
	return out;
}

/* A comment behind the value stays, where the line began. */
static char *
take_out(const struct draft *d, const struct config_entry *e, size_t *len)
{
	struct line l;
	struct parts p;
	size_t blanks;

	line_read(&l, d, e->line);
	line_split(&p, &l);
	blanks = strspn(l.text, " \t");
	if (p.comment < l.len)
		return splice(d, l.begin + blanks, l.from[p.comment], "", len);
	/* The end of the file keeps its line end, or its lack of one. */
	if (l.eol == 0 && l.begin > 0) {
		l.begin--;
		if (l.begin > 0 && d->bytes[l.begin - 1] == '\r')
			l.begin--;
	}
	return splice(d, l.begin, l.end, "", len);
}

/* Behind the last setting, in its style: its '=' below the other where that
 * one was set apart to be in line with others. */
static char *
add(const struct draft *d, const char *key, const char *shown, size_t *len)
{
	unsigned last = d->scan.count == 0
	    ? d->scan.section
	    : d->scan.entries[d->scan.count - 1].line;
	const char *eol, *before = "", *after = "";
	int indent = 0, name, column, gap = 1;
	char *with, *out;
	struct line l;
	struct parts p;

	line_read(&l, d, last);
	eol = memchr(d->bytes, '\n', d->len);
	eol = eol != NULL && eol > d->bytes && eol[-1] == '\r' ? "\r\n" : "\n";
	*(l.eol == 0 ? &before : &after) = eol;
	column = (int)strlen(key) + 1;
	if (d->scan.count > 0) {
		line_split(&p, &l);
		indent = (int)strspn(l.text, " \t");
		name = (int)strcspn(l.text + indent, " \t=");
		gap = l.text[indent + name] != '=';
		column = (int)strlen(key) + gap;
		if ((int)p.sign - indent - name > 1 &&
		    (int)p.sign - indent > column)
			column = (int)p.sign - indent;
	}
	with = xasprintf("%s%.*s%-*s=%s%s%s", before, indent, l.text, column,
	    key, gap ? " " : "", shown, after);
	out = splice(d, l.end, l.end, with, len);
	free(with);
	return out;
}

static char *
change(const struct draft *d, const char *key, const char *value, size_t *len,
    char why[CONFIG_WHY])
{
	const struct config_entry *e = find(d, key);
	char *shown, *out;

	if (says(d, key, value))
		return splice(d, 0, 0, "", len);
	if (value == NULL)
		return take_out(d, e, len);
	shown = written(key, value);
	if (shown == NULL) {
		snprintf(why, CONFIG_WHY,
		    "%s: no configuration file can hold this value", key);
		return NULL;
	}
	out = e == NULL ? add(d, key, shown, len) : replace(d, e, shown, len);
	free(shown);
	return out;
}

/* Every other key says what it said, and this one what was asked for. */
static bool
is_as_asked(const struct draft *new, const struct draft *old, const char *key,
    const char *value)
{
	const struct config_entry *was, *is;
	size_t i;

	for (i = 0; i < old->scan.count; i++) {
		was = &old->scan.entries[i];
		is = find(new, was->key);
		if (strcmp(was->key, key) != 0 &&
		    (is == NULL || strcmp(is->value, was->value) != 0))
			return false;
	}
	return says(new, key, value);
}

char *
config_edit_text(const char *bytes, size_t *len, const char *key,
    const char *value, char why[CONFIG_WHY])
{
	struct draft old, new;
	char *out = NULL;
	size_t size = 0;

	if (draft_open(&old, bytes, *len, why) == 0)
		out = change(&old, key, value, &size, why);
	if (out != NULL) {
		if (draft_open(&new, out, size, why) == -1) {
			free(out);
			out = NULL;
		} else if (!is_as_asked(&new, &old, key, value)) {
			snprintf(why, CONFIG_WHY,
			    "%s: its line cannot be changed safely; expected "
			    "a simpler one",
			    key);
			free(out);
			out = NULL;
		}
		draft_close(&new);
	}
	draft_close(&old);
	if (out != NULL)
		*len = size;
	return out;
}
