#include "world/digest.h"

#include "base/mem.h"
#include "base/text.h"
#include "subject/date.h"
#include "world/tally.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DAY 86400u
/* Characters of an address that are shown. */
#define ADDRESS_CHARS 254

struct gathering {
	struct notice_summary *summary;
	FILE *out;
	uint64_t begins, ends;
	unsigned records;
};

static FILE *
open_text(char **text, size_t *size)
{
	FILE *out = open_memstream(text, size);

	if (out == NULL)
		_exit(MEM_EXIT);
	return out;
}

static bool
gather(const struct history_record *r, void *arg)
{
	char address[ADDRESS_CHARS * 4 + 1], when[32];
	struct gathering *g = arg;

	g->summary->partial = ++g->records > DIGEST_RECORDS;
	if (g->summary->partial)
		return false;
	if (r->kind != 'S' || !r->sound || r->last < g->begins ||
	    r->last >= g->ends)
		return true;
	if (g->summary->shown == DIGEST_SENDERS) {
		g->summary->omitted++;
		return true;
	}
	text_clean(address, sizeof address, ADDRESS_CHARS, r->subject,
	    strlen(r->subject));
	fprintf(g->out, "    %s  %s\n", date_utc(when, r->last), address);
	g->summary->shown++;
	return true;
}

/* Totals of the days, by outcome; false where no run was counted. */
static bool
add_days(uint64_t totals[TALLY_SLOTS], const struct tally *t, uint64_t begins,
    uint64_t ends)
{
	bool any = false;
	size_t i, k;

	for (i = 0; i < TALLY_DAYS; i++) {
		const struct tally_day *d = &t->days[i];
		uint64_t first = (uint64_t)d->day * DAY;

		if (d->runs == 0 || first + DAY <= begins || first >= ends)
			continue;
		any = true;
		for (k = 0; k < TALLY_SLOTS; k++)
			totals[k] += d->counts[k];
	}
	return any;
}

static char *
counts(const struct tally *t, uint64_t begins, uint64_t ends)
{
	uint64_t totals[TALLY_SLOTS] = { 0 };
	char *text = NULL;
	size_t size = 0, i;
	FILE *out;

	if (!add_days(totals, t, begins, ends))
		return NULL;
	out = open_text(&text, &size);
	for (i = 0; i < TALLY_SLOTS; i++)
		if (totals[i] > 0)
			fprintf(out, "    %-24s %" PRIu64 "\n", t->names[i],
			    totals[i]);
	if (fclose(out) != 0)
		_exit(MEM_EXIT);
	return text;
}

void
digest_make(struct notice_summary *s, const struct history *h, uint64_t begins,
    uint64_t ends)
{
	struct gathering g = { .summary = s, .begins = begins, .ends = ends };
	struct history_report report;
	size_t size = 0;
	struct tally t;
	char why[200];

	memset(s, 0, sizeof *s);
	g.out = open_text(&s->senders, &size);
	if (history_bdb.walk(h, gather, &g, &report) == -1)
		s->partial = true;
	if (fclose(g.out) != 0)
		_exit(MEM_EXIT);
	if (tally_read(h, &t, why) == 0)
		s->counts = counts(&t, begins, ends);
}
