/* An absence that was planned: "2026-12-24 to 2027-01-02 with away.txt". */
#ifndef BACKSOON_POLICY_ABSENCE_H
#define BACKSOON_POLICY_ABSENCE_H

#include <stdbool.h>
#include <stdint.h>

#define ABSENCE_WHY 120

/* Civil times (policy/civil.h), half open: an end that is a day alone is the
 * end of that day. */
struct absence {
	int64_t begins, ends; /* INT64_MIN and INT64_MAX: open */
	bool timed;           /* begins or ends within a day */
	const char *template; /* borrowed from the text; "" none */
	int template_at;      /* its place in the text, or -1 */
};

/* Reads a day, or two days or times with "to" between them, and then perhaps
 * "with" and a path.  -1, with the reason in why[] or "", where it is not
 * that. */
int absence_parse(struct absence *a, const char *text, char why[ABSENCE_WHY]);
/* Of two texts of civil_parse(), "" being open.  -1 where it ends before it
 * begins. */
int absence_between(struct absence *a, const char *from, const char *until);

#endif
