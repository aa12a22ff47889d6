/* Messages that were stored: a Maildir, or an mbox file (RFC 4155). */
#ifndef BACKSOON_WORLD_MAILSTORE_H
#define BACKSOON_WORLD_MAILSTORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAILSTORE_WHY 200
/* More are refused: what is kept of each is a name or a place, but that of
 * all of them. */
#define MAILSTORE_MAX 1000000

struct mailstore_entry {
	uint64_t when;       /* delivered, seconds since the epoch */
	uint64_t at, octets; /* in the mbox, its From line included */
	char *name;          /* "cur/..." of a Maildir, else NULL */
};

struct mailstore {
	int fd;
	struct mailstore_entry *entries; /* by time */
	size_t count;
	uint64_t skipped; /* links and special files */
};

/*
 * Lists the messages.  The time of one is that in its name or, without, of its
 * file; in an mbox that of its From line, which is UTC unless it has a zone.
 * -1 with the reason in why[]; close it in any case.
 */
int
mailstore_open(struct mailstore *s, const char *path, char why[MAILSTORE_WHY]);
void mailstore_close(struct mailstore *s);
/*
 * Reads the beginning of a message, at most max octets, and tells how long it
 * is as stored.  In an mbox the quoting of From lines is undone (mboxrd).
 * Returns the octets read, or -1 where it is not there any more.
 */
int64_t mailstore_read(const struct mailstore *s,
    const struct mailstore_entry *e, char *to, size_t max, uint64_t *octets);

/* The time of a From line, or -1 where it is none. */
int64_t mailstore_from_line(const char *line, size_t len);

#endif
