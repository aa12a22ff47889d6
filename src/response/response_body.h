/* The text of a response in the form it is sent in. */
#ifndef BACKSOON_RESPONSE_RESPONSE_BODY_H
#define BACKSOON_RESPONSE_RESPONSE_BODY_H

#include "response/response.h"

/*
 * Writes the Content fields, the blank line and the text: a MIME entity as it
 * is, one text as text/plain, or a multipart/alternative whose parts stand in
 * the order of RFC 2046 section 5.1.4: the other language, then the sender's
 * own, each as text and then as HTML.  Each text has values of its own
 * language.  Returns -1 where a field cannot be written.
 */
int response_body(struct response *r, const struct template *t,
    const struct mailbox *m, const struct template_values *values,
    const struct response_moment *moment);

/* The values with the days in the words of a language; words[] holds them. */
struct response_words {
	char from[64], until[64], date[64];
};
void response_words(struct template_values *v, struct response_words *words,
    const char *language);

#endif
