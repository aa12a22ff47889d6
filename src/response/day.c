#include "response/day.h"

#include "base/mem.h"
#include "subject/language.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define YEAR_MONTH_DAY "dddd-dd-dd"

/* %d the day, %m the month, %n its number, %y the year. */
struct form {
	const char *tag; /* the more exact before the shorter */
	const char *text;
	const char *first; /* of the first of a month, where it differs */
	const char *const *months;
};

static const char *const english[] = { "January", "February", "March", "April",
	"May", "June", "July", "August", "September", "October", "November",
	"December" };
static const char *const german[] = { "Januar", "Februar", "März", "April",
	"Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
	"Dezember" };
static const char *const austrian[] = { "Jänner", "Februar", "März", "April",
	"Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
	"Dezember" };
static const char *const french[] = { "janvier", "février", "mars", "avril",
	"mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
	"décembre" };
static const char *const spanish[] = { "enero", "febrero", "marzo", "abril",
	"mayo", "junio", "julio", "agosto", "septiembre", "octubre",
	"noviembre", "diciembre" };
static const char *const dutch[] = { "januari", "februari", "maart", "april",
	"mei", "juni", "juli", "augustus", "september", "oktober", "november",
	"december" };

static const struct form forms[] = {
	{ "en-US", "%m %d, %y", NULL, english },
	{ "en", "%d %m %y", NULL, english },
	{ "de-AT", "%d. %m %y", NULL, austrian },
	{ "de", "%d. %m %y", NULL, german },
	{ "fr", "%d %m %y", "%der %m %y", french },
	{ "es", "%d de %m de %y", NULL, spanish },
	{ "nl", "%d %m %y", NULL, dutch },
	{ "zh", "%y年%n月%d日", NULL, english },
};

static const struct form *
find(const char *language)
{
	size_t i;

	for (i = 0; i < sizeof forms / sizeof *forms; i++)
		if (language_in_range(language, forms[i].tag,
			strlen(forms[i].tag)))
			return &forms[i];
	return NULL;
}

/* Digits at their places and nothing else; false where it is no day. */
static bool
take(unsigned n[3], const char *day)
{
	static const char form[] = YEAR_MONTH_DAY;
	size_t i, part = 0;

	n[0] = n[1] = n[2] = 0;
	for (i = 0; i < sizeof form - 1; i++) {
		if (form[i] == '-' ? day[i] != '-'
				   : day[i] < '0' || day[i] > '9')
			return false;
		if (form[i] == '-')
			part++;
		else
			n[part] = n[part] * 10 + (unsigned)(day[i] - '0');
	}
	return day[i] == '\0' && n[1] >= 1 && n[1] <= 12 && n[2] >= 1;
}

static void
put(char to[DAY_WORDS], const char *text)
{
	size_t used = strlen(to);

	mem_copy(to + used, DAY_WORDS - used, text);
}

void
day_words(char to[DAY_WORDS], const char *day, const char *language)
{
	bool unknown = language == NULL || *language == '\0';
	const struct form *form = find(unknown ? "en" : language);
	const char *p;
	char piece[12];
	unsigned n[3];

	mem_copy(to, DAY_WORDS, day);
	if (form == NULL || !take(n, day))
		return;
	*to = '\0';
	p = n[2] == 1 && form->first != NULL ? form->first : form->text;
	for (; *p != '\0'; p++) {
		snprintf(piece, sizeof piece, "%c", *p);
		if (*p == '%') {
			p++;
			snprintf(piece, sizeof piece, "%u",
			    *p == 'y'       ? n[0]
				: *p == 'n' ? n[1]
					    : n[2]);
		}
		put(to,
		    *p == 'm' && p[-1] == '%' ? form->months[n[1] - 1] : piece);
	}
}
