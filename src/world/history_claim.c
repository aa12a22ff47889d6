#include "history_claim.h"

#include "history_heal.h"
#include "history_judge.h"
#include "history_store.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

/* Records that a claim looks at for others that are over. */
#define NEIGHBOURS 8

static void
unavailable(struct history_answer *a, const char *why)
{
	memset(a, 0, sizeof *a);
	a->status = HISTORY_UNAVAILABLE;
	(void)mem_copy(a->why, sizeof a->why, why);
}

/* The answer of a store that is yet to be healed. */
static void
damaged(struct history_answer *a, const struct history_claim *c,
    const char *why)
{
	memset(a, 0, sizeof *a);
	a->status = HISTORY_TAKEN;
	a->past.known = true;
	a->past.mute = true;
	a->past.until = judge_mute(c);
	a->unsettled = true;
	(void)mem_copy(a->why, sizeof a->why, why);
}

static void
decide(struct judge *j, struct history_answer *a)
{
	judge_decide(j, a);
	a->token = 0;
	a->why[0] = '\0';
}

void
claim_peek(const struct history *h, const struct history_claim *c,
    struct history_answer *a)
{
	enum store_status status;
	struct store s;
	struct judge j;

	judge_init(&j, h, c);
	status = store_open(&s, h, STORE_PEEK);
	if (status == STORE_READY)
		status = store_status(&s, judge_load(&j, s.tree));
	store_close(&s);
	if (status == STORE_FAILED)
		unavailable(a, s.why);
	else if (status == STORE_DAMAGED)
		damaged(a, c, s.why);
	else
		decide(&j, a);
}

/* Open, locked, loaded; a damaged store is healed first, once. */
static enum store_status
open_claim(struct store *s, struct judge *j, const struct history *h,
    const struct history_claim *c, enum store_mode mode)
{
	enum store_status status = STORE_FAILED;
	int tries;

	for (tries = 0; tries < 2; tries++) {
		judge_init(j, h, c);
		status = store_open(s, h, mode);
		if (status == STORE_READY)
			status = store_status(s, judge_load(j, s->tree));
		if (status != STORE_DAMAGED || tries > 0)
			break;
		if (heal(s, c) == -1)
			return STORE_FAILED;
		store_close(s);
	}
	return status;
}

static enum store_status
put(struct store *s, const struct slot *slot)
{
	uint8_t value[RECORD_VALUE];

	record_encode(value, &slot->key, &slot->record);
	return store_status(s, tree_put(s->tree, &slot->key, value));
}

/* All records of a claim go into one frame: all or none. */
static enum store_status
write_claim(struct store *s, struct judge *j, uint64_t token)
{
	enum store_status status = STORE_READY;
	const struct history_claim *c = j->claim;
	enum slot_name i;

	for (i = SLOT_SENDER; i < SLOTS && status == STORE_READY; i++) {
		struct record *r = &j->slots[i].record;

		if (!j->slots[i].used)
			continue;
		if (i == SLOT_SENDER) {
			r->first = j->slots[i].sound ? r->last : 0;
			r->interval = c->interval;
			r->token = token;
		} else if (i == SLOT_MESSAGE) {
			r->first = c->now;
			r->interval = c->interval > JUDGE_MESSAGES
			    ? c->interval
			    : JUDGE_MESSAGES;
		}
		/* The site-wide store has no sender to know a claim by. */
		if (i == SLOT_DAY && !j->slots[SLOT_SENDER].used)
			r->token = token;
		r->last = c->now;
		r->count += r->count < UINT32_MAX;
		status = put(s, &j->slots[i]);
	}
	return status;
}

/*
 * What is over and lies near what was just written, in one direction that
 * chance chooses, so that a store needs neither a daemon nor a scan.
 */
static enum store_status
prune_near(struct store *s, const struct judge *j, uint64_t chance)
{
	const struct slot *from = &j->slots[SLOT_MESSAGE];
	bool backwards = (chance & 1) != 0;
	struct record_key over[NEIGHBOURS], key;
	enum tree_status status = TREE_OK;
	uint8_t value[RECORD_VALUE];
	struct tree_cursor *c;
	struct record r;
	int i, n = 0;
	size_t len;

	if (!from->used || (chance & 2) != 0)
		from = &j->slots[SLOT_SENDER];
	if (!from->used)
		return STORE_READY;
	c = tree_seek(s->tree, &from->key);
	for (i = 0; i < NEIGHBOURS && status == TREE_OK; i++) {
		status = tree_next(c, backwards, &key, value, &len);
		if (status == TREE_OK &&
		    record_decode(&r, &key, value, len) == 0 &&
		    record_is_over(&r, j->claim->now, j->claim->interval)) {
			over[n].len = key.len;
			memcpy(over[n++].octets, key.octets, key.len);
		}
	}
	tree_cursor_close(c);
	if (status == TREE_NONE)
		status = TREE_OK;
	for (i = 0; i < n && status == TREE_OK; i++)
		status = tree_delete(s->tree, &over[i]);
	return store_status(s, status);
}

static enum store_status
reserve(struct store *s, struct judge *j, uint64_t *token)
{
	enum store_status status;

	*token = j->claim->token;
	while (*token == 0)
		if (getrandom(token, sizeof *token, 0) !=
		    (ssize_t)sizeof *token)
			return STORE_FAILED;
	status = write_claim(s, j, *token);
	if (status == STORE_READY)
		status = prune_near(s, j, *token);
	return status == STORE_READY ? store_commit(s) : status;
}

void
claim_reserve(const struct history *h, const struct history_claim *c,
    struct history_answer *a)
{
	enum store_status status;
	uint64_t token = 0;
	struct store s;
	struct judge j;

	status = open_claim(&s, &j, h, c, STORE_CREATE);
	if (status == STORE_READY) {
		decide(&j, a);
		if (a->status == HISTORY_FREE)
			status = reserve(&s, &j, &token);
		if (a->status == HISTORY_FREE)
			a->token = token;
	}
	/* Damage may show only where something is changed. */
	if (status == STORE_DAMAGED && heal(&s, c) == 0) {
		damaged(a, c, s.why);
		a->unsettled = false;
	} else if (status != STORE_READY) {
		unavailable(a, s.why);
	}
	store_close(&s);
}

/* The window may have changed since. */
static enum store_status
uncount(struct store *s, struct slot *slot)
{
	struct record *r = &slot->record;

	if (!slot->used || !slot->sound)
		return STORE_READY;
	if (r->count > 0)
		r->count--;
	else if (r->previous > 0)
		r->previous--;
	return put(s, slot);
}

static enum store_status
undo(struct store *s, struct judge *j)
{
	struct slot *sender = &j->slots[SLOT_SENDER];
	struct slot *message = &j->slots[SLOT_MESSAGE];
	struct record *r = &sender->record;
	enum store_status status = STORE_READY;
	enum slot_name i;

	if (sender->used && r->first == 0) {
		status = store_status(s, tree_delete(s->tree, &sender->key));
	} else if (sender->used) {
		r->last = r->first;
		r->first = r->token = 0;
		r->count -= r->count > 0;
		status = put(s, sender);
	}
	if (status == STORE_READY && message->there)
		status = store_status(s, tree_delete(s->tree, &message->key));
	for (i = SLOT_SENDER_DAY; i <= SLOT_DAY && status == STORE_READY; i++)
		status = uncount(s, &j->slots[i]);
	return status == STORE_READY ? store_commit(s) : status;
}

/* Somebody else's claim may stand there by now: that one stays. */
static bool
is_held(const struct judge *j, uint64_t token)
{
	const struct slot *sender = &j->slots[SLOT_SENDER];
	const struct slot *by = sender->used ? sender : &j->slots[SLOT_DAY];

	return token != 0 && by->used && by->sound && by->record.token == token;
}

int
claim_rollback(const struct history *h, const struct history_claim *c,
    uint64_t token)
{
	enum store_status status;
	struct store s;
	struct judge j;
	int rc = -1;

	status = open_claim(&s, &j, h, c, STORE_CHANGE);
	if (status == STORE_ABSENT)
		rc = 0;
	else if (status == STORE_READY && !is_held(&j, token))
		rc = 0;
	else if (status == STORE_READY && undo(&s, &j) == STORE_READY)
		rc = 0;
	store_close(&s);
	return rc;
}

static enum store_status
settle_slot(struct store *s, struct judge *j, enum slot_name i)
{
	struct record *r = &j->slots[i].record;
	const struct history_claim *c = j->claim;

	if (i == SLOT_MUTE) {
		r->first = c->now;
		r->last = judge_mute(c);
	} else if (i == SLOT_SENDER) {
		r->first = r->token = 0;
		r->last = c->now;
		r->interval = c->interval;
	} else {
		r->tripped = true;
	}
	return put(s, &j->slots[i]);
}

int
claim_settle(const struct history *h, const struct history_claim *c)
{
	enum store_status status;
	struct history_answer a;
	enum slot_name i;
	struct store s;
	struct judge j;
	int rc = -1;

	status = open_claim(&s, &j, h, c, STORE_CREATE);
	if (status == STORE_READY) {
		decide(&j, &a);
		for (i = 0; i < SLOTS && status == STORE_READY; i++) {
			if (j.slots[i].settle)
				status = settle_slot(&s, &j, i);
		}
		if (status == STORE_READY && a.unsettled)
			status = store_commit(&s);
	}
	if (status == STORE_READY)
		rc = j.tripped != SLOTS && j.slots[j.tripped].settle;
	else if (status == STORE_DAMAGED && heal(&s, c) == 0)
		rc = 0;
	store_close(&s);
	return rc;
}
