/* Stored messages, each through the same reader as one that arrives; private
 * to src/cli. */
#ifndef BACKSOON_CLI_STORED_H
#define BACKSOON_CLI_STORED_H

#include "subject/subject.h"
#include "supervise/intake.h"
#include "world/mailstore.h"

struct stored {
	struct mailstore store;
	struct intake intake;
};

/* -1, told on stderr, where there is no Maildir and no mbox; close it in any
 * case. */
int stored_open(struct stored *s, const char *path);
/* -1 where a message cannot be read. */
int stored_read(struct stored *s, const struct mailstore_entry *e,
    struct subject *subject);
void stored_close(struct stored *s);
/* The first entry since that time. */
size_t stored_since(const struct stored *s, uint64_t since);

#endif
