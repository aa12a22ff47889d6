/* Lexical tokens of structured field bodies: RFC 5322 section 3.2, RFC 2045
 * section 5.1.  Linear, without recursion; each moves past what it took. */
#ifndef BACKSOON_SUBJECT_SCAN_H
#define BACKSOON_SUBJECT_SCAN_H

#include <stdbool.h>
#include <stddef.h>

struct scan {
	const char *at, *end; /* borrowed */
};

/* Blanks and comments, maybe none; false where a comment is not closed (the
 * rest is taken then). */
bool scan_cfws(struct scan *s);
/* One comment with all that is nested in it; false where it is not closed (the
 * rest is taken then).  The scan must stand at its '('. */
bool scan_comment(struct scan *s);
/* This octet, or false and nothing taken. */
bool scan_char(struct scan *s, char c);
/* A token of MIME: its length, 0 where there is none. */
size_t scan_token(struct scan *s, const char **token);
/* A quoted string with its quotes; false where it is not closed (the rest is
 * taken then).  The scan must stand at the opening quote. */
bool scan_quoted(struct scan *s);

/* One octet of an atom, RFC 5322 section 3.2.3. */
bool scan_is_atext(char c);
/* atoms with single dots between them, at least one octet: dot-atom-text. */
bool scan_is_dot_atom(const char *s, size_t len);

#endif
