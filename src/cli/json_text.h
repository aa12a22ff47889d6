/* Strings of JSON; private to src/cli. */
#ifndef BACKSOON_CLI_JSON_TEXT_H
#define BACKSOON_CLI_JSON_TEXT_H

#include <jansson.h>

/* A string, or null; what a stranger wrote may be no UTF-8, JSON must be. */
json_t *json_text(const char *s);
void json_put(json_t *object, const char *key, const char *value);

#endif
