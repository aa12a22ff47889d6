/* What backsoon schedule tells; private to src/cli. */
#ifndef BACKSOON_CLI_OUTLOOK_H
#define BACKSOON_CLI_OUTLOOK_H

#include "policy/schedule.h"

#include <stdio.h>

struct outlook {
	const struct schedule *schedule;
	struct occasion occasion;
	int64_t at, until; /* what lies between them is told */
	/* Those windows, first to begin first; owned. */
	struct window *windows;
	size_t count;
};

void outlook_init(struct outlook *v, const struct schedule *s, int64_t at,
    int64_t until);
void outlook_release(struct outlook *v);
/* For people. */
void outlook_text(FILE *out, const struct outlook *v);

#endif
