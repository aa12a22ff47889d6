/* Records of the history as JSON lines; private to src/cli. */
#ifndef BACKSOON_CLI_JSON_HISTORY_H
#define BACKSOON_CLI_JSON_HISTORY_H

#include "world/history.h"

#include <stdio.h>

/* What the strings of a parsed record point into. */
struct json_storage {
	char subject[512];
	char text[80];
};

/* One line; json_record_parse() of it gives the same record. */
void json_record(FILE *out, const struct history_record *r);
/* Returns NULL, or what is wrong and what was expected. */
const char *json_record_parse(struct history_record *r, struct json_storage *s,
    const char *line);

#endif
