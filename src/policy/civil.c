#include "policy/civil.h"

#include <stdio.h>
#include <time.h>

#define HOUR 3600
#define MINUTE 60

static bool
is_leap(unsigned year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned
days_of(unsigned year, unsigned month)
{
	static const unsigned days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

int64_t
civil_of(unsigned year, unsigned month, unsigned day)
{
	int64_t sum;
	unsigned i;

	if (year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > days_of(year, month))
		return -1;
	sum = (int64_t)(year - 1970) * 365 + (year - 1969) / 4 -
	    (year - 1901) / 100 + (year - 1601) / 400;
	for (i = 1; i < month; i++)
		sum += days_of(year, i);
	return (sum + day - 1) * CIVIL_DAY;
}

/* Digits at the places of 'd' in the form, to a number for each run. */
static bool
take_form(const char **p, const char *form, unsigned *numbers)
{
	const char *s = *p;
	unsigned part = 0;

	numbers[0] = 0;
	for (; *form != '\0'; form++, s++) {
		if (*form == 'd' && *s >= '0' && *s <= '9') {
			numbers[part] =
			    numbers[part] * 10 + (unsigned)(*s - '0');
		} else if (*form != 'd' && *s == *form) {
			numbers[++part] = 0;
		} else {
			return false;
		}
	}
	*p = s;
	return true;
}

int64_t
civil_take_date(const char **p)
{
	const char *s = *p;
	unsigned n[3];
	int64_t day;

	if (!take_form(&s, "dddd-dd-dd", n))
		return -1;
	day = civil_of(n[0], n[1], n[2]);
	if (day != -1)
		*p = s;
	return day;
}

int64_t
civil_take_time(const char **p, bool seconds)
{
	const char *s = *p;
	unsigned n[3] = { 0, 0, 0 };
	int64_t time;

	if (!take_form(&s, seconds ? "dd:dd:dd" : "dd:dd", n) || n[1] > 59 ||
	    n[2] > 59)
		return -1;
	time = (int64_t)n[0] * HOUR + (int64_t)n[1] * MINUTE + n[2];
	if (time > CIVIL_DAY)
		return -1;
	*p = s;
	return time;
}

int64_t
civil_parse(const char *text, size_t len, bool *timed)
{
	const char *p = text;
	int64_t day = civil_take_date(&p), time = 0;

	*timed = day != -1 && p < text + len && *p == ' ';
	if (*timed) {
		p++;
		time = civil_take_time(&p, false);
	}
	return day == -1 || time == -1 || p != text + len ? -1 : day + time;
}

int64_t
civil_midnight(int64_t civil)
{
	int64_t past = civil % CIVIL_DAY;

	return civil - past - (past < 0 ? CIVIL_DAY : 0);
}

unsigned
civil_weekday(int64_t civil)
{
	/* 1970-01-01 was a Thursday. */
	int64_t day = (civil_midnight(civil) / CIVIL_DAY + 3) % 7;

	return (unsigned)(day < 0 ? day + 7 : day);
}

/* False for a year that has no four digits. */
static bool
split(struct tm *tm, int64_t civil)
{
	time_t t = (time_t)civil;

	return gmtime_r(&t, tm) != NULL && tm->tm_year <= 9999 - 1900 &&
	    tm->tm_year >= -1900;
}

const char *
civil_day_text(char to[CIVIL_TEXT], int64_t civil)
{
	struct tm tm;

	if (!split(&tm, civil) ||
	    strftime(to, CIVIL_TEXT, "%Y-%m-%d", &tm) == 0)
		snprintf(to, CIVIL_TEXT, "?");
	return to;
}

const char *
civil_text(char to[CIVIL_TEXT], int64_t civil)
{
	struct tm tm;
	size_t len = 0;

	if (split(&tm, civil))
		len = civil % MINUTE == 0
		    ? strftime(to, CIVIL_TEXT, "%Y-%m-%d %H:%M", &tm)
		    : strftime(to, CIVIL_TEXT, "%Y-%m-%d %H:%M:%S", &tm);
	if (len == 0)
		snprintf(to, CIVIL_TEXT, "?");
	return to;
}
