#include "world/config_edit.h"

#include "base/mem.h"
#include "config_parts.h"
#include "world/newfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char empty[] = "[" CONFIG_SECTION "]\n";

static int
refused(char why[CONFIG_WHY], const char *text)
{
	snprintf(why, CONFIG_WHY, "%s", text);
	return -1;
}

static int
failed(char why[CONFIG_WHY], const char *what)
{
	snprintf(why, CONFIG_WHY, "%s: %s", what, strerror(errno));
	return -1;
}

/* Directory of a path; the caller owns it. */
static char *
directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == path ? xstrdup("/")
			     : xstrndup(path, (size_t)(slash - path));
}

/* The mode is set again because a umask may have taken from it. */
static int
make_directory(const char *dir, mode_t mode)
{
	char *above;
	int rc = mkdir(dir, mode);

	if (rc == -1 && errno == ENOENT) {
		above = directory_of(dir);
		rc = make_directory(above, mode);
		free(above);
		if (rc == 0)
			rc = mkdir(dir, mode);
	}
	if (rc == 0)
		return chmod(dir, mode);
	return errno == EEXIST ? 0 : -1;
}

static int
open_directory(struct config_edit *e, mode_t mode, char why[CONFIG_WHY])
{
	char *dir = directory_of(e->path);
	mode_t search = (mode & 0444) >> 2;
	struct stat st;

	if (mode != 0 && make_directory(dir, mode | 0200 | search) == -1)
		failed(why, "its directory cannot be made");
	else if ((e->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) == -1)
		failed(why, "its directory");
	free(dir);
	if (e->dir == -1)
		return -1;
	if (fstat(e->dir, &st) == -1)
		return failed(why, "its directory");
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return refused(why, "its directory is owned by another user");
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return refused(why,
		    "its directory is writable by group or others; expected "
		    "chmod go-w");
	if (flock(e->dir, LOCK_EX | LOCK_NB) == -1)
		return failed(why,
		    errno == EWOULDBLOCK ? "somebody else is changing it now"
					 : "its directory cannot be locked");
	return 0;
}

/* What root makes in the directory of a service is for that service. */
static int
begin_new(struct config_edit *e, mode_t mode, char why[CONFIG_WHY])
{
	struct stat st;

	if (mode == 0)
		return refused(why, "there is no such file");
	if (fstat(e->dir, &st) == 0 && geteuid() == 0)
		e->gid = st.st_gid;
	e->mode = mode;
	e->bytes = xstrdup(empty);
	e->len = strlen(empty);
	e->changed = true;
	return 0;
}

int
config_edit_open(struct config_edit *e, const char *path, mode_t mode,
    char why[CONFIG_WHY])
{
	struct stat st;

	*e = (struct config_edit){ .path = config_path_beside("", path),
		.dir = -1,
		.uid = geteuid(),
		.gid = getegid() };
	e->name = strrchr(e->path, '/') + 1;
	if (open_directory(e, mode, why) == -1)
		return -1;
	e->exists = fstatat(e->dir, e->name, &st, AT_SYMLINK_NOFOLLOW) == 0;
	if (!e->exists && errno != ENOENT)
		return failed(why, "it cannot be read");
	if (!e->exists)
		return begin_new(e, mode, why);
	e->mode = st.st_mode & 0777;
	e->uid = st.st_uid;
	e->gid = st.st_gid;
	e->bytes = config_file_read(e->path, CONFIG_FILE_MAX, &e->len, why);
	return e->bytes == NULL ? -1 : 0;
}

int
config_edit_set(struct config_edit *e, const char *key, const char *value,
    char why[CONFIG_WHY])
{
	size_t len = e->len;
	char *text = config_edit_text(e->bytes, &len, key, value, why);

	if (text == NULL)
		return -1;
	e->changed |= len != e->len || memcmp(text, e->bytes, len) != 0;
	free(e->bytes);
	e->bytes = text;
	e->len = len;
	return 0;
}

int
config_edit_check(const struct config_edit *e, const char *site,
    const char *address, bool thorough, struct mailbox *m,
    struct config_report *report)
{
	struct config_draft draft = { e->path, e->bytes, e->len };

	return config_layers_draft(m, site == NULL ? e->path : site, address,
	    thorough, &draft, report);
}

static int
replace(const struct config_edit *e, const char *name, const char *bytes,
    size_t len, mode_t mode, char why[CONFIG_WHY])
{
	struct newfile new = { .dir = e->dir,
		.name = name,
		.mode = mode,
		.uid = e->uid,
		.gid = e->gid };

	if (newfile_write(&new, bytes, len) == 0) {
		if (newfile_publish(&new) == 0)
			return 0;
		newfile_discard(&new);
	}
	return failed(why, name);
}

int
config_edit_beside(const struct config_edit *e, const char *name,
    const char *bytes, size_t len, mode_t mode, char why[CONFIG_WHY])
{
	return replace(e, name, bytes, len, mode == 0 ? e->mode : mode, why);
}

int
config_edit_commit(const struct config_edit *e, char why[CONFIG_WHY])
{
	return e->changed ? replace(e, e->name, e->bytes, e->len, e->mode, why)
			  : 0;
}

void
config_edit_close(struct config_edit *e)
{
	if (e->dir != -1)
		close(e->dir);
	free(e->bytes);
	free(e->path);
}
