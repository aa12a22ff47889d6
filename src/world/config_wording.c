#include "config_parts.h"

#include "base/mem.h"
#include "response/template.h"
#include "subject/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Octets of a subject that a setting can hold. */
#define LINE_MAX_OCTETS 200

bool
config_is_language(const char *item, char why[CONFIG_WHY])
{
	why[0] = '\0';
	return language_is_tag(item, strlen(item));
}

/* "PATTERN=TAG"; the local part of a pattern may hold a '=', too. */
bool
config_is_language_domain(const char *item, char why[CONFIG_WHY])
{
	const char *mark = strrchr(item, '=');
	char *pattern;
	bool good;

	why[0] = '\0';
	if (mark == NULL || !language_is_tag(mark + 1, strlen(mark + 1)))
		return false;
	pattern = xstrndup(item, (size_t)(mark - item));
	good = config_is_pattern(pattern, why);
	free(pattern);
	return good;
}

bool
config_take_line(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	struct template_error error;
	size_t len = strlen(value);

	why[0] = '\0';
	if (len == 0)
		return false;
	if (len > LINE_MAX_OCTETS) {
		snprintf(why, CONFIG_WHY, "over %d octets", LINE_MAX_OCTETS);
		return false;
	}
	if (template_check_line(value, &error) == -1) {
		mem_copy(why, CONFIG_WHY, error.text);
		return false;
	}
	config_set(row, m, value, len);
	return true;
}
