/* Kill switches: a file "stop" for all mailboxes of a state directory, or for
 * one.  While it exists nothing is answered. */
#ifndef BACKSOON_WORLD_STOP_H
#define BACKSOON_WORLD_STOP_H

#include "policy/mailbox.h"

#include <stddef.h>

#define STOP_PATH 1100
#define STOP_REASON 200
#define STOP_WHY 200

/* STATE/stop, or that of one mailbox where it is not NULL; -1 where it does
 * not fit. */
int stop_path(char to[STOP_PATH], const char *state, const char *mailbox);
/* The switch that stops this mailbox, that of the site above it included, or
 * NULL; with why[] its first line is
 * read, too: "" where it is empty or cannot be read. */
const char *
stop_find(char to[STOP_PATH], const struct mailbox *m, char why[STOP_REASON]);

/*
 * Sets a switch, with a reason for people or "".  The state directory is held
 * to the rules of the history; the directories below it are made and belong
 * to its owner.  Returns 1, or 0 where it was set and says the same, or -1
 * with what is wrong.
 */
int stop_set(const struct mailbox *m, const char *mailbox, const char *reason,
    char wrong[STOP_WHY]);
/* Removes a switch: 1, 0 where there was none, -1 with what is wrong. */
int
stop_clear(const struct mailbox *m, const char *mailbox, char wrong[STOP_WHY]);

#endif
