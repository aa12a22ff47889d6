#include "policy/zone.h"

#include "base/mem.h"

/* No clock is further from UTC, even one that leaps over a day. */
#define REACH (27 * 3600)

static int32_t
nothing(const void *arg, int64_t instant)
{
	(void)arg;
	(void)instant;
	return 0;
}

void
zone_utc(struct zone *z)
{
	*z = (struct zone){ .offset = nothing };
	mem_copy(z->name, sizeof z->name, "UTC");
}

static int64_t
offset(const struct zone *z, int64_t instant)
{
	return z->offset(z->arg, instant);
}

int64_t
zone_civil(const struct zone *z, int64_t instant)
{
	return instant + offset(z, instant);
}

int64_t
zone_change(const struct zone *z, int64_t from, int64_t to)
{
	int64_t before = offset(z, from), middle;

	if (offset(z, to) == before)
		return -1;
	while (to - from > 1) {
		middle = from + (to - from) / 2;
		if (offset(z, middle) == before)
			from = middle;
		else
			to = middle;
	}
	return to;
}

int64_t
zone_first(const struct zone *z, int64_t civil)
{
	int64_t change = zone_change(z, civil - REACH, civil + REACH);
	int64_t early = civil - offset(z, civil - REACH);
	int64_t late = civil - offset(z, civil + REACH);

	if (change == -1 || early < change)
		return early;
	return late > change ? late : change;
}

int64_t
zone_last(const struct zone *z, int64_t civil)
{
	int64_t change = zone_change(z, civil - REACH, civil + REACH);
	int64_t early = civil - offset(z, civil - REACH);
	int64_t late = civil - offset(z, civil + REACH);

	if (change == -1 || late > change)
		return late;
	return early < change ? early : change;
}
