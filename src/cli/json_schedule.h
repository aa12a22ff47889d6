/* A schedule as JSON; private to src/cli. */
#ifndef BACKSOON_CLI_JSON_SCHEDULE_H
#define BACKSOON_CLI_JSON_SCHEDULE_H

#include "json_text.h"
#include "outlook.h"

/* The caller owns the object. */
json_t *json_occasion(const struct occasion *o);
/* One object, printed. */
void json_schedule(FILE *out, const struct outlook *v);

#endif
