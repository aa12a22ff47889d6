/* What this machine calls itself. */
#ifndef BACKSOON_WORLD_MACHINE_H
#define BACKSOON_WORLD_MACHINE_H

#include "policy/mailbox.h"

/*
 * Adds the host name and the first line of `mailname`, a file such as
 * /etc/mailname, as far as they are names of hosts.  Asks no name server:
 * what a Received field calls this machine otherwise is a setting.
 */
void machine_names(struct mailbox_list *names, const char *mailname);

#endif
