/* A file that takes its place whole and durable, or not at all. */
#ifndef BACKSOON_WORLD_NEWFILE_H
#define BACKSOON_WORLD_NEWFILE_H

#include <stddef.h>
#include <sys/types.h>

/* Where, and whose.  Until it is published it lies beside its place as
 * ".NAME.new"; two writers of one name must keep each other out. */
struct newfile {
	int dir; /* descriptor of its directory, borrowed */
	const char *name;
	mode_t mode;
	uid_t uid;
	gid_t gid;
};

#define NEWFILE_NAME 300
/* The name until then; -1 where it does not fit. */
int newfile_name(char to[NEWFILE_NAME], const char *name);
/* Writes it there; what a writer that died has left is removed, a symbolic
 * link is never followed.  -1 with errno. */
int newfile_write(const struct newfile *f, const char *bytes, size_t len);
/* Gives it its name, in the place of what had it.  -1 with errno. */
int newfile_publish(const struct newfile *f);
/* Removes what was written and not published. */
void newfile_discard(const struct newfile *f);

#endif
