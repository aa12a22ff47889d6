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
write_changes(struct store *s, const struct judge *j)
{
	enum store_status status = STORE_READY;
	enum slot_name i;

	for (i = 0; i < SLOTS && status == STORE_READY; i++) {
		const struct slot *slot = &j->slots[i];

		if (slot->change == SLOT_PUT)
			status = put(s, slot);
		else if (slot->change == SLOT_GONE)
			status =
			    store_status(s, tree_delete(s->tree, &slot->key));
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
	judge_claim(j, *token);
	status = write_changes(s, j);
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

static bool
is_changed(const struct judge *j)
{
	enum slot_name i;

	for (i = 0; i < SLOTS; i++)
		if (j->slots[i].change != SLOT_STAYS)
			return true;
	return false;
}

int
claim_rollback(const struct history *h, const struct history_claim *c,
    uint64_t token)
{
	enum store_status status;
	struct store s;
	struct judge j;

	status = open_claim(&s, &j, h, c, STORE_CHANGE);
	if (status == STORE_READY) {
		judge_give_back(&j, token);
		status = write_changes(&s, &j);
		if (status == STORE_READY && is_changed(&j))
			status = store_commit(&s);
	}
	store_close(&s);
	return status == STORE_READY || status == STORE_ABSENT ? 0 : -1;
}

int
claim_settle(const struct history *h, const struct history_claim *c)
{
	enum store_status status;
	struct history_answer a;
	struct store s;
	struct judge j;
	int rc = -1;

	status = open_claim(&s, &j, h, c, STORE_CREATE);
	if (status == STORE_READY) {
		decide(&j, &a);
		judge_settle(&j);
		status = write_changes(&s, &j);
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
