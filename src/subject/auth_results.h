/* The payload of Authentication-Results; private to src/subject. */
#ifndef BACKSOON_SUBJECT_AUTH_RESULTS_H
#define BACKSOON_SUBJECT_AUTH_RESULTS_H

#include "auth_scan.h"

/* RFC 8601 section 2.2, from the authserv-id on; sets `broken` of the scan
 * where the field contradicts itself or the grammar. */
void auth_results(struct subject_auth *auth, struct auth_scan *scan);

#endif
