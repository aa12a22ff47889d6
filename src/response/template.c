#include "response/template.h"

#include "base/mem.h"
#include "template_scan.h"

#include <stdlib.h>
#include <string.h>

static int
split(struct template *t, const char *text, struct template_error *e)
{
	const char *p = text;
	size_t line = 1, len;

	if (template_check_variables(text, e) == -1 ||
	    template_header(t, &p, &line, e) == -1)
		return -1;
	if (p[strspn(p, " \t\n")] == '\0')
		return template_fault(e, line,
		    "no text; expected the body of the response");
	len = strlen(p);
	t->body = xasprintf("%s%s", p, p[len - 1] == '\n' ? "" : "\n");
	return 0;
}

int
template_parse(struct template *t, const char *bytes, size_t len,
    struct template_error *error)
{
	char *text;
	int rc;

	*t = (struct template){ .body = NULL };
	text = template_take(bytes, len, error);
	if (text == NULL)
		return -1;
	rc = split(t, text, error);
	free(text);
	return rc;
}

int
template_check_line(const char *line, struct template_error *error)
{
	char *text = template_take(line, strlen(line), error);
	int rc = text == NULL ? -1 : template_check_variables(text, error);

	free(text);
	return rc;
}

void
template_release(struct template *t)
{
	char **const owned[] = { &t->subject, &t->from_name, &t->from_address,
		&t->language, &t->body, &t->html, &t->entity };
	size_t i;

	for (i = 0; i < sizeof owned / sizeof *owned; i++)
		free(*owned[i]);
	if (t->other != NULL)
		template_release(t->other);
	free(t->other);
	*t = (struct template){ .body = NULL };
}
