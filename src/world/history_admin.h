/* The store for people; see struct history_driver. */
#ifndef BACKSOON_WORLD_HISTORY_ADMIN_H
#define BACKSOON_WORLD_HISTORY_ADMIN_H

#include "world/history.h"

int admin_walk(const struct history *h, history_walk_fn *fn, void *arg,
    struct history_report *report);
int admin_forget(const struct history *h, const char *sender,
    struct history_report *report);
int admin_prune(const struct history *h, uint64_t now,
    struct history_report *report);
int admin_verify(const struct history *h, struct history_report *report);
int admin_put(const struct history *h, const struct history_record *r,
    struct history_report *report);

#endif
