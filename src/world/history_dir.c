#include "world/history.h"

#include "base/mem.h"
#include "base/text.h"
#include "history_octets.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

int
history_dir(char *to, size_t size, const char *state, const char *mailbox)
{
	char name[NAME_MAX + 1];
	int len = text_file_name(name, sizeof name, mailbox), n;
	unsigned hash;

	if (len == -1)
		return -1;
	hash = octets_crc(0, name, (size_t)len) & 0xff;
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
