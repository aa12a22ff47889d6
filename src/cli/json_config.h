/* A configuration as JSON; private to src/cli. */
#ifndef BACKSOON_CLI_JSON_CONFIG_H
#define BACKSOON_CLI_JSON_CONFIG_H

#include "world/config_layers.h"

#include <stdio.h>

/* Each setting with its value, its default, and where it comes from. */
void
json_config(FILE *out, const struct mailbox *m, const struct config_origins *o);

#endif
