/* Statistics as JSON; private to src/cli. */
#ifndef BACKSOON_CLI_JSON_STATS_H
#define BACKSOON_CLI_JSON_STATS_H

#include "stats.h"

#include <stdio.h>

/* One object. */
void json_stats(FILE *out, const struct stats *s);

#endif
