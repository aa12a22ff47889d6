/*
 * LD_PRELOAD: appends what happens to files to the file TRACE, as events of
 * kind (1 octet), length of the name (2), number (8), length of data (4),
 * name, data, in the host's order:
 *
 *	'W' offset, data   'S' sync   'T' length   'C' created
 *	'U' removed   'R' renamed, data is the new name   'A' acknowledged
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME 256

static int
real_open(int dir, const char *path, int flags, mode_t mode)
{
	int (*real)(int, const char *, int, ...);

	*(void **)&real = dlsym(RTLD_NEXT, "openat64");
	return real(dir, path, flags, mode);
}

static ssize_t
real_write(int fd, const void *buf, size_t len)
{
	ssize_t (*real)(int, const void *, size_t);

	*(void **)&real = dlsym(RTLD_NEXT, "write");
	return real(fd, buf, len);
}

static void
event(char kind, const char *name, uint64_t n, const void *data, size_t size)
{
	static int fd = -2;
	const char *path = getenv("TRACE");
	uint16_t name_len = (uint16_t)strlen(name);
	uint32_t len = (uint32_t)size;
	size_t all = 15 + name_len + size;
	char *e;

	if (fd == -2 && path != NULL)
		fd = real_open(AT_FDCWD, path,
		    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	e = malloc(all);
	if (e == NULL)
		abort();
	e[0] = kind;
	memcpy(e + 1, &name_len, 2);
	memcpy(e + 3, &n, 8);
	memcpy(e + 11, &len, 4);
	memcpy(e + 15, name, name_len);
	if (size > 0)
		memcpy(e + 15 + name_len, data, size);
	if (real_write(fd, e, all) != (ssize_t)all)
		abort();
	free(e);
}

static const char *
last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static const char *
name_of(int fd, char name[NAME])
{
	char link[64];
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, name, NAME - 1);
	name[n < 0 ? 0 : n] = '\0';
	return last_part(name);
}

static ssize_t
do_pwrite(int fd, const void *buf, size_t len, off_t at)
{
	ssize_t (*real)(int, const void *, size_t, off_t);
	char name[NAME];
	ssize_t n;

	*(void **)&real = dlsym(RTLD_NEXT, "pwrite64");
	n = real(fd, buf, len, at);
	if (n > 0)
		event('W', name_of(fd, name), (uint64_t)at, buf, (size_t)n);
	return n;
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
	off_t at = lseek(fd, 0, SEEK_CUR);
	ssize_t n = real_write(fd, buf, len);
	char path[NAME];
	const char *name = name_of(fd, path);

	if (n > 0 && strcmp(name, "ackfile") == 0)
		event('A', name, 0, buf, (size_t)n);
	else if (n > 0 && at >= 0)
		event('W', name, (uint64_t)at, buf, (size_t)n);
	return n;
}

static int
sync_fd(const char *call, int fd)
{
	int (*real)(int);
	char name[NAME];
	int rc;

	*(void **)&real = dlsym(RTLD_NEXT, call);
	rc = real(fd);
	if (rc == 0)
		event('S', name_of(fd, name), 0, NULL, 0);
	return rc;
}

int
fdatasync(int fd)
{
	return sync_fd("fdatasync", fd);
}

int
fsync(int fd)
{
	return sync_fd("fsync", fd);
}

static int
do_truncate(int fd, off_t len)
{
	int (*real)(int, off_t);
	char name[NAME];
	int rc;

	*(void **)&real = dlsym(RTLD_NEXT, "ftruncate64");
	rc = real(fd, len);
	if (rc == 0)
		event('T', name_of(fd, name), (uint64_t)len, NULL, 0);
	return rc;
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

int
rename(const char *from, const char *to)
{
	return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int
renameat(int fd, const char *from, int tofd, const char *to)
{
	int (*real)(int, const char *, int, const char *);
	const char *name = last_part(to);
	int rc;

	*(void **)&real = dlsym(RTLD_NEXT, "renameat");
	rc = real(fd, from, tofd, to);
	if (rc == 0)
		event('R', last_part(from), 0, name, strlen(name));
	return rc;
}

int
unlink(const char *path)
{
	return unlinkat(AT_FDCWD, path, 0);
}

int
unlinkat(int fd, const char *path, int flags)
{
	int (*real)(int, const char *, int);
	int rc;

	*(void **)&real = dlsym(RTLD_NEXT, "unlinkat");
	rc = real(fd, path, flags);
	if (rc == 0)
		event('U', last_part(path), 0, NULL, 0);
	return rc;
}

static int
do_open(int dir, const char *path, int flags, mode_t mode)
{
	bool creates = (flags & O_CREAT) != 0 &&
	    faccessat(dir, path, F_OK, AT_SYMLINK_NOFOLLOW) == -1;
	int fd = real_open(dir, path, flags, mode);

	if (fd != -1 && (creates || (flags & O_TRUNC) != 0) &&
	    strstr(path, "ackfile") == NULL)
		event('C', last_part(path), 0, NULL, 0);
	return fd;
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
