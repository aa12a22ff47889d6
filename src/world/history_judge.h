/* What the records of one claim say about it. */
#ifndef BACKSOON_WORLD_HISTORY_JUDGE_H
#define BACKSOON_WORLD_HISTORY_JUDGE_H

#include "history_record.h"
#include "history_tree.h"
#include "world/history.h"

#include <stdbool.h>
#include <stdint.h>

/* In the order in which they speak; the counters are a row. */
enum slot_name {
	SLOT_MUTE,
	SLOT_SENDER,
	SLOT_MESSAGE,
	SLOT_SENDER_DAY,
	SLOT_DOMAIN_DAY,
	SLOT_HOUR,
	SLOT_DAY,
	SLOTS
};

/* Message identities are remembered at least that long. */
#define JUDGE_MESSAGES (7 * RECORD_DAY)

/* What a claim, or its end, does to a record. */
enum slot_change { SLOT_STAYS, SLOT_PUT, SLOT_GONE };

/* One record that a claim asks for. */
struct slot {
	bool used;   /* by this claim */
	bool there;  /* in the store */
	bool sound;  /* and what it should be */
	bool settle; /* settle() writes it */
	enum slot_change change;
	struct record_key key;
	struct record record; /* ready to be counted on, there or not */
};

struct judge {
	const struct history_claim *claim;
	struct slot slots[SLOTS];
	enum slot_name tripped; /* the cap that is reached; SLOTS none */
};

/* Keys only: what a store that is not there would say. */
void judge_init(struct judge *j, const struct history *h,
    const struct history_claim *c);
enum tree_status judge_load(struct judge *j, struct tree *t);
/* What a store has under the key of a slot. */
void judge_found(struct judge *j, enum slot_name i, const uint8_t *value,
    size_t len);
/* Fills status, past and unsettled. */
void judge_decide(struct judge *j, struct history_answer *a);
/* These change records in memory, and mark them: the claim is made; it is given
 * back, where it is still that of the token, else nothing changes; what
 * `unsettled` asks for is done. */
void judge_claim(struct judge *j, uint64_t token);
void judge_give_back(struct judge *j, uint64_t token);
void judge_settle(struct judge *j);
/* Until when a damaged store is silent. */
uint64_t judge_mute(const struct history_claim *c);

#endif
