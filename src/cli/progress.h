/* How far a long run is, for whoever sits at a terminal; private to src/cli. */
#ifndef BACKSOON_CLI_PROGRESS_H
#define BACKSOON_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#define PROGRESS_LINE 80

struct progress {
	bool shown; /* stderr is a terminal */
	bool drawn; /* there is a bar to be cleared */
	size_t done, total;
};

void progress_begin(struct progress *p, size_t total);
/* One more is done; draws the bar anew where it looks different. */
void progress_step(struct progress *p);
/* Removes the bar, before anything else is printed and at the end. */
void progress_clear(struct progress *p);

/* "[#####     ]  50%  5 of 10"; returns to. */
char *progress_text(char to[PROGRESS_LINE], size_t done, size_t total);

#endif
