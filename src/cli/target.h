/* The file that on and off change; private to src/cli. */
#ifndef BACKSOON_CLI_TARGET_H
#define BACKSOON_CLI_TARGET_H

#include "cli/options.h"
#include "world/config_layers.h"

#include <stdbool.h>
#include <sys/types.h>

struct target {
	char *path;
	char *site;    /* the file above it, or NULL where it is alone */
	mode_t mode;   /* of a new file */
	gid_t group;   /* of a new one below the site's, where root makes it */
	bool personal; /* one's own, beside which nobody else's lies */
};

/*
 * --config names it, else it is one's own; root's is that of the site.  Where
 * a site has many mailboxes it is that of --mailbox.  -1 where there is none,
 * with one line on stderr.
 */
int target_find(struct target *t, const struct options *o);
void target_release(struct target *t);
/* Loads the mailbox of it, as config_layers(). */
int target_load(const struct target *t, const struct options *o, bool thorough,
    struct mailbox *m, struct config_report *report);
/* Name of the file beside it that holds the text of --message; the caller
 * owns it. */
char *target_message(const struct target *t);
/* Of a personal one: does a file of the home that has programs called for
 * mail, such as .forward, mention us? */
bool target_is_called(const struct target *t);

#endif
