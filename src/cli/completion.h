/* What shells complete, read from the tables of commands and options;
 * private to src/cli. */
#ifndef BACKSOON_CLI_COMPLETION_H
#define BACKSOON_CLI_COMPLETION_H

#include "cli/commands.h"

#include <stdbool.h>
#include <stdio.h>

/* What stands for a file: FILE, [FILE], MAILDIR|MBOX. */
bool completion_is_file(const char *placeholder);
/* A choice of words, as 0|75, is one of itself; else false. */
bool completion_is_choice(const char *placeholder);
/* Prints such a choice with blanks between. */
void completion_choice(FILE *out, const char *placeholder);
/* Calls fn for each option of the set. */
typedef void completion_option_fn(FILE *out, const struct option_row *row);
void completion_options(FILE *out, uint64_t set, completion_option_fn *fn);

void completion_bash(FILE *out);
void completion_zsh(FILE *out);

#endif
