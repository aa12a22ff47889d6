#include "history_heal.h"

#include "history_guard.h"
#include "history_judge.h"
#include "history_octets.h"
#include "history_salvage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Enough for any interval that matters; what is lost is covered by silence,
 * and the lock is not held for minutes. */
#define SALVAGE_MAX 50000u
/* Between two flushes, so that a flush always fits the pages. */
#define BATCH 8u

struct healing {
	struct store *store;
	uint32_t records, longest;
	bool failed;
};

static int
fail(struct store *s, const char *name)
{
	file_why(s->why, s->history, name, strerror(errno));
	return -1;
}

/* The new file has no name that counts yet, so no journal is needed. */
static int
write_out(struct store *s)
{
	uint32_t i;

	if (tree_flush(s->tree) != TREE_OK)
		return fail(s, FILE_NEW);
	for (i = 0; i < s->pages.count; i++)
		page_stamp(s->pages.page[i].octets, 0);
	if (pages_apply(&s->pages) == -1)
		return fail(s, FILE_NEW);
	pages_clear(&s->pages);
	return 0;
}

/* A page that was freed may still hold an older state of a record. */
static bool
is_newer(struct store *s, const struct record_key *key, uint64_t last)
{
	uint8_t value[RECORD_VALUE];
	struct record r;
	size_t len;

	if (tree_get(s->tree, key, value, &len) != TREE_OK)
		return true;
	return record_decode(&r, key, value, len) == -1 || last > r.last;
}

static bool
take(const struct record_key *key, const struct record *r,
    const uint8_t value[RECORD_VALUE], void *arg)
{
	struct healing *h = arg;
	struct store *s = h->store;

	if (r->kind == 'S' && r->interval > h->longest)
		h->longest = r->interval;
	if (!is_newer(s, key, r->last))
		return true;
	if (tree_put(s->tree, key, value) != TREE_OK) {
		h->failed = true;
		return false;
	}
	if (++h->records % BATCH == 0 && write_out(s) == -1) {
		h->failed = true;
		return false;
	}
	guard_resume();
	return h->records < SALVAGE_MAX;
}

static int
put_mute(struct store *s, const struct history_claim *c, uint32_t longest)
{
	struct record_name name = { .kind = 'U',
		.mailbox = s->history->mailbox,
		.subject = "",
		.text = "" };
	struct record r = { .kind = 'U', .first = c->now };
	uint8_t value[RECORD_VALUE];
	struct record_key key;

	r.last = judge_mute(c);
	if (r.last < c->now + longest)
		r.last = c->now + longest;
	record_key(&key, &name, false);
	record_encode(value, &key, &r);
	return tree_put(s->tree, &key, value) == TREE_OK ? 0 : -1;
}

/* `old` is the damaged file, or -1 where it is gone. */
static int
rebuild(struct store *s, const struct history_claim *c, int old)
{
	struct healing h = { .store = s };
	int rc;

	if (store_new_tree(s) == -1)
		return -1;
	if (tree_open(&s->tree, &s->pages, s->dir) != TREE_OK)
		return fail(s, FILE_NEW);
	if (old != -1)
		salvage(old, take, &h);
	rc = h.failed ? -1 : put_mute(s, c, h.longest);
	if (rc == 0)
		rc = write_out(s);
	if (rc == 0)
		rc = fdatasync(s->db);
	if (rc == -1)
		fail(s, FILE_NEW);
	tree_close(s->tree);
	s->tree = NULL;
	return rc;
}

/* The mark outlives everything that follows until it is done: found again,
 * all of it is done again, and without rate.db from rate.damaged. */
static int
mark(struct store *s)
{
	int fd = openat(s->dir, GUARD_FILE,
	    O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);

	if (fd == -1)
		return fail(s, GUARD_FILE);
	close(fd);
	return fsync(s->dir) == -1 ? fail(s, GUARD_FILE) : 0;
}

static int
swap(struct store *s)
{
	/* Frames of the old tree are none of the new one's. */
	if (journal_reset(&s->journal) == -1)
		return fail(s, FILE_JOURNAL);
	if (renameat(s->dir, FILE_DB, s->dir, FILE_DAMAGED) == -1 &&
	    errno != ENOENT)
		return fail(s, FILE_DAMAGED);
	if (renameat(s->dir, FILE_NEW, s->dir, FILE_DB) == -1 ||
	    fsync(s->dir) == -1)
		return fail(s, FILE_DB);
	if (unlinkat(s->dir, GUARD_FILE, 0) == -1 || fsync(s->dir) == -1)
		return fail(s, GUARD_FILE);
	return 0;
}

int
heal(struct store *s, const struct history_claim *c)
{
	int old, rc;

	tree_close(s->tree);
	s->tree = NULL;
	pages_clear(&s->pages);
	if (file_boot(s->history, s->lock, s->journal.boot) == -1)
		return fail(s, FILE_LOCK);
	if (mark(s) == -1)
		return -1;
	old = file_open(s->history, s->dir, FILE_DB, O_RDONLY, s->why);
	if (old == -1 && errno == ENOENT)
		old = file_open(s->history, s->dir, FILE_DAMAGED, O_RDONLY,
		    s->why);
	rc = rebuild(s, c, old);
	if (old != -1)
		close(old);
	return rc == -1 ? -1 : swap(s);
}
