#include "response_body.h"

#include "base/mem.h"
#include "base/text.h"
#include "response/day.h"
#include "response/encode.h"
#include "response_field.h"
#include "response_flow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Two languages, each as text and as HTML. */
#define PARTS_MAX 4
#define BOUNDARY 64
/* Between two languages in one text. */
#define RULE "\n----------------------------------------\n\n"

struct part {
	const char *subtype;
	char *text;     /* UTF-8, ended by LF */
	char *language; /* of Content-Language, or NULL */
	bool flowed;
};

struct parts {
	struct part part[PARTS_MAX];
	size_t count;
};

void
response_words(struct template_values *v, struct response_words *words,
    const char *language)
{
	day_words(words->from, v->from, language);
	day_words(words->until, v->until, language);
	day_words(words->date, v->date, language);
	v->from_words = words->from;
	v->until_words = words->until;
	v->date_words = words->date;
}

/* An expansion that was cut has no line end. */
static char *
ended(char *text)
{
	size_t n = strlen(text);

	if (n > 0 && text[n - 1] == '\n')
		return text;
	text = xrealloc(text, n + 2);
	memcpy(text + n, "\n", 2);
	return text;
}

static char *
expand(const struct template *t, bool html,
    const struct template_values *values)
{
	struct response_words words;
	struct template_values v = *values;

	response_words(&v, &words, t->language);
	return ended(html ? template_expand_html(t->html, &v)
			  : template_expand(t->body, &v));
}

static void
add(struct parts *p, const char *subtype, char *text, const char *language,
    bool flowed)
{
	char *flow = flowed ? response_flow(text) : NULL;

	if (flow != NULL) {
		free(text);
		text = flow;
	}
	p->part[p->count++] = (struct part){ subtype, text,
		language == NULL ? NULL : xstrdup(language), flowed };
}

static void
add_text(struct parts *p, const struct template *t, const struct mailbox *m,
    const struct template_values *values)
{
	add(p, "plain", expand(t, false, values), t->language, m->flowed);
	if (t->html != NULL)
		add(p, "html", expand(t, true, values), t->language, false);
}

/* RFC 3282 section 2: all the languages of a text, in its order. */
static char *
both_tags(const struct template *t)
{
	const char *first = t->language, *second = t->other->language;

	if (first == NULL || second == NULL)
		return NULL;
	return xasprintf("%s, %s", first, second);
}

/* The sender's language stands first where nobody chooses for him. */
static void
add_both(struct parts *p, const struct template *t, const struct mailbox *m,
    const struct template_values *values)
{
	char *first = expand(t, false, values);
	char *second = expand(t->other, false, values);
	char *tags = both_tags(t);

	add(p, "plain", xasprintf("%s" RULE "%s", first, second), tags,
	    m->flowed);
	free(tags);
	free(first);
	free(second);
}

static enum encode_transfer
choose(const struct part *p)
{
	size_t len = strlen(p->text);

	return p->flowed ? encode_choose_flowed(p->text, len)
			 : encode_choose(p->text, len);
}

/* RFC 2046 section 4.1.2: the smallest charset that serves. */
static int
write_type(struct response *r, const struct part *p)
{
	char *type = xasprintf("text/%s; charset=%s%s", p->subtype,
	    text_is_ascii(p->text, strlen(p->text)) ? "us-ascii" : "utf-8",
	    p->flowed ? "; format=flowed" : "");
	int rc = response_field(r, "Content-Type", type);

	free(type);
	return rc;
}

static int
write_part(struct response *r, const struct part *p)
{
	enum encode_transfer transfer = choose(p);
	char *text;

	if (write_type(r, p) == -1 ||
	    (p->language != NULL &&
		response_field(r, "Content-Language", p->language) == -1) ||
	    response_field(r, "Content-Transfer-Encoding",
		encode_transfer_name(transfer)) == -1)
		return -1;
	response_append(r, "\r\n", 2);
	text = encode_body(transfer, p->text, strlen(p->text));
	response_append(r, text, strlen(text));
	free(text);
	return 0;
}

/*
 * Nobody knows the entropy before it is sent, and "=_" stands in no encoded
 * line (RFC 2045 section 6.7): no text holds the boundary.
 */
static void
make_boundary(char to[BOUNDARY], const struct response_moment *moment)
{
	size_t i, n = (size_t)snprintf(to, BOUNDARY, "=_backsoon.");

	for (i = 0; i < sizeof moment->entropy; i++)
		n += (size_t)snprintf(to + n, BOUNDARY - n, "%02x",
		    moment->entropy[i]);
}

static void
write_delimiter(struct response *r, const char *boundary, const char *tail)
{
	char *line = xasprintf("\r\n--%s%s\r\n", boundary, tail);

	response_append(r, line, strlen(line));
	free(line);
}

static int
write_multipart(struct response *r, const struct parts *p,
    const struct response_moment *moment)
{
	char boundary[BOUNDARY], *type;
	size_t i;
	int rc;

	make_boundary(boundary, moment);
	type = xasprintf("multipart/alternative; boundary=\"%s\"", boundary);
	rc = response_field(r, "Content-Type", type);
	free(type);
	for (i = 0; rc == 0 && i < p->count; i++) {
		write_delimiter(r, boundary, "");
		rc = write_part(r, &p->part[i]);
	}
	write_delimiter(r, boundary, "--");
	return rc;
}

/* What the owner wrote, fields and text, was checked when it was read. */
static int
write_entity(struct response *r, const struct template *t)
{
	char *fields = xstrdup(t->entity), *line = fields, *next, *body;
	int rc = 0;

	for (; rc == 0 && *line != '\0'; line = next) {
		next = line + strcspn(line, "\n") + 1;
		next[-1] = '\0';
		body = strchr(line, ':');
		if (body == NULL)
			break;
		*body = '\0';
		rc = response_field(r, line, body + 2);
	}
	free(fields);
	response_append(r, "\r\n", 2);
	body = encode_body(TRANSFER_7BIT, t->body, strlen(t->body));
	response_append(r, body, strlen(body));
	free(body);
	return rc;
}

int
response_body(struct response *r, const struct template *t,
    const struct mailbox *m, const struct template_values *values,
    const struct response_moment *moment)
{
	struct parts parts = { .count = 0 };
	size_t i;
	int rc;

	if (t->entity != NULL)
		return write_entity(r, t);
	if (t->other != NULL && m->both_languages == BOTH_BODY) {
		add_both(&parts, t, m, values);
	} else {
		if (t->other != NULL)
			add_text(&parts, t->other, m, values);
		add_text(&parts, t, m, values);
	}
	rc = parts.count == 1 ? write_part(r, &parts.part[0])
			      : write_multipart(r, &parts, moment);
	for (i = 0; i < parts.count; i++) {
		free(parts.part[i].text);
		free(parts.part[i].language);
	}
	return rc;
}
