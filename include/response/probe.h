/* A message of a mailbox to itself, to try the way out. */
#ifndef BACKSOON_RESPONSE_PROBE_H
#define BACKSOON_RESPONSE_PROBE_H

#include "policy/mailbox.h"
#include "response/response.h"

/*
 * Writes it with Auto-Submitted: auto-generated (RFC 3834 section 5), so that
 * nobody answers it.  Returns -1 with the reason in why[].  The caller
 * releases r in every case.
 */
int probe_write(struct response *r, const struct mailbox *m,
    const struct response_moment *moment, char why[200]);

#endif
