#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BAR 40

/* In hundredths. */
static size_t
percent(size_t done, size_t total)
{
	return total == 0 ? 100 : done * 100 / total;
}

char *
progress_text(char to[PROGRESS_LINE], size_t done, size_t total)
{
	char bar[BAR + 1];
	size_t hundredths = percent(done, total);
	size_t full = hundredths * BAR / 100;

	memset(bar, ' ', BAR);
	memset(bar, '#', full);
	bar[BAR] = '\0';
	snprintf(to, PROGRESS_LINE, "[%s] %3zu%%  %zu of %zu", bar, hundredths,
	    done, total);
	return to;
}

void
progress_begin(struct progress *p, size_t total)
{
	*p = (struct progress){ .shown = isatty(2) == 1, .total = total };
}

void
progress_step(struct progress *p)
{
	size_t before = percent(p->done, p->total);
	char line[PROGRESS_LINE];

	p->done++;
	if (!p->shown || (p->drawn && percent(p->done, p->total) == before))
		return;
	fprintf(stderr, "\r%s", progress_text(line, p->done, p->total));
	p->drawn = true;
}

void
progress_clear(struct progress *p)
{
	if (!p->drawn)
		return;
	fputs("\r\033[K", stderr);
	p->drawn = false;
}
