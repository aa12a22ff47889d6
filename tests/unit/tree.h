/* A site's configuration in a directory of its own. */
#ifndef BACKSOON_TESTS_TREE_H
#define BACKSOON_TESTS_TREE_H

#include "world/config_layers.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char top[] = "/tmp/backsoon-tree-XXXXXX";

static inline int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	return at->level == 0 ? 0 : remove(path);
}

/* Empties the directory, so that each case begins anew. */
static inline void
clear(void)
{
	assert_int_equal(nftw(top, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static inline int
enter(void **state)
{
	(void)state;
	umask(022);
	return mkdtemp(top) == NULL || chmod(top, 0755) == -1 ||
		chdir(top) == -1
	    ? -1
	    : 0;
}

static inline int
leave(void **state)
{
	(void)state;
	clear();
	return chdir("/") == -1 || rmdir(top) == -1 ? -1 : 0;
}

/* Writes a file, "[mailbox]" before its lines, and the directory it is in. */
static inline void
put(const char *path, const char *lines)
{
	char dir[PATH_MAX];
	FILE *out;

	assert_int_equal(mem_copy(dir, sizeof dir, path), 0);
	if (strrchr(dir, '/') != NULL) {
		*strrchr(dir, '/') = '\0';
		mkdir(dir, 0755);
	}
	unlink(path);
	out = fopen(path, "w");
	assert_non_null(out);
	fprintf(out, "[mailbox]\n%s", lines);
	assert_int_equal(fclose(out), 0);
}

/* All problems, one a line, without the directory. */
static inline char *
told(const struct config_report *r)
{
	char *all = xstrdup(""), *more, *line, *at, *from;
	char dir[sizeof top + 1];
	size_t i;

	snprintf(dir, sizeof dir, "%s/", top);
	for (i = 0; i < r->count; i++) {
		line = config_problem_text(&r->problems[i]);
		for (from = line; (at = strstr(from, dir)) != NULL; from = at)
			memmove(at, at + strlen(dir),
			    strlen(at + strlen(dir)) + 1);
		more = xasprintf("%s%s\n", all, line);
		free(all);
		free(line);
		all = more;
	}
	return all;
}

#endif
