#include "world/tzdata.h"

#include "base/mem.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PLACE "/usr/share/zoneinfo/"

/* Names of zones begin with a capital letter; right/ and posix/, which count
 * leap seconds or repeat the others, do not.  No dot, so no "..". */
static bool
is_name(const char *name)
{
	size_t len = strlen(name), i;

	if (*name < 'A' || *name > 'Z' || len >= ZONE_NAME ||
	    name[len - 1] == '/')
		return false;
	for (i = 0; i < len; i++)
		if (!text_is_alnum((unsigned char)name[i]) &&
		    (strchr("_+-/", name[i]) == NULL ||
			(name[i] == '/' && name[i + 1] == '/')))
			return false;
	return true;
}

bool
tzdata_has(const char *name)
{
	char path[sizeof PLACE + ZONE_NAME], magic[4];
	struct stat st;
	bool good;
	int fd;

	if (!is_name(name))
		return false;
	snprintf(path, sizeof path, PLACE "%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd == -1)
		return false;
	/* RFC 8536 section 3.1 */
	good = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    read(fd, magic, sizeof magic) == (ssize_t)sizeof magic &&
	    memcmp(magic, "TZif", sizeof magic) == 0;
	close(fd);
	return good;
}

static int32_t
offset(const void *arg, int64_t instant)
{
	time_t t = (time_t)instant;
	struct tm tm;

	(void)arg;
	return localtime_r(&t, &tm) == NULL ? 0 : (int32_t)tm.tm_gmtoff;
}

void
tzdata_open(struct zone *z, const char *name)
{
	char tz[ZONE_NAME + 1];

	*z = (struct zone){ .offset = offset };
	mem_copy(z->name, sizeof z->name, *name == '\0' ? "local" : name);
	unsetenv("TZDIR");
	if (*name == '\0') {
		unsetenv("TZ");
	} else {
		snprintf(tz, sizeof tz, ":%s", name);
		setenv("TZ", tz, 1);
	}
	tzset();
}
