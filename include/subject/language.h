/* Language tags and what asks for them (RFC 5646, RFC 4647, RFC 3282). */
#ifndef BACKSOON_SUBJECT_LANGUAGE_H
#define BACKSOON_SUBJECT_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

/* Octets of a tag with the terminator, RFC 5646 section 4.4.1. */
#define LANGUAGE_MAX 36

/* True for a tag such as "de", "zh-Hans" or "pt-BR" that fits. */
bool language_is_tag(const char *s, size_t len);
/*
 * True where the tag is in the range: equal to it, or longer by whole subtags
 * (RFC 4647 section 3.3.1); case does not count.
 */
bool language_in_range(const char *tag, const char *range, size_t len);
/*
 * The place in tags[] that the body of an Accept-Language field likes best,
 * or -1 where it likes none.  Ranges are filtered as above; a range more exact
 * than any tag falls back to the shorter one (RFC 4647 section 3.4).  q=0
 * refuses; without q values the order decides.  What is no range is passed
 * over.
 */
int language_accepted(const char *body, char *const *tags, size_t count);
/* The place in tags[] of the first language of a Content-Language body that
 * is there, or -1. */
int language_spoken(const char *body, char *const *tags, size_t count);

#endif
