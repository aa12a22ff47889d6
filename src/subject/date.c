#include "subject/date.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct text {
	const char *at, *end;
};

static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat",
	"Sun" };
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
static const int month_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
	31 };

/* RFC 5322 section 4.3; every other name means -0000. */
static const struct {
	const char *name;
	int hours;
} zones[] = {
	{ "EST", -5 },
	{ "EDT", -4 },
	{ "CST", -6 },
	{ "CDT", -5 },
	{ "MST", -7 },
	{ "MDT", -6 },
	{ "PST", -8 },
	{ "PDT", -7 },
};

static void
skip_blanks(struct text *t)
{
	while (t->at < t->end && text_is_blank(*t->at))
		t->at++;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits, between `least` and `most` of them: how many, or 0. */
static int
take_number(struct text *t, int *number, int least, int most)
{
	int n = 0;

	skip_blanks(t);
	*number = 0;
	for (; t->at < t->end && is_digit(*t->at); t->at++, n++) {
		if (n == most)
			return 0;
		*number = *number * 10 + (*t->at - '0');
	}
	return n < least ? 0 : n;
}

static bool
take_char(struct text *t, char c)
{
	skip_blanks(t);
	if (t->at == t->end || *t->at != c)
		return false;
	t->at++;
	return true;
}

static size_t
take_word(struct text *t, const char **word)
{
	skip_blanks(t);
	*word = t->at;
	while (t->at < t->end &&
	    ((*t->at >= 'a' && *t->at <= 'z') ||
		(*t->at >= 'A' && *t->at <= 'Z')))
		t->at++;
	return (size_t)(t->at - *word);
}

static int
index_of(const char *const *list, int count, const char *word, size_t len)
{
	int i;

	for (i = 0; i < count; i++)
		if (text_equal_n(word, len, list[i]))
			return i;
	return -1;
}

static bool
take_day_of_week(struct text *t)
{
	const char *word;
	size_t len = take_word(t, &word);

	if (len == 0)
		return true;
	return index_of(days, 7, word, len) != -1 && take_char(t, ',');
}

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days from the epoch to the date, or -1. */
static int64_t
take_date(struct text *t)
{
	const char *word;
	int day, month, year, digits, i;
	int64_t sum;
	size_t len;

	if (take_number(t, &day, 1, 2) == 0 || (len = take_word(t, &word)) == 0)
		return -1;
	month = index_of(months, 12, word, len);
	digits = take_number(t, &year, 2, 4);
	if (month == -1 || digits == 0)
		return -1;
	if (digits < 4)
		year += digits == 2 && year < 50 ? 2000 : 1900;
	if (year < 1970 || day < 1 ||
	    day > month_days[month] + (month == 1 && is_leap(year)))
		return -1;
	sum = (int64_t)(year - 1970) * 365 + (year - 1969) / 4 -
	    (year - 1901) / 100 + (year - 1601) / 400;
	for (i = 0; i < month; i++)
		sum += month_days[i] + (i == 1 && is_leap(year));
	return sum + day - 1;
}

/* Seconds since midnight, or -1. */
static int64_t
take_time(struct text *t)
{
	int hour, minute, second = 0;

	if (take_number(t, &hour, 1, 2) == 0 || !take_char(t, ':') ||
	    take_number(t, &minute, 2, 2) == 0)
		return -1;
	if (take_char(t, ':') && take_number(t, &second, 2, 2) == 0)
		return -1;
	if (hour > 23 || minute > 59 || second > 60)
		return -1;
	return (int64_t)hour * 3600 + (int64_t)minute * 60 + second;
}

/* Seconds east of Greenwich; false where there is no zone. */
static bool
take_zone(struct text *t, int64_t *east)
{
	bool minus = take_char(t, '-'), plus = !minus && take_char(t, '+');
	const char *word;
	int number;
	size_t i, len;

	*east = 0;
	if (minus || plus) {
		if (take_number(t, &number, 4, 4) == 0 || number % 100 > 59)
			return false;
		*east = (int64_t)(number / 100) * 3600 +
		    (int64_t)(number % 100) * 60;
		if (minus)
			*east = -*east;
		return true;
	}
	if ((len = take_word(t, &word)) == 0)
		return false;
	for (i = 0; i < sizeof zones / sizeof *zones; i++)
		if (text_equal_n(word, len, zones[i].name))
			*east = (int64_t)zones[i].hours * 3600;
	return true;
}

int64_t
date_parse(const char *s, size_t len)
{
	struct text t = { .at = s, .end = s + len };
	int64_t day, time, east, sum;

	if (!take_day_of_week(&t) || (day = take_date(&t)) == -1 ||
	    (time = take_time(&t)) == -1 || !take_zone(&t, &east))
		return -1;
	skip_blanks(&t);
	sum = day * 86400 + time - east;
	return t.at == t.end && sum >= 0 ? sum : -1;
}

const char *
date_utc(char to[32], uint64_t when)
{
	time_t t = (time_t)when;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(to, 32, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		snprintf(to, 32, "%" PRIu64, when);
	return to;
}
