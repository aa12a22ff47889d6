/* Field bodies as structure, one value at a time (libetpan inside). */
#ifndef BACKSOON_SUBJECT_MESSAGE_H
#define BACKSOON_SUBJECT_MESSAGE_H

#include "subject/field.h"

#include <stdbool.h>
#include <stddef.h>

/* Called with each address of a list; `addr` is borrowed. */
typedef void message_address_fn(const char *addr, void *arg);
/*
 * The mailboxes of an address list (RFC 5322 section 3.4, groups and obsolete
 * syntax included).  Each element is parsed alone, so that a bad one hides no
 * other; an address is reported only where libetpan consumed the whole
 * element and the address stands in it verbatim, outside of comments, quoted
 * strings and encoded words.  Returns the number of elements that failed.
 */
unsigned message_addresses(const char *body, size_t len, message_address_fn *fn,
    void *arg);

/* Called with each msg-id, angle brackets included, borrowed, not terminated.
 */
typedef void message_id_fn(const char *id, size_t len, void *arg);
/* The msg-ids of a body; phrases and comments are passed over
 * (RFC 5322 section 4.5.4).  Only ids fit to be copied are reported. */
unsigned
message_ids(const char *body, size_t len, message_id_fn *fn, void *arg);

/* A body of the grammar keyword *(";" parameter), RFC 3834 section 5. */
struct message_keyword {
	char keyword[64]; /* lower case */
	bool valid;       /* the whole body fits the grammar */
};
void message_keyword(struct message_keyword *k, const char *body, size_t len);

/* Content-Type, RFC 2045 section 5.1, RFC 2231 section 3. */
struct message_content {
	char type[128];     /* "text/plain", lower case; "" where unreadable */
	char boundary[128]; /* as given; "" where absent */
	char report_type[64];
	char method[32]; /* of text/calendar, upper case */
};
void message_content(struct message_content *c, const char *body, size_t len);

/*
 * Encoded words (RFC 2047) decoded to UTF-8 and cleaned by text_clean();
 * a body that cannot be decoded is cleaned as it is.
 */
size_t
message_text(char *to, size_t size, size_t chars, const char *body, size_t len);

#endif
