/* The host that sent the message, as far as anybody we trust has seen it. */
#ifndef BACKSOON_POLICY_CLIENT_H
#define BACKSOON_POLICY_CLIENT_H

#include "policy/mailbox.h"
#include "subject/envelope.h"
#include "subject/subject.h"

struct client {
	char ip[64];        /* "" where unknown */
	char helo[256];     /* "" where unknown; its own choice */
	const char *source; /* static: "--client-ip", "Received", ...; or "" */
	uint32_t received;  /* which Received field, 1 = topmost, or 0 */
	/* A public address, fit to be asked about.  Without it there is no
	 * evidence, which is never a pass. */
	bool usable;
};

/*
 * Finds the client: the one that the caller names, else that of the Received
 * field that `client-from` chooses.  Where it is one of trusted-relays, that
 * of the next Received counts, which must be our own, too.  `machine` holds
 * the names of this machine.
 */
void
client_find(struct client *c, const struct envelope *e, const struct subject *s,
    const struct mailbox *m, const struct mailbox_list *machine);

/* True for an address in trusted-relays: "loopback", "private", prefixes. */
bool client_is_relay(const struct mailbox *m, const char *ip);
/* True where the by-host of a hop is this machine or in trusted-hosts:
 * compared as a whole, without regard to case. */
bool client_is_ours(const struct subject_hop *hop, const struct mailbox *m,
    const struct mailbox_list *machine);
/*
 * The place of our topmost Received in hops[], or hop_count.  The search ends
 * at a field that cannot be read: `sure` is false then, and the place is that
 * field's, since it may be ours or stand above ours.
 */
uint32_t client_own_hop(const struct subject *s, const struct mailbox *m,
    const struct mailbox_list *machine, bool *sure);

#endif
