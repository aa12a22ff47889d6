/* The key of a sender: one for all the spellings a forwarder, a bounce tag or
 * a mailing program gives to the same address.  Never a destination. */
#ifndef BACKSOON_SUBJECT_KEY_H
#define BACKSOON_SUBJECT_KEY_H

#include "subject/addr.h"

#include <stdbool.h>

struct key {
	char sender[ADDR_MAX]; /* normalised address */
	char domain[ADDR_MAX]; /* its domain, A-labels, lower case */
};

/*
 * Normalises an address, deterministic and idempotent: unquote, NFC, strip
 * the source route, undo BATV (prvs=TAG=user, prvs=user=TAG, btv1==TAG==user,
 * msprvs1=TAG=user, user+prvs=TAG), SRS0, SRS1 and Exchange's SRS, drop VERP
 * and +detail, lower case, A-label domain.  A malformed tag is left as it is.
 * Returns -1 where no address is left.
 */
int key_normalise(struct key *key, const char *addr);

/*
 * The address that a VERP sender encodes (list+user=dom@host,
 * list-return-123-user=dom@host, bounces+id-hash-user=dom@esp), or false.
 */
bool key_verp_target(char *to, size_t size, const char *addr);

#endif
