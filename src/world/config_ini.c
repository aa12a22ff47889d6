#include "config_parts.h"

#include "base/mem.h"

#include <iniparser/iniparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* iniparser would write its messages to stderr; ours name the line. */
static int
silence(const char *format, ...)
{
	(void)format;
	return 0;
}

/*
 * iniparser 4.1 opens by name only.  It gets the octets that were scanned, not
 * the file: the file may have changed since.
 */
static dictionary *
load(const char *bytes, size_t len)
{
	dictionary *d = NULL;
	char name[64];
	int fd = memfd_create("backsoon.conf", MFD_CLOEXEC);
	size_t done = 0;
	ssize_t n = 0;

	if (fd == -1)
		return NULL;
	for (; done < len; done += (size_t)n)
		if ((n = write(fd, bytes + done, len - done)) <= 0)
			goto out;
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	iniparser_set_error_callback(silence);
	d = iniparser_load(name);
out:
	close(fd);
	return d;
}

static void
compare(struct config_scan *s, const struct config_entry *e, dictionary *d)
{
	char *name = xasprintf("%s:%s", CONFIG_SECTION, e->key);
	const char *other = iniparser_getstring(d, name, NULL);

	if (other == NULL || (!e->quoted && strcmp(other, e->value) != 0))
		config_complain(s->report, CONFIG_ERROR,
		    (struct config_place){ s->file, e->line, e->key },
		    xasprintf(
			"can be read in two ways; expected a simpler value"));
	free(name);
}

void
config_scan_confirm(struct config_scan *s, const char *bytes, size_t len)
{
	dictionary *d = load(bytes, len);
	struct config_place place = { s->file, 0, NULL };
	size_t i;

	if (d == NULL) {
		/* without /proc there is nothing that iniparser could open */
		if (access("/proc/self/fd", X_OK) == 0)
			config_complain(s->report, CONFIG_ERROR, place,
			    xasprintf(
				"iniparser does not read it; expected simpler "
				"lines"));
		return;
	}
	for (i = 0; i < s->count; i++)
		compare(s, &s->entries[i], d);
	if ((size_t)iniparser_getsecnkeys(d, CONFIG_SECTION) != s->count)
		config_complain(s->report, CONFIG_ERROR, place,
		    xasprintf(
			"can be read in two ways; expected simpler lines"));
	iniparser_freedict(d);
}
