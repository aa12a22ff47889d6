#include "world/correspondents.h"

#include "config_parts.h"

#include "base/mem.h"
#include "base/text.h"
#include "world/config.h"

#include <stdlib.h>
#include <string.h>

/* The address in a line, without blanks and comment. */
static size_t
trim(const char **line, size_t len)
{
	const char *sign = memchr(*line, '#', len);

	if (sign != NULL)
		len = (size_t)(sign - *line);
	while (len > 0 && text_is_blank(**line)) {
		++*line;
		--len;
	}
	while (len > 0 &&
	    (text_is_blank((*line)[len - 1]) || (*line)[len - 1] == '\r'))
		len--;
	return len;
}

/*
 * Most lines are not worth a look: the normal form of an address keeps the
 * letters of its domain's end.
 */
static bool
may_be(const char *line, size_t len, const struct key *sender)
{
	size_t n = strlen(sender->domain);

	if (len >= ADDR_MAX)
		return false;
	return !text_is_ascii(line, len) ||
	    (len > n && text_equal_n(line + len - n, n, sender->domain));
}

static bool
has_line(const char *line, size_t len, const struct key *sender)
{
	char addr[ADDR_MAX];
	struct key key;

	len = trim(&line, len);
	if (!may_be(line, len, sender))
		return false;
	memcpy(addr, line, len);
	addr[len] = '\0';
	return key_normalise(&key, addr) == 0 &&
	    strcmp(key.sender, sender->sender) == 0;
}

int
correspondents_has(const char *path, const struct key *sender,
    char why[CONFIG_WHY])
{
	const char *p, *end, *eol;
	size_t len;
	char *bytes = config_file_read(path, CORRESPONDENTS_MAX, &len, why);
	int found = 0;

	if (bytes == NULL)
		return -1;
	end = bytes + len;
	for (p = bytes; p < end && found == 0; p = eol + 1) {
		eol = memchr(p, '\n', (size_t)(end - p));
		eol = eol == NULL ? end : eol;
		found = has_line(p, (size_t)(eol - p), sender);
	}
	free(bytes);
	return found;
}

void
correspondents_check(const struct mailbox *m, struct config_report *report)
{
	const struct config_place at = { m->config_path, 0,
		"known-correspondents" };
	char why[CONFIG_WHY], *bytes;
	size_t len;

	if (m->correspondents[0] == '\0')
		return;
	bytes =
	    config_file_read(m->correspondents, CORRESPONDENTS_MAX, &len, why);
	if (bytes == NULL)
		config_complain(report, CONFIG_ERROR, at,
		    xasprintf("%s: %s; expected a file with one address a line",
			m->correspondents, why));
	free(bytes);
}
