#include "config_parts.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
refused(char why[CONFIG_WHY], const char *text)
{
	snprintf(why, CONFIG_WHY, "%s", text);
	return false;
}

bool
config_take_address(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	if (!config_is_own_address(value, why))
		return false;
	config_set(row, m, value, strlen(value));
	return true;
}

/* A display name without its quotes and backslashes, in place: RFC 5322
 * section 3.4.  False where it needs quotes, or its quotes are in its middle.
 */
static bool
take_name(char *name)
{
	size_t len = strlen(name), i, out = 0;

	if (name[0] != '"')
		return strpbrk(name, "\",:;@()[]\\") == NULL;
	for (i = 1; i < len && name[i] != '"'; i++) {
		if (name[i] == '\\' && i + 1 < len)
			i++;
		name[out++] = name[i];
	}
	name[out] = '\0';
	return i + 1 == len;
}

/* The '<' of an address (not one in quotes), or NULL. */
static const char *
angle(const char *p)
{
	bool quoted = false;

	for (; *p != '\0' && (quoted || *p != '<'); p++) {
		if (quoted && *p == '\\' && p[1] != '\0')
			p++;
		else
			quoted ^= *p == '"';
	}
	return *p == '<' ? p : NULL;
}

/* Divides "name <address>" or "address"; the caller owns both. */
static bool
split_mailbox(const char *value, char **name, char **addr, char why[CONFIG_WHY])
{
	const char *open = angle(value), *close;
	size_t len;

	if (open == NULL) {
		if (strchr(value, ',') != NULL &&
		    !config_is_own_address(value, why))
			return refused(why, "more than one mailbox");
		*addr = xstrdup(value);
		return true;
	}
	close = open + strcspn(open, ">");
	if (close[0] == '\0')
		return refused(why, "\"<\" without \">\"");
	if (strchr(close, ',') != NULL)
		return refused(why, "more than one mailbox");
	if (close[1] != '\0')
		return refused(why, "text after \">\"");
	len = (size_t)(open - value);
	while (len > 0 && text_is_blank(value[len - 1]))
		len--;
	*name = xstrndup(value, len);
	*addr = xstrndup(open + 1, (size_t)(close - open - 1));
	return true;
}

bool
config_take_from(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	char *name = NULL, *addr = NULL;
	bool good = false;

	if (!split_mailbox(value, &name, &addr, why))
		goto out;
	if (name != NULL && !take_name(name)) {
		refused(why, "a display name with signs that need quotes");
		goto out;
	}
	good = config_is_own_address(addr, why);
	if (!good)
		goto out;
	config_set(row, m, addr, strlen(addr));
	free(m->from_name);
	m->from_name = name == NULL ? xstrdup("") : name;
	name = NULL;
out:
	free(name);
	free(addr);
	return good;
}

void
config_clear_from(const struct config_row *row, struct mailbox *m)
{
	config_set(row, m, "", 0);
	free(m->from_name);
	m->from_name = xstrdup("");
}

bool
config_take_path(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	if (value[0] != '/')
		return refused(why, "not absolute");
	config_set(row, m, value, strlen(value));
	return true;
}

bool
config_take_near_path(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	char *path;

	why[0] = '\0';
	if (value[0] == '\0')
		return false;
	path = config_path_beside(m->config_path, value);
	config_set(row, m, path, strlen(path));
	free(path);
	return true;
}

bool
config_take_log(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	bool syslog = strcmp(value, "syslog") == 0;

	why[0] = '\0';
	if (!syslog && strcmp(value, LOG_JOURNAL) != 0 && value[0] != '/')
		return false;
	config_set(row, m, value, syslog ? 0 : strlen(value));
	return true;
}

bool
config_take_submit(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	static const char maildir[] = "maildir:";
	const char *path = value + sizeof maildir - 1;

	if (strcmp(value, "sendmail") == 0) {
		m->submit = SUBMIT_SENDMAIL;
		return true;
	}
	if (strncmp(value, maildir, sizeof maildir - 1) != 0)
		return false;
	m->submit = SUBMIT_MAILDIR;
	return config_take_near_path(row, m, path, why);
}
