#include "history_judge.h"

#include <stddef.h>
#include <string.h>

static const struct {
	char kind;
	const char *text; /* of the key */
	uint32_t window;  /* of a counter */
	size_t cap;       /* where the claim says how many */
	const char *name; /* of that setting */
	const char *on_site;
} kinds[SLOTS] = {
	[SLOT_MUTE] = { .kind = 'U', .text = "" },
	[SLOT_SENDER] = { .kind = 'S' },
	[SLOT_MESSAGE] = { .kind = 'I', .text = "" },
	[SLOT_SENDER_DAY] = { .kind = 'A',
	    .text = "",
	    .window = RECORD_DAY,
	    .cap = offsetof(struct history_claim, cap_sender_day),
	    .name = "max-per-sender-day",
	    .on_site = "max-per-sender-day" },
	[SLOT_DOMAIN_DAY] = { .kind = 'D',
	    .text = "",
	    .window = RECORD_DAY,
	    .cap = offsetof(struct history_claim, cap_domain_day),
	    .name = "max-per-domain-day",
	    .on_site = "max-site-domain-day" },
	[SLOT_HOUR] = { .kind = 'M',
	    .text = "h",
	    .window = RECORD_HOUR,
	    .cap = offsetof(struct history_claim, cap_hour),
	    .name = "max-per-hour",
	    .on_site = "max-site-hour" },
	[SLOT_DAY] = { .kind = 'M',
	    .text = "d",
	    .window = RECORD_DAY,
	    .cap = offsetof(struct history_claim, cap_day),
	    .name = "max-per-day",
	    .on_site = "max-site-day" },
};

static uint32_t
cap_of(const struct history_claim *c, enum slot_name i)
{
	uint32_t cap;

	memcpy(&cap, (const char *)c + kinds[i].cap, sizeof cap);
	return cap;
}

/* What the record is about, or NULL where the claim does not ask for it. */
static const char *
subject_of(const struct history_claim *c, enum slot_name i)
{
	if (kinds[i].window != 0 && cap_of(c, i) == UINT32_MAX)
		return NULL;
	switch (kinds[i].kind) {
	case 'S':
	case 'A':
		return c->sender;
	case 'D':
		return c->domain;
	case 'I':
		return c->sender == NULL || c->message == NULL ||
			c->message[0] == '\0'
		    ? NULL
		    : c->message;
	default:
		return "";
	}
}

static void
slot_reset(struct slot *s, enum slot_name i, uint64_t now)
{
	memset(&s->record, 0, sizeof s->record);
	s->record.kind = kinds[i].kind;
	s->record.interval = kinds[i].window;
	if (kinds[i].window != 0)
		s->record.first = now - now % kinds[i].window;
}

void
judge_init(struct judge *j, const struct history *h,
    const struct history_claim *c)
{
	struct record_name name = { .mailbox = h->mailbox };
	enum slot_name i;

	j->claim = c;
	j->tripped = SLOTS;
	for (i = 0; i < SLOTS; i++) {
		struct slot *s = &j->slots[i];

		s->there = s->sound = s->settle = false;
		s->change = SLOT_STAYS;
		name.subject = subject_of(c, i);
		s->used = name.subject != NULL;
		if (!s->used)
			continue;
		name.kind = kinds[i].kind;
		name.text = kinds[i].text;
		if (name.text == NULL)
			name.text = c->text == NULL ? "" : c->text;
		record_key(&s->key, &name, false);
		slot_reset(s, i, c->now);
	}
}

/* A counter that cannot be read is taken for a full one. */
static void
slot_damaged(struct judge *j, enum slot_name i)
{
	slot_reset(&j->slots[i], i, j->claim->now);
	if (kinds[i].window != 0)
		j->slots[i].record.count = cap_of(j->claim, i);
}

void
judge_found(struct judge *j, enum slot_name i, const uint8_t *value, size_t len)
{
	struct slot *s = &j->slots[i];

	s->there = true;
	s->sound = record_decode(&s->record, &s->key, value, len) == 0;
	if (!s->sound)
		slot_damaged(j, i);
	if (kinds[i].window == 0)
		return;
	s->record.interval = kinds[i].window;
	record_roll(&s->record, j->claim->now);
}

enum tree_status
judge_load(struct judge *j, struct tree *t)
{
	uint8_t value[RECORD_VALUE];
	enum tree_status status;
	enum slot_name i;
	size_t len;

	for (i = 0; i < SLOTS; i++) {
		if (!j->slots[i].used)
			continue;
		status = tree_get(t, &j->slots[i].key, value, &len);
		if (status == TREE_NONE)
			continue;
		if (status != TREE_OK)
			return status;
		judge_found(j, i, value, len);
	}
	return TREE_OK;
}

static bool
is_far(uint64_t when, uint64_t now)
{
	return when > now && when - now > RECORD_DAY;
}

uint64_t
judge_mute(const struct history_claim *c)
{
	return c->now + (c->interval > RECORD_DAY ? c->interval : RECORD_DAY);
}

static void
ask_mute(struct judge *j, struct past *past)
{
	struct slot *s = &j->slots[SLOT_MUTE];
	uint64_t now = j->claim->now;

	if (!s->there)
		return;
	s->settle = !s->sound || is_far(s->record.first, now);
	past->mute = s->settle || now < s->record.last;
	past->until = s->settle ? judge_mute(j->claim) : s->record.last;
	past->restarted = s->settle;
}

static void
ask_sender(struct judge *j, struct past *past)
{
	struct slot *s = &j->slots[SLOT_SENDER];
	uint64_t now = j->claim->now, last = s->record.last;

	if (!s->there || j->claim->interval == 0)
		return;
	/* Years of silence after a wrong clock, or an answer too many: one
	 * more interval is the better of the three. */
	s->settle = !s->sound || is_far(last, now);
	past->restarted = past->restarted || s->settle;
	past->recent =
	    s->settle || last > now || now - last < j->claim->interval;
	past->last = last;
}

static void
ask_message(struct judge *j, struct past *past)
{
	const struct slot *s = &j->slots[SLOT_MESSAGE];
	uint64_t now = j->claim->now, last = s->record.last;

	if (s->there)
		past->duplicate =
		    !s->sound || last > now || now - last < s->record.interval;
}

static void
ask_caps(struct judge *j, struct past *past)
{
	enum slot_name i;

	for (i = SLOT_SENDER_DAY; i <= SLOT_DAY; i++) {
		struct slot *s = &j->slots[i];
		uint32_t count, cap;

		if (!s->used)
			continue;
		cap = cap_of(j->claim, i);
		count = record_estimate(&s->record, j->claim->now);
		if (count < cap)
			continue;
		past->flood = true;
		past->cap =
		    j->claim->sender == NULL ? kinds[i].on_site : kinds[i].name;
		past->count = count;
		past->limit = cap;
		s->settle = !s->record.tripped;
		j->tripped = i;
		return;
	}
}

void
judge_decide(struct judge *j, struct history_answer *a)
{
	struct past *past = &a->past;
	enum slot_name i;

	memset(past, 0, sizeof *past);
	past->known = true;
	ask_mute(j, past);
	ask_sender(j, past);
	ask_message(j, past);
	ask_caps(j, past);
	a->status = past->mute || past->recent || past->duplicate || past->flood
	    ? HISTORY_TAKEN
	    : HISTORY_FREE;
	a->unsettled = false;
	for (i = 0; i < SLOTS; i++)
		a->unsettled = a->unsettled || j->slots[i].settle;
}

void
judge_claim(struct judge *j, uint64_t token)
{
	const struct history_claim *c = j->claim;
	enum slot_name i;

	for (i = SLOT_SENDER; i < SLOTS; i++) {
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
		j->slots[i].change = SLOT_PUT;
	}
}

/* Somebody else's claim may stand there by now: that one stays. */
static bool
is_held(const struct judge *j, uint64_t token)
{
	const struct slot *sender = &j->slots[SLOT_SENDER];
	const struct slot *by = sender->used ? sender : &j->slots[SLOT_DAY];

	return token != 0 && by->used && by->sound && by->record.token == token;
}

/* The window may have changed since. */
static void
uncount(struct slot *slot)
{
	struct record *r = &slot->record;

	if (!slot->used || !slot->sound)
		return;
	if (r->count > 0)
		r->count--;
	else if (r->previous > 0)
		r->previous--;
	slot->change = SLOT_PUT;
}

void
judge_give_back(struct judge *j, uint64_t token)
{
	struct slot *sender = &j->slots[SLOT_SENDER];
	struct record *r = &sender->record;
	enum slot_name i;

	if (!is_held(j, token))
		return;
	if (sender->used && r->first == 0) {
		sender->change = SLOT_GONE;
	} else if (sender->used) {
		r->last = r->first;
		r->first = r->token = 0;
		r->count -= r->count > 0;
		sender->change = SLOT_PUT;
	}
	if (j->slots[SLOT_MESSAGE].there)
		j->slots[SLOT_MESSAGE].change = SLOT_GONE;
	for (i = SLOT_SENDER_DAY; i <= SLOT_DAY; i++)
		uncount(&j->slots[i]);
}

void
judge_settle(struct judge *j)
{
	const struct history_claim *c = j->claim;
	enum slot_name i;

	for (i = 0; i < SLOTS; i++) {
		struct record *r = &j->slots[i].record;

		if (!j->slots[i].settle)
			continue;
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
		j->slots[i].change = SLOT_PUT;
	}
}
