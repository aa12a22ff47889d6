/* Every store of a state directory. */
#ifndef BACKSOON_WORLD_STORES_H
#define BACKSOON_WORLD_STORES_H

/* `mailbox` is the name whose history_dir() is `dir`; NULL for what lies where
 * stores do and can be none of ours. */
typedef void stores_fn(const char *mailbox, const char *dir, void *arg);

/*
 * Calls fn for what is found, in order, but for "_site" and other files and
 * directories of the state directory itself: a kill switch, metrics, a Maildir
 * of copies.  Symbolic links are not
 * followed.  Returns -1 with errno where the state directory cannot be read;
 * one that is not there has no stores.
 */
int stores_walk(const char *state, stores_fn *fn, void *arg);

#endif
