#include "template_scan.h"

#include "base/mem.h"
#include "base/text.h"
#include "subject/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* RFC 5322 section 2.1.1 */
#define LINE_LIMIT 998
/* Octets of an unfolded field. */
#define FIELD_LIMIT 900

/* Copies with LF line ends; 7 bit and no controls (RFC 2045 section 2.7). */
static char *
take_lines(const char *bytes, size_t len, struct template_error *e)
{
	char *text;
	size_t i, out = 0, line = 1, octets = 0;

	if (len > TEMPLATE_MAX) {
		template_fault(e, 0,
		    "too large; expected at most 16384 octets");
		return NULL;
	}
	text = xmalloc(len + 2);
	for (i = 0; i < len; i++) {
		const char *wrong = NULL;

		if (bytes[i] == '\r' && i + 1 < len && bytes[i + 1] == '\n')
			continue;
		octets = bytes[i] == '\n' ? 0 : octets + 1;
		if ((unsigned char)bytes[i] >= 0x80)
			wrong = "an octet beyond ASCII; expected it encoded as "
				"quoted-printable or base64";
		else if (template_is_control(bytes + i, 1))
			wrong = "a control character; expected plain text";
		else if (octets > LINE_LIMIT)
			wrong = "a line over 998 octets; expected shorter "
				"lines";
		if (wrong != NULL) {
			template_fault(e, line, wrong);
			free(text);
			return NULL;
		}
		line += bytes[i] == '\n';
		text[out++] = bytes[i];
	}
	if (out > 0 && text[out - 1] != '\n')
		text[out++] = '\n';
	text[out] = '\0';
	return text;
}

/* A field in progress: what the entity is known by. */
struct entity {
	struct template_error *error;
	size_t line; /* of the field */
	char *fields;
	struct message_content content;
	char transfer[32];
};

static int
complain(const struct entity *n, const char *name, size_t len, const char *text)
{
	char shown[64];

	text_clean(shown, sizeof shown, 60, name, len);
	n->error->line = n->line;
	snprintf(n->error->text, sizeof n->error->text, "%s: %s", shown, text);
	return -1;
}

/* The body of a field of that name in what was taken, or NULL. */
static bool
is_taken(const struct entity *n, const char *name, size_t len)
{
	const char *p = n->fields;

	for (; *p != '\0'; p += strcspn(p, "\n") + 1)
		if (strcspn(p, ":") == len && strncasecmp(p, name, len) == 0)
			return true;
	return false;
}

static int
take_field(struct entity *n, const char *field)
{
	size_t len = strcspn(field, ":");
	const char *body = field + len + 1;
	char *fields;

	while (text_is_blank(*body))
		body++;
	if (text_equal_n(field, len, "MIME-Version"))
		return 0; /* the response has its own */
	if (!text_begins(field, "Content-") || len == strlen("Content-") ||
	    strcspn(field, " ") < len)
		return complain(n, field, len,
		    "not a field of a MIME template; expected fields whose "
		    "names begin with Content-");
	if (*body == '\0' || strlen(field) > FIELD_LIMIT)
		return complain(n, field, len, "empty or too long");
	if (is_taken(n, field, len))
		return complain(n, field, len, "twice; expected it once");
	if (text_equal_n(field, len, "Content-Type"))
		message_content(&n->content, body, strlen(body));
	if (text_equal_n(field, len, "Content-Transfer-Encoding"))
		mem_copy(n->transfer, sizeof n->transfer, body);
	fields = xasprintf("%s%.*s: %s\n", n->fields, (int)len, field, body);
	free(n->fields);
	n->fields = fields;
	return 0;
}

/* Each field unfolded; *p is moved behind the blank line. */
static int
take_fields(struct entity *n, const char **p)
{
	const char *at = *p, *end;
	char *field;
	size_t line = 1, used, i;
	int rc = 0;

	while (rc == 0 && *at != '\n' && *at != '\0') {
		n->line = line;
		field = xmalloc(strlen(at) + 1);
		for (used = 0;; at = end + 1) {
			end = at + strcspn(at, "\n");
			for (i = 0; at + i < end; i++)
				field[used++] = at[i] == '\t' ? ' ' : at[i];
			line++;
			if (*end == '\0' || (end[1] != ' ' && end[1] != '\t'))
				break;
		}
		while (used > 0 && field[used - 1] == ' ')
			used--;
		field[used] = '\0';
		at = *end == '\0' ? end : end + 1;
		if (strchr(field, ':') == NULL || text_is_blank(*field))
			rc = complain(n, field, used,
			    "no header field; expected Content-Type and the "
			    "like, then a blank line");
		else
			rc = take_field(n, field);
		free(field);
	}
	n->line = line;
	*p = *at == '\n' ? at + 1 : at;
	return rc;
}

/* Is there a line of this boundary, closing or not? */
static bool
has_delimiter(const char *body, const char *boundary, bool closing)
{
	char *wanted = xasprintf("--%s%s", boundary, closing ? "--" : "");
	size_t len = strlen(wanted);
	bool found = false;

	for (; *body != '\0' && !found; body += strcspn(body, "\n") + 1)
		found = strncmp(body, wanted, len) == 0 &&
		    body[len + strspn(body + len, " \t")] == '\n';
	free(wanted);
	return found;
}

/* RFC 3834 section 3.2: a text that any program shows.  Fields are what stands
 * between a delimiter and a blank line. */
static bool
has_plain_part(const char *body)
{
	bool fields = false;

	for (; *body != '\0'; body += strcspn(body, "\n") + 1) {
		if (strncmp(body, "--", 2) == 0)
			fields = true;
		else if (*body == '\n')
			fields = false;
		else if (fields && text_begins(body, "Content-Type:") &&
		    text_begins(body + 13 + strspn(body + 13, " \t"),
			"text/plain"))
			return true;
	}
	return false;
}

static int
check_multipart(const struct entity *n, const char *body)
{
	static const char type[] = "Content-Type";
	const char *boundary = n->content.boundary;

	if (text_equal(n->content.type, "multipart/report"))
		return complain(n, type, sizeof type - 1,
		    "a report; expected no response in such a form (RFC 3834 "
		    "section 3.2)");
	if (*boundary == '\0')
		return complain(n, type, sizeof type - 1,
		    "a multipart without boundary; expected one");
	if (!has_delimiter(body, boundary, false))
		return complain(n, type, sizeof type - 1,
		    "its boundary begins no part; expected lines with it");
	if (!has_delimiter(body, boundary, true))
		return complain(n, type, sizeof type - 1,
		    "its boundary is not closed; expected it between two pairs "
		    "of \"--\" at the end");
	if (!has_plain_part(body))
		return complain(n, type, sizeof type - 1,
		    "no part is text/plain; expected one");
	/* RFC 2045 section 6.4 */
	if (*n->transfer != '\0' && !text_equal(n->transfer, "7bit"))
		return complain(n, n->transfer, strlen(n->transfer),
		    "no encoding for a multipart; expected 7bit");
	return 0;
}

static int
check_entity(const struct entity *n, const char *body)
{
	static const char *const transfers[] = { "7bit", "quoted-printable",
		"base64" };
	static const char type[] = "Content-Type";
	size_t i;

	if (body[strspn(body, " \t\n")] == '\0')
		return template_fault(n->error, n->line,
		    "no text; expected the body of the response");
	for (i = 0; *n->transfer != '\0' && i < 3; i++)
		if (text_equal(n->transfer, transfers[i]))
			break;
	if (i == 3)
		return complain(n, n->transfer, strlen(n->transfer),
		    "unknown transfer encoding; expected 7bit, "
		    "quoted-printable or base64");
	if (text_begins(n->content.type, "multipart/"))
		return check_multipart(n, body);
	if (text_equal(n->content.type, "text/plain"))
		return 0;
	return complain(n, type, sizeof type - 1,
	    *n->content.type == '\0'
		? "missing or unreadable; expected text/plain, or a multipart "
		  "with it"
		: "no plain text; expected text/plain, or a multipart with "
		  "it");
}

int
template_parse_entity(struct template *t, const char *bytes, size_t len,
    struct template_error *error)
{
	struct entity n = { .error = error };
	char *text = take_lines(bytes, len, error);
	const char *p = text;
	int rc = -1;

	*t = (struct template){ .body = NULL };
	if (text == NULL)
		return -1;
	n.fields = xstrdup("");
	if (take_fields(&n, &p) == 0 && check_entity(&n, p) == 0) {
		t->body = xstrdup(p);
		t->entity = n.fields;
		n.fields = NULL;
		rc = 0;
	}
	free(n.fields);
	free(text);
	return rc;
}
