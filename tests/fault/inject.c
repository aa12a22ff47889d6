/*
 * LD_PRELOAD: something happens at the n-th call that changes a file.
 *
 *	KILL_AT=n   SIGKILL just before it
 *	KILL_HALF=1 where it writes, half of it is written first
 *	FAIL_AT=n FAIL_ERRNO=e   it fails; FAIL_STICKY=1: and all after it
 *	COUNT_TO=file   how many there were, written at exit
 *
 * Calls on a file whose name contains "ackfile" are the harness's own.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum action { PASS, FAIL, HALF };

static long calls;

static long
number(const char *name)
{
	const char *s = getenv(name);

	return s == NULL ? -1 : strtol(s, NULL, 10);
}

static _Noreturn void
die(void)
{
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

static enum action
step(bool writes)
{
	long fail_at = number("FAIL_AT");

	calls++;
	if (calls == number("KILL_AT")) {
		if (!writes || getenv("KILL_HALF") == NULL)
			die();
		return HALF;
	}
	if (fail_at > 0 &&
	    (calls == fail_at ||
		(calls > fail_at && getenv("FAIL_STICKY") != NULL))) {
		errno = (int)number("FAIL_ERRNO");
		return FAIL;
	}
	return PASS;
}

__attribute__((destructor)) static void
count(void)
{
	const char *path = getenv("COUNT_TO");
	FILE *f = path == NULL ? NULL : fopen(path, "w");

	if (f != NULL) {
		fprintf(f, "%ld\n", calls);
		fclose(f);
	}
}

static bool
is_ours(int fd)
{
	char link[64], path[256];
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof path - 1);
	if (n < 0)
		return true;
	path[n] = '\0';
	return strstr(path, "ackfile") != NULL || path[0] != '/' ||
	    (strncmp(path, "/dev/", 5) == 0 &&
		strncmp(path, "/dev/shm/", 9) != 0);
}

static ssize_t
do_pwrite(int fd, const void *buf, size_t len, off_t at)
{
	static ssize_t (*real)(int, const void *, size_t, off_t);

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "pwrite64");
	switch (step(true)) {
	case FAIL:
		return -1;
	case HALF:
		real(fd, buf, len / 2, at);
		die();
	default:
		return real(fd, buf, len, at);
	}
}

ssize_t
pwrite64(int fd, const void *buf, size_t len, off64_t at)
{
	return do_pwrite(fd, buf, len, at);
}

ssize_t
pwrite(int fd, const void *buf, size_t len, off_t at)
{
	return do_pwrite(fd, buf, len, at);
}

ssize_t
write(int fd, const void *buf, size_t len)
{
	static ssize_t (*real)(int, const void *, size_t);

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "write");
	if (is_ours(fd)) {
		if (++calls == number("KILL_AT"))
			die();
		return real(fd, buf, len);
	}
	switch (step(true)) {
	case FAIL:
		return -1;
	case HALF:
		real(fd, buf, len / 2);
		die();
	default:
		return real(fd, buf, len);
	}
}

static int
with_fd(const char *name, int fd)
{
	int (*real)(int);

	*(void **)&real = dlsym(RTLD_NEXT, name);
	return step(false) == FAIL ? -1 : real(fd);
}

int
fdatasync(int fd)
{
	return with_fd("fdatasync", fd);
}

int
fsync(int fd)
{
	return with_fd("fsync", fd);
}

static int
do_truncate(int fd, off_t len)
{
	int (*real)(int, off_t);

	*(void **)&real = dlsym(RTLD_NEXT, "ftruncate64");
	return step(false) == FAIL ? -1 : real(fd, len);
}

int
ftruncate64(int fd, off64_t len)
{
	return do_truncate(fd, len);
}

int
ftruncate(int fd, off_t len)
{
	return do_truncate(fd, len);
}

static int
do_fallocate(int fd, int mode, off_t at, off_t len)
{
	int (*real)(int, int, off_t, off_t);

	*(void **)&real = dlsym(RTLD_NEXT, "fallocate64");
	return step(false) == FAIL ? -1 : real(fd, mode, at, len);
}

int
fallocate(int fd, int mode, off_t at, off_t len)
{
	return do_fallocate(fd, mode, at, len);
}

int
fallocate64(int fd, int mode, off64_t at, off64_t len)
{
	return do_fallocate(fd, mode, at, len);
}

int
fchmod(int fd, mode_t mode)
{
	int (*real)(int, mode_t);

	*(void **)&real = dlsym(RTLD_NEXT, "fchmod");
	return step(false) == FAIL ? -1 : real(fd, mode);
}

int
mkdir(const char *path, mode_t mode)
{
	int (*real)(const char *, mode_t);

	*(void **)&real = dlsym(RTLD_NEXT, "mkdir");
	return step(false) == FAIL ? -1 : real(path, mode);
}

int
rename(const char *from, const char *to)
{
	int (*real)(const char *, const char *);

	*(void **)&real = dlsym(RTLD_NEXT, "rename");
	return step(false) == FAIL ? -1 : real(from, to);
}

int
renameat(int fd, const char *from, int tofd, const char *to)
{
	int (*real)(int, const char *, int, const char *);

	*(void **)&real = dlsym(RTLD_NEXT, "renameat");
	return step(false) == FAIL ? -1 : real(fd, from, tofd, to);
}

int
unlink(const char *path)
{
	int (*real)(const char *);

	*(void **)&real = dlsym(RTLD_NEXT, "unlink");
	return step(false) == FAIL ? -1 : real(path);
}

int
unlinkat(int fd, const char *path, int flags)
{
	int (*real)(int, const char *, int);

	*(void **)&real = dlsym(RTLD_NEXT, "unlinkat");
	return step(false) == FAIL ? -1 : real(fd, path, flags);
}

static int
do_open(int dir, const char *path, int flags, mode_t mode)
{
	int (*real)(int, const char *, int, ...);

	*(void **)&real = dlsym(RTLD_NEXT, "openat64");
	if ((flags & (O_CREAT | O_TRUNC)) != 0 &&
	    strstr(path, "ackfile") == NULL && step(false) == FAIL)
		return -1;
	return real(dir, path, flags, mode);
}

static mode_t
mode_of(int flags, va_list args)
{
	return (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
}

int
open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	return do_open(AT_FDCWD, path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	return do_open(AT_FDCWD, path, flags, mode);
}

int
openat(int dir, const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	return do_open(dir, path, flags, mode);
}

int
openat64(int dir, const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	return do_open(dir, path, flags, mode);
}
