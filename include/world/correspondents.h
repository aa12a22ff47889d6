/* The people a mailbox has written to: a file with one address a line. */
#ifndef BACKSOON_WORLD_CORRESPONDENTS_H
#define BACKSOON_WORLD_CORRESPONDENTS_H

#include "subject/key.h"
#include "world/config.h"

/* Largest such file, in octets: some 100,000 addresses. */
#define CORRESPONDENTS_MAX (4u << 20)
/*
 * 1 where the file has this sender, 0 where not, -1 with the reason in why[]
 * where it cannot be read.  A line is an address, in any case, or a comment
 * after '#'; details (+tag) and tags of forwarders are undone on both sides.
 * The file is held to the rules of a configuration file.
 */
int correspondents_has(const char *path, const struct key *sender,
    char why[CONFIG_WHY]);
/* Tells where the mailbox names a file that cannot be read. */
void
correspondents_check(const struct mailbox *m, struct config_report *report);

#endif
