/* What a mailbox answers with: text, HTML, or a MIME entity of its own. */
#ifndef BACKSOON_RESPONSE_TEMPLATE_H
#define BACKSOON_RESPONSE_TEMPLATE_H

#include "policy/mailbox.h"

#include <stddef.h>

/* Largest template file, and largest expanded body, in octets. */
#define TEMPLATE_MAX (16u << 10)

/* One row per variable; the table names, explains and reads them. */
struct template_values {
	const char *sender;     /* envelope sender */
	const char *recipient;  /* own address the message was sent to */
	const char *subject;    /* decoded subject of the subject message */
	const char *from;       /* first day of the absence, or "" */
	const char *until;      /* last day of the absence, or "" */
	const char *date;       /* of the response, "2026-11-24" */
	const char *from_words; /* the same three in words */
	const char *until_words;
	const char *date_words;
	const char *name;    /* display name of the mailbox */
	const char *address; /* From address of the response */
};

struct template_variable {
	const char *name;
	const char *says; /* for the manual; what is there without a value */
	size_t offset;    /* in struct template_values */
};
extern const struct template_variable template_variables[];
extern const size_t template_variables_count;

struct template
{
	char *subject;      /* unexpanded; NULL where the template sets none */
	char *from_name;    /* NULL where it names no From, else maybe "" */
	char *from_address; /* NULL where it names none */
	char *language;     /* tag, NULL unknown */
	char *body;         /* unexpanded, LF line ends; of an entity as is */
	char *html;         /* unexpanded alternative, or NULL */
	char *entity; /* fields of a MIME entity, each on a line, or NULL */
	/* The same in the other language of the response, owned; or NULL. */
	struct template *other;
};

/* Where and why a template is refused. */
struct template_error {
	size_t line; /* from 1; 0 where no line is to blame */
	char text[200];
};

/*
 * Parses a text: an optional header, then the body.  A header is there where
 * the first line begins with the name of one of its fields: Subject, From
 * (one mailbox) and Content-Language (a tag), in any order, each at most once;
 * a blank line ends it.  Refuses ill-formed UTF-8, a byte order mark, control
 * characters (but tab and LF; CRLF is taken as LF), lines over 900 octets, an
 * unknown or unclosed variable ("$$" is one '$'; a '$' not before '{' or '$'
 * stands for itself), an unknown or empty header field, an empty body, more
 * than TEMPLATE_MAX octets.  The caller releases t in every case.
 */
int template_parse(struct template *t, const char *bytes, size_t len,
    struct template_error *error);
/*
 * Adds the HTML that goes with a text.  Refuses what a text must not have,
 * and whatever runs, or loads something, in the reader's program, and a
 * variable anywhere but in text.
 */
int template_parse_html(struct template *t, const char *bytes, size_t len,
    struct template_error *error);
/*
 * Parses a MIME entity (RFC 5230 section 4.4): fields whose names begin with
 * "Content-", and MIME-Version, then a body that is taken as it is.  Refuses
 * any other field, octets that are not ASCII, lines over 998 octets, a
 * transfer encoding but 7bit, quoted-printable and base64, a type without a
 * plain text in it, and a multipart whose boundary is missing or not closed.
 */
int template_parse_entity(struct template *t, const char *bytes, size_t len,
    struct template_error *error);
/* One line with variables, as a setting has it. */
int template_check_line(const char *line, struct template_error *error);
void template_release(struct template *t);

/* Expands; values are inserted as they are and bounded by TEMPLATE_MAX in
 * all.  The caller owns the result. */
char *template_expand(const char *text, const struct template_values *values);
/* The same, the values written as text of HTML. */
char *
template_expand_html(const char *text, const struct template_values *values);

/* The first line, from 1, of the template text that uses ${name} without a
 * default of its own, or 0. */
size_t template_uses(const char *bytes, size_t len, const char *name);

/* The English text of a mailbox of this class that names no template, as a
 * file would hold it. */
const char *template_builtin(enum mailbox_class class);

/* Hex identity of the unexpanded text (RFC 5230 section 4.2): 32 digits. */
void template_identity(char to[33], const struct template *t,
    const char *from_name, const char *from_address);

#endif
