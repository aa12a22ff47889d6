/* A notice to the one who looks after a mailbox: not a response, and answered
 * by no responder. */
#ifndef BACKSOON_RESPONSE_NOTICE_H
#define BACKSOON_RESPONSE_NOTICE_H

#include "response/response.h"

enum notice_kind {
	NOTICE_BREAKER, /* a cap was reached */
	NOTICE_ENDED,   /* an absence is over */
	NOTICE_ENDLESS, /* an absence without an end is still on */
	NOTICE_COUNT
};

/* What an absence came to; every list ends each of its lines with LF. */
struct notice_summary {
	char *senders;  /* who was answered, owned; NULL none */
	size_t shown;   /* lines in it */
	size_t omitted; /* senders that are not in it */
	bool partial;   /* not all that is known was looked at */
	char *counts;   /* what was not answered, and why, owned; NULL where
			   nothing is counted */
};
void notice_summary_release(struct notice_summary *s);

struct notice {
	enum notice_kind kind;
	const struct mailbox *mailbox; /* notify, and who it is about */
	const char *cap, *evidence;    /* NOTICE_BREAKER: its setting, or NULL;
					  what was reached */
	const char *from, *until;      /* NOTICE_ENDED: its days, from "" where
					  unknown */
	const struct notice_summary *summary; /* NOTICE_ENDED */
};

/* The word of notify-on. */
const char *notice_word(enum notice_kind kind);
/*
 * Writes the message for mailbox->notify, with Auto-Submitted: auto-generated
 * (RFC 3834 section 5) and what else keeps responders silent.  Returns -1 with
 * the reason in why[].  The caller releases r in every case.
 */
int notice_write(struct response *r, const struct notice *n,
    const struct response_moment *moment, char why[200]);

#endif
