/* A store in a directory of its own, for the tests of the history. */
#ifndef TEST_HISTORY_H
#define TEST_HISTORY_H

#include "world/history.h"
#include "world/history_memory.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define HOUR 3600u
#define DAY 86400u
#define WEEK (7u * DAY)
/* The begin of a day, so that windows are easy to count. */
#define NOW (UINT64_C(20000) * DAY)
#define ANY UINT32_MAX

/* The store under test. */
static const struct history_driver *driver = &history_bdb;

struct box {
	char top[64];
	char dir[128];
	struct history h;
	struct history_claim c;
	struct history_answer a;
};

static inline void
box_init(struct box *b)
{
	history_memory_release();
	snprintf(b->top, sizeof b->top, "/tmp/history.XXXXXX");
	assert_non_null(mkdtemp(b->top));
	snprintf(b->dir, sizeof b->dir, "%s/a/b", b->top);
	b->h = (struct history){ .dir = b->dir,
		.mailbox = "bob@example.org",
		.patience = 100,
		.boot_id = "11111111-1111-1111-1111-111111111111" };
	b->c = (struct history_claim){ .sender = "alice@example.com",
		.domain = "example.com",
		.text = "away",
		.message = "",
		.now = NOW,
		.interval = WEEK,
		.cap_sender_day = ANY,
		.cap_domain_day = ANY,
		.cap_hour = ANY,
		.cap_day = ANY };
}

static inline void
box_empty(int fd)
{
	DIR *d = fdopendir(fd);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (unlinkat(dirfd(d), e->d_name, 0) == 0)
			continue;
		box_empty(openat(dirfd(d), e->d_name, O_DIRECTORY | O_RDONLY));
		unlinkat(dirfd(d), e->d_name, AT_REMOVEDIR);
	}
	if (d != NULL)
		closedir(d);
}

static inline void
box_release(struct box *b)
{
	history_memory_release();
	box_empty(open(b->top, O_DIRECTORY | O_RDONLY));
	rmdir(b->top);
}

static inline enum history_status
peek(struct box *b)
{
	driver->peek(&b->h, &b->c, &b->a);
	return b->a.status;
}

static inline enum history_status
reserve(struct box *b)
{
	driver->reserve(&b->h, &b->c, &b->a);
	return b->a.status;
}

static inline int
settle(struct box *b)
{
	return driver->settle(&b->h, &b->c);
}

static inline int
rollback(struct box *b, uint64_t token)
{
	return driver->rollback(&b->h, &b->c, token);
}

static inline const char *
box_path(const struct box *b, const char *name)
{
	static char path[256];

	snprintf(path, sizeof path, "%s/%s", b->dir, name);
	return path;
}

/* The whole file; *len in, at most, and out. */
static inline void
box_read(const struct box *b, const char *name, void *to, size_t *len)
{
	int fd = open(box_path(b, name), O_RDONLY);
	ssize_t n = read(fd, to, *len);

	assert_true(n >= 0);
	*len = (size_t)n;
	close(fd);
}

/* In place, so that the inode stays. */
static inline void
box_write(const struct box *b, const char *name, const void *from, size_t len)
{
	int fd = open(box_path(b, name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_int_equal(write(fd, from, len), (ssize_t)len);
	close(fd);
}

/* Names, sizes and times of all files: what a peek must leave alone. */
static inline void
box_listing(const char *dir, char *to, size_t size)
{
	int fd = open(dir, O_DIRECTORY | O_RDONLY), i, n;
	struct dirent **names;
	struct stat st;
	size_t used = 0;

	to[0] = '\0';
	n = scandir(dir, &names, NULL, alphasort);
	for (i = 0; i < n; i++) {
		assert_int_equal(fstatat(fd, names[i]->d_name, &st,
				     AT_SYMLINK_NOFOLLOW),
		    0);
		if (strcmp(names[i]->d_name, "..") != 0)
			used += (size_t)snprintf(to + used, size - used,
			    "%s %ld %ld.%09ld\n", names[i]->d_name,
			    (long)st.st_size, (long)st.st_mtim.tv_sec,
			    st.st_mtim.tv_nsec);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	if (fd != -1)
		close(fd);
}

#endif
