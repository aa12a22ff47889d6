/* The text a mailbox answers with: a UTF-8 file with ${variables}. */
#ifndef BACKSOON_RESPONSE_TEMPLATE_H
#define BACKSOON_RESPONSE_TEMPLATE_H

#include <stddef.h>

/* Largest template file, and largest expanded body, in octets. */
#define TEMPLATE_MAX (16u << 10)

/* One row per variable; the table names, explains and reads them. */
struct template_values {
	const char *sender;    /* envelope sender */
	const char *recipient; /* own address the message was sent to */
	const char *subject;   /* decoded subject of the subject message */
	const char *from;      /* first day of the absence, or "" */
	const char *until;     /* last day of the absence, or "" */
	const char *date;      /* of the response, "2026-11-24" */
	const char *name;      /* display name of the mailbox */
	const char *address;   /* From address of the response */
};

struct template_variable {
	const char *name;
	const char *says; /* one sentence for the manual */
	size_t offset;    /* in struct template_values */
};
extern const struct template_variable template_variables[];
extern const size_t template_variables_count;

struct template
{
	char *subject; /* unexpanded; NULL where the template sets none */
	char *body;    /* unexpanded, LF line ends */
};

/* Where and why a template is refused. */
struct template_error {
	size_t line; /* from 1; 0 where no line is to blame */
	char text[200];
};

/*
 * Parses a template: an optional header that begins with "Subject:" in the
 * first line and ends with a blank line, then the body.  Refuses ill-formed
 * UTF-8, a byte order mark, control characters (but tab and LF; CRLF is taken
 * as LF), lines over 900 octets, an unknown or unclosed variable ("$$" is one
 * '$'; a '$' not before '{' or '$' stands for itself), an unknown or empty
 * header field, an empty body, more than TEMPLATE_MAX octets.  The caller
 * releases t in every case.
 */
int template_parse(struct template *t, const char *bytes, size_t len,
    struct template_error *error);
void template_release(struct template *t);

/* Expands; values are inserted as they are and bounded by TEMPLATE_MAX in
 * all.  The caller owns the result. */
char *template_expand(const char *text, const struct template_values *values);

/* The first line, from 1, of the template text that uses ${name}, or 0. */
size_t template_uses(const char *bytes, size_t len, const char *name);

/* The text of a mailbox that names no template, as a file would hold it. */
extern const char template_builtin[];

/* Hex identity of the unexpanded text (RFC 5230 section 4.2): 32 digits. */
void template_identity(char to[33], const struct template *t,
    const char *from_name, const char *from_address);

#endif
