/* What header fields of servers we trust say about this envelope sender. */
#ifndef BACKSOON_POLICY_TESTIMONY_H
#define BACKSOON_POLICY_TESTIMONY_H

#include "policy/mailbox.h"
#include "subject/envelope.h"
#include "subject/spf_result.h"
#include "subject/subject.h"

struct testimony {
	/* The worst SPF result; RESULT_ABSENT where nobody trusted has told. */
	enum spf_result spf;
	char spf_source[300]; /* "Authentication-Results of mx.example.org" */
	/* The worst of those that are of exactly this sender and final, which
	 * spares the questions; RESULT_ABSENT where there is none. */
	enum spf_result exact;
	bool spares;

	enum spf_result dmarc; /* the worst, as above */
	enum dmarc_policy policy;
	char dmarc_source[300];

	/* A valid signature, or a forwarder we trust, stands for the sender:
	 * by the server's own word, and by that of ARC. */
	char aligned[300]; /* "dkim=pass header.d=example.net", or "" */
	char sealed[300];  /* "arc=pass, lists.example.net has seen spf=pass" */
	/* What failed is outweighed by the above, as `rescue` allows. */
	bool spf_rescued;
	bool dmarc_rescued;
};

/* Nothing is found where no server is trusted, or no Received is ours. */
void testimony_find(struct testimony *t, const struct envelope *e,
    const struct subject *s, const struct mailbox *m,
    const struct mailbox_list *machine);

/* True for a failed check that is not rescued. */
bool testimony_spf_failed(const struct testimony *t);
bool testimony_dmarc_failed(const struct testimony *t);

#endif
