/* What the two kinds of stores share; private to the module. */
#ifndef BACKSOON_WORLD_MAILSTORE_PARTS_H
#define BACKSOON_WORLD_MAILSTORE_PARTS_H

#include "world/mailstore.h"

/* -1 where there are too many; the name becomes the store's otherwise. */
int mailstore_add(struct mailstore *s, const struct mailstore_entry *e);
#define MAILSTORE_FULL "more than a million messages"

/* What is wrong with the store, or NULL. */
const char *mailstore_list_maildir(struct mailstore *s);
const char *mailstore_list_mbox(struct mailstore *s);

/* As mailstore_read(). */
int64_t mailstore_read_file(const struct mailstore *s,
    const struct mailstore_entry *e, char *to, size_t max, uint64_t *octets);
int64_t mailstore_read_mbox(const struct mailstore *s,
    const struct mailstore_entry *e, char *to, size_t max, uint64_t *octets);

/* pread(2) until there is no more or the room is full; -1 on failure. */
int64_t mailstore_pread(int fd, char *to, size_t max, uint64_t at);

#endif
