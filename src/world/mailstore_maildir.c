#include "mailstore_parts.h"

#include "base/mem.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Most names begin with the seconds of the delivery. */
static uint64_t
time_of(const char *name, const struct stat *st)
{
	char *end;
	unsigned long long when = strtoull(name, &end, 10);

	/* 2001: nine digits are a time of somebody's clock, not a number */
	if (*end == '.' && when >= 1000000000 && when < 100000000000)
		return when;
	return st->st_mtime < 0 ? 0 : (uint64_t)st->st_mtime;
}

static const char *
list(struct mailstore *s, DIR *d, const char *sub)
{
	struct mailstore_entry e = { .at = 0 };
	struct dirent *f;
	struct stat st;

	while ((f = readdir(d)) != NULL) {
		if (f->d_name[0] == '.')
			continue;
		if (fstatat(dirfd(d), f->d_name, &st, AT_SYMLINK_NOFOLLOW) ==
			-1 ||
		    !S_ISREG(st.st_mode)) {
			s->skipped++;
			continue;
		}
		e.when = time_of(f->d_name, &st);
		e.octets = (uint64_t)st.st_size;
		e.name = xasprintf("%s/%s", sub, f->d_name);
		if (mailstore_add(s, &e) == -1) {
			free(e.name);
			return MAILSTORE_FULL;
		}
	}
	return NULL;
}

const char *
mailstore_list_maildir(struct mailstore *s)
{
	static const char *const subs[] = { "cur", "new" };
	const char *wrong = NULL;
	DIR *d;
	size_t i;
	int fd;

	for (i = 0; i < sizeof subs / sizeof *subs && wrong == NULL; i++) {
		fd = openat(s->fd, subs[i],
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		d = fd == -1 ? NULL : fdopendir(fd);
		if (d == NULL) {
			if (fd != -1)
				close(fd);
			return "no Maildir: it has no cur and new that can be "
			       "read";
		}
		wrong = list(s, d, subs[i]);
		closedir(d);
	}
	return wrong;
}

int64_t
mailstore_read_file(const struct mailstore *s, const struct mailstore_entry *e,
    char *to, size_t max, uint64_t *octets)
{
	int fd = openat(s->fd, e->name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int64_t n = -1;
	struct stat st;

	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		*octets = (uint64_t)st.st_size;
		n = mailstore_pread(fd, to, max, 0);
	}
	close(fd);
	return n;
}
