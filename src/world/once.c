#include "world/once.h"

#include "history_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char prefix[] = "once.";

#define FILE_NAME (ONCE_NAME + sizeof prefix)

static int
fail(const struct history *h, const char *file, char why[200])
{
	file_why(why, h, file, strerror(errno));
	return -1;
}

/* -1 for a name that is no word. */
static int
file_of(char to[FILE_NAME], const struct history *h, const char *name,
    char why[200])
{
	size_t len = strlen(name);

	if (len == 0 || len >= ONCE_NAME ||
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != len) {
		file_why(why, h, "", "no name of a mark");
		return -1;
	}
	snprintf(to, FILE_NAME, "%s%s", prefix, name);
	return 0;
}

int
once_claim(const struct history *h, const char *name, char why[200])
{
	char file[FILE_NAME];
	int dir, fd, rc;

	if (file_of(file, h, name, why) == -1)
		return -1;
	dir = file_directory(h, true, why);
	if (dir == -1)
		return -1;
	fd = openat(dir, file,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd == -1)
		rc = errno == EEXIST ? 0 : fail(h, file, why);
	else
		rc = fsync(dir) == -1 ? fail(h, file, why) : 1;
	if (fd != -1)
		close(fd);
	close(dir);
	return rc;
}

static int
again(const struct history *h, const char *file, int fd, uint64_t now,
    uint64_t from, uint64_t period, char why[200])
{
	const struct timespec times[2] = { { .tv_sec = (time_t)now },
		{ .tv_sec = (time_t)now } };
	struct stat st;
	uint64_t last;

	if (flock(fd, LOCK_EX | LOCK_NB) == -1)
		return errno == EWOULDBLOCK ? 0 : fail(h, file, why);
	if (fstat(fd, &st) == -1)
		return fail(h, file, why);
	last = st.st_mtime < 0 ? 0 : (uint64_t)st.st_mtime;
	if (last <= now && (now - last < period || now < from + period))
		return 0;
	if (futimens(fd, times) == -1 || fsync(fd) == -1)
		return fail(h, file, why);
	return last <= now; /* from the future: a new period begins */
}

/* The time of the last change is that of the last claim. */
int
once_claim_again(const struct history *h, const char *name, uint64_t now,
    uint64_t from, uint64_t period, char why[200])
{
	char file[FILE_NAME];
	int dir, fd, rc;

	rc = once_claim(h, name, why);
	if (rc == -1 || file_of(file, h, name, why) == -1)
		return -1;
	dir = file_directory(h, false, why);
	if (dir == -1)
		return -1;
	fd = file_open(h, dir, file, O_RDWR, why);
	if (fd == -1)
		rc = -1;
	else if (rc == 1) /* the first period begins */
		rc = again(h, file, fd, now, 0, 0, why) == -1 ? -1 : 0;
	else
		rc = again(h, file, fd, now, from, period, why);
	if (fd != -1)
		close(fd);
	close(dir);
	return rc;
}

unsigned
once_prune(const struct history *h, uint64_t before)
{
	char why[FILE_WHY];
	struct dirent *e;
	unsigned count = 0;
	struct stat st;
	int fd = file_directory(h, false, why);
	DIR *dir = fd == -1 ? NULL : fdopendir(fd);

	if (dir == NULL) {
		if (fd != -1)
			close(fd);
		return 0;
	}
	while ((e = readdir(dir)) != NULL)
		if (strncmp(e->d_name, prefix, sizeof prefix - 1) == 0 &&
		    fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(st.st_mode) && st.st_mtime >= 0 &&
		    (uint64_t)st.st_mtime < before &&
		    unlinkat(fd, e->d_name, 0) == 0)
			count++;
	closedir(dir);
	return count;
}
