/* JSON on standard output; private to src/cli. */
#ifndef BACKSOON_CLI_JSON_H
#define BACKSOON_CLI_JSON_H

#include "journey/respond.h"

#include <stdio.h>

/* One object with everything explain tells. */
void json_explanation(FILE *out, const struct journey *j,
    const struct sender_trace *asked);
/* One array, a row per rule. */
void json_rules(FILE *out);

#endif
