/* Records of the history as CSV; private to src/cli. */
#ifndef BACKSOON_CLI_CSV_HISTORY_H
#define BACKSOON_CLI_CSV_HISTORY_H

#include "world/history.h"

#include <stdio.h>

/* The names of the columns, then one record at a time; times are in UTC. */
void csv_history_names(FILE *out);
void csv_history_record(FILE *out, const struct history_record *r);

#endif
