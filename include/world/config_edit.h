/* Changes of a configuration file: some keys, and not an octet more. */
#ifndef BACKSOON_WORLD_CONFIG_EDIT_H
#define BACKSOON_WORLD_CONFIG_EDIT_H

#include "world/config_layers.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * The text with one key set, or removed where value is NULL.  Comments, order,
 * indentation, line ends and all other lines stay octet for octet; a value is
 * put into quotes where it needs them, a new key goes behind the last one.
 * What stood behind a removed value as a comment stays, too.  NULL, with the
 * reason in why[], where the text has mistakes or cannot hold the value; the
 * caller owns the result, which has *len octets.
 */
char *config_edit_text(const char *bytes, size_t *len, const char *key,
    const char *value, char why[CONFIG_WHY]);

/* A file under change.  Members are private to config_edit_file.c. */
struct config_edit {
	char *path, *name;
	int dir;      /* the directory, locked */
	bool exists;  /* the file does */
	bool changed; /* the text does differ from the file */
	mode_t mode;
	uid_t uid;
	gid_t gid;
	char *bytes;
	size_t len;
};

/*
 * Opens a file for changes and keeps other editors out until it is closed.  A
 * file that does not exist is an empty one of this mode, its directories are
 * made; with mode 0 that is an error.  A file or directory that others can
 * write to is refused.  -1 with the reason in why[]; close e in any case.
 */
int config_edit_open(struct config_edit *e, const char *path, mode_t mode,
    char why[CONFIG_WHY]);
/* As config_edit_text(); nothing is written yet. */
int config_edit_set(struct config_edit *e, const char *key, const char *value,
    char why[CONFIG_WHY]);
/* Loads the new text into m as config_layers() would, in its place below the
 * site's file, or for itself where site is NULL; -1 where that has an error. */
int config_edit_check(const struct config_edit *e, const char *site,
    const char *address, bool thorough, struct mailbox *m,
    struct config_report *report);
/*
 * Writes another file into the same directory, whole or not at all, and of
 * the same owner.  Meant for the text that the configuration names.
 */
int config_edit_beside(const struct config_edit *e, const char *name,
    const char *bytes, size_t len, mode_t mode, char why[CONFIG_WHY]);
/* Replaces the file by the new text, which was checked; durable on return. */
int config_edit_commit(const struct config_edit *e, char why[CONFIG_WHY]);
void config_edit_close(struct config_edit *e);

#endif
