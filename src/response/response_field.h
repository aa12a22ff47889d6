/* One header field, and the only way to write one. */
#ifndef BACKSOON_RESPONSE_RESPONSE_FIELD_H
#define BACKSOON_RESPONSE_RESPONSE_FIELD_H

#include "response/response.h"

/*
 * Appends "name: body" to r->bytes, folded at blanks to 78 octets where there
 * are blanks, the first line never empty.  Refuses (-1) a CR, LF, NUL, any
 * other control octet and any octet beyond ASCII in either, an empty name or
 * body, and a run without a blank that no line could hold.
 */
int response_field(struct response *r, const char *name, const char *body);

/* Appends octets that are no field. */
void response_append(struct response *r, const char *s, size_t len);

#endif
