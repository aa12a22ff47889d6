#include "world/newfile.h"

#include "base/exact.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int
newfile_name(char to[NEWFILE_NAME], const char *name)
{
	int n = snprintf(to, NEWFILE_NAME, ".%s.new", name);

	if (n > 0 && n < NEWFILE_NAME)
		return 0;
	errno = ENAMETOOLONG;
	return -1;
}

/* Only root may give files away; who is not root has nothing to give. */
static int
give(int fd, const struct newfile *f)
{
	if (f->uid == geteuid() && f->gid == getegid())
		return 0;
	return fchown(fd, f->uid, f->gid);
}

int
newfile_write(const struct newfile *f, const char *bytes, size_t len)
{
	char name[NEWFILE_NAME];
	int fd, rc = -1;

	if (newfile_name(name, f->name) == -1)
		return -1;
	if (unlinkat(f->dir, name, 0) == -1 && errno != ENOENT)
		return -1;
	fd = openat(f->dir, name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd == -1)
		return -1;
	if (exact_write(fd, bytes, len) == 0 && give(fd, f) == 0 &&
	    fchmod(fd, f->mode) == 0 && fsync(fd) == 0)
		rc = 0;
	if (close(fd) == -1)
		rc = -1;
	if (rc == -1)
		newfile_discard(f);
	return rc;
}

int
newfile_publish(const struct newfile *f)
{
	char name[NEWFILE_NAME];

	if (newfile_name(name, f->name) == -1 ||
	    renameat(f->dir, name, f->dir, f->name) == -1)
		return -1;
	return fsync(f->dir);
}

void
newfile_discard(const struct newfile *f)
{
	char name[NEWFILE_NAME];
	int saved = errno;

	if (newfile_name(name, f->name) == 0)
		unlinkat(f->dir, name, 0);
	errno = saved;
}
