/* What became of the messages, counted by day and outcome.  Bookkeeping: no
 * verdict depends on it. */
#ifndef BACKSOON_WORLD_TALLY_H
#define BACKSOON_WORLD_TALLY_H

#include "world/history.h"

#include <stddef.h>
#include <stdint.h>

#define TALLY_SLOTS 64
#define TALLY_NAME 32
#define TALLY_DAYS 62

/* Outcomes that are no rule's name. */
#define TALLY_RESPONDED "responded"
#define TALLY_REFUSED "refused"     /* by what submits, for certain */
#define TALLY_UNKNOWN "unknown"     /* whether it was submitted */
#define TALLY_UNDECIDED "undecided" /* any other failure */
#define TALLY_OTHER "other"         /* rules for whose name there is no room */

enum tally_kind { KIND_RESPONDED, KIND_SUPPRESSED, KIND_FAILED };

struct tally_day {
	uint32_t day; /* since 1970-01-01, UTC; 0 = an empty row */
	uint32_t runs;
	uint32_t ms_max; /* of one run */
	uint64_t ms_sum;
	uint32_t counts[TALLY_SLOTS]; /* of names[] */
};

struct tally {
	/* "" where free; a version with other rules finds its own by name.
	 */
	char names[TALLY_SLOTS][TALLY_NAME];
	uint64_t counts[TALLY_SLOTS]; /* since it was begun */
	uint64_t runs, ms_sum;
	uint64_t since, last; /* seconds: when it was begun, the last run */
	struct tally_day days[TALLY_DAYS]; /* row: day modulo TALLY_DAYS */
};

/* One run that is over. */
struct tally_run {
	const char *outcome; /* one of the above, or the name of a rule */
	uint64_t now;        /* seconds */
	uint32_t ms;         /* it took */
};

/*
 * Adds a run to the tally in the store's directory, which is made where it is
 * missing.  Waits for the lock no longer than h->patience.  Returns -1, with
 * the reason in why[], where the run is not counted.  What is damaged is begun
 * anew.  Nothing is synced: a power cut may cost the last runs.
 */
int
tally_add(const struct history *h, const struct tally_run *run, char why[200]);
/* Returns 1 where there is none, and -1 with the reason in why[] where it
 * cannot be read; t is empty then. */
int tally_read(const struct history *h, struct tally *t, char why[200]);

/* The place of an outcome in names[], or TALLY_SLOTS. */
size_t tally_find(const struct tally *t, const char *outcome);
enum tally_kind tally_kind(const char *outcome);
/* The row of a day, or NULL where nothing was counted in it. */
const struct tally_day *tally_day(const struct tally *t, uint64_t now);

#endif
