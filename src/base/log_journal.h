/* The journal of systemd, by its native protocol: one datagram an entry, no
 * library. */
#ifndef BACKSOON_BASE_LOG_JOURNAL_H
#define BACKSOON_BASE_LOG_JOURNAL_H

#include "base/log.h"

#define JOURNAL_SOCKET "/run/systemd/journal/socket"

/* Appends the field BACKSOON_KEY with this value to the line's fields; one that
 * does not fit is left out. */
void log_journal_add(struct log_line *line, const char *key, const char *value);
/*
 * Sends MESSAGE with what the journal wants to know and the line's fields to
 * the socket at `path`.  Never waits.  -1 where nobody took it.
 */
int log_journal_send(const char *path, const struct log_line *line,
    const char *message, int priority);

#endif
