/* One message, one way: judge, compose, claim, submit, confirm. */
#ifndef BACKSOON_JOURNEY_RESPOND_H
#define BACKSOON_JOURNEY_RESPOND_H

#include "policy/policy.h"
#include "response/response.h"
#include "sender/record.h"
#include "world/history.h"
#include "world/submit.h"

struct journey;

/* What is about to be done, told before it is done. */
enum journey_step {
	JOURNEY_CLAIM, /* claims and tokens are set, nothing is claimed yet */
	JOURNEY_SUBMIT /* the response may leave from now on */
};

/* The world, as far as a journey reaches it; tests bring their own. */
struct ports {
	const struct history_driver *history;
	/* Whether answers are due at facts->now; -1 with the reason in why
	 * where that cannot be said.  Asked once, and only about a message
	 * that its header lets through: a calendar is a program's work. */
	int (*occasion)(struct occasion *o, const struct facts *f,
	    char why[200], void *arg);
	/* 1 where the mailbox has written to this sender, 0 where not, -1 with
	 * the reason in why where that cannot be read. */
	int (*corresponds)(const struct mailbox *m, const struct key *sender,
	    char why[200], void *arg);
	/*
	 * Loads the text whose identity the history knows: what these facts
	 * call for, in the default language; -1 with the reason in why.
	 */
	int (*template)(struct template *t, const struct facts *f,
	    char why[200], void *arg);
	/*
	 * Puts in its place what this sender may read, in his language, once
	 * the verdict is to respond.  May be NULL.
	 */
	int (*suit)(struct template *t, const struct facts *f, char why[200],
	    void *arg);
	void (*submit)(struct submit_result *result, const struct mailbox *m,
	    const struct response *r, void *arg);
	/* Fills moment, as of facts->now in the mailbox's zone, and a token
	 * that is never 0; -1 where the kernel gives no randomness. */
	int (*moment)(struct response_moment *moment, uint64_t *token,
	    const struct facts *f, void *arg);
	/*
	 * Asks about the sender; what could not be found out is a temperror in
	 * the reply, with the cause in died.
	 */
	void (*check)(struct sender_request *q, struct findings *found,
	    const struct mailbox *m, void *arg);
	/* Adds the names of this machine, as Received fields have them. */
	void (*machine)(struct mailbox_list *names, void *arg);
	/* A kill switch that is set, with its reason, or NULL; borrowed. */
	const char *(*stopped)(const struct mailbox *m, void *arg);
	/* May be NULL. */
	void (*step)(const struct journey *j, enum journey_step, void *arg);
	bool traced;       /* tell each question that is asked */
	bool curious;      /* ask for everything, whatever is found */
	uint32_t patience; /* milliseconds to wait for a lock */
	void *arg;
};

struct journey {
	struct facts facts; /* subject, envelope, mailbox, now: the caller's */
	struct judgement judgement;
	struct template template;
	struct response response;
	char identity[80]; /* of the response text: handle or hash */
	char message[320]; /* identity of the subject message, or "" */
	char mailbox_name[ADDR_MAX]; /* lower case */
	char mailbox_dir[1024], site_dir[1024];
	struct history mailbox_store, site_store;
	struct history_claim mailbox_claim, site_claim;
	bool has_template;
	bool composed;  /* `response` is there */
	bool submitted; /* it was handed over, or may have been */
	bool temporary; /* the failure may pass: 75 where asked for */
	bool unsettled; /* a suppressed message must leave something behind */
	bool tripped;   /* first message in this window to meet a cap */
	struct submit_result result;
};

/* Which cap `tripped` is about; the rule that spoke may be another. */
#define JOURNEY_CAP 100
void journey_cap_text(char to[JOURNEY_CAP], const struct journey *j);

void journey_init(struct journey *j);
void journey_release(struct journey *j);
/*
 * Judges, with every rule tried where `all`, and composes the response where
 * the verdict is respond.  Writes nothing anywhere.
 */
void journey_rehearse(struct journey *j, const struct ports *p, bool all);
/* Composes the response as if every rule allowed one; judges nothing. */
void journey_preview(struct journey *j, const struct ports *p);
/*
 * Judges, composes, claims, submits; gives the claim back only after a
 * definite refusal.  The judgement tells what came of it: a response that
 * was refused is undecided, with the reason as evidence.
 */
void journey_respond(struct journey *j, const struct ports *p);

#endif
