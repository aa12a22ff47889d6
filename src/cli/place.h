/* Where the store of a mailbox lies, and that of the site; private to
 * src/cli. */
#ifndef BACKSOON_CLI_PLACE_H
#define BACKSOON_CLI_PLACE_H

#include "policy/mailbox.h"
#include "world/history.h"

/* Holds what `history` borrows. */
struct place {
	char name[ADDR_MAX], dir[1024];
	struct history history;
};

/* Of this mailbox, "_site" for the site.  -1 where the path is too long. */
int place_find(struct place *p, const struct mailbox *m, const char *mailbox,
    uint32_t patience);

#endif
