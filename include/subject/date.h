/* Dates of RFC 5322 section 3.3 and 4.3, bounded and without a locale. */
#ifndef BACKSOON_SUBJECT_DATE_H
#define BACKSOON_SUBJECT_DATE_H

#include <stddef.h>
#include <stdint.h>

/* Seconds since the epoch, or -1 where the text is no date of the years 1970
 * to 9999.  Comments must be stripped before. */
int64_t date_parse(const char *s, size_t len);

/* "2026-11-24T17:00:00Z", for people; returns to. */
const char *date_utc(char to[32], uint64_t when);

#endif
