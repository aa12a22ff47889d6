#include "policy/hours.h"

#include "base/text.h"
#include "policy/civil.h"

#include <stdio.h>
#include <string.h>

#define WEEK (7 * CIVIL_DAY)

static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat",
	"Sun" };

static void
skip_blanks(const char **p)
{
	while (text_is_blank(**p))
		++*p;
}

/* The day at *p, Monday being 0, or -1. */
static int
take_day(const char **p)
{
	int i;

	for (i = 0; i < 7; i++)
		if (strncmp(*p, days[i], 3) == 0) {
			*p += 3;
			return i;
		}
	return -1;
}

/* "Mon" or "Mon-Fri" */
static bool
take_days(const char **p, int *first, int *last)
{
	*first = *last = take_day(p);
	if (*first != -1 && **p == '-') {
		++*p;
		*last = take_day(p);
	}
	return *first != -1 && *last != -1 && text_is_blank(**p);
}

/* "09:00-17:00", seconds since the midnight that begins its day */
static bool
take_times(const char **p, struct hours_range *r, char why[HOURS_WHY])
{
	int64_t begins = civil_take_time(p, false), ends;

	if (begins == -1 || **p != '-')
		return false;
	++*p;
	ends = civil_take_time(p, false);
	if (ends == -1)
		return false;
	if (begins == CIVIL_DAY) {
		snprintf(why, HOURS_WHY, "24:00 as a beginning");
		return false;
	}
	if (begins == ends) {
		snprintf(why, HOURS_WHY, "a time that ends as it begins");
		return false;
	}
	r->begins = (int32_t)begins;
	r->ends = (int32_t)(ends < begins ? ends + CIVIL_DAY : ends);
	return true;
}

static bool
add(struct hours *h, int day, struct hours_range r, char why[HOURS_WHY])
{
	if (h->count == HOURS_MAX) {
		snprintf(why, HOURS_WHY, "more than %d times a week",
		    HOURS_MAX);
		return false;
	}
	r.begins += day * CIVIL_DAY;
	r.ends += day * CIVIL_DAY;
	h->ranges[h->count++] = r;
	return true;
}

/* Days and their times, up to a comma or the end. */
static bool
take_item(struct hours *h, const char **p, char why[HOURS_WHY])
{
	struct hours_range r;
	int first, last, day;

	if (!take_days(p, &first, &last))
		return false;
	for (skip_blanks(p); **p != ',' && **p != '\0'; skip_blanks(p)) {
		if (!take_times(p, &r, why))
			return false;
		if (**p != '\0' && **p != ',' && !text_is_blank(**p))
			return false;
		for (day = first;; day = (day + 1) % 7) {
			if (!add(h, day, r, why))
				return false;
			if (day == last)
				break;
		}
	}
	return true;
}

int
hours_parse(struct hours *h, const char *text, char why[HOURS_WHY])
{
	const char *p = text;
	size_t before;

	h->count = 0;
	why[0] = '\0';
	for (;; p++) {
		skip_blanks(&p);
		before = h->count;
		if (!take_item(h, &p, why) || h->count == before)
			return -1;
		if (*p == '\0')
			return 0;
	}
}

bool
hours_have(const struct hours *h, int64_t civil)
{
	int64_t at = civil - civil_midnight(civil) +
	    (int64_t)civil_weekday(civil) * CIVIL_DAY;
	size_t i;

	for (i = 0; i < h->count; i++) {
		const struct hours_range *r = &h->ranges[i];

		if ((at >= r->begins && at < r->ends) || at + WEEK < r->ends)
			return true;
	}
	return false;
}
