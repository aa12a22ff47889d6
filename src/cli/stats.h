/* What a history holds and its tally counted; private to src/cli. */
#ifndef BACKSOON_CLI_STATS_H
#define BACKSOON_CLI_STATS_H

#include "world/history.h"
#include "world/tally.h"

struct stats {
	const char *mailbox;
	uint64_t kinds[128]; /* records, by their kind */
	uint64_t responses;
	struct history_report report;
	struct tally tally;
	bool counted;  /* there is a tally */
	char why[200]; /* why it cannot be read, or "" */
};

/* -1, with the reason in s->report.text, where the history cannot be read. */
int stats_gather(struct stats *s, const struct history *h);
/* Fills days[] with the days in which something was counted, the oldest first;
 * returns how many. */
size_t
stats_days(const struct tally_day *days[TALLY_DAYS], const struct tally *t);
/* As text on standard output. */
void stats_print(const struct stats *s);

/* The kinds of records that are told, with their names in text and JSON. */
struct stats_row {
	char kind;
	const char *label, *name;
};
extern const struct stats_row stats_rows[];
extern const size_t stats_rows_count;

#endif
