/* The schedule of a mailbox, in its zone, with its calendars. */
#ifndef BACKSOON_WORLD_AGENDA_H
#define BACKSOON_WORLD_AGENDA_H

#include "policy/schedule.h"
#include "world/config.h"

#define AGENDA_WHY 200

/*
 * Opens the zone of the mailbox and adds the events of its calendars that are
 * not over at `from` and begin before `to`.  `budget` is the time for the
 * calendars, in milliseconds.  -1, with the reason in why[], where that cannot
 * be done; the schedule is to be released in any case.
 */
int agenda_open(struct schedule *s, const struct mailbox *m, int64_t from,
    int64_t to, uint32_t budget, char why[AGENDA_WHY]);
/* Reports a calendar that cannot be used, and absences that are all over. */
void agenda_check(const struct mailbox *m, int64_t now,
    struct config_report *report);

#endif
