#include "policy/absence.h"

#include "policy/civil.h"

#include <stdio.h>
#include <string.h>

/* The text of a day or time at *p: up to a word, or the end. */
static size_t
moment_length(const char *p)
{
	const char *to = strstr(p, " to "), *with = strstr(p, " with ");
	size_t len = strlen(p);

	if (to != NULL)
		len = (size_t)(to - p);
	if (with != NULL && (size_t)(with - p) < len)
		len = (size_t)(with - p);
	return len;
}

/* RFC 3339 and RFC 5545 end intervals where the next begins; people mean the
 * whole last day. */
static int64_t
end_of(int64_t civil, bool timed)
{
	return timed ? civil : civil + CIVIL_DAY;
}

static int
not_a_moment(const char *text, size_t len, char why[ABSENCE_WHY])
{
	snprintf(why, ABSENCE_WHY, "no day or time \"%.*s\"",
	    (int)(len < 40 ? len : 40), text);
	return -1;
}

static int
take_moments(struct absence *a, const char **p, char why[ABSENCE_WHY])
{
	size_t len = moment_length(*p);
	bool timed, end_timed;
	int64_t first = civil_parse(*p, len, &timed), last;

	if (first == -1)
		return not_a_moment(*p, len, why);
	*p += len;
	if (strncmp(*p, " to ", 4) == 0) {
		*p += 4;
		len = moment_length(*p);
		last = civil_parse(*p, len, &end_timed);
		if (last == -1)
			return not_a_moment(*p, len, why);
		*p += len;
	} else if (timed) {
		snprintf(why, ABSENCE_WHY, "a time without \"to\"");
		return -1;
	} else {
		last = first;
		end_timed = false;
	}
	a->begins = first;
	a->ends = end_of(last, end_timed);
	a->timed = timed || end_timed;
	return 0;
}

int
absence_parse(struct absence *a, const char *text, char why[ABSENCE_WHY])
{
	const char *p = text;

	why[0] = '\0';
	a->template = "";
	a->template_at = -1;
	if (take_moments(a, &p, why) == -1)
		return -1;
	if (a->ends <= a->begins) {
		snprintf(why, ABSENCE_WHY, "an end before its beginning");
		return -1;
	}
	if (*p == '\0')
		return 0;
	if (strncmp(p, " with ", 6) != 0) {
		snprintf(why, ABSENCE_WHY, "a second \"to\"");
		return -1;
	}
	p += 6;
	while (*p == ' ')
		p++;
	a->template = p;
	a->template_at = (int)(p - text);
	if (*p != '\0')
		return 0;
	snprintf(why, ABSENCE_WHY, "no path behind \"with\"");
	return -1;
}

int
absence_between(struct absence *a, const char *from, const char *until)
{
	bool timed = false, end_timed = false;
	int64_t last;

	*a = (struct absence){ .begins = INT64_MIN,
		.ends = INT64_MAX,
		.template = "",
		.template_at = -1 };
	if (*from != '\0')
		a->begins = civil_parse(from, strlen(from), &timed);
	if (*until != '\0') {
		last = civil_parse(until, strlen(until), &end_timed);
		a->ends = end_of(last, end_timed);
	}
	a->timed = timed || end_timed;
	return a->ends <= a->begins ? -1 : 0;
}
