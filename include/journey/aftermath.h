/* What is done when the verdict stands and is logged: counts, copies,
 * notices.  None of it changes what came of the message. */
#ifndef BACKSOON_JOURNEY_AFTERMATH_H
#define BACKSOON_JOURNEY_AFTERMATH_H

#include "journey/respond.h"
#include "response/notice.h"
#include "world/tally.h"

/* How long an absence that ended may be told, and how often one without an
 * end: seconds. */
#define AFTERMATH_PERIOD (30 * 86400)

/* The world, as far as it is reached; tests bring their own. */
struct aftermath_ports {
	/* Each returns -1, with the reason in why[], where it failed. */
	int (*count)(const struct mailbox *m, const struct tally_run *run,
	    char why[200], void *arg);
	int (*publish)(const struct mailbox *m, uint64_t now, char why[200],
	    void *arg);
	int (*keep)(const struct mailbox *m, const struct response *r,
	    char why[200], void *arg);

	/* True where there is time enough for one more submission, and no
	 * kill switch. */
	bool (*may_send)(const struct mailbox *m, void *arg);
	/* True where a window of the mailbox has ended: the last one. */
	bool (*ended)(struct occasion *last, const struct mailbox *m,
	    uint64_t now, void *arg);
	/* Takes the right to tell something, durably, so that it is told at
	 * most once: 1 where it is ours, 0 where it is not (yet), -1. */
	int (*claim)(const struct mailbox *m, const struct notice *n,
	    uint64_t now, char why[200], void *arg);
	/* What an absence came to; what cannot be had is left out. */
	void (*summarise)(struct notice_summary *s, const struct mailbox *m,
	    const struct occasion *o, void *arg);
	int (*send)(const struct notice *n, uint64_t now, char why[200],
	    void *arg);

	/* `failed`: something was not done; else something was sent. */
	void (*tell)(const struct mailbox *m, bool failed, const char *event,
	    const char *detail, void *arg);
	void *arg;
};

/* After a run that took `ms` milliseconds so far. */
void aftermath(const struct journey *j, uint32_t ms,
    const struct aftermath_ports *p);
/* The notice about an absence that ended, where it is due: of itself. */
void aftermath_ended(const struct mailbox *m, uint64_t now,
    const struct aftermath_ports *p);

#endif
