#include "world/mailstore.h"

#include "mailstore_parts.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
mailstore_add(struct mailstore *s, const struct mailstore_entry *e)
{
	if (s->count == MAILSTORE_MAX)
		return -1;
	/* Room grows by doubling: at each power of two. */
	if ((s->count & (s->count - 1)) == 0)
		s->entries = xrealloc(s->entries,
		    (s->count == 0 ? 1 : 2 * s->count) * sizeof *s->entries);
	s->entries[s->count++] = *e;
	return 0;
}

/* Messages of one second stay in the order of their places or names. */
static int
compare(const void *one, const void *two)
{
	const struct mailstore_entry *a = one, *b = two;

	if (a->when != b->when)
		return a->when < b->when ? -1 : 1;
	if (a->name != NULL && b->name != NULL)
		return strcmp(a->name, b->name);
	return (a->at > b->at) - (a->at < b->at);
}

int
mailstore_open(struct mailstore *s, const char *path, char why[MAILSTORE_WHY])
{
	const char *wrong = "neither a Maildir nor an mbox file";
	struct stat st;

	memset(s, 0, sizeof *s);
	s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (s->fd == -1 || fstat(s->fd, &st) == -1)
		wrong = strerror(errno);
	else if (S_ISDIR(st.st_mode))
		wrong = mailstore_list_maildir(s);
	else if (S_ISREG(st.st_mode))
		wrong = mailstore_list_mbox(s);
	if (wrong != NULL) {
		snprintf(why, MAILSTORE_WHY, "%.120s: %s", path, wrong);
		return -1;
	}
	if (s->count > 0)
		qsort(s->entries, s->count, sizeof *s->entries, compare);
	return 0;
}

void
mailstore_close(struct mailstore *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		free(s->entries[i].name);
	free(s->entries);
	if (s->fd != -1)
		close(s->fd);
}

int64_t
mailstore_read(const struct mailstore *s, const struct mailstore_entry *e,
    char *to, size_t max, uint64_t *octets)
{
	return e->name == NULL ? mailstore_read_mbox(s, e, to, max, octets)
			       : mailstore_read_file(s, e, to, max, octets);
}
