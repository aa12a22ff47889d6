#include "response_field.h"

#include "base/mem.h"

#include <libetpan/mailimf.h>
#include <libetpan/mailimf_write_mem.h>
#include <libetpan/mmapstring.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* RFC 5322 section 2.1.1 allows 998 octets a line; with any name of ours. */
#define RUN_LIMIT 900

static bool
is_name(const char *s)
{
	const char *p;

	for (p = s; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || *p == ':')
			return false;
	return p > s && p - s < 64;
}

static bool
is_body(const char *s)
{
	size_t run = 0;
	bool filled = false;

	for (; *s != '\0'; s++) {
		if (*s < ' ' || *s > '~')
			return false;
		run = *s == ' ' ? 0 : run + 1;
		filled = filled || run > 0;
		if (run > RUN_LIMIT)
			return false;
	}
	return filled;
}

void
response_append(struct response *r, const char *s, size_t len)
{
	r->bytes = xrealloc(r->bytes, r->size + len + 1);
	memcpy(r->bytes + r->size, s, len);
	r->size += len;
	r->bytes[r->size] = '\0';
}

/*
 * libetpan folds before the first word where that is long, which leaves
 * nothing but a blank after the colon; readers then show a leading blank.
 */
static void
append_field(struct response *r, size_t colon, const MMAPString *text)
{
	static const char fold[] = "\r\n ";
	const size_t flen = sizeof fold - 1;

	response_append(r, text->str, colon);
	if (text->len > colon + flen &&
	    memcmp(text->str + colon, fold, flen) == 0)
		colon += flen;
	response_append(r, text->str + colon, text->len - colon);
}

int
response_field(struct response *r, const char *name, const char *body)
{
	struct mailimf_field *field;
	MMAPString *text;
	int column = 0, rc = -1;

	/* libetpan turns a lone CR or LF into a line end of its own. */
	if (!is_name(name) || !is_body(body))
		return -1;
	field = mailimf_field_new_custom(xstrdup(name), xstrdup(body));
	text = mmap_string_new("");
	if (field == NULL || text == NULL)
		_exit(MEM_EXIT);
	if (mailimf_field_write_mem(text, &column, field) == MAILIMF_NO_ERROR) {
		append_field(r, strlen(name) + 2, text);
		rc = 0;
	}
	mailimf_field_free(field);
	mmap_string_free(text);
	return rc;
}
