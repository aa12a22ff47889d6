/* The steps of key_normalise(): what forwarders, bounce tags and mailing
 * programs put into an address. */
#ifndef BACKSOON_SUBJECT_KEY_TAGS_H
#define BACKSOON_SUBJECT_KEY_TAGS_H

#include "subject/addr.h"

#include <stdbool.h>

/* An address taken apart: the local part without quotes, lower case, NFC;
 * the domain as A-labels. */
struct key_parts {
	char local[ADDR_MAX];
	char domain[ADDR_MAX];
};

/* Each undoes one layer; false, and nothing is changed, where there is none.
 * What they do makes the address shorter, so that repeating them ends. */
bool key_undo_batv(struct key_parts *p);
bool key_undo_srs(struct key_parts *p);
bool key_drop_verp(struct key_parts *p);
bool key_drop_detail(struct key_parts *p);

/* True where a tag was begun, whether well-formed or not. */
bool key_is_tagged(const struct key_parts *p);
/* A domain that is written out in a local part. */
bool key_is_embedded_domain(const char *s, size_t len);

/* Takes an address apart and undoes its tags.  Returns -1 where it is no
 * address. */
int key_take_apart(struct key_parts *p, const char *addr);

#endif
