#include "policy/schedule.h"

#include "base/mem.h"

#include <stdio.h>

const char *
window_source_text(enum window_source source)
{
	static const char *const texts[] = {
		[WINDOW_ABSENT] = "absence",
		[WINDOW_PLANNED] = "absence",
		[WINDOW_CALENDAR] = "absence-calendar",
		[WINDOW_HOLIDAY] = "holiday-calendar",
	};

	return texts[source];
}

/* As people write it: the last day, not the midnight behind it. */
static const char *
edge(char to[CIVIL_TEXT], const struct window *w, const struct zone *z,
    bool last)
{
	int64_t instant = last ? w->ends : w->begins;
	int64_t civil = zone_civil(z, instant);

	if (w->timed && civil != civil_midnight(civil))
		return civil_text(to, civil);
	return civil_day_text(to, zone_civil(z, last ? instant - 1 : instant));
}

const char *
window_text(char to[WINDOW_TEXT], const struct window *w, const struct zone *z)
{
	char from[CIVIL_TEXT], until[CIVIL_TEXT];

	if (w->begins == INT64_MIN && w->ends == INT64_MAX)
		snprintf(to, WINDOW_TEXT, "always");
	else if (w->begins == INT64_MIN)
		snprintf(to, WINDOW_TEXT, "until %s", edge(until, w, z, true));
	else if (w->ends == INT64_MAX)
		snprintf(to, WINDOW_TEXT, "since %s", edge(from, w, z, false));
	else
		snprintf(to, WINDOW_TEXT, "%s to %s", edge(from, w, z, false),
		    edge(until, w, z, true));
	return to;
}

void
window_days(const struct window *w, const struct zone *z,
    char from[OCCASION_DAY], char until[OCCASION_DAY])
{
	char text[CIVIL_TEXT];

	*from = *until = '\0';
	if (w->begins != INT64_MIN)
		mem_copy(from, OCCASION_DAY,
		    civil_day_text(text, zone_civil(z, w->begins)));
	if (w->ends != INT64_MAX)
		mem_copy(until, OCCASION_DAY,
		    civil_day_text(text, zone_civil(z, w->ends - 1)));
}
