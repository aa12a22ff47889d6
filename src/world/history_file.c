#include "history_file.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void
file_why(char *why, const struct history *h, const char *name, const char *what)
{
	int saved = errno;

	snprintf(why, FILE_WHY, "%s%s%s: %s", h->dir,
	    name[0] == '\0' ? "" : "/", name, what);
	errno = saved;
}

int
file_read(int fd, void *to, size_t len, off_t at)
{
	size_t done = 0;
	ssize_t n;

	while (done < len) {
		n = pread(fd, (char *)to + done, len - done, at + (off_t)done);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0) {
			if (n == 0)
				errno = 0;
			return -1;
		}
		done += (size_t)n;
	}
	return 0;
}

int
file_write(int fd, const void *from, size_t len, off_t at)
{
	size_t done = 0;
	ssize_t n;

	while (done < len) {
		n = pwrite(fd, (const char *)from + done, len - done,
		    at + (off_t)done);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0) {
			if (n == 0)
				errno = ENOSPC;
			return -1;
		}
		done += (size_t)n;
	}
	return 0;
}

static int
refuse(char *why, const struct history *h, const char *name, const char *what)
{
	file_why(why, h, name, what);
	errno = EPERM;
	return -1;
}

static int
vet_directory(const struct history *h, const struct stat *st, char *why)
{
	if (S_ISLNK(st->st_mode))
		return refuse(why, h, "", "is a symbolic link");
	if (!S_ISDIR(st->st_mode))
		return refuse(why, h, "", "is not a directory");
	if (st->st_uid != geteuid())
		return refuse(why, h, "", "belongs to another user");
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return refuse(why, h, "", "is writable by others");
	return 0;
}

/* A new name is durable only when its directory is. */
static int
sync_parent(char *path, size_t len)
{
	char saved = path[len];
	int fd, rc;

	path[len] = '\0';
	fd = open(len == 0 ? "/" : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	path[len] = saved;
	if (fd == -1)
		return -1;
	rc = fsync(fd);
	close(fd);
	return rc;
}

/* Modes are set again because a umask may have taken them away. */
static int
make_directories(const char *dir)
{
	char *path = xstrdup(dir);
	size_t i, parent = 0, len = strlen(path);
	int rc = 0;
	char saved;

	for (i = 1; i <= len && rc == 0; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		saved = path[i];
		path[i] = '\0';
		if (mkdir(path, 0700) == 0)
			rc = chmod(path, 0700) == -1 ||
				sync_parent(path, parent) == -1
			    ? -1
			    : 0;
		else if (errno != EEXIST)
			rc = -1;
		path[i] = saved;
		parent = i;
	}
	free(path);
	return rc;
}

/* The state directory: root's is as good as ours, and the administrator may
 * let a group in. */
static int
vet_root(const struct history *h, char *why)
{
	mode_t others = h->shared ? S_IWOTH : S_IWGRP | S_IWOTH;
	const char *what = NULL;
	struct stat st;

	if (h->root == NULL || lstat(h->root, &st) == -1)
		return 0; /* opening what is below it tells more */
	if (S_ISLNK(st.st_mode))
		what = "is a symbolic link";
	else if (!S_ISDIR(st.st_mode))
		what = "is not a directory";
	else if (st.st_uid != geteuid() && st.st_uid != 0)
		what = "belongs to another user";
	else if ((st.st_mode & others) != 0)
		what = "is writable by others";
	if (what == NULL)
		return 0;
	snprintf(why, FILE_WHY, "%s: %s", h->root, what);
	errno = EPERM;
	return -1;
}

int
file_directory(const struct history *h, bool make, char *why)
{
	int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	struct stat st;
	int fd;

	if (vet_root(h, why) == -1)
		return -1;
	fd = open(h->dir, flags);
	if (fd == -1 && errno == ENOENT && make) {
		if (make_directories(h->dir) == 0)
			fd = open(h->dir, flags);
	}
	if (fd == -1) {
		int saved = errno;

		file_why(why, h, "", strerror(saved));
		if (saved != ENOENT && lstat(h->dir, &st) == 0)
			vet_directory(h, &st, why);
		errno = saved;
		return -1;
	}
	if (fstat(fd, &st) == -1 || vet_directory(h, &st, why) == -1) {
		close(fd);
		errno = EPERM;
		return -1;
	}
	return fd;
}

static int
vet_file(const struct history *h, const char *name, const struct stat *st,
    char *why)
{
	if (S_ISLNK(st->st_mode))
		return refuse(why, h, name, "is a symbolic link");
	if (!S_ISREG(st->st_mode))
		return refuse(why, h, name, "is not a regular file");
	if (st->st_uid != geteuid())
		return refuse(why, h, name, "belongs to another user");
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return refuse(why, h, name, "is writable by others");
	if (st->st_nlink != 1)
		return refuse(why, h, name, "has another name (hard link)");
	return 0;
}

int
file_open(const struct history *h, int dir, const char *name, int flags,
    char *why)
{
	int fd = openat(dir, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
	    0600);
	struct stat st;

	if (fd == -1) {
		int saved = errno;

		file_why(why, h, name, strerror(saved));
		if (saved != ENOENT &&
		    fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			vet_file(h, name, &st, why);
		errno = saved;
		return -1;
	}
	if (fstat(fd, &st) == -1 || vet_file(h, name, &st, why) == -1) {
		close(fd);
		errno = EPERM;
		return -1;
	}
	/* Whatever the umask is. */
	if ((flags & O_CREAT) != 0 && (st.st_mode & 07777) != 0600)
		(void)fchmod(fd, 0600);
	return fd;
}

static uint64_t
milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* Asked again and again, because a timer would need a signal. */
int
file_lock(const struct history *h, int lock, const char *name, int operation,
    char *why)
{
	struct timespec nap = { .tv_nsec = 500000 };
	uint64_t end = 0;

	while (flock(lock, operation | LOCK_NB) == -1) {
		if (errno != EWOULDBLOCK && errno != EINTR) {
			file_why(why, h, name, strerror(errno));
			return -1;
		}
		if (end == 0)
			end = milliseconds() + h->patience;
		else if (milliseconds() >= end) {
			file_why(why, h, name, "is locked for too long");
			errno = EWOULDBLOCK;
			return -1;
		}
		nanosleep(&nap, NULL);
		if (nap.tv_nsec < 20000000)
			nap.tv_nsec += nap.tv_nsec / 2;
	}
	return 0;
}

int
file_boot(const struct history *h, int lock, uint8_t boot[FILE_BOOT])
{
	struct statx st;
	ssize_t n = -1;
	int fd;

	memset(boot, 0, FILE_BOOT);
	if (h->boot_id != NULL) {
		(void)mem_copy((char *)boot, 40, h->boot_id);
	} else {
		fd = open("/proc/sys/kernel/random/boot_id",
		    O_RDONLY | O_CLOEXEC);
		if (fd != -1) {
			n = read(fd, boot, 36);
			close(fd);
		}
		/* Unknown is never the same: the journal is replayed. */
		if (n != 36 && getrandom(boot, 36, 0) != 36)
			return -1;
	}
	if (statx(lock, "", AT_EMPTY_PATH, STATX_MNT_ID, &st) == 0 &&
	    (st.stx_mask & STATX_MNT_ID) != 0)
		memcpy(boot + 40, &st.stx_mnt_id, 8);
	return 0;
}

uint64_t
file_octets(int dir)
{
	static const char *const names[] = { FILE_LOCK, FILE_DB, FILE_JOURNAL,
		FILE_DAMAGED };
	uint64_t octets = 0;
	struct stat st;
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (fstatat(dir, names[i], &st, AT_SYMLINK_NOFOLLOW) == 0)
			octets += (uint64_t)st.st_size;
	}
	return octets;
}
