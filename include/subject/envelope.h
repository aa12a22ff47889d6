/* Who sent it, and to whom: the sources and how far each is believed. */
#ifndef BACKSOON_SUBJECT_ENVELOPE_H
#define BACKSOON_SUBJECT_ENVELOPE_H

#include "subject/addr.h"
#include "subject/subject.h"

/* What the caller gave on the command line; NULL where not given. */
struct envelope_options {
	const char *mailbox;
	const char *sender;
	const char *client_ip;
	const char *helo;
};

/* Reads one variable of the environment; NULL where unset. */
typedef const char *envelope_env_fn(const char *name);

enum envelope_state {
	ENVELOPE_UNKNOWN, /* no source at all */
	ENVELOPE_NULL,    /* the null reverse-path */
	ENVELOPE_ADDRESS, /* one sender */
	ENVELOPE_CONFLICT /* sources contradict each other */
};

struct envelope {
	enum envelope_state state;
	char sender[ADDR_MAX];     /* as on the wire, "" unless ADDRESS */
	const char *sender_source; /* static: "--sender", "Return-Path", ... */
	char recipient[ADDR_MAX];  /* "" where unknown */
	const char *recipient_source;
	/* It is where the message was delivered, not what an alias was called
	 * before: RFC 5230 section 4.5 counts only that one as the user's. */
	bool recipient_is_final;
	char client_ip[64];        /* "" where unknown; IPv6: prefix removed */
	const char *client_source; /* static: "--client-ip", ...; "" unknown */
	char helo[256];
	char note[200]; /* why, for people: conflicts, rejected sources */
};

/*
 * Finds the envelope of the subject message.  RFC 3834 section 4: only the
 * envelope counts; From, Sender and Reply-To are never looked at.
 */
void envelope_find(struct envelope *e, const struct envelope_options *options,
    envelope_env_fn *env, const struct subject *s);

/*
 * The recipient as the caller tells it, by option or environment, or "": what
 * may choose a mailbox.  A header never does, and neither does what an alias
 * was called before (RFC 5230 section 4.5).
 */
void envelope_find_mailbox(char to[ADDR_MAX],
    const struct envelope_options *options, envelope_env_fn *env);

#endif
