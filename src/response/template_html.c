#include "template_scan.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A response goes to strangers, and must neither run nor load anything there:
 * what is loaded tells the sender of a response who has read it.
 */
static const char *const elements[] = { "applet", "audio", "base", "button",
	"embed", "form", "frame", "frameset", "iframe", "image", "img", "input",
	"link", "math", "object", "script", "svg", "template", "video", NULL };
static const char *const attributes[] = { "action", "background", "code",
	"codebase", "data", "formaction", "http-equiv", "ping", "poster", "src",
	"srcdoc", "srcset", NULL };
/* Where a link may lead. */
static const char *const schemes[] = {
	"https:", "http:", "mailto:", "tel:", "#", NULL
};
static const char *const style_words[] = { "url(", "image-set(", "src(",
	"@import", "expression(", "&", "\\", NULL };

struct reading {
	const char *text; /* all of it */
	struct template_error *error;
};

static int
refuse(const struct reading *r, const char *at, const char *what, size_t len,
    const char *text)
{
	const char *p;
	char shown[44];

	r->error->line = 1;
	for (p = r->text; p < at; p++)
		r->error->line += *p == '\n';
	text_clean(shown, sizeof shown, 20, what, len);
	snprintf(r->error->text, sizeof r->error->text, "%s: %s", shown, text);
	return -1;
}

static bool
is_one_of(const char *const *words, const char *s, size_t len)
{
	for (; *words != NULL; words++)
		if (text_equal_n(s, len, *words))
			return true;
	return false;
}

/* The first of the words that stands in these octets, or NULL. */
static const char *
holds(const char *const *words, const char *s, size_t len)
{
	char *copy = xstrndup(s, len);

	while (*words != NULL && text_find(copy, *words) == NULL)
		words++;
	free(copy);
	return *words;
}

static int
check_style(const struct reading *r, const char *s, size_t len)
{
	const char *word = holds(style_words, s, len);

	return word == NULL ? 0
			    : refuse(r, s, word, strlen(word),
				  "in a style; expected none that loads "
				  "anything");
}

static int
check_attribute(const struct reading *r, const char *name, size_t len,
    const char *value, size_t value_len)
{
	size_t i;

	if ((len > 2 && text_equal_n(name, 2, "on")) ||
	    is_one_of(attributes, name, len))
		return refuse(r, name, name, len,
		    "an attribute that runs or loads something; expected "
		    "none");
	if (text_equal_n(name, len, "style"))
		return check_style(r, value, value_len);
	if (!text_equal_n(name, len, "href"))
		return 0;
	for (i = 0; schemes[i] != NULL; i++)
		if (value_len >= strlen(schemes[i]) &&
		    text_equal_n(value, strlen(schemes[i]), schemes[i]))
			return 0;
	return refuse(r, name, value, value_len,
	    "no link for strangers; expected https:, mailto: or the like");
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static size_t
name_length(const char *p, const char *end)
{
	const char *at = p;

	while (at < end && !is_space(*at) && strchr("=/>\"'<", *at) == NULL)
		at++;
	return (size_t)(at - p);
}

/* The value behind an attribute's name; *p is moved behind it. */
static const char *
take_value(const char **p, const char *end, size_t *len)
{
	const char *at = *p, *start;
	char quote;

	while (at < end && is_space(*at))
		at++;
	*len = 0;
	if (at == end || *at != '=')
		return at;
	for (at++; at < end && is_space(*at); at++)
		;
	quote = at < end && (*at == '"' || *at == '\'') ? *at++ : '\0';
	start = at;
	while (at < end && (quote != '\0' ? *at != quote : !is_space(*at)))
		at++;
	*len = (size_t)(at - start);
	*p = at < end && quote != '\0' ? at + 1 : at;
	return start;
}

static int
check_attributes(const struct reading *r, const char *p, const char *end)
{
	const char *name, *value;
	size_t len, value_len;

	while (p < end) {
		name = p;
		len = name_length(p, end);
		if (len == 0) {
			p++;
			continue;
		}
		p += len;
		value = take_value(&p, end, &value_len);
		if (check_attribute(r, name, len, value, value_len) == -1)
			return -1;
	}
	return 0;
}

/* The '>' of the tag at p (not one in quotes), or NULL. */
static const char *
tag_end(const char *p)
{
	char quote = '\0';

	for (; *p != '\0' && (quote != '\0' || *p != '>'); p++) {
		if (quote == '\0' && (*p == '"' || *p == '\''))
			quote = *p;
		else if (*p == quote)
			quote = '\0';
	}
	return *p == '>' ? p : NULL;
}

static bool
has_variable(const char *s, size_t len)
{
	return memmem(s, len, "${", 2) != NULL;
}

/* The text of <style>, to whose end *p is moved. */
static int
check_sheet(const struct reading *r, const char **p)
{
	const char *end = text_find(*p, "</style");
	size_t len;

	if (end == NULL)
		return refuse(r, *p, "<style>", 7,
		    "not closed; expected </style>");
	len = (size_t)(end - *p);
	if (has_variable(*p, len))
		return refuse(r, *p, "<style>", 7,
		    "holds a variable; expected it in the text");
	if (check_style(r, *p, len) == -1)
		return -1;
	*p = end;
	return 0;
}

/* The tag or comment at *p, which is moved behind it. */
static int
check_tag(const struct reading *r, const char **p)
{
	bool comment = strncmp(*p, "<!--", 4) == 0;
	const char *at = *p, *name = at + 1 + (at[1] == '/'), *end;
	size_t len;

	end = comment ? strstr(at + 4, "-->") : tag_end(at);
	if (end == NULL)
		return refuse(r, at, at, strnlen(at, 4),
		    "not closed; expected \">\"");
	if (has_variable(at, (size_t)(end - at)))
		return refuse(r, at, at, (size_t)(end - at),
		    "a tag with a variable; expected it in the text");
	/* Not every reader ends a comment where we do, and some read what
	 * stands in one: tags are checked there, too. */
	*p = comment ? at + 4 : end + 1;
	if (comment)
		return 0;
	if (memchr(at + 1, '<', (size_t)(end - at - 1)) != NULL)
		return refuse(r, at, at, (size_t)(end - at),
		    "a tag with \"<\"; expected &lt; there");
	len = name_length(name, end);
	if (is_one_of(elements, name, len))
		return refuse(r, at, name, len,
		    "an element that runs or loads something; expected none");
	if (check_attributes(r, name + len, end) == -1)
		return -1;
	return name == at + 1 && text_equal_n(name, len, "style")
	    ? check_sheet(r, p)
	    : 0;
}

static int
check_html(const struct reading *r)
{
	const char *p = r->text;

	while ((p = strchr(p, '<')) != NULL) {
		if (p[1] != '/' && p[1] != '!' && p[1] != '?' &&
		    (!text_is_alnum((unsigned char)p[1]) ||
			(p[1] >= '0' && p[1] <= '9')))
			p++;
		else if (check_tag(r, &p) == -1)
			return -1;
	}
	return 0;
}

int
template_parse_html(struct template *t, const char *bytes, size_t len,
    struct template_error *error)
{
	char *text = template_take(bytes, len, error);
	struct reading r = { text, error };
	int rc = -1;

	if (text == NULL)
		return -1;
	if (text[strspn(text, " \t\n")] == '\0') {
		template_fault(error, 1,
		    "no text; expected the HTML of the response");
	} else if (template_check_variables(text, error) == 0 &&
	    check_html(&r) == 0) {
		len = strlen(text);
		free(t->html);
		t->html =
		    xasprintf("%s%s", text, text[len - 1] == '\n' ? "" : "\n");
		rc = 0;
	}
	free(text);
	return rc;
}
