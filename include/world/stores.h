/* Every store of a state directory. */
#ifndef BACKSOON_WORLD_STORES_H
#define BACKSOON_WORLD_STORES_H

/* `mailbox` is the name whose history_dir() is `dir`; NULL for a directory or
 * file below the state directory that can be no store of ours. */
typedef void stores_fn(const char *mailbox, const char *dir, void *arg);

/*
 * Calls fn for what is found, in order, but for "_site" and the file "stop".
 * Symbolic links are not followed.  Returns -1 with errno where the state
 * directory cannot be read; one that is not there has no stores.
 */
int stores_walk(const char *state, stores_fn *fn, void *arg);

#endif
