/*
 * The page redo journal.  A commit is one frame, made durable by one
 * fdatasync(2), and only then copied into the tree.  Whoever opens the store
 * next finds out from the state block in the lock file whether that copy was
 * finished in this boot, and finishes it where not.
 */
#ifndef BACKSOON_WORLD_HISTORY_JOURNAL_H
#define BACKSOON_WORLD_HISTORY_JOURNAL_H

#include "history_file.h"
#include "history_page.h"

#include <stdbool.h>
#include <stdint.h>

/* Octets of the file, written once with zeros: later an fdatasync(2) has no
 * metadata to commit. */
#define JOURNAL_OCTETS (256u << 10)
/* In one frame. */
#define JOURNAL_PAGES 60u

#define JOURNAL_TREE 20 /* octets of the tree's own identity */

struct journal {
	int fd, lock; /* borrowed; fd may be -1 while peeking */
	uint8_t boot[FILE_BOOT];
	uint8_t tree[JOURNAL_TREE];
	uint64_t inode; /* of the tree */
	uint64_t salt;  /* differs after every reset */
	uint64_t end;   /* where the next frame goes */
	uint64_t sequence;
};

enum journal_result {
	JOURNAL_DONE,
	/* Durable, but not copied: this process must not commit again. */
	JOURNAL_UNAPPLIED,
	JOURNAL_FAILED /* nothing is recorded; errno */
};

/* Makes the file, empty.  Returns its descriptor, or -1 with `why`. */
int journal_create(const struct history *h, int dir, char *why);

/* True where the tree holds all that the journal holds. */
bool journal_is_clean(struct journal *j);
enum replay_result {
	REPLAY_DONE,
	/* The tree holds a page of a commit that the journal has lost: what is
	 * left of the journal would turn others back. */
	REPLAY_DAMAGED,
	REPLAY_FAILED /* errno */
};

/* Copies what is valid into the tree, then empties the journal.  `moved` says
 * that the tree is a copy of the journal's tree. */
enum replay_result
journal_replay(struct journal *j, struct pages *p, bool *moved);
/* The same in memory: writes nothing. */
enum replay_result journal_overlay(const struct journal *j, struct pages *p);
/* Starts anew; everything in the tree must be durable. */
int journal_reset(struct journal *j);
enum journal_result journal_commit(struct journal *j, struct pages *p);

#endif
