/* Civil time: what a clock on a wall shows, in no zone yet.  It is counted in
 * seconds of that clock since 1970-01-01 00:00. */
#ifndef BACKSOON_POLICY_CIVIL_H
#define BACKSOON_POLICY_CIVIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CIVIL_DAY 86400
#define CIVIL_TEXT 20 /* "2026-12-24 17:00:30" */

/* Seconds of the midnight that begins a day of the calendar, from 1970 to
 * 9999; -1 where there is no such day. */
int64_t civil_of(unsigned year, unsigned month, unsigned day);
/*
 * Take "2026-12-24", and "17:00" or "17:00:30", at *p, and move it behind
 * what was taken.  Return -1, *p unmoved, where no such thing stands there.
 * 24:00 is the end of a day.
 */
int64_t civil_take_date(const char **p);
int64_t civil_take_time(const char **p, bool seconds);
/* "2026-12-24" or "2026-12-24 17:00", and nothing else; -1 where it is not.
 * `timed` tells which of them it is. */
int64_t civil_parse(const char *text, size_t len, bool *timed);

/* Monday is 0. */
unsigned civil_weekday(int64_t civil);
/* The midnight that begins its day. */
int64_t civil_midnight(int64_t civil);
/* "2026-12-24"; returns to. */
const char *civil_day_text(char to[CIVIL_TEXT], int64_t civil);
/* "2026-12-24 17:00", with seconds where there are any; returns to. */
const char *civil_text(char to[CIVIL_TEXT], int64_t civil);

#endif
