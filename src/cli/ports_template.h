/* The ports through which a journey gets its text. */
#ifndef BACKSOON_CLI_PORTS_TEMPLATE_H
#define BACKSOON_CLI_PORTS_TEMPLATE_H

#include "policy/facts.h"
#include "response/template.h"

int ports_template(struct template *t, const struct facts *f, char why[200],
    void *arg);
int
ports_suit(struct template *t, const struct facts *f, char why[200], void *arg);

#endif
