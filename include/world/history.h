/*
 * Who was answered, when: one claim per (mailbox, sender, text, interval),
 * made durable before the response is submitted.  docs/architecture.md,
 * "History", has the protocol and the crash contract.
 */
#ifndef BACKSOON_WORLD_HISTORY_H
#define BACKSOON_WORLD_HISTORY_H

#include "policy/facts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is claimed.  All strings borrowed. */
struct history_claim {
	const char *sender;  /* key.sender; NULL in the site-wide store, which
				counts only by domain and in all */
	const char *domain;  /* key.domain */
	const char *text;    /* identity of the response; NULL as above */
	const char *message; /* Message-ID or content hash; NULL or "" none */
	uint64_t now;        /* seconds since the epoch */
	uint32_t interval;   /* seconds; 0 = no limit but the caps */
	/* responses allowed; 0 = none at all, UINT32_MAX = any number */
	uint32_t cap_sender_day;
	uint32_t cap_domain_day;
	uint32_t cap_hour;
	uint32_t cap_day;
	/* Names the claim for rollback(); 0 = reserve() chooses one. */
	uint64_t token;
};

enum history_status {
	HISTORY_FREE,       /* peek: nothing stands against it;
			       reserve: claimed, durable */
	HISTORY_TAKEN,      /* `past` says what stands against it */
	HISTORY_UNAVAILABLE /* no answer could be had: silence; `why` says */
};

struct history_answer {
	enum history_status status;
	struct past past;
	/* A suppressed message must leave something behind (a restarted
	 * interval, the mark of a tripped cap): call settle(). */
	bool unsettled;
	uint64_t token; /* of a claim, for rollback() */
	char why[200];
};

/*
 * One record, for people and for export.  put() of all that walk() gave makes
 * the same store again, but for the tokens of claims, which nobody needs any
 * more.
 *
 *  kind  is about          first              last        interval
 *  'S'   sender and text   response before    response    of that claim
 *                          `last`, 0 none
 *  'A'   sender            begin of window    response    86400
 *  'D'   sender domain     begin of window    response    86400
 *  'M'   mailbox           begin of window    response    3600 or 86400
 *  'I'   message           response           response    remembered for
 *  'U'   mailbox is mute   begin              end         0
 *
 * `count` is responses in all ('S'; 'I' 1) or in the window; `previous` is
 * those in the window before it; `tripped` says that the cap was reached in
 * this window and that was told.
 */
struct history_record {
	char kind;
	const char *subject; /* sender, domain, message id or mailbox;
				borrowed.  A long one is '#' and its hash. */
	const char *text;    /* response identity of an 'S' record, else "" */
	uint64_t first, last;
	uint32_t interval;
	uint32_t count, previous;
	bool tripped;
	bool sound; /* its checksum is right */
};
/* Return false to stop the walk.  Must not use a store itself. */
typedef bool history_walk_fn(const struct history_record *r, void *arg);

struct history_report {
	uint64_t records;
	uint64_t removed; /* pruned or forgotten */
	uint64_t damaged;
	uint64_t octets; /* of all files */
	char text[200];
};

/*
 * A store: its directory is borrowed.  Every function opens, locks, works and
 * closes; none leaves a descriptor or a lock behind.  All refuse a directory
 * or file that is a symlink, not ours, or writable by others, with the reason
 * in `why`.  None waits for the lock longer than `patience` milliseconds.
 */
struct history {
	const char *dir; /* absolute */
	/* The state directory above it, held to the same rules; NULL = not
	 * looked at.  `shared` lets a group write there. */
	const char *root;
	bool shared;
	const char *mailbox; /* part of every key */
	uint32_t patience;
	const char *boot_id; /* NULL = the kernel's; tests set it */
};

struct history_driver {
	/* Asks; writes nothing, creates nothing.  No store = nothing known. */
	void (*peek)(const struct history *h, const struct history_claim *c,
	    struct history_answer *a);
	/* Claims, durably, creating the store where there is none. */
	void (*reserve)(const struct history *h, const struct history_claim *c,
	    struct history_answer *a);
	/* Gives a claim back after a definite refusal; only the claim of this
	 * token, and 0 where that is no longer there.  The site-wide store
	 * knows no single claims: there any token takes one off the counts.
	 * Returns -1 where that could not be recorded. */
	int (*rollback)(const struct history *h, const struct history_claim *c,
	    uint64_t token);
	/* Writes what answer.unsettled asks for.  Returns 1 where this call
	 * was the first to mark a cap as tripped in its window, 0 where not,
	 * -1 where nothing could be written. */
	int (*settle)(const struct history *h, const struct history_claim *c);

	/* For people.  -1 with `report->text` on failure. */
	int (*walk)(const struct history *h, history_walk_fn *fn, void *arg,
	    struct history_report *report);
	int (*forget)(const struct history *h, const char *sender,
	    struct history_report *report); /* NULL = everybody */
	int (*prune)(const struct history *h, uint64_t now,
	    struct history_report *report);
	int (*verify)(const struct history *h, struct history_report *report);
	/* Puts one record in as it is; an existing newer one stays. */
	int (*put)(const struct history *h, const struct history_record *r,
	    struct history_report *report);
};

extern const struct history_driver history_bdb;

/*
 * Directory of a mailbox below the state directory:
 * STATE/<2 hex>/<mailbox>, the site-wide one STATE/_site.  Octets that are
 * not plain are written as %HH.  -1 where it does not fit.
 */
int history_dir(char *to, size_t size, const char *state, const char *mailbox);
/* The name of a mailbox in its store: lower case, so that a change of case in
 * the configuration makes no strangers of those who were answered. */
void history_name(char to[ADDR_MAX], const char *mailbox);
int history_site_dir(char *to, size_t size, const char *state);

#endif
