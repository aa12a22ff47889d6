/* The events of an iCalendar file, RFC 5545, with all that recur. */
#ifndef BACKSOON_CALENDAR_EVENTS_H
#define BACKSOON_CALENDAR_EVENTS_H

#include "calendar/record.h"

#include <stddef.h>

/* Has the libraries read what they want of the system, before the box is
 * closed. */
void events_prepare(void);
/*
 * Fills a reply with the spans of what the request asks for, or with the
 * reason why the text cannot be used.  The text, of len octets and a NUL, is
 * changed.
 */
void events_find(struct calendar_reply *r, const struct calendar_request *q,
    char *text, size_t len);

#endif
