/* backsoon-calendar, asked: what events has this file? */
#ifndef BACKSOON_WORLD_CALENDAR_H
#define BACKSOON_WORLD_CALENDAR_H

#include "calendar/record.h"

#include <stddef.h>

#define CALENDAR_CAUSE 200

/*
 * Reads an iCalendar file, as config_file_read() does, and has the program
 * find what the request asks for; its octets are filled in here.  -1, with
 * the cause, where the reply holds no events.
 */
int calendar_ask(struct calendar_reply *r, struct calendar_request *q,
    const char *path, uint32_t budget_ms, char cause[CALENDAR_CAUSE]);
/* Where the program is, or should be. */
void calendar_program(char *to, size_t size);

#endif
