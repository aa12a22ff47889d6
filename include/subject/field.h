/* The header of the subject message as fields: linear, without recursion,
 * and no field is lost because of a bad neighbour.  RFC 5322 sections 2.2, 4.
 */
#ifndef BACKSOON_SUBJECT_FIELD_H
#define BACKSOON_SUBJECT_FIELD_H

#include <stdbool.h>
#include <stddef.h>

/* Longest unfolded field body that is kept, in octets. */
#define FIELD_BODY_MAX 16384

struct field {
	const char *name; /* borrowed from the message, not terminated */
	size_t name_len;
	const char *body; /* unfolded, NUL terminated, valid until next call */
	size_t body_len;
	bool cut;         /* longer than FIELD_BODY_MAX */
	bool had_nul;     /* a NUL stood in it (now a blank) */
	bool had_control; /* another control than TAB stood in it */
	bool eightbit;    /* an octet of 128 or more stands in it */
};

/* Walks the fields of a header.  Plain data, the caller's; no heap. */
struct field_reader {
	const char *bytes; /* borrowed */
	size_t size;
	size_t at;
	size_t body_at;     /* where the body begins, once `ended` */
	bool ended;         /* the blank line was seen */
	unsigned bad_lines; /* neither a field nor a continuation */
	unsigned nul_lines; /* a NUL outside of any field body */
	unsigned fields;
	const char *mbox_line; /* an initial "From " line, borrowed, or NULL */
	size_t mbox_len;
	char body[FIELD_BODY_MAX + 1];
};

void field_start(struct field_reader *r, const char *bytes, size_t size);
/*
 * The next field, or false at the blank line or the end of the bytes.
 * CRLF, LF and CRCRLF end a line; whitespace before the colon and
 * whitespace-only continuations are accepted (RFC 5322 section 4);
 * a line that is no field is counted and passed over.  Controls in the body
 * become blanks; blanks at both ends of the body go.
 */
bool field_next(struct field_reader *r, struct field *f);
/* Compares the name without regard to ASCII case. */
bool field_is(const struct field *f, const char *name);

/*
 * Copies `body` without its comments (RFC 5322 section 3.2.2; nested, with
 * quoted-pairs), each replaced by one blank; blanks at both ends go.  `out`
 * has room for len + 1 octets and may be `body`.  Returns the length, or -1
 * where a comment or a quoted string is not closed; `out` then holds what
 * stands before that comment, or the string as it is.
 */
long field_strip_comments(char *out, const char *body, size_t len);

#endif
