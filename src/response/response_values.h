/* Values of the response's fields that are computed. */
#ifndef BACKSOON_RESPONSE_RESPONSE_VALUES_H
#define BACKSOON_RESPONSE_RESPONSE_VALUES_H

#include "response/response.h"

#define RESPONSE_DATE 40

/* RFC 5322 section 3.3, English in every locale. */
void response_date(char to[RESPONSE_DATE], uint64_t now, int32_t zone);
/* "2026-11-24" there and then. */
void response_day(char to[RESPONSE_DATE], uint64_t now, int32_t zone);

/* A msg-id in the domain of `from` (as the wire wants it); -1 where that is
 * too long for one. */
int response_id(char to[SUBJECT_ID], const struct response_moment *m,
    const char *from);

/*
 * RFC 5322 section 3.6.4, at most 20 ids and 998 octets: the first and as many
 * of the last as fit.  NULL where there is none; the caller owns the result.
 */
char *response_references(const struct subject *s);
/* The Message-ID of the subject message, or NULL; the caller owns it. */
char *response_in_reply_to(const struct subject *s);

#endif
