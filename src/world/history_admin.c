#include "history_admin.h"

#include "history_guard.h"
#include "history_store.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Returns 0 to go on, 1 to end well, -1 to fail. */
typedef int each_fn(struct store *s, struct record_key *key,
    const uint8_t *value, size_t len, void *arg);

static int
each(struct store *s, each_fn *fn, void *arg)
{
	struct record_key key = { .len = 0 };
	struct tree_cursor *c = tree_seek(s->tree, &key);
	uint8_t value[RECORD_VALUE];
	enum tree_status status;
	size_t len;
	int rc = 0;

	while ((status = tree_next(c, false, &key, value, &len)) == TREE_OK) {
		guard_pause();
		rc = fn(s, &key, value, len, arg);
		guard_resume();
		if (rc != 0)
			break;
	}
	tree_cursor_close(c);
	if (status != TREE_OK && status != TREE_NONE) {
		(void)store_status(s, status);
		return -1;
	}
	return rc == -1 ? -1 : 0;
}

/* Fills the report and closes; `rc` is the result so far. */
static int
finish(struct store *s, struct history_report *report, int rc)
{
	if (s->dir != -1)
		report->octets = file_octets(s->dir);
	if (rc == -1)
		(void)mem_copy(report->text, sizeof report->text, s->why);
	store_close(s);
	return rc;
}

/* 1 where there is something to work on, 0 where not, -1 on failure. */
static int
begin(struct store *s, const struct history *h, enum store_mode mode,
    struct history_report *report)
{
	enum store_status status;

	memset(report, 0, sizeof *report);
	status = store_open(s, h, mode);
	if (status == STORE_READY)
		return 1;
	if (status == STORE_DAMAGED)
		file_why(s->why, h, FILE_DB,
		    "is damaged; the next message sets it aside");
	return status == STORE_ABSENT ? 0 : -1;
}

struct walk {
	history_walk_fn *fn;
	void *arg;
	struct history_report *report;
};

static int
walk_one(struct store *s, struct record_key *key, const uint8_t *value,
    size_t len, void *arg)
{
	struct history_record out = { .text = "" };
	const struct walk *w = arg;
	struct record r = { .kind = 0 };
	struct record_name name;

	if (record_name(&name, key) == -1 ||
	    strcmp(name.mailbox, s->history->mailbox) != 0) {
		w->report->damaged += record_decode(&r, key, value, len) == -1;
		return 0;
	}
	out.sound = record_decode(&r, key, value, len) == 0;
	out.kind = name.kind;
	out.subject = name.subject;
	if (name.kind == 'S')
		out.text = name.text;
	if (name.kind == 'M' || name.kind == 'U')
		out.subject = name.mailbox;
	out.first = r.first;
	out.last = r.last;
	out.interval = r.interval;
	out.count = r.count;
	out.previous = r.previous;
	out.tripped = r.tripped;
	w->report->records++;
	w->report->damaged += !out.sound;
	return w->fn == NULL || w->fn(&out, w->arg) ? 0 : 1;
}

int
admin_walk(const struct history *h, history_walk_fn *fn, void *arg,
    struct history_report *report)
{
	struct walk w = { fn, arg, report };
	struct store s;
	int rc = begin(&s, h, STORE_PEEK, report);

	if (rc == 1)
		rc = each(&s, walk_one, &w);
	return finish(&s, report, rc);
}

int
admin_verify(const struct history *h, struct history_report *report)
{
	struct walk w = { NULL, NULL, report };
	struct store s;
	int rc = begin(&s, h, STORE_CHANGE, report);
	char *path;

	if (rc == 1) {
		rc = each(&s, walk_one, &w);
		tree_close(s.tree);
		s.tree = NULL;
		path = store_path(&s, FILE_DB);
		if (rc == 0 && tree_verify(path) != TREE_OK) {
			file_why(s.why, h, FILE_DB, "is not sound");
			rc = -1;
		} else if (rc == 0 && report->damaged > 0) {
			file_why(s.why, h, FILE_DB, "holds damaged records");
			rc = -1;
		}
		free(path);
	}
	return finish(&s, report, rc);
}

/* True where the record is to go. */
struct sweep {
	const char *sender; /* of forget; NULL everybody */
	uint64_t now;       /* of prune; 0 = forget */
	struct record_key from;
	struct record_key found[4];
	int count;
	bool done;
};

static bool
is_unwanted(const struct store *s, const struct sweep *w,
    struct record_key *key, const uint8_t *value, size_t len)
{
	struct record_name name;
	struct record r;

	if (w->now != 0)
		return record_decode(&r, key, value, len) == 0 &&
		    record_is_over(&r, w->now, 0);
	if (record_name(&name, key) == -1 ||
	    strcmp(name.mailbox, s->history->mailbox) != 0)
		return false;
	return w->sender == NULL ||
	    ((name.kind == 'S' || name.kind == 'A') &&
		strcmp(name.subject, w->sender) == 0);
}

/* Collects the next few that are unwanted, then removes them: a handful,
 * so that what one commit changes always fits a frame. */
static int
sweep_some(struct store *s, struct sweep *w)
{
	const int room = (int)(sizeof w->found / sizeof w->found[0]);
	struct tree_cursor *c = tree_seek(s->tree, &w->from);
	uint8_t value[RECORD_VALUE];
	enum tree_status status = TREE_OK;
	struct record_key *key;
	size_t len;
	int i;

	w->count = 0;
	while (w->count < room) {
		key = &w->found[w->count];
		status = tree_next(c, false, key, value, &len);
		if (status != TREE_OK)
			break;
		guard_resume();
		if (is_unwanted(s, w, key, value, len))
			w->count++;
	}
	tree_cursor_close(c);
	w->done = status == TREE_NONE;
	if (w->done)
		status = TREE_OK;
	for (i = 0; i < w->count && status == TREE_OK; i++)
		status = tree_delete(s->tree, &w->found[i]);
	if (w->count > 0)
		memcpy(&w->from, &w->found[w->count - 1], sizeof w->from);
	if (status == TREE_OK)
		status = tree_flush(s->tree);
	return store_status(s, status) == STORE_READY ? 0 : -1;
}

static int
sweep(const struct history *h, struct sweep *w, struct history_report *report)
{
	uint64_t removed = 0;
	struct store s;
	int rc = begin(&s, h, STORE_CHANGE, report);

	while (rc == 1) {
		rc = sweep_some(&s, w) == -1 ? -1 : 1;
		removed += (uint64_t)w->count;
		if (rc == -1 || (!w->done && s.pages.count < PAGES_MAX / 2))
			continue;
		rc = store_commit(&s) == STORE_READY ? 1 : -1;
		if (rc == 1)
			report->removed = removed;
		if (rc == 1 && w->done)
			rc = 0;
		else if (s.spent)
			rc = -1;
	}
	return finish(&s, report, rc);
}

int
admin_forget(const struct history *h, const char *sender,
    struct history_report *report)
{
	struct sweep w = { .sender = sender };

	return sweep(h, &w, report);
}

int
admin_prune(const struct history *h, uint64_t now,
    struct history_report *report)
{
	struct sweep w = { .now = now == 0 ? 1 : now };

	return sweep(h, &w, report);
}

static int
make(const struct history *h, const struct history_record *from,
    struct record_key *key, struct record *r)
{
	bool known = from->kind != '\0' && strchr("SADMIU", from->kind) != NULL;
	bool counter = known && strchr("ADM", from->kind) != NULL;
	struct record_name name = { .kind = from->kind,
		.mailbox = h->mailbox,
		.subject = from->subject,
		.text = "" };

	if (!known ||
	    (counter && from->interval != RECORD_DAY &&
		from->interval != RECORD_HOUR))
		return -1;
	if (from->kind == 'S')
		name.text = from->text;
	if (from->kind == 'M')
		name.text = from->interval == RECORD_HOUR ? "h" : "d";
	if (from->kind == 'M' || from->kind == 'U')
		name.subject = "";
	record_key(key, &name, true);
	memset(r, 0, sizeof *r);
	r->kind = from->kind;
	r->first = from->first;
	r->last = from->last;
	r->interval = from->interval;
	r->count = from->count;
	r->previous = from->previous;
	r->tripped = from->tripped;
	return 0;
}

int
admin_put(const struct history *h, const struct history_record *from,
    struct history_report *report)
{
	uint8_t value[RECORD_VALUE];
	enum tree_status status;
	struct record_key key;
	struct record r, old;
	struct store s;
	size_t len;
	int rc;

	memset(report, 0, sizeof *report);
	if (!from->sound || make(h, from, &key, &r) == -1) {
		report->damaged = 1;
		(void)mem_copy(report->text, sizeof report->text,
		    "is no record that can be put in");
		return -1;
	}
	rc = begin(&s, h, STORE_CREATE, report);
	if (rc == 1) {
		status = tree_get(s.tree, &key, value, &len);
		rc = 0;
		if (status != TREE_OK ||
		    record_decode(&old, &key, value, len) == -1 ||
		    old.last < r.last) {
			record_encode(value, &key, &r);
			if (status == TREE_OK || status == TREE_NONE)
				status = tree_put(s.tree, &key, value);
			if (store_status(&s, status) != STORE_READY ||
			    store_commit(&s) != STORE_READY)
				rc = -1;
			report->records = rc == 0;
		}
	}
	return finish(&s, report, rc);
}
