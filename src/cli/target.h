/* The file that on and off change; private to src/cli. */
#ifndef BACKSOON_CLI_TARGET_H
#define BACKSOON_CLI_TARGET_H

#include "cli/options.h"

#include <stdbool.h>
#include <sys/types.h>

struct target {
	char *path;
	mode_t mode; /* of a new file */
	bool exists;
	bool personal; /* one's own, beside which nobody else's lies */
};

/*
 * --config names it, else it is one's own; root's is that of the site.  -1
 * where there is none, with one line on stderr.
 */
int target_find(struct target *t, const struct options *o);
void target_release(struct target *t);
/* Name of the file beside it that holds the text of --message; the caller
 * owns it. */
char *target_message(const struct target *t);
/* Of a personal one: does a file of the home that has programs called for
 * mail, such as .forward, mention us? */
bool target_is_called(const struct target *t);

#endif
