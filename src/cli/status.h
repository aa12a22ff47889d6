/* Whether a mailbox answers now, and why; private to src/cli. */
#ifndef BACKSOON_CLI_STATUS_H
#define BACKSOON_CLI_STATUS_H

#include "cli/options.h"
#include "cli/ports.h"
#include "policy/facts.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define STATUS_WARNINGS 4
#define STATUS_TEXT 200

struct status {
	const struct mailbox *mailbox; /* borrowed */
	bool active;
	char why[EVIDENCE_MAX]; /* why not, or what a schedule says */
	/* file of the text that is sent now, in the default language; ""
	 * built-in */
	char text[OPTIONS_PATH];
	char from[STATUS_TEXT]; /* of the absence that is open, or of the one
				  that is set; "" none */
	char until[STATUS_TEXT];
	uint64_t since;            /* from when on responses are counted */
	uint64_t senders;          /* answered since then */
	uint64_t last;             /* the newest response, 0 none */
	uint64_t again;            /* when the first of them can get another */
	char unknown[STATUS_TEXT]; /* why nothing is known of that, or "" */
	char warnings[STATUS_WARNINGS][STATUS_TEXT];
	size_t warnings_count;
};

/* Looks at schedule, switches, history and text of a mailbox. */
void status_find(struct status *s, const struct mailbox *m, uint64_t now);
void status_text(FILE *out, const struct status *s);
/* One JSON object. */
void status_json(FILE *out, const struct status *s);

#endif
