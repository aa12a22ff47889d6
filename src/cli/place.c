#include "place.h"

#include <string.h>

int
place_find(struct place *p, const struct mailbox *m, const char *mailbox,
    uint32_t patience)
{
	history_name(p->name, mailbox);
	p->history = (struct history){ .dir = p->dir,
		.root = m->state,
		.shared = m->shared_state,
		.mailbox = p->name,
		.patience = patience };
	if (strcmp(mailbox, "_site") == 0)
		return history_site_dir(p->dir, sizeof p->dir, m->state);
	return history_dir(p->dir, sizeof p->dir, m->state, mailbox);
}
