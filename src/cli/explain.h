/* How an explanation looks; private to src/cli. */
#ifndef BACKSOON_CLI_EXPLAIN_H
#define BACKSOON_CLI_EXPLAIN_H

#include "journey/respond.h"

#include <stdio.h>

/* For people; the journey has been rehearsed. */
void explain_text(FILE *out, const struct journey *j,
    const struct sender_trace *asked);

#endif
