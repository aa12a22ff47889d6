#include "ports_local.h"

#include "base/mem.h"
#include "ports_template.h"
#include "supervise/process.h"
#include "world/agenda.h"
#include "world/correspondents.h"
#include "world/machine.h"
#include "world/sender.h"
#include "world/stop.h"
#include "world/tzdata.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define LOCK_PATIENCE 3000
/* With less, starting sendmail is likely to end in killing it. */
#define LEAST_MS 500
/* So far ahead the next absence is told, in seconds. */
#define AHEAD (400 * INT64_C(86400))

uint32_t
ports_time_left(const struct ports_context *c, const struct mailbox *m,
    uint32_t reserve)
{
	uint64_t until = c->started + (uint64_t)m->deadline * 1000;
	uint64_t now = process_clock() + reserve;

	return now < until ? (uint32_t)(until - now) : 0;
}

/* A mailbox without a schedule pays for no zone. */
static int
find_occasion(struct occasion *o, const struct facts *f, char why[200],
    void *arg)
{
	struct ports_context *c = arg;
	int64_t now = (int64_t)f->now;
	uint32_t left =
	    ports_time_left(c, f->mailbox, PORTS_RESERVE + LEAST_MS);
	struct schedule s = { .mailbox = f->mailbox };
	int rc = 0;

	if (schedule_is_set(f->mailbox))
		rc = agenda_open(&s, f->mailbox, now, now + AHEAD,
		    left < PORTS_AGENDA ? left : PORTS_AGENDA, why);
	if (rc == 0)
		schedule_judge(&s, now, o);
	schedule_release(&s);
	return rc;
}

static int
corresponds(const struct mailbox *m, const struct key *sender, char why[200],
    void *arg)
{
	char text[CONFIG_WHY] = "";
	int rc = correspondents_has(m->correspondents, sender, text);

	(void)arg;
	if (rc == -1)
		snprintf(why, 200, "%.40s: %s", m->correspondents, text);
	return rc;
}

int
ports_moment(struct response_moment *moment, uint64_t *token,
    const struct facts *f, void *arg)
{
	struct zone zone;

	(void)arg;
	memset(moment, 0, sizeof *moment);
	tzdata_open(&zone, f->mailbox->time_zone);
	moment->now = f->now;
	moment->zone = zone.offset(zone.arg, (int64_t)f->now);
	if (getrandom(moment->entropy, sizeof moment->entropy, 0) !=
		(ssize_t)sizeof moment->entropy ||
	    getrandom(token, sizeof *token, 0) != (ssize_t)sizeof *token)
		return -1;
	*token |= 1;
	return 0;
}

static void
note_group(pid_t group, void *arg)
{
	struct ports_context *c = arg;

	if (c->board != NULL)
		c->board->group = group;
}

void
ports_submit(struct submit_result *result, const struct mailbox *m,
    const struct response *r, void *arg)
{
	struct ports_context *c = arg;
	uint32_t left = ports_time_left(c, m, PORTS_RESERVE);

	if (left < LEAST_MS) {
		*result = (struct submit_result){ .outcome = SUBMIT_REFUSED,
			.status = -1 };
		mem_copy(result->why, sizeof result->why,
		    "no time left before the deadline");
		return;
	}
	submit_response(result, m, r, left, note_group, c);
	if (c->board != NULL && result->outcome == SUBMIT_ACCEPTED)
		c->board->group = 0;
}

/* The time of the checker is no more than what is left for the run. */
static void
check(struct sender_request *q, struct findings *found, const struct mailbox *m,
    void *arg)
{
	struct ports_context *c = arg;
	uint32_t left =
	    ports_time_left(c, m, PORTS_RESERVE + LEAST_MS + SENDER_GRACE);

	q->budget = m->dns_timeout * 1000;
	if (left < q->budget)
		q->budget = left;
	mem_copy(q->servers[0], sizeof q->servers[0], m->dns_server);
	sender_ask(q, &found->reply, c->trace, found->died);
}

static const char *
find_stop(const struct mailbox *m, void *arg)
{
	struct ports_context *c = arg;
	char path[STOP_PATH], why[STOP_REASON];

	if (stop_find(path, m, why) == NULL)
		return NULL;
	snprintf(c->stopped, sizeof c->stopped, "%s%s%s", path,
	    *why == '\0' ? "" : ": ", why);
	return c->stopped;
}

static void
add_names(struct mailbox_list *names, void *arg)
{
	(void)arg;
	machine_names(names, "/etc/mailname");
}

static void
note_claim(struct board_claim *to, const struct history *h,
    const struct history_claim *c)
{
	mem_copy(to->mailbox, sizeof to->mailbox, h->mailbox);
	mem_copy(to->sender, sizeof to->sender,
	    c->sender == NULL ? "" : c->sender);
	mem_copy(to->domain, sizeof to->domain, c->domain);
	mem_copy(to->text, sizeof to->text, c->text == NULL ? "" : c->text);
	mem_copy(to->message, sizeof to->message,
	    c->message == NULL ? "" : c->message);
	to->token = c->token;
	to->now = c->now;
	to->interval = c->interval;
	mem_copy(to->dir, sizeof to->dir, h->dir);
}

static void
note_step(const struct journey *j, enum journey_step what, void *arg)
{
	struct board *b = ((struct ports_context *)arg)->board;

	if (b == NULL)
		return;
	if (what == JOURNEY_CLAIM) {
		note_claim(&b->claims[0], &j->mailbox_store, &j->mailbox_claim);
		if (!j->facts.mailbox->personal)
			note_claim(&b->claims[1], &j->site_store,
			    &j->site_claim);
		b->stage = STAGE_CLAIMING;
	} else {
		b->stage = STAGE_SUBMITTING;
	}
}

const char *
ports_environment(const char *name)
{
	return getenv(name);
}

const char *
ports_no_environment(const char *name)
{
	(void)name;
	return NULL;
}

void
ports_init(struct ports *p, struct ports_context *context)
{
	*p = (struct ports){
		.history = &history_bdb,
		.occasion = find_occasion,
		.corresponds = corresponds,
		.template = ports_template,
		.suit = ports_suit,
		.submit = ports_submit,
		.moment = ports_moment,
		.check = check,
		.machine = add_names,
		.stopped = find_stop,
		.step = note_step,
		.patience = LOCK_PATIENCE,
		.arg = context,
	};
}

static const char *
or_null(const char *s)
{
	return *s == '\0' ? NULL : s;
}

void
ports_mend(const struct board *b)
{
	size_t i;

	for (i = 0; i < sizeof b->claims / sizeof *b->claims; i++) {
		const struct board_claim *c = &b->claims[i];
		struct history h = { .dir = c->dir,
			.mailbox = c->mailbox,
			.patience = LOCK_PATIENCE };
		struct history_claim claim = { .sender = or_null(c->sender),
			.domain = c->domain,
			.text = or_null(c->text),
			.message = or_null(c->message),
			.now = c->now,
			.interval = c->interval,
			.token = c->token };

		if (*c->dir != '\0')
			history_bdb.rollback(&h, &claim, c->token);
	}
}
