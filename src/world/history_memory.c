#include "world/history_memory.h"

#include "base/mem.h"
#include "history_judge.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

/* One record: its value, and its key behind it. */
struct kept {
	uint8_t value[RECORD_VALUE];
	size_t len;
	uint8_t key[];
};

/* A tree of tsearch(3). */
static void *all;

static int
compare(const void *one, const void *two)
{
	const struct kept *a = one, *b = two;
	size_t least = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->key, b->key, least);

	return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

static struct kept *
make(const struct record_key *key)
{
	struct kept *k = xcalloc(1, sizeof *k + key->len);

	k->len = key->len;
	memcpy(k->key, key->octets, key->len);
	return k;
}

static struct kept *
find(const struct record_key *key)
{
	struct kept *want = make(key);
	void *const *found = tfind(want, &all, compare);

	free(want);
	return found == NULL ? NULL : *found;
}

static void
put(const struct slot *s)
{
	struct kept *k = find(&s->key);

	if (k == NULL) {
		k = make(&s->key);
		/* NULL is how tsearch(3) tells that memory ran out. */
		if (tsearch(k, &all, compare) == NULL)
			abort();
	}
	record_encode(k->value, &s->key, &s->record);
}

static void
take_out(const struct slot *s)
{
	struct kept *k = find(&s->key);

	if (k == NULL)
		return;
	tdelete(k, &all, compare);
	free(k);
}

static void
load(struct judge *j, const struct history *h, const struct history_claim *c)
{
	const struct kept *k;
	enum slot_name i;

	judge_init(j, h, c);
	for (i = 0; i < SLOTS; i++)
		if (j->slots[i].used && (k = find(&j->slots[i].key)) != NULL)
			judge_found(j, i, k->value, RECORD_VALUE);
}

static void
keep(const struct judge *j)
{
	enum slot_name i;

	for (i = 0; i < SLOTS; i++) {
		if (j->slots[i].change == SLOT_PUT)
			put(&j->slots[i]);
		else if (j->slots[i].change == SLOT_GONE)
			take_out(&j->slots[i]);
	}
}

static void
decide(struct judge *j, struct history_answer *a)
{
	memset(a, 0, sizeof *a);
	judge_decide(j, a);
}

static void
peek(const struct history *h, const struct history_claim *c,
    struct history_answer *a)
{
	struct judge j;

	load(&j, h, c);
	decide(&j, a);
}

static void
reserve(const struct history *h, const struct history_claim *c,
    struct history_answer *a)
{
	static uint64_t claims;
	struct judge j;

	load(&j, h, c);
	decide(&j, a);
	if (a->status != HISTORY_FREE)
		return;
	a->token = c->token != 0 ? c->token : ++claims;
	judge_claim(&j, a->token);
	keep(&j);
}

static int
rollback(const struct history *h, const struct history_claim *c, uint64_t token)
{
	struct judge j;

	load(&j, h, c);
	judge_give_back(&j, token);
	keep(&j);
	return 0;
}

static int
settle(const struct history *h, const struct history_claim *c)
{
	struct history_answer a;
	struct judge j;

	load(&j, h, c);
	decide(&j, &a);
	judge_settle(&j);
	keep(&j);
	return j.tripped != SLOTS && j.slots[j.tripped].settle;
}

const struct history_driver history_memory = {
	.peek = peek,
	.reserve = reserve,
	.rollback = rollback,
	.settle = settle,
};

void
history_memory_release(void)
{
	tdestroy(all, free);
	all = NULL;
}
