#include "template_scan.h"

#include "base/mem.h"
#include "base/text.h"
#include "subject/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
take_subject(struct template *t, const char *value, size_t line,
    struct template_error *e)
{
	(void)line;
	(void)e;
	t->subject = xstrdup(value);
	return 0;
}

static int
take_from(struct template *t, const char *value, size_t line,
    struct template_error *e)
{
	char why[MAILBOX_WHY] = "";

	if (mailbox_from(&t->from_name, &t->from_address, value, why) == 0)
		return 0;
	e->line = line;
	snprintf(e->text, sizeof e->text,
	    "\"From:\": %.100s; expected exactly one mailbox such as Bob "
	    "<bob@example.org>",
	    *why == '\0' ? "no mailbox" : why);
	return -1;
}

static int
take_language(struct template *t, const char *value, size_t line,
    struct template_error *e)
{
	if (!language_is_tag(value, strlen(value)))
		return template_fault(e, line,
		    "\"Content-Language:\" holds no language tag; expected one "
		    "such as de or pt-BR");
	t->language = xstrdup(value);
	return 0;
}

/* In the order that a response has them. */
static const struct row {
	const char *name;
	int (*take)(struct template *t, const char *value, size_t line,
	    struct template_error *e);
	bool plain; /* it stands as it is: no variables */
} rows[] = {
	{ "Subject:", take_subject, false },
	{ "From:", take_from, true },
	{ "Content-Language:", take_language, true },
};
#define ROWS (sizeof rows / sizeof *rows)

static size_t
find(const char *line)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (text_begins(line, rows[i].name))
			break;
	return i;
}

static int
complain(struct template_error *e, size_t line, const struct row *row,
    const char *text)
{
	e->line = line;
	snprintf(e->text, sizeof e->text, "\"%s\" %s", row->name, text);
	return -1;
}

/* A line of the header; p is moved behind it. */
static int
take_field(struct template *t, const char **p, size_t line, bool seen[ROWS],
    struct template_error *e)
{
	const char *at = *p, *end = at + strcspn(at, "\n");
	size_t i = find(at);
	char *value;
	int rc;

	*p = *end == '\0' ? end : end + 1;
	if (i == ROWS)
		return template_fault(e, line,
		    "not a header field of a template; expected \"Subject:\", "
		    "\"From:\", \"Content-Language:\" or a blank line");
	if (seen[i])
		return complain(e, line, &rows[i], "twice; expected it once");
	seen[i] = true;
	at += strlen(rows[i].name);
	while (at < end && text_is_blank(*at))
		at++;
	while (end > at && text_is_blank(end[-1]))
		end--;
	if (at == end)
		return complain(e, line, &rows[i],
		    "is empty; expected its text, or no such line");
	value = xstrndup(at, (size_t)(end - at));
	if (rows[i].plain && strstr(value, "${") != NULL)
		rc = complain(e, line, &rows[i],
		    "holds a variable; expected plain text");
	else
		rc = rows[i].take(t, value, line, e);
	free(value);
	return rc;
}

int
template_header(struct template *t, const char **p, size_t *line,
    struct template_error *e)
{
	bool seen[ROWS] = { false };

	if (find(*p) == ROWS)
		return 0;
	for (; **p != '\n' && **p != '\0'; ++*line)
		if (take_field(t, p, *line, seen, e) == -1)
			return -1;
	if (**p == '\n') {
		++*p;
		++*line;
	}
	return 0;
}
