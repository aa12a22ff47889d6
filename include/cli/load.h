/* The configuration of a command, and what people are told about it. */
#ifndef BACKSOON_CLI_LOAD_H
#define BACKSOON_CLI_LOAD_H

#include "cli/options.h"
#include "policy/mailbox.h"
#include "world/config.h"

#include <stdio.h>

/*
 * Loads the file that --config names, or the default one, and, where that is
 * a site's, the mailbox that --mailbox or the caller's environment names.
 * Each problem goes to `problems` where that is not NULL; the first one is
 * copied to first[].  Returns -1 where there is no usable mailbox; one that
 * is missing is usable, and answers nobody (m->missing).
 */
int load_mailbox(struct mailbox *m, const struct options *o, FILE *problems,
    char *first, size_t size);
/* The same, but what a site says will do where no mailbox is named. */
int load_settings(struct mailbox *m, const struct options *o, FILE *problems,
    char *first, size_t size);
/* Prints each problem, one a line. */
void load_tell(FILE *out, const struct config_report *report);
/* The file that --config names, or the default one; the caller owns it. */
char *load_path(const struct options *o);

/* The time of an option, in the zone of the mailbox where it names none, in
 * seconds; 0 where it was not given. */
uint64_t load_time(const struct options_time *t, const struct mailbox *m);
/* That of --at, or now. */
uint64_t load_now(const struct options *o, const struct mailbox *m);

#endif
