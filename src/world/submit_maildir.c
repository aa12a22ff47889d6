#include "submit_ways.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NAME_SIZE 96

/*
 * Opens a directory, made where it is missing, that only we can have put
 * there: no symlink, ours, and nobody else may write to it.
 */
static int
open_own(int at, const char *name)
{
	struct stat st;
	int fd;

	if (mkdirat(at, name, 0700) == -1 && errno != EEXIST)
		return -1;
	fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
	    (st.st_mode & 022) == 0)
		return fd;
	close(fd);
	errno = EPERM;
	return -1;
}

/* Unique without the name of the host, which is nobody's business. */
static int
unique_name(char to[NAME_SIZE])
{
	unsigned char random[8];
	struct timespec now;
	uint64_t tag = 0;
	size_t i;

	if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
		return -1;
	for (i = 0; i < sizeof random; i++)
		tag = tag << 8 | random[i];
	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(to, NAME_SIZE, "%lld.M%06ldP%ldR%016llx.backsoon",
	    (long long)now.tv_sec, now.tv_nsec / 1000, (long)getpid(),
	    (unsigned long long)tag);
	return 0;
}

/* A delivery agent notes the envelope sender, which is null (RFC 5321 section
 * 4.4). */
static const char return_path[] = "Return-Path: <>\n";

static int
write_new(int dir, const char *name, const struct response *r)
{
	const ssize_t len = sizeof return_path - 1;
	int fd = openat(dir, name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int rc, error;

	if (fd == -1)
		return -1;
	errno = ENOSPC;
	rc = write(fd, return_path, (size_t)len) == len ? 0 : -1;
	if (rc == 0)
		rc = submit_write(fd, r);
	if (rc == 0)
		rc = fsync(fd);
	error = errno;
	if (close(fd) == -1 && rc == 0) {
		error = errno;
		rc = -1;
	}
	if (rc == -1)
		unlinkat(dir, name, 0);
	errno = error;
	return rc;
}

enum { TMP, NEW, CUR, COUNT };
static const char *const names[COUNT] = { "tmp", "new", "cur" };

static void
deliver(struct submit_result *result, const int dirs[COUNT],
    const char *maildir, const struct response *r)
{
	char name[NAME_SIZE];
	int error;

	if (unique_name(name) == -1 || write_new(dirs[TMP], name, r) == -1) {
		submit_settle(result, SUBMIT_REFUSED, maildir, errno);
		return;
	}
	if (renameat(dirs[TMP], name, dirs[NEW], name) == -1) {
		error = errno;
		unlinkat(dirs[TMP], name, 0);
		submit_settle(result, SUBMIT_REFUSED, maildir, error);
		return;
	}
	if (fsync(dirs[NEW]) == -1)
		submit_settle(result, SUBMIT_UNKNOWN, maildir, errno);
	else
		submit_settle(result, SUBMIT_ACCEPTED, "", 0);
}

void
submit_maildir(struct submit_result *result, const char *maildir,
    const struct response *r)
{
	int dirs[COUNT] = { -1, -1, -1 }, root, i;

	root = open_own(AT_FDCWD, maildir);
	for (i = 0; i < COUNT && root != -1; i++)
		if ((dirs[i] = open_own(root, names[i])) == -1)
			break;
	if (root == -1 || i < COUNT)
		submit_settle(result, SUBMIT_REFUSED, maildir, errno);
	else
		deliver(result, dirs, maildir, r);
	for (i = 0; i < COUNT; i++)
		if (dirs[i] != -1)
			close(dirs[i]);
	if (root != -1)
		close(root);
}
