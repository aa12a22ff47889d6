/* The table of header fields that tell a message of a machine, a list or a
 * filter from one of a person: every name and word that decides. */
#ifndef BACKSOON_SUBJECT_SIGNS_H
#define BACKSOON_SUBJECT_SIGNS_H

#include "subject/field.h"
#include "subject/message.h"
#include "subject/subject.h"

/* Puts down what one field of the header says. */
void signs_of_field(struct subject *s, const struct field *f);
/* Puts down what the content type of the message, or of a part, says. */
void
signs_of_content(struct subject *s, const struct message_content *c, bool top);
/* Puts down what the decoded subject says; weak by itself. */
void signs_of_subject(struct subject *s);

#endif
