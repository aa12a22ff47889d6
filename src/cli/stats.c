#include "stats.h"

#include "subject/date.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DAY 86400u

const struct stats_row stats_rows[] = {
	{ 'S', "senders and texts", "texts" },
	{ 'A', "senders", "senders" },
	{ 'D', "sender domains", "domains" },
	{ 'I', "messages remembered", "messages" },
};
const size_t stats_rows_count = sizeof stats_rows / sizeof *stats_rows;

static bool
count_one(const struct history_record *r, void *arg)
{
	struct stats *s = arg;

	s->kinds[r->kind & 127]++;
	if (r->kind == 'S' && r->sound)
		s->responses += r->count;
	return true;
}

/* The rows are a ring. */
size_t
stats_days(const struct tally_day *days[TALLY_DAYS], const struct tally *t)
{
	size_t i, k, n = 0;

	for (i = 0; i < TALLY_DAYS; i++) {
		const struct tally_day *d = &t->days[i];

		if (d->runs == 0)
			continue;
		for (k = n++; k > 0 && days[k - 1]->day > d->day; k--)
			days[k] = days[k - 1];
		days[k] = d;
	}
	return n;
}

static void
print_day(const struct tally *t, const struct tally_day *d)
{
	char when[32];
	size_t i;

	date_utc(when, (uint64_t)d->day * DAY);
	for (i = 0; i < TALLY_SLOTS; i++)
		if (d->counts[i] > 0)
			printf("%.10s  %-24s %" PRIu32 "\n", when, t->names[i],
			    d->counts[i]);
}

static void
print_tally(const struct tally *t)
{
	const struct tally_day *days[TALLY_DAYS];
	char when[32];
	size_t i, n = stats_days(days, t);

	printf("%-22s %" PRIu64 "\n", "messages counted", t->runs);
	printf("%-22s %s\n", "counted since", date_utc(when, t->since));
	for (i = 0; i < TALLY_SLOTS; i++)
		if (t->counts[i] > 0)
			printf("%-10s  %-24s %" PRIu64 "\n", "in all",
			    t->names[i], t->counts[i]);
	for (i = 0; i < n; i++)
		print_day(t, days[i]);
}

void
stats_print(const struct stats *s)
{
	size_t i;

	for (i = 0; i < stats_rows_count; i++)
		printf("%-22s %" PRIu64 "\n", stats_rows[i].label,
		    s->kinds[(int)stats_rows[i].kind]);
	printf("%-22s %" PRIu64 "\n", "responses recorded", s->responses);
	printf("%-22s %" PRIu64 "\n", "damaged records", s->report.damaged);
	printf("%-22s %" PRIu64 "\n", "octets", s->report.octets);
	if (s->counted)
		print_tally(&s->tally);
	else if (*s->why == '\0')
		puts("what becomes of messages is not counted; to count it, "
		     "set statistics = yes");
}

int
stats_gather(struct stats *s, const struct history *h)
{
	int rc;

	memset(s, 0, sizeof *s);
	s->mailbox = h->mailbox;
	if (history_bdb.walk(h, count_one, s, &s->report) == -1)
		return -1;
	rc = tally_read(h, &s->tally, s->why);
	s->counted = rc == 0;
	if (rc == 1)
		*s->why = '\0'; /* there is none, that is all */
	return 0;
}
