#include "doctor.h"

#include "base/mem.h"
#include "subject/date.h"
#include "world/history.h"
#include "world/stop.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENCE 10000 /* milliseconds; a person can wait */

struct sum {
	size_t stores;
	uint64_t records;
};

struct look {
	struct doctor *doctor;
	uint64_t mute_from, mute_until;
};

static void
check_stop(struct doctor *d, const char *mailbox)
{
	char path[STOP_PATH], when[32];
	struct stat st;

	if (stop_path(path, d->mailbox.state, mailbox) == -1 ||
	    lstat(path, &st) == -1)
		return;
	doctor_tell_free(d, DOCTOR_WARNING,
	    xasprintf("backsoon resume --config %s%s%s", d->path,
		mailbox == NULL ? "" : " --mailbox ",
		mailbox == NULL ? "" : mailbox),
	    "%s stands still since %s: %s",
	    mailbox == NULL ? "every mailbox" : mailbox,
	    date_utc(when, (uint64_t)st.st_mtime), path);
}

void
doctor_stop(struct doctor *d)
{
	size_t before = d->count, i;

	check_stop(d, NULL);
	for (i = 0; i < d->names.count; i++)
		check_stop(d, d->names.items[i]);
	if (d->count == before)
		doctor_ok(d, "nothing stands still");
}

static bool
look_at(const struct history_record *r, void *arg)
{
	struct look *l = arg;

	if (!r->sound)
		return true;
	if (r->kind == 'U') {
		l->mute_from = r->first;
		l->mute_until = r->last;
	} else if (r->last > l->doctor->newest) {
		l->doctor->newest = r->last;
	}
	return true;
}

static bool
check_leftover(struct doctor *d, const char *dir, const char *name,
    const char *says, char *remedy)
{
	char path[1200], when[32];
	struct stat st;
	bool there;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	there = lstat(path, &st) == 0;
	if (there)
		doctor_tell(d, DOCTOR_WARNING, remedy, "%s of %s: %s", path,
		    date_utc(when, (uint64_t)st.st_mtime), says);
	free(remedy);
	return there;
}

static void
check_mute(struct doctor *d, const struct look *l, const char *dir)
{
	char from[32], until[32];

	if (l->mute_until <= d->now)
		return;
	date_utc(from, l->mute_from);
	date_utc(until, l->mute_until);
	doctor_tell_free(d, DOCTOR_WARNING,
	    xasprintf("wait until %s: who was answered before, and is no "
		      "longer known, must not be answered again",
		until),
	    "%s was found damaged at %s and answers nobody until %s", dir, from,
	    until);
}

/* The records that are sound, or UINT64_MAX where that was not found out. */
static uint64_t
count_records(struct doctor *d, const struct history *h)
{
	struct history_report report;
	struct look l = { .doctor = d };

	if (history_bdb.verify(h, &report) == -1) {
		doctor_tell_free(d, DOCTOR_ERROR,
		    xasprintf("backsoon history verify --config %s "
			      "--mailbox %s",
			d->path, h->mailbox),
		    "%s", report.text);
		return UINT64_MAX;
	}
	if (report.damaged > 0) {
		doctor_tell(d, DOCTOR_ERROR,
		    "restore it from an export; damaged records have no "
		    "effect",
		    "%s: %" PRIu64 " of %" PRIu64 " records are damaged",
		    h->dir, report.damaged, report.records);
		return UINT64_MAX;
	}
	if (history_bdb.walk(h, look_at, &l, &report) == 0)
		check_mute(d, &l, h->dir);
	return report.records;
}

static void
check_store(struct doctor *d, const char *dir, const char *name,
    struct sum *sum)
{
	const struct mailbox *m = &d->mailbox;
	const struct history h = { .dir = dir,
		.root = m->state,
		.shared = m->shared_state,
		.mailbox = name,
		.patience = PATIENCE };
	uint64_t records;

	if (access(dir, F_OK) == -1)
		return;
	if (check_leftover(d, dir, "rate.bad",
		"reading the store failed; the next message puts it right",
		xasprintf("backsoon history verify --config %s --mailbox %s",
		    d->path, name)))
		return;
	(void)check_leftover(d, dir, "rate.damaged",
	    "a damaged store was set aside; is the disk sound?",
	    xasprintf("smartctl -H the disk, then: rm %s/rate.damaged", dir));
	records = count_records(d, &h);
	if (records == UINT64_MAX)
		return;
	sum->stores++;
	sum->records += records;
}

void
doctor_store(struct doctor *d)
{
	struct sum sum = { 0, 0 };
	size_t before = d->count, i;
	char dir[1024];
	struct stat st;

	/* Told by the check of the state directory; a store in it belongs to
	 * the same user. */
	if (lstat(d->mailbox.state, &st) == 0 && geteuid() == 0 &&
	    st.st_uid != 0)
		return;
	for (i = 0; i < d->names.count; i++)
		if (history_dir(dir, sizeof dir, d->mailbox.state,
			d->names.items[i]) == 0)
			check_store(d, dir, d->names.items[i], &sum);
	if (!d->mailbox.personal &&
	    history_site_dir(dir, sizeof dir, d->mailbox.state) == 0)
		check_store(d, dir, "_site", &sum);
	if (d->count == before)
		doctor_ok(d, "%zu store%s, %" PRIu64 " record%s, all sound",
		    sum.stores, sum.stores == 1 ? "" : "s", sum.records,
		    sum.records == 1 ? "" : "s");
}
