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
	if (!mailbox_can_be(value, why))
		return false;
	config_set(row, m, value, strlen(value));
	return true;
}

bool
config_take_from(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	char *name, *addr;

	if (mailbox_from(&name, &addr, value, why) == -1)
		return false;
	config_set(row, m, addr, strlen(addr));
	free(addr);
	free(m->from_name);
	m->from_name = name;
	return true;
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

/* The collector reads no other names, nor any that begin with a dot. */
bool
config_take_metrics(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	if (!text_ends(value, ".prom"))
		return refused(why, "another ending");
	return config_take_path(row, m, value, why);
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
