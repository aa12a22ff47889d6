#include "history_store.h"

#include "base/mem.h"
#include "history_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where libdb keeps the identity of a file in its first page. */
#define IDENTITY 52
#define LARGEST ((off_t)PAGES_LAST * PAGE_OCTETS)

static enum store_status
fail(struct store *s, const char *name)
{
	file_why(s->why, s->history, name, strerror(errno));
	return STORE_FAILED;
}

char *
store_path(const struct store *s, const char *name)
{
	return xasprintf("%s/%s", s->history->dir, name);
}

/* Where the lock is missing nobody holds it; peeking must not make it. */
static enum store_status
take_lock(struct store *s)
{
	bool peek = s->mode == STORE_PEEK;
	int flags = peek ? O_RDONLY : O_RDWR | O_CREAT;
	struct stat st;

	s->lock = file_open(s->history, s->dir, FILE_LOCK, flags, s->why);
	if (s->lock == -1)
		return peek && errno == ENOENT ? STORE_READY : STORE_FAILED;
	if (file_lock(s->history, s->lock, FILE_LOCK, peek ? LOCK_SH : LOCK_EX,
		s->why) == -1)
		return STORE_FAILED;
	if (fstat(s->lock, &st) == -1 || st.st_nlink != 1) {
		file_why(s->why, s->history, FILE_LOCK, "was replaced");
		return STORE_FAILED;
	}
	s->journal.lock = s->lock;
	return STORE_READY;
}

static enum store_status
open_journal(struct store *s)
{
	bool peek = s->mode == STORE_PEEK;
	struct stat st;

	s->journal.fd = file_open(s->history, s->dir, FILE_JOURNAL,
	    peek ? O_RDONLY : O_RDWR, s->why);
	if (s->journal.fd == -1 && errno != ENOENT)
		return STORE_FAILED;
	if (peek ||
	    (s->journal.fd != -1 && fstat(s->journal.fd, &st) == 0 &&
		st.st_size == (off_t)JOURNAL_OCTETS))
		return STORE_READY;
	if (s->journal.fd != -1)
		close(s->journal.fd);
	s->journal.fd = journal_create(s->history, s->dir, s->why);
	return s->journal.fd == -1 ? STORE_FAILED : STORE_READY;
}

int
store_use_tree(struct store *s, int fd)
{
	struct stat st;

	if (s->db != -1)
		close(s->db);
	s->db = fd;
	pages_init(&s->pages, fd);
	if (fstat(fd, &st) == -1 || st.st_size < 2 * (off_t)PAGE_OCTETS ||
	    st.st_size > LARGEST ||
	    file_read(fd, s->journal.tree, JOURNAL_TREE, IDENTITY) == -1) {
		file_why(s->why, s->history, FILE_DB, "is no tree");
		return -1;
	}
	s->journal.inode = st.st_ino;
	return 0;
}

/* What libdb made without our hooks has no sums yet. */
static int
stamp(int fd)
{
	uint8_t page[PAGE_OCTETS];
	off_t at;

	for (at = 0; file_read(fd, page, PAGE_OCTETS, at) == 0;
	     at += PAGE_OCTETS) {
		page_stamp(page, 0);
		if (file_write(fd, page, PAGE_OCTETS, at) == -1)
			return -1;
	}
	return errno == 0 ? fsync(fd) : -1;
}

/* Never made under its final name: half a tree would be taken for one.  A
 * stale temporary file of libdb makes it try again for ever. */
int
store_new_tree(struct store *s)
{
	char *path = store_path(s, FILE_NEW);
	int rc, fd = -1;

	(void)unlinkat(s->dir, FILE_NEW, 0);
	(void)unlinkat(s->dir, "__db." FILE_NEW, 0);
	guard_enter(s->dir);
	rc = tree_create(path);
	guard_leave();
	free(path);
	if (rc == -1)
		fail(s, FILE_NEW);
	else
		fd = file_open(s->history, s->dir, FILE_NEW, O_RDWR, s->why);
	if (fd == -1 || store_use_tree(s, fd) == -1)
		return -1;
	if (stamp(fd) == 0)
		return 0;
	fail(s, FILE_NEW);
	return -1;
}

static enum store_status
create_tree(struct store *s)
{
	if (store_new_tree(s) == -1)
		return STORE_FAILED;
	if (journal_reset(&s->journal) == -1)
		return fail(s, FILE_JOURNAL);
	if (renameat(s->dir, FILE_NEW, s->dir, FILE_DB) == -1 ||
	    fsync(s->dir) == -1)
		return fail(s, FILE_DB);
	return STORE_READY;
}

/* Brings the tree up to what the journal holds: on disk, or, for a peek, in
 * memory. */
static enum store_status
catch_up(struct store *s)
{
	enum tree_status sound;
	bool moved = false;
	char *path;

	if (s->lock != -1 &&
	    file_boot(s->history, s->lock, s->journal.boot) == -1)
		return fail(s, FILE_LOCK);
	if (s->lock != -1 && journal_is_clean(&s->journal))
		return STORE_READY;
	switch (s->mode == STORE_PEEK
		? journal_overlay(&s->journal, &s->pages)
		: journal_replay(&s->journal, &s->pages, &moved)) {
	case REPLAY_DONE:
		break;
	case REPLAY_DAMAGED:
		file_why(s->why, s->history, FILE_JOURNAL, "is damaged");
		return STORE_DAMAGED;
	case REPLAY_FAILED:
		return fail(s, FILE_JOURNAL);
	}
	if (!moved)
		return STORE_READY;

	/* A directory that was copied or restored: prove that the journal
	 * belonged to this very copy. */
	path = store_path(s, FILE_DB);
	sound = tree_verify(path);
	free(path);
	return store_status(s, sound);
}

static enum store_status
open_tree(struct store *s)
{
	bool bad =
	    faccessat(s->dir, GUARD_FILE, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	enum store_status status;
	int fd = file_open(s->history, s->dir, FILE_DB,
	    s->mode == STORE_PEEK ? O_RDONLY : O_RDWR, s->why);

	if (fd == -1 && errno != ENOENT)
		return STORE_FAILED;
	if (fd == -1 && bad)
		return STORE_DAMAGED;
	if (fd == -1 && s->mode != STORE_CREATE)
		return STORE_ABSENT;
	if (fd == -1) {
		if (file_boot(s->history, s->lock, s->journal.boot) == -1)
			return fail(s, FILE_LOCK);
		return create_tree(s);
	}
	if (store_use_tree(s, fd) == -1)
		return STORE_DAMAGED;
	status = catch_up(s);
	return status == STORE_READY && bad ? STORE_DAMAGED : status;
}

enum store_status
store_open(struct store *s, const struct history *h, enum store_mode mode)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	enum store_status status = STORE_FAILED;

	s->history = h;
	s->mode = mode;
	s->lock = s->db = s->journal.fd = s->journal.lock = -1;
	s->tree = NULL;
	s->spent = false;
	s->why[0] = '\0';
	pages_init(&s->pages, -1);
	/* A limit on the size of files is an error of write(2), no death. */
	sigaction(SIGXFSZ, &ignore, &s->file_limit);
	s->dir = file_directory(h, mode == STORE_CREATE, s->why);
	if (s->dir == -1)
		return errno == ENOENT && mode != STORE_CREATE ? STORE_ABSENT
							       : STORE_FAILED;
	if (mode == STORE_CHANGE &&
	    faccessat(s->dir, FILE_DB, F_OK, AT_SYMLINK_NOFOLLOW) == -1 &&
	    faccessat(s->dir, GUARD_FILE, F_OK, AT_SYMLINK_NOFOLLOW) == -1)
		return STORE_ABSENT;
	status = take_lock(s);
	if (status == STORE_READY)
		status = open_journal(s);
	if (status == STORE_READY)
		status = open_tree(s);
	if (status == STORE_READY)
		status =
		    store_status(s, tree_open(&s->tree, &s->pages, s->dir));
	return status;
}

enum store_status
store_status(struct store *s, enum tree_status t)
{
	if (t == TREE_OK || t == TREE_NONE)
		return STORE_READY;
	if (t == TREE_FAILED)
		return fail(s, FILE_DB);
	file_why(s->why, s->history, FILE_DB, "is damaged");
	return STORE_DAMAGED;
}

enum store_status
store_commit(struct store *s)
{
	enum store_status status = store_status(s, tree_flush(s->tree));

	if (status != STORE_READY)
		return status;
	switch (journal_commit(&s->journal, &s->pages)) {
	case JOURNAL_DONE:
		pages_clear(&s->pages);
		break;
	case JOURNAL_UNAPPLIED:
		s->spent = true;
		break;
	case JOURNAL_FAILED:
		status = fail(s, FILE_JOURNAL);
	}
	return status;
}

static void
close_fd(int *fd)
{
	if (*fd != -1)
		close(*fd);
	*fd = -1;
}

/* The lock goes last. */
void
store_close(struct store *s)
{
	tree_close(s->tree);
	s->tree = NULL;
	pages_clear(&s->pages);
	close_fd(&s->db);
	close_fd(&s->journal.fd);
	close_fd(&s->lock);
	close_fd(&s->dir);
	sigaction(SIGXFSZ, &s->file_limit, NULL);
}
