/* A store that is open and locked: directory, lock, journal and tree. */
#ifndef BACKSOON_WORLD_HISTORY_STORE_H
#define BACKSOON_WORLD_HISTORY_STORE_H

#include "history_journal.h"
#include "history_page.h"
#include "history_tree.h"
#include "world/history.h"

#include <signal.h>
#include <stdbool.h>

#define FILE_NEW "rate.new"

enum store_mode {
	STORE_PEEK,   /* reads, and leaves no trace */
	STORE_CHANGE, /* what is there */
	STORE_CREATE  /* and what is not */
};

enum store_status {
	STORE_READY,
	STORE_ABSENT,  /* there is none */
	STORE_DAMAGED, /* locked where changing, without a tree: heal it */
	STORE_FAILED   /* `why` says */
};

struct store {
	const struct history *history; /* borrowed */
	enum store_mode mode;
	int dir, lock, db;
	struct journal journal;
	struct pages pages;
	struct tree *tree;
	bool spent; /* a commit is durable, but for the next opener to apply */
	struct sigaction file_limit; /* to be put back */
	char why[FILE_WHY];
};

/* Whatever the result, store_close() is due. */
enum store_status
store_open(struct store *s, const struct history *h, enum store_mode mode);
void store_close(struct store *s);

/* The status that a tree's answer means for the store; sets `why`. */
enum store_status store_status(struct store *s, enum tree_status t);
/* Makes all changes durable; where it is not STORE_READY nothing is recorded.
 * Not to be called again where `spent`. */
enum store_status store_commit(struct store *s);

/* The path of a file of the store; the caller frees it. */
char *store_path(const struct store *s, const char *name);
/* Makes an empty tree under FILE_NEW and opens it.  -1 with `why`. */
int store_new_tree(struct store *s);
/* Takes `fd` (owned from now on) for the tree.  -1 with `why` where it is
 * none. */
int store_use_tree(struct store *s, int fd);

#endif
