#include "world/history.h"

#include "base/mem.h"
#include "base/text.h"
#include "history_octets.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* A leading dot could hide a directory, or be "." or "..". */
static bool
is_plain(int c, bool first)
{
	if (c == '.')
		return !first;
	return text_is_alnum(c) || (c != '\0' && strchr("-_+@=", c) != NULL);
}

int
history_dir(char *to, size_t size, const char *state, const char *mailbox)
{
	char name[NAME_MAX + 1];
	size_t i, len = 0, octets = strlen(mailbox);
	unsigned hash;
	int n;

	if (octets == 0)
		return -1;
	for (i = 0; i < octets; i++) {
		unsigned char c = (unsigned char)text_lower(mailbox[i]);
		bool plain = is_plain(c, i == 0);

		if (len + (plain ? 1 : 3) > NAME_MAX)
			return -1;
		if (plain)
			name[len++] = (char)c;
		else
			len += (size_t)snprintf(name + len, 4, "%%%02X", c);
	}
	name[len] = '\0';
	hash = octets_crc(0, name, len) & 0xff;
	n = snprintf(to, size, "%s/%02x/%s", state, hash, name);
	return n < 0 || (size_t)n >= size ? -1 : 0;
}

void
history_name(char to[ADDR_MAX], const char *mailbox)
{
	size_t i;

	(void)mem_copy(to, ADDR_MAX, mailbox);
	for (i = 0; to[i] != '\0'; i++)
		to[i] = (char)text_lower(to[i]);
}

int
history_site_dir(char *to, size_t size, const char *state)
{
	int n = snprintf(to, size, "%s/_site", state);

	return n < 0 || (size_t)n >= size ? -1 : 0;
}
