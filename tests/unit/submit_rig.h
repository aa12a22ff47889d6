/* A mailbox, a response and a stub program in a directory of their own. */
#ifndef BACKSOON_TESTS_SUBMIT_RIG_H
#define BACKSOON_TESTS_SUBMIT_RIG_H

#include "world/submit.h"

#include "base/mem.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE 20000

struct rig {
	char dir[64];
	char stub[80]; /* the program */
	char seen[80]; /* what it saw */
	struct mailbox mailbox;
	struct response response;
};

static inline void
set(char **to, const char *s)
{
	free(*to);
	*to = xstrdup(s);
}

static inline void
rig_init(struct rig *rig, const char *script)
{
	static char message[] = "Subject: x\r\n\r\n.\r\nbare\rcr\r\n";
	FILE *out;

	memset(rig, 0, sizeof *rig);
	mem_copy(rig->dir, sizeof rig->dir, "/tmp/backsoon-submit.XXXXXX");
	assert_non_null(mkdtemp(rig->dir));
	snprintf(rig->stub, sizeof rig->stub, "%s/stub", rig->dir);
	snprintf(rig->seen, sizeof rig->seen, "%s/seen", rig->dir);
	mailbox_init(&rig->mailbox);
	mailbox_list_add(&rig->mailbox.sendmail, rig->stub, strlen(rig->stub));
	mem_copy(rig->response.recipient, sizeof rig->response.recipient,
	    "alice@example.net");
	rig->response.bytes = message;
	rig->response.size = sizeof message - 1;
	if (script == NULL)
		return;
	out = fopen(rig->stub, "w");
	assert_non_null(out);
	fprintf(out, "#!/bin/sh\nexec 3>%s\n%s\n", rig->seen, script);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(rig->stub, 0700), 0);
}

static inline void
remove_tree(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		char *inner = xasprintf("%s/%s", path, entry->d_name);

		if (entry->d_name[0] != '.' && unlink(inner) == -1)
			remove_tree(inner);
		free(inner);
	}
	if (dir != NULL)
		closedir(dir);
	rmdir(path);
}

static inline void
rig_release(struct rig *rig)
{
	mailbox_release(&rig->mailbox);
	remove_tree(rig->dir);
}

static inline char *
read_back(const char *path)
{
	char *to = xcalloc(1, 8192);
	FILE *in = fopen(path, "r");

	if (in != NULL) {
		to[fread(to, 1, 8191, in)] = '\0';
		fclose(in);
	}
	return to;
}

#endif
