#include "csv_history.h"

#include "csv.h"
#include "subject/date.h"

#include <inttypes.h>

static const char *const columns[] = { "kind", "who", "text", "first", "last",
	"interval", "count", "previous", "tripped", "sound" };

void
csv_history_names(FILE *out)
{
	csv_record(out, columns, sizeof columns / sizeof *columns);
}

void
csv_history_record(FILE *out, const struct history_record *r)
{
	char first[32], last[32], interval[16], count[16], previous[16];
	const char kind[2] = { r->kind, '\0' };
	const char *const cells[] = { kind, r->subject, r->text,
		r->first == 0 ? "" : date_utc(first, r->first),
		date_utc(last, r->last), interval, count, previous,
		r->tripped ? "yes" : "no", r->sound ? "yes" : "no" };

	snprintf(interval, sizeof interval, "%" PRIu32, r->interval);
	snprintf(count, sizeof count, "%" PRIu32, r->count);
	snprintf(previous, sizeof previous, "%" PRIu32, r->previous);
	csv_record(out, cells, sizeof cells / sizeof *cells);
}
