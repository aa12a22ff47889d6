#include "world/stop.h"

#include "base/mem.h"
#include "base/text.h"
#include "world/history.h"
#include "world/newfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char switch_name[] = "stop";

/* Directories of a switch, from the state directory down. */
struct way {
	char path[STOP_PATH];
	int dir; /* of the switch */
	uid_t uid;
	gid_t gid;
};

int
stop_path(char to[STOP_PATH], const char *state, const char *mailbox)
{
	char dir[1024];
	int n;

	if (mailbox != NULL &&
	    history_dir(dir, sizeof dir, state, mailbox) == -1)
		return -1;
	n = snprintf(to, STOP_PATH, "%s/%s", mailbox == NULL ? state : dir,
	    switch_name);
	return n < 0 || n >= STOP_PATH ? -1 : 0;
}

static void
read_reason(char why[STOP_REASON], const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	char line[STOP_REASON];
	ssize_t n;

	why[0] = '\0';
	if (fd == -1)
		return;
	n = read(fd, line, sizeof line);
	close(fd);
	if (n > 0) {
		const char *end = memchr(line, '\n', (size_t)n);

		text_clean(why, STOP_REASON, STOP_REASON, line,
		    end == NULL ? (size_t)n : (size_t)(end - line));
	}
}

const char *
stop_find(char to[STOP_PATH], const struct mailbox *m, char why[STOP_REASON])
{
	const struct {
		const char *state, *mailbox;
	} whose[] = {
		{ strcmp(m->site_state, m->state) == 0 ? "" : m->site_state,
		    NULL },
		{ m->state, NULL },
		{ m->state, m->address },
	};
	size_t i;

	for (i = 0; i < sizeof whose / sizeof *whose; i++) {
		/* A name is enough, even of a link that leads nowhere. */
		if (*whose[i].state == '\0' ||
		    stop_path(to, whose[i].state, whose[i].mailbox) == -1 ||
		    faccessat(AT_FDCWD, to, F_OK, AT_SYMLINK_NOFOLLOW) == -1)
			continue;
		if (why != NULL)
			read_reason(why, to);
		return to;
	}
	return NULL;
}

static int
complain(char wrong[STOP_WHY], const char *path, const char *what)
{
	snprintf(wrong, STOP_WHY, "%.120s: %s", path, what);
	return -1;
}

/* As the history: no symbolic link, ours or root's, nobody else may write.
 * Root may look after everybody's. */
static const char *
objection(const struct stat *st, bool shared)
{
	mode_t others = shared ? S_IWOTH : S_IWGRP | S_IWOTH;

	if (geteuid() != 0 && st->st_uid != geteuid() && st->st_uid != 0)
		return "belongs to another user";
	if ((st->st_mode & others) != 0)
		return "is writable by others";
	return NULL;
}

/*
 * One step down, into a directory that is made where `make`.  Mode and owner
 * go to what was opened: the name may belong to somebody who has put something
 * else there by now.
 */
static int
step(struct way *w, const char *name, bool make)
{
	bool made = make && mkdirat(w->dir, name, 0700) == 0;
	int dir = openat(w->dir, name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (dir == -1)
		return -1;
	if (made &&
	    (fchmod(dir, 0700) == -1 ||
		(w->uid != geteuid() && fchown(dir, w->uid, w->gid) == -1) ||
		fsync(w->dir) == -1)) {
		close(dir);
		return -1;
	}
	close(w->dir);
	w->dir = dir;
	return 0;
}

/* A person's is made as the history would make it; one that belongs to a
 * service must be there, since root cannot know whose it is to be. */
static void
make_state(const struct mailbox *m)
{
	char path[STOP_PATH];
	size_t i;

	if (geteuid() == 0 && !m->personal)
		return;
	for (i = 1; mem_copy(path, sizeof path, m->state) == 0; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		path[i] = '\0';
		if (mkdir(path, 0700) == -1 && errno != EEXIST)
			return;
		if (m->state[i] == '\0')
			return;
	}
}

static int
open_state(struct way *w, const struct mailbox *m, char wrong[STOP_WHY])
{
	struct stat st;
	const char *no;

	w->dir =
	    open(m->state, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (w->dir == -1 || fstat(w->dir, &st) == -1)
		return complain(wrong, m->state, strerror(errno));
	no = objection(&st, m->shared_state);
	if (no != NULL)
		return complain(wrong, m->state, no);
	w->uid = geteuid() == 0 ? st.st_uid : geteuid();
	w->gid = geteuid() == 0 ? st.st_gid : getegid();
	return 0;
}

static int
open_way(struct way *w, const struct mailbox *m, const char *mailbox, bool make,
    char wrong[STOP_WHY])
{
	char *name, *next;

	w->dir = -1;
	if (stop_path(w->path, m->state, mailbox) == -1)
		return complain(wrong, m->state, "too long a path");
	if (make)
		make_state(m);
	if (open_state(w, m, wrong) == -1)
		return -1;
	for (name = w->path + strlen(m->state) + 1;
	     (next = strchr(name, '/')) != NULL; name = next + 1) {
		*next = '\0';
		if (step(w, name, make) == -1)
			return complain(wrong, w->path, strerror(errno));
		*next = '/';
	}
	return 0;
}

int
stop_set(const struct mailbox *m, const char *mailbox, const char *reason,
    char wrong[STOP_WHY])
{
	char line[STOP_REASON + 1], before[STOP_REASON];
	struct newfile new = { .name = switch_name, .mode = 0644 };
	struct way w;
	size_t len;
	int rc = -1;

	if (open_way(&w, m, mailbox, true, wrong) == -1)
		goto out;
	len =
	    text_clean(line, STOP_REASON, STOP_REASON, reason, strlen(reason));
	if (faccessat(w.dir, switch_name, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		read_reason(before, w.path);
		rc = 0;
		if (len == 0 || strcmp(before, line) == 0)
			goto out;
	}
	if (len > 0)
		line[len++] = '\n';
	new.dir = w.dir;
	new.uid = w.uid;
	new.gid = w.gid;
	if (newfile_write(&new, line, len) == -1 || newfile_publish(&new) == -1)
		rc = complain(wrong, w.path, strerror(errno));
	else
		rc = 1;
out:
	if (w.dir != -1)
		close(w.dir);
	return rc;
}

int
stop_clear(const struct mailbox *m, const char *mailbox, char wrong[STOP_WHY])
{
	struct way w;
	int rc;

	if (stop_path(w.path, m->state, mailbox) == 0 &&
	    faccessat(AT_FDCWD, w.path, F_OK, AT_SYMLINK_NOFOLLOW) == -1 &&
	    errno == ENOENT)
		return 0;
	rc = open_way(&w, m, mailbox, false, wrong);
	if (rc == 0) {
		rc = unlinkat(w.dir, switch_name, 0) == 0 && fsync(w.dir) == 0
		    ? 1
		    : complain(wrong, w.path, strerror(errno));
	}
	if (w.dir != -1)
		close(w.dir);
	return rc;
}
