/* One message, one way: judge, compose, claim, submit, confirm. */
#ifndef BACKSOON_JOURNEY_RESPOND_H
#define BACKSOON_JOURNEY_RESPOND_H

#include "policy/policy.h"
#include "response/response.h"
#include "world/history.h"
#include "world/submit.h"

/* The world, as far as a journey reaches it; tests bring their own. */
struct ports {
	const struct history_driver *history;
	int (*template)(struct template *t, const struct mailbox *m,
	    char why[200], void *arg);
	void (*submit)(struct submit_result *result, const struct mailbox *m,
	    const struct response *r, void *arg);
	/* Fills moment; -1 where the kernel gives no randomness. */
	int (*moment)(struct response_moment *moment, uint64_t now, void *arg);
	/* Path of a kill switch that exists, or NULL; borrowed. */
	const char *(*stopped)(const struct mailbox *m, void *arg);
	uint32_t patience; /* milliseconds to wait for a lock */
	void *arg;
};

struct journey {
	struct facts facts;
	struct judgement judgement;
	struct template template;
	struct response response;
	char identity[80]; /* of the response text: handle or hash */
	char message[320]; /* identity of the subject message */
	char state_dir[1024], site_dir[1024];
	bool composed;  /* `response` is there */
	bool submitted; /* it was handed over, or may have been */
	bool temporary; /* the failure may pass: 75 where asked for */
	bool tripped;   /* first message in this window that met a cap */
	struct submit_result result;
};

/*
 * Judges; with `rehearse`, every rule is tried (if `all`), the response is
 * composed where the verdict is respond, and nothing is written anywhere.
 * Without, the claim is made and the response submitted, and the judgement
 * tells what came of it.  facts.subject, .envelope, .mailbox, .now must be
 * set.  The caller releases j.
 */
void journey_init(struct journey *j);
void journey_release(struct journey *j);
void journey_rehearse(struct journey *j, const struct ports *p, bool all);
void journey_respond(struct journey *j, const struct ports *p);

#endif
