#include "world/caller.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLAIN (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/*
 * What a link leads to.  Root must not be led by a user to a file that this
 * user may not read, so the target has to be root's or our own, and nothing
 * in the way may be a link again.
 */
static int
open_target(const char *root, const char *path, char why[CALLER_WHY])
{
	char *real = realpath(path, NULL);
	struct stat st;
	int fd = -1;

	if (real == NULL) {
		snprintf(why, CALLER_WHY, "is a symbolic link: %s",
		    strerror(errno));
		return -1;
	}
	if (strncmp(real, root, strlen(root)) != 0)
		snprintf(why, CALLER_WHY,
		    "is a symbolic link to %.300s, elsewhere; it was not read",
		    real);
	else if ((fd = open(real, PLAIN)) == -1)
		snprintf(why, CALLER_WHY, "is a symbolic link to %.200s: %s",
		    real, strerror(errno));
	else if (fstat(fd, &st) == -1 ||
	    (st.st_uid != 0 && st.st_uid != geteuid())) {
		snprintf(why, CALLER_WHY,
		    "is a symbolic link to %.200s, which belongs to another "
		    "user; it was not read",
		    real);
		close(fd);
		fd = -1;
	} else {
		snprintf(why, CALLER_WHY, "is a symbolic link to %.300s", real);
	}
	free(real);
	return fd;
}

static char *
read_beginning(int fd, size_t *len, char why[CALLER_WHY])
{
	struct stat st;
	char *bytes;
	size_t used = 0;
	ssize_t n;

	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		snprintf(why, CALLER_WHY, "is no regular file");
		return NULL;
	}
	bytes = xmalloc(CALLER_FILE_MAX);
	while (used < CALLER_FILE_MAX &&
	    (n = read(fd, bytes + used, CALLER_FILE_MAX - used)) != 0) {
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1) {
			snprintf(why, CALLER_WHY, "%s", strerror(errno));
			free(bytes);
			return NULL;
		}
		used += (size_t)n;
	}
	*len = used;
	return bytes;
}

char *
caller_read(const char *root, const char *path, size_t *len,
    char why[CALLER_WHY])
{
	char *bytes;
	int fd = open(path, PLAIN);

	*why = '\0';
	if (fd == -1 && errno == ELOOP)
		fd = open_target(root, path, why);
	else if (fd == -1 && errno != ENOENT && errno != ENOTDIR)
		snprintf(why, CALLER_WHY, "%s", strerror(errno));
	if (fd == -1)
		return NULL;
	bytes = read_beginning(fd, len, why);
	close(fd);
	return bytes;
}
