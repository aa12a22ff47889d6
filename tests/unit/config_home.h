/* A directory of its own for each test of the configuration. */
#ifndef BACKSOON_TESTS_CONFIG_HOME_H
#define BACKSOON_TESTS_CONFIG_HOME_H

#include "world/config.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every test works in a directory of its own; files are named relative. */
static char home[] = "/tmp/backsoon-config-XXXXXX";

static inline int
enter(void **state)
{
	(void)state;
	umask(077);
	return mkdtemp(home) == NULL || chdir(home) == -1 ? -1 : 0;
}

static inline int
leave(void **state)
{
	(void)state;
	unlink("c");
	unlink("t.txt");
	unlink("link");
	return chdir("/") == -1 || rmdir(home) == -1 ? -1 : 0;
}

static inline void
put(const char *path, const char *bytes, size_t len)
{
	FILE *out;

	unlink(path);
	out = fopen(path, "w");
	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, len, out), len);
	assert_int_equal(fclose(out), 0);
}

static inline int
load(struct mailbox *m, struct config_report *r, const char *bytes, size_t len,
    bool thorough)
{
	mailbox_init(m);
	config_report_init(r);
	put("c", bytes, len);
	return config_load(m, "c", thorough, r);
}

static inline void
unload(struct mailbox *m, struct config_report *r)
{
	mailbox_release(m);
	config_report_release(r);
}

/* All problems, one a line. */
static inline char *
told(const struct config_report *r)
{
	char *all = xstrdup(""), *more, *line;
	size_t i;

	for (i = 0; i < r->count; i++) {
		line = config_problem_text(&r->problems[i]);
		more = xasprintf("%s%s\n", all, line);
		free(all);
		free(line);
		all = more;
	}
	return all;
}

#define HEAD "[mailbox]\naddress = bob@example.org\n"

#endif
