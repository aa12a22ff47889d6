/* SPF, RFC 7208: libspf2 walks the records, and never sees a stranger's
 * octet. */
#ifndef BACKSOON_SENDER_SPF_H
#define BACKSOON_SENDER_SPF_H

#include "resolve.h"

struct spf;

/* libspf2 asks the system for its name, so it comes before the box is
 * closed. */
struct spf *spf_new(void);
void spf_free(struct spf *spf);

struct spf_question {
	const struct ip *client;
	const char *sender; /* "" or without a local part: postmaster@ */
	const char *helo;
};

struct spf_answer {
	enum spf_result result;
	bool weak; /* a pass that any client gets */
	char reason[SENDER_TEXT];
	char record[SENDER_RECORD]; /* of the sender's domain, cleaned */
};

/* check_host() for one identity. */
void spf_check(struct spf *spf, struct resolve *resolve,
    const struct spf_question *q, struct spf_answer *a);

#endif
