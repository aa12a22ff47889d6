#include "config_parts.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Why this file may not speak for its owner, or NULL. */
static const char *
refusal(const struct stat *st, size_t max)
{
	if (S_ISDIR(st->st_mode))
		return "is a directory; expected a regular file";
	if (!S_ISREG(st->st_mode))
		return "not a regular file; expected one";
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return "owned by another user; expected root or the user that "
		       "runs backsoon";
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return "writable by group or others; expected chmod go-w";
	if ((uintmax_t)st->st_size > max)
		return "";
	return NULL;
}

/* All octets up to the end, or -1; one more than max where there are more. */
static ssize_t
read_all(int fd, char *to, size_t max)
{
	size_t used = 0;
	ssize_t n;

	while (used <= max) {
		n = read(fd, to + used, max + 1 - used);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		if (n == 0)
			break;
		used += (size_t)n;
	}
	return (ssize_t)used;
}

static char *
read_vetted(int fd, size_t max, size_t *len, char why[CONFIG_WHY])
{
	struct stat st;
	const char *no;
	char *bytes;
	ssize_t n;

	if (fstat(fd, &st) == -1) {
		snprintf(why, CONFIG_WHY, "%s", strerror(errno));
		return NULL;
	}
	no = refusal(&st, max);
	if (no != NULL) {
		snprintf(why, CONFIG_WHY, "%s", no);
		if (no[0] == '\0')
			snprintf(why, CONFIG_WHY,
			    "too large; expected at most %zu octets", max);
		return NULL;
	}
	bytes = xmalloc(max + 2);
	n = read_all(fd, bytes, max);
	if (n < 0 || (size_t)n > max) {
		snprintf(why, CONFIG_WHY, "%s",
		    n < 0 ? strerror(errno) : "grew while it was read");
		free(bytes);
		return NULL;
	}
	*len = (size_t)n;
	bytes[n] = '\0';
	return bytes;
}

char *
config_file_read(const char *path, size_t max, size_t *len,
    char why[CONFIG_WHY])
{
	/* O_NONBLOCK: a FIFO must not make us wait for its writer. */
	int fd = open(path,
	    O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK);
	char *bytes;

	if (fd == -1) {
		snprintf(why, CONFIG_WHY, "%s",
		    errno == ELOOP ? "is a symbolic link; expected a regular "
				     "file"
				   : strerror(errno));
		return NULL;
	}
	bytes = read_vetted(fd, max, len, why);
	close(fd);
	return bytes;
}

char *
config_path_beside(const char *from, const char *path)
{
	const char *slash = strrchr(from, '/');
	int dir = slash == NULL ? 0 : (int)(slash - from) + 1;
	char cwd[PATH_MAX];

	if (path[0] == '/')
		return xstrdup(path);
	if (from[0] == '/' || getcwd(cwd, sizeof cwd) == NULL)
		return xasprintf("%.*s%s", dir, from, path);
	return xasprintf("%s/%.*s%s", strcmp(cwd, "/") == 0 ? "" : cwd, dir,
	    from, path);
}

static const char personal[] = "/.config/backsoon/backsoon.conf";

char *
config_path_in(const char *home)
{
	return xasprintf("%s%s", home, personal);
}

bool
config_path_is_personal(const char *path)
{
	size_t len = strlen(path), tail = sizeof personal - 1;

	return len > tail && strcmp(path + len - tail, personal) == 0;
}

/* The password file, not $HOME: a caller's environment is not trusted. */
char *
config_home(void)
{
	const struct passwd *pw = getpwuid(geteuid());

	return pw == NULL || pw->pw_dir == NULL || pw->pw_dir[0] != '/'
	    ? NULL
	    : xstrdup(pw->pw_dir);
}

char *
config_personal_path(void)
{
	char *home = config_home(), *path;

	path = home == NULL ? NULL : config_path_in(home);
	free(home);
	return path;
}

char *
config_default_path(void)
{
	char *path = config_personal_path();
	struct stat st;

	if (path != NULL && lstat(path, &st) == 0)
		return path;
	free(path);
	return xstrdup(CONFIG_SITE);
}
