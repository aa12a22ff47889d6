/* Everything a rule may look at.  Values only: no I/O behind any of them. */
#ifndef BACKSOON_POLICY_FACTS_H
#define BACKSOON_POLICY_FACTS_H

#include "policy/audience.h"
#include "policy/client.h"
#include "policy/mailbox.h"
#include "policy/testimony.h"
#include "sender/record.h"
#include "subject/envelope.h"
#include "subject/key.h"
#include "subject/subject.h"

#include <stdbool.h>
#include <stdint.h>

/* What the history says of this sender, text and message. */
struct past {
	bool known;     /* it was asked */
	bool recent;    /* same sender and text within the interval */
	uint64_t last;  /* when that was, seconds */
	bool restarted; /* by a damaged or far-future record */
	bool duplicate; /* this very message was handled */
	bool mute;      /* the store was damaged: silent until `until` */
	uint64_t until;
	bool flood;      /* a cap is reached */
	const char *cap; /* static name of that cap's setting */
	uint32_t count, limit;
};

#define OCCASION_WHY 160
#define OCCASION_DAY 11 /* "2026-12-24" */

/* Whether answers are due now, and why: what a schedule comes to. */
struct occasion {
	bool known;
	bool due;
	char why[OCCASION_WHY]; /* one line, for evidence and for people */
	/* Of the window that is open: its own text, borrowed from the mailbox,
	 * and its first and last day where the mailbox is; "" none. */
	const char *template;
	char from[OCCASION_DAY], until[OCCASION_DAY];
	uint64_t begins, ends; /* seconds; 0 none */
};

/* What backsoon-sender found out. */
struct findings {
	bool known; /* it was asked, or there was nothing to ask */
	struct sender_reply reply;
	struct ip client;
	char died[80]; /* why it did not answer, or "" */
};

struct facts {
	const struct subject *subject;
	const struct envelope *envelope;
	const struct mailbox *mailbox;
	struct key key; /* of the sender; empty strings where none */
	uint64_t now;
	const char *stopped;         /* kill switch: path and reason, or NULL */
	bool traced;                 /* the next three are there */
	struct mailbox_list machine; /* names of this machine, owned */
	struct client client;
	struct testimony testimony;
	struct occasion occasion;
	struct audience audience;
	struct past past;
	struct findings findings;
};

void facts_release(struct facts *f);
/* True where addr is one of the mailbox's own, see mailbox_owns(). */
bool facts_owns(const struct facts *f, const char *addr);
/* The own address the message was sent to (To, Cc, ...), or NULL. */
const char *facts_own_destination(const struct facts *f);

/*
 * The SPF result that rules may believe, RFC 7208 section 2.6: RESULT_ABSENT
 * where there is no evidence of who the client is.
 */
enum spf_result facts_spf(const struct facts *f);
/* True where the sender has been shown to have sent it. */
bool facts_verified(const struct facts *f);

#endif
