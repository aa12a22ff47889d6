/*
 * Who calls backsoon, as the configuration of mail systems tells it.  Their
 * files are only looked at line by line, for what docs/callers.md says about
 * a call; this is no parser of any of these languages.
 */
#ifndef BACKSOON_WORLD_CALLER_H
#define BACKSOON_WORLD_CALLER_H

#include <stdbool.h>
#include <stddef.h>

/* Octets of a file that are looked at. */
#define CALLER_FILE_MAX 262144
#define CALLER_WHY 400

enum caller_kind {
	CALLER_MASTER,  /* Postfix master.cf */
	CALLER_MAIN,    /* Postfix main.cf */
	CALLER_ALIASES, /* aliases(5) */
	CALLER_FORWARD, /* a person's .forward */
	CALLER_QMAIL,   /* .qmail, .courier */
	CALLER_EXIM,
	CALLER_SMTPD, /* OpenSMTPD */
	CALLER_DOVECOT,
	CALLER_SIEVE,
	CALLER_PROCMAIL,
	CALLER_MAILDROP,
	CALLER_KINDS
};

/* A line of a file as evidence: cleaned and cut. */
struct caller_line {
	unsigned number; /* from 1; 0 = none */
	char text[160];
};

/* What belongs together in such a file: an entry with the lines that continue
 * it, a recipe, a block, a statement, or a whole .forward. */
struct caller_unit {
	const char *text;         /* without comments; cut; ends in a blank */
	struct caller_line us;    /* where it names backsoon */
	struct caller_line rival; /* where it names another responder */
};

/* Calls fn with each unit of a file; what it gets is gone after that. */
void caller_scan(enum caller_kind kind, const char *bytes, size_t len,
    void (*fn)(const struct caller_unit *u, void *arg), void *arg);

/* True where the unit has backsoon run. */
bool caller_calls(enum caller_kind kind, const struct caller_unit *u);
/* True where it has another responder run, which would answer, too. */
bool caller_has_rival(enum caller_kind kind, const struct caller_unit *u);

struct caller_fault {
	unsigned kinds; /* bits, 1 << enum caller_kind */
	/* Patterns of regex(7), extended; NULL = no such condition. */
	const char *when;   /* must match */
	const char *unless; /* must not */
	const char *wanted; /* a fault where it does not match */
	const char *wrong;  /* a fault where it does */
	bool severe;
	const char *says;
	const char *remedy;
};
/*
 * The next fault of a unit that names backsoon, or NULL; *at is 0 for the
 * first one.
 */
const struct caller_fault *
caller_fault(enum caller_kind kind, const struct caller_unit *u, size_t *at);

/*
 * The beginning of a file, for free(3), or NULL with the reason in why[] ("" =
 * there is none).  A symbolic link is followed only to a file of root's or of
 * our own, below `root`, and is told in why[] even then.
 */
char *caller_read(const char *root, const char *path, size_t *len,
    char why[CALLER_WHY]);

#endif
