/* The lines of an iCalendar file, RFC 5545 section 3.1. */
#ifndef BACKSOON_CALENDAR_LINES_H
#define BACKSOON_CALENDAR_LINES_H

#include <stddef.h>

/*
 * Undoes the folding of lines, in place: the text, with a NUL behind it, gets
 * no longer.  Returns NULL, or what is wrong with its components: none, one
 * that is not closed, or too many within each other.
 */
const char *lines_unfold(char *text, size_t len);

#endif
