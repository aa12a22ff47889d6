/* A sender check as JSON; private to src/cli. */
#ifndef BACKSOON_CLI_JSON_SENDER_H
#define BACKSOON_CLI_JSON_SENDER_H

#include "findings.h"

#include <jansson.h>

/* The caller owns the object. */
json_t *json_sender(const struct findings_told *t);

#endif
