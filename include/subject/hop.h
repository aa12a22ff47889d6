/* A Received field as facts: which host took the message, from which client.
 */
#ifndef BACKSOON_SUBJECT_HOP_H
#define BACKSOON_SUBJECT_HOP_H

#include "subject/field.h"
#include "subject/subject.h"

/*
 * Reads a Received field (RFC 5321 section 4.4) as Postfix, sendmail,
 * OpenSMTPD, Exim, qmail, Courier, Dovecot and Exchange write it.  The name
 * in HELO is the client's own choice: an address in it never becomes the
 * client's, and where there is more than one candidate there is none.
 */
void hop_parse(struct subject_hop *hop, const struct field *f);

#endif
