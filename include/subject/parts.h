/* The content types inside a MIME body, found by a bounded linear scan of
 * the part headers; the bodies of the parts are never looked at. */
#ifndef BACKSOON_SUBJECT_PARTS_H
#define BACKSOON_SUBJECT_PARTS_H

#include "subject/message.h"

#include <stddef.h>

/* Nesting of multiparts that is followed, and parts that are looked at. */
#define PARTS_DEPTH 3
#define PARTS_MAX 64

typedef void parts_fn(const struct message_content *c, void *arg);
/*
 * Calls fn for each part of a multipart body whose top content type is `top`
 * (RFC 2046 section 5.1), in order; parts of message/rfc822 are not entered.
 */
void parts_walk(const struct message_content *top, const char *body, size_t len,
    parts_fn *fn, void *arg);

#endif
