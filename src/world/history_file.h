/*
 * Directory and files of a store.  Nothing is trusted that is a symlink, not a
 * regular file, not ours, linked elsewhere, or writable by others.
 */
#ifndef BACKSOON_WORLD_HISTORY_FILE_H
#define BACKSOON_WORLD_HISTORY_FILE_H

#include "world/history.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define FILE_LOCK "rate.lock"
#define FILE_DB "rate.db"
#define FILE_JOURNAL "rate.jnl"
#define FILE_DAMAGED "rate.damaged"

#define FILE_WHY 200

/* Octets that stand for this boot and this mount. */
#define FILE_BOOT 64

/*
 * Opens the store's directory, making it and its parents where `make`.
 * Returns a descriptor, or -1 with errno (ENOENT: there is none) and `why`.
 */
int file_directory(const struct history *h, bool make, char *why);
/* Opens and vets a file.  As above. */
int file_open(const struct history *h, int dir, const char *name, int flags,
    char *why);
/* Takes the lock of the file `name` in at most h->patience milliseconds.  -1
 * with `why`. */
int file_lock(const struct history *h, int lock, const char *name,
    int operation, char *why);
/* What is the same until a reboot or a new mount. */
int file_boot(const struct history *h, int lock, uint8_t boot[FILE_BOOT]);
/* Octets of all files of the store. */
uint64_t file_octets(int dir);

/* All of it, or -1 with errno.  A short read is -1 with errno 0. */
int file_read(int fd, void *to, size_t len, off_t at);
int file_write(int fd, const void *from, size_t len, off_t at);

/* Writes "DIR/NAME: what" to `why`; errno stays. */
void file_why(char *why, const struct history *h, const char *name,
    const char *what);

#endif
