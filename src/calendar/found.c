#include "found.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define MOST 10000

void
found_add(struct found *f, int64_t begins, int64_t ends, bool days)
{
	if (ends > CALENDAR_LAST)
		ends = CALENDAR_LAST;
	if (ends <= begins || ends <= f->from || begins >= f->to)
		return;
	f->full = f->full || f->count == MOST;
	if (f->full)
		return;
	if ((f->count & (f->count - 1)) == 0)
		f->spans = xrealloc(f->spans,
		    (f->count == 0 ? 1 : 2 * f->count) * sizeof *f->spans);
	f->spans[f->count++] = (struct calendar_span){
		.begins = begins, .ends = ends, .days = days
	};
}

static int
earlier(const void *a, const void *b)
{
	const struct calendar_span *x = a, *y = b;

	return (x->begins > y->begins) - (x->begins < y->begins);
}

void
found_tell(struct found *f, struct calendar_reply *r)
{
	if (f->count > 1)
		qsort(f->spans, f->count, sizeof *f->spans, earlier);
	r->count =
	    (uint32_t)(f->count < CALENDAR_SPANS ? f->count : CALENDAR_SPANS);
	if (r->count > 0)
		memcpy(r->spans, f->spans, r->count * sizeof *r->spans);
}

void
found_release(struct found *f)
{
	free(f->spans);
	memset(f, 0, sizeof *f);
}
