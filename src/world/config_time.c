#include "config_parts.h"

#include "base/mem.h"
#include "policy/absence.h"
#include "policy/civil.h"
#include "policy/hours.h"
#include "world/tzdata.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The form of a day, and no day at its beginning. */
static bool
is_no_day(const char *value)
{
	const char *p = value;

	return strspn(value, "0123456789- :") == strlen(value) &&
	    strlen(value) >= sizeof "2026-12-24" - 1 && value[4] == '-' &&
	    value[7] == '-' && civil_take_date(&p) == -1;
}

bool
config_take_moment(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	size_t len = strlen(value);
	bool timed;

	if (civil_parse(value, len, &timed) == -1) {
		if (is_no_day(value))
			snprintf(why, CONFIG_WHY, "no day of the calendar");
		return false;
	}
	config_set(row, m, value, len);
	return true;
}

bool
config_is_absence(const char *item, char why[CONFIG_WHY])
{
	struct absence a;

	_Static_assert(ABSENCE_WHY <= CONFIG_WHY, "a reason is cut");
	return absence_parse(&a, item, why) == 0;
}

/* A list whose paths become absolute. */
bool
config_take_absences(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	char **items, *path, reason[ABSENCE_WHY];
	struct absence a;
	size_t i;

	if (!config_take_list(row, m, value, why))
		return false;
	items = m->absences.items;
	for (i = 0; i < m->absences.count; i++) {
		char *item = items[i];

		if (absence_parse(&a, item, reason) == -1 ||
		    a.template_at == -1)
			continue;
		path = config_path_beside(m->config_path, a.template);
		items[i] = xasprintf("%.*s%s", a.template_at, item, path);
		free(path);
		free(item);
	}
	return true;
}

bool
config_take_hours(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	struct hours h;

	_Static_assert(HOURS_WHY <= CONFIG_WHY, "a reason is cut");
	if (*value != '\0' && hours_parse(&h, value, why) == -1)
		return false;
	config_set(row, m, value, strlen(value));
	return true;
}

bool
config_take_time_zone(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	char shown[CONFIG_SHOWN];

	if (*value != '\0' && !tzdata_has(value)) {
		snprintf(why, CONFIG_WHY, "no time zone of this system: %s",
		    config_show(shown, value, strlen(value)));
		return false;
	}
	config_set(row, m, value, strlen(value));
	return true;
}
