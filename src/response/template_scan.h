/* The tokens of a template's text; used by the template module alone. */
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
};

/* The piece at *p, which is moved behind it; false at the end. */
bool
template_next(struct template_piece *piece, const char **p, const char *end);

/* The variable of that name, or NULL. */
const struct template_variable *
template_variable_find(const char *name, size_t len);

#endif
