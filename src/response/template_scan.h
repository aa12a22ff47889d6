/* What the rooms of the template share with each other. */
#ifndef BACKSOON_RESPONSE_TEMPLATE_SCAN_H
#define BACKSOON_RESPONSE_TEMPLATE_SCAN_H

#include "response/template.h"

#include <stdbool.h>
#include <stddef.h>

enum template_piece_kind { PIECE_TEXT, PIECE_VARIABLE, PIECE_UNCLOSED };

/* One octet of text, or the name of a variable. */
struct template_piece {
	enum template_piece_kind kind;
	const char *at;
	size_t len;
	/* of ${name:-text}: what stands where there is no value, or NULL */
	const char *otherwise;
	size_t otherwise_len;
};

/* The piece at *p, which is moved behind it; false at the end. */
bool
template_next(struct template_piece *piece, const char **p, const char *end);

/* The variable of that name, or NULL. */
const struct template_variable *
template_variable_find(const char *name, size_t len);

/* Always -1. */
int template_fault(struct template_error *e, size_t line, const char *text);
/* True for a control that is neither a tab nor a line end: the character of n
 * octets at p. */
bool template_is_control(const char *p, size_t n);
/*
 * The text of a file with LF line ends, each character and line checked; the
 * caller owns it.  NULL where it is refused.
 */
char *template_take(const char *bytes, size_t len, struct template_error *e);
/* Is every variable closed and known? */
int template_check_variables(const char *text, struct template_error *e);
/* Takes the header at *p, where there is one; p and line are moved. */
int template_header(struct template *t, const char **p, size_t *line,
    struct template_error *e);

#endif
