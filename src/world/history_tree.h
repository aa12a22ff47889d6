/*
 * Berkeley DB: an ordinary btree file without an environment.  The only room
 * that knows libdb.  Its hooks are process-global: one tree at a time, and no
 * other user of Berkeley DB in the process.
 */
#ifndef BACKSOON_WORLD_HISTORY_TREE_H
#define BACKSOON_WORLD_HISTORY_TREE_H

#include "history_page.h"
#include "history_record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tree_status {
	TREE_OK,
	TREE_NONE,    /* no such record, or no further one */
	TREE_DAMAGED, /* the file is not what it should be */
	TREE_FAILED   /* the disk, or memory: errno says */
};

struct tree;
struct tree_cursor;

/* Makes a new, empty, synced file.  -1 with errno. */
int tree_create(const char *path);
/* Whether libdb finds the whole file sound.  Asks in a child process, at
 * most 10 seconds, because libdb may crash or loop over it: TREE_FAILED. */
enum tree_status tree_verify(const char *path);

/* `dir` is for the guard, which stands until tree_close(). */
enum tree_status tree_open(struct tree **t, struct pages *p, int dir);
/* Writes nothing that was not committed.  Accepts NULL. */
void tree_close(struct tree *t);
/* All changes into the pages. */
enum tree_status tree_flush(struct tree *t);

/* `len` is the value's length, which may be more than its room. */
enum tree_status tree_get(struct tree *t, const struct record_key *key,
    uint8_t value[RECORD_VALUE], size_t *len);
enum tree_status tree_put(struct tree *t, const struct record_key *key,
    const uint8_t value[RECORD_VALUE]);
enum tree_status tree_delete(struct tree *t, const struct record_key *key);

/*
 * Walks from the first key that is not less than `key` (an empty key: from
 * the beginning).  tree_next() gives that one first.
 */
struct tree_cursor *tree_seek(struct tree *t, const struct record_key *from);
enum tree_status tree_next(struct tree_cursor *c, bool backwards,
    struct record_key *key, uint8_t value[RECORD_VALUE], size_t *len);
void tree_cursor_close(struct tree_cursor *c);

#endif
