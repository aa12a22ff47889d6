#include "ports_local.h"

#include "base/log.h"
#include "base/mem.h"
#include "place.h"
#include "world/agenda.h"
#include "world/digest.h"
#include "world/metrics.h"
#include "world/once.h"
#include "world/stop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A count is not worth more, in milliseconds. */
#define COUNT_PATIENCE 100
#define DIGEST_PATIENCE 500
/* With less, starting sendmail is likely to end in killing it. */
#define NOTICE_MS 1000
#define DAY 86400

static int
find(struct place *p, const struct mailbox *m, const char *mailbox,
    uint32_t patience, char why[200])
{
	if (place_find(p, m, mailbox, patience) == 0)
		return 0;
	(void)mem_copy(why, 200, "the path of the store is too long");
	return -1;
}

static int
count_in(const struct mailbox *m, const char *mailbox,
    const struct tally_run *run, char why[200])
{
	struct place p;

	if (find(&p, m, mailbox, COUNT_PATIENCE, why) == -1)
		return -1;
	return tally_add(&p.history, run, why);
}

static int
count(const struct mailbox *m, const struct tally_run *run, char why[200],
    void *arg)
{
	int rc = 0;

	(void)arg;
	/* Whatever a caller names must not make a directory. */
	if (*m->missing == '\0')
		rc = count_in(m, m->address, run, why);
	if (!m->personal && count_in(m, "_site", run, why) == -1)
		rc = -1;
	return rc;
}

/* A person's own state directory has no site. */
int
ports_publish(const struct mailbox *m, uint64_t now, char why[200])
{
	struct tally t;
	struct place p;
	char *text;
	int rc;

	if (find(&p, m, m->personal ? m->address : "_site", COUNT_PATIENCE,
		why) == -1 ||
	    tally_read(&p.history, &t, why) == -1)
		return -1;
	text = metrics_text(&t, now);
	rc = metrics_write(m->metrics_file, text, why);
	free(text);
	return rc;
}

static int
publish(const struct mailbox *m, uint64_t now, char why[200], void *arg)
{
	(void)arg;
	return metrics_are_fresh(m->metrics_file, now)
	    ? 0
	    : ports_publish(m, now, why);
}

static int
keep(const struct mailbox *m, const struct response *r, char why[200],
    void *arg)
{
	struct submit_result result;

	(void)arg;
	submit_copy(&result, m->fcc, r);
	if (result.outcome == SUBMIT_ACCEPTED)
		return 0;
	(void)mem_copy(why, 200, result.why);
	return -1;
}

static bool
may_send(const struct mailbox *m, void *arg)
{
	char path[STOP_PATH];

	return ports_time_left(arg, m, PORTS_RESERVE) >= NOTICE_MS &&
	    stop_find(path, m, NULL) == NULL;
}

/* Absences that go on without a gap are one. */
static const struct window *
last_window(const struct schedule *s, int64_t now)
{
	const struct window *last = NULL;
	size_t i;

	if (schedule_open(s, now) != NULL)
		return NULL;
	for (i = 0; i < s->count; i++) {
		const struct window *w = &s->windows[i];

		if (w->source != WINDOW_HOLIDAY && w->ends <= now &&
		    (last == NULL || w->ends > last->ends))
			last = w;
	}
	return last;
}

static bool
find_ended(struct occasion *last, const struct mailbox *m, uint64_t now,
    void *arg)
{
	uint32_t left = ports_time_left(arg, m, PORTS_RESERVE);
	struct schedule s = { .mailbox = m };
	const struct window *w = NULL;
	char why[AGENDA_WHY];

	memset(last, 0, sizeof *last);
	if (schedule_is_set(m) &&
	    agenda_open(&s, m, (int64_t)now - AFTERMATH_PERIOD, (int64_t)now,
		left < PORTS_AGENDA ? left : PORTS_AGENDA, why) == 0)
		w = last_window(&s, (int64_t)now);
	if (w != NULL) {
		last->begins = w->begins < 0 ? 0 : (uint64_t)w->begins;
		last->ends = w->ends < 0 ? 0 : (uint64_t)w->ends;
		window_days(w, &s.zone, last->from, last->until);
	}
	schedule_release(&s);
	return w != NULL;
}

/* Whoever touched the configuration since the last reminder needs none. */
static uint64_t
changed(const struct mailbox *m)
{
	struct stat st;

	if (stat(m->config_path, &st) == -1 || st.st_mtime < 0)
		return 0;
	return (uint64_t)st.st_mtime;
}

/*
 * The history tells once a window.  Those of a mailbox are few; of those of
 * senders and domains strangers can trip as many as they like, and the owner
 * hears of the first of a day.
 */
static int
claim_breaker(const struct history *h, const char *cap, uint64_t now,
    char why[200])
{
	char name[ONCE_NAME];
	int rc;

	if (cap == NULL ||
	    (strstr(cap, "sender") == NULL && strstr(cap, "domain") == NULL))
		return 1;
	snprintf(name, sizeof name, "%s-%s", notice_word(NOTICE_BREAKER), cap);
	rc = once_claim(h, name, why);
	return rc != 0 ? rc : once_claim_again(h, name, now, 0, DAY, why);
}

static int
claim(const struct mailbox *m, const struct notice *n, uint64_t now,
    char why[200], void *arg)
{
	const char *word = notice_word(n->kind);
	char name[ONCE_NAME];
	struct place p;

	(void)arg;
	if (find(&p, m, m->address, COUNT_PATIENCE, why) == -1)
		return -1;
	if (n->kind == NOTICE_BREAKER)
		return claim_breaker(&p.history, n->cap, now, why);
	if (n->kind == NOTICE_ENDLESS)
		return once_claim_again(&p.history, word, now, changed(m),
		    AFTERMATH_PERIOD, why);
	snprintf(name, sizeof name, "%s-%s", word, n->until);
	return once_claim(&p.history, name, why);
}

static void
summarise(struct notice_summary *s, const struct mailbox *m,
    const struct occasion *o, void *arg)
{
	struct place p;

	(void)arg;
	if (place_find(&p, m, m->address, DIGEST_PATIENCE) == 0)
		digest_make(s, &p.history, o->begins, o->ends);
}

static int
send_notice(const struct notice *n, uint64_t now, char why[200], void *arg)
{
	struct submit_result result = { .outcome = SUBMIT_REFUSED };
	struct response_moment moment;
	struct response r;
	const struct facts facts = { .mailbox = n->mailbox, .now = now };
	uint64_t token;

	if (ports_moment(&moment, &token, &facts, arg) == -1) {
		(void)mem_copy(why, 200, "no randomness");
		return -1;
	}
	if (notice_write(&r, n, &moment, why) == 0) {
		ports_submit(&result, n->mailbox, &r, arg);
		(void)mem_copy(why, 200, result.why);
	}
	response_release(&r);
	return result.outcome == SUBMIT_ACCEPTED ? 0 : -1;
}

static void
tell(const struct mailbox *m, bool failed, const char *event,
    const char *detail, void *arg)
{
	struct log_line line;

	(void)arg;
	log_begin(&line);
	log_add(&line, "event", event);
	log_add(&line, "detail", detail);
	log_add(&line, "mailbox", m->address);
	log_end(&line, failed ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO);
}

void
ports_aftermath(struct aftermath_ports *p, struct ports_context *context)
{
	*p = (struct aftermath_ports){
		.count = count,
		.publish = publish,
		.keep = keep,
		.may_send = may_send,
		.ended = find_ended,
		.claim = claim,
		.summarise = summarise,
		.send = send_notice,
		.tell = tell,
		.arg = context,
	};
}
