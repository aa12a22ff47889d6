/* What an absence came to, from the history and the tally. */
#ifndef BACKSOON_WORLD_DIGEST_H
#define BACKSOON_WORLD_DIGEST_H

#include "response/notice.h"
#include "world/history.h"

/* Senders that are shown, and records that are looked at. */
#define DIGEST_SENDERS 200
#define DIGEST_RECORDS 20000

/*
 * Who was answered from `begins` to before `ends`, and what else was counted on
 * these days of UTC; begins 0 = from the beginning.  What cannot be read is
 * left out.  The caller releases s.
 */
void digest_make(struct notice_summary *s, const struct history *h,
    uint64_t begins, uint64_t ends);

#endif
