/* Fields in which a server has put down what it thinks of the sender.  They
 * are read here, and believed elsewhere: anybody can write them. */
#ifndef BACKSOON_SUBJECT_AUTH_H
#define BACKSOON_SUBJECT_AUTH_H

#include "subject/field.h"
#include "subject/subject.h"

/* "Received-SPF", ...; static. */
const char *auth_kind_text(enum subject_auth_kind kind);
/* "none", "quarantine", "reject", "unknown"; static. */
const char *auth_policy_text(enum dmarc_policy policy);

/*
 * Reads such a field.  What contradicts itself, is not closed, cut or of an
 * unknown version is bad and says nothing, but for who wrote it.
 */
void auth_parse(struct subject_auth *a, enum subject_auth_kind kind,
    const struct field *f);

/* The instance (1 to 50) and domain of an ARC-Seal, RFC 8617 section 4.1.3.
 * Returns -1 where it is none. */
int
auth_seal(uint8_t *instance, char domain[SUBJECT_HOST], const struct field *f);

#endif
