#include "world/stores.h"

#include "base/mem.h"
#include "world/history.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int
digit(char c)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

/* Undoes the %HH of history_dir(); -1 where it is none, or too long. */
static int
decode(char to[ADDR_MAX], const char *name)
{
	size_t len = 0;

	for (; *name != '\0'; name++) {
		int c = (unsigned char)*name;

		if (c == '%') {
			int high = digit(name[1]);
			int low = high == -1 ? -1 : digit(name[2]);

			if (low == -1 || high * 16 + low == 0)
				return -1;
			c = high * 16 + low;
			name += 2;
		}
		if (len == ADDR_MAX - 1)
			return -1;
		to[len++] = (char)c;
	}
	to[len] = '\0';
	return 0;
}

static bool
is_of_type(const char *path, mode_t type)
{
	struct stat st;

	return lstat(path, &st) == 0 && (st.st_mode & S_IFMT) == type;
}

/* A store is where its name says that it is, and nowhere else. */
static void
visit(const char *state, const char *path, const char *name, stores_fn *fn,
    void *arg)
{
	char mailbox[ADDR_MAX], dir[1024];

	if (is_of_type(path, S_IFDIR) && decode(mailbox, name) == 0 &&
	    history_dir(dir, sizeof dir, state, mailbox) == 0 &&
	    strcmp(dir, path) == 0)
		fn(mailbox, path, arg);
	else
		fn(NULL, path, arg);
}

static int
no_dots(const struct dirent *e)
{
	return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

static void
free_list(struct dirent **list, int n)
{
	while (n > 0)
		free(list[--n]);
	free(list);
}

/* One directory of two hex digits. */
static void
walk_shelf(const char *state, const char *shelf, stores_fn *fn, void *arg)
{
	struct dirent **list;
	int i, n = scandir(shelf, &list, no_dots, alphasort);
	char *path;

	if (n == -1) {
		fn(NULL, shelf, arg);
		return;
	}
	for (i = 0; i < n; i++) {
		path = xasprintf("%s/%s", shelf, list[i]->d_name);
		visit(state, path, list[i]->d_name, fn, arg);
		free(path);
	}
	free_list(list, n);
}

int
stores_walk(const char *state, stores_fn *fn, void *arg)
{
	struct dirent **list;
	int i, n = scandir(state, &list, no_dots, alphasort);
	char *path;

	if (n == -1)
		return errno == ENOENT ? 0 : -1;
	for (i = 0; i < n; i++) {
		const char *name = list[i]->d_name;

		if (strcmp(name, "_site") == 0)
			continue;
		path = xasprintf("%s/%s", state, name);
		if (strlen(name) == 2 &&
		    strspn(name, "0123456789abcdef") == 2 &&
		    is_of_type(path, S_IFDIR))
			walk_shelf(state, path, fn, arg);
		else if (!is_of_type(path, S_IFREG) &&
		    !is_of_type(path, S_IFDIR))
			fn(NULL, path, arg);
		free(path);
	}
	free_list(list, n);
	return 0;
}
