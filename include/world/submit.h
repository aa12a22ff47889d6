/* The way out: sendmail(8) or a Maildir. */
#ifndef BACKSOON_WORLD_SUBMIT_H
#define BACKSOON_WORLD_SUBMIT_H

#include "policy/mailbox.h"
#include "response/response.h"

#include <stdint.h>
#include <sys/types.h>

enum submit_outcome {
	SUBMIT_ACCEPTED,
	SUBMIT_REFUSED, /* definitely not taken: the claim may be given back */
	SUBMIT_UNKNOWN  /* killed, hung, crashed: it may have been taken */
};

struct submit_result {
	enum submit_outcome outcome;
	int status; /* exit status of sendmail, or -1 */
	char why[200];
};

/*
 * Hands a response over, within `patience` milliseconds.  sendmail gets
 * exactly the configured arguments and the recipient, LF line ends, clean
 * descriptors and environment; no shell.  `started` (may be NULL) is told the
 * process group before it is waited for.
 */
void submit_response(struct submit_result *result, const struct mailbox *m,
    const struct response *r, uint32_t patience,
    void (*started)(pid_t group, void *arg), void *arg);

/* Keeps a copy in a Maildir, made where it is missing. */
void submit_copy(struct submit_result *result, const char *maildir,
    const struct response *r);

#endif
