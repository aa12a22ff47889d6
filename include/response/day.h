/* Days in words. */
#ifndef BACKSOON_RESPONSE_DAY_H
#define BACKSOON_RESPONSE_DAY_H

/* Octets of a day in any language, with the terminator. */
#define DAY_WORDS 64

/*
 * "2026-12-24" as people of that language write it: "24 December 2026" for
 * English and where no language is known (NULL or ""); the day as it is for a
 * language without words here, and for whatever is no such day.
 */
void day_words(char to[DAY_WORDS], const char *day, const char *language);

#endif
