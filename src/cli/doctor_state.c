#include "doctor.h"

#include "base/mem.h"

#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define MIB (UINT64_C(1) << 20)
/* A store takes a third of a MiB, and more as it grows. */
#define SPACE_LEAST MIB
#define SPACE_LITTLE (64 * MIB)
/* A store has three files and a directory, or two. */
#define INODES_LEAST 16
#define INODES_LITTLE 1000

enum doctor_severity
doctor_space(const struct statvfs *fs, char found[200])
{
	uint64_t octets = (uint64_t)fs->f_bavail * fs->f_frsize;
	bool counted = fs->f_files != 0;
	uint64_t inodes = fs->f_favail;

	snprintf(found, 200, "%" PRIu64 " MiB free%s", octets / MIB,
	    counted ? "" : ", inodes are not counted");
	if (counted)
		snprintf(found, 200,
		    "%" PRIu64 " MiB and %" PRIu64 " inodes free", octets / MIB,
		    inodes);
	if (octets < SPACE_LEAST || (counted && inodes < INODES_LEAST))
		return DOCTOR_ERROR;
	return octets < SPACE_LITTLE || (counted && inodes < INODES_LITTLE)
	    ? DOCTOR_WARNING
	    : DOCTOR_OK;
}

/* statfs(2) has the numbers. */
static const struct {
	uint32_t kind;
	const char *wrong;
} file_systems[] = {
	{ 0x01021994, "tmpfs: after a boot nobody is known any more" },
	{ 0x858458f6, "ramfs: after a boot nobody is known any more" },
	{ 0x00006969, "NFS: locks and syncs of another machine" },
	{ 0xff534d42, "CIFS: locks and syncs of another machine" },
	{ 0xfe534d42, "SMB: locks and syncs of another machine" },
	{ 0x00c36400, "Ceph: locks and syncs of other machines" },
	{ 0x5346414f, "AFS: locks and syncs of another machine" },
	{ 0x01021997, "9P: locks and syncs of another machine" },
	{ 0x65735546, "FUSE: what locks and syncs do is not known" },
};

const char *
doctor_file_system(uint64_t kind)
{
	size_t i;

	for (i = 0; i < sizeof file_systems / sizeof *file_systems; i++)
		if (file_systems[i].kind == (uint32_t)kind)
			return file_systems[i].wrong;
	return NULL;
}

static const char *
user_name(uid_t uid)
{
	const struct passwd *pw = getpwuid(uid);

	return pw == NULL ? "another user" : pw->pw_name;
}

/* The rules of the history for its state directory, told one by one. */
static bool
check_mode(struct doctor *d, const struct stat *st)
{
	const char *dir = d->mailbox.state;
	mode_t others = d->mailbox.shared_state ? S_IWOTH : S_IWGRP | S_IWOTH;

	if (!S_ISDIR(st->st_mode)) {
		doctor_tell_free(d, DOCTOR_ERROR,
		    xasprintf("move %s away, or state = another directory",
			dir),
		    "%s is %s", dir,
		    S_ISLNK(st->st_mode) ? "a symbolic link" : "no directory");
		return false;
	}
	if (st->st_uid != geteuid() &&
	    (st->st_uid != 0 || access(dir, W_OK | X_OK) == -1)) {
		if (geteuid() == 0)
			doctor_tell_free(d, DOCTOR_WARNING,
			    xasprintf("runuser -u %s -- backsoon doctor "
				      "--config %s",
				user_name(st->st_uid), d->path),
			    "%s belongs to %s; only this user can open what "
			    "is in it",
			    dir, user_name(st->st_uid));
		else
			doctor_tell_free(d, DOCTOR_ERROR,
			    xasprintf("chown %s %s", user_name(geteuid()), dir),
			    "%s belongs to %s, and we run as %u", dir,
			    user_name(st->st_uid), (unsigned)geteuid());
		return false;
	}
	if ((st->st_mode & others) == 0)
		return true;
	doctor_tell_free(d, DOCTOR_ERROR, xasprintf("chmod go-w %s", dir),
	    "%s is writable by %s", dir,
	    (st->st_mode & S_IWOTH) != 0 ? "others"
					 : "its group (shared-state = no)");
	return false;
}

static bool
check_file_system(struct doctor *d, const char *dir)
{
	char found[200];
	struct statvfs space;
	struct statfs kind;
	enum doctor_severity severity;
	const char *wrong;

	if (statvfs(dir, &space) == -1 || statfs(dir, &kind) == -1)
		return true;
	if ((space.f_flag & ST_RDONLY) != 0) {
		doctor_tell_free(d, DOCTOR_ERROR,
		    xasprintf("mount -o remount,rw the file system of %s", dir),
		    "%s can only be read", dir);
		return false;
	}
	severity = doctor_space(&space, found);
	if (severity != DOCTOR_OK)
		doctor_tell_free(d, severity,
		    xasprintf("make room; df %s, df -i %s", dir, dir), "%s: %s",
		    dir, found);
	wrong = doctor_file_system((uint64_t)kind.f_type);
	if (wrong != NULL)
		doctor_tell(d, DOCTOR_WARNING,
		    "state = a directory on a local disk", "%s is on %s", dir,
		    wrong);
	if (severity != DOCTOR_OK || wrong != NULL)
		return false;
	doctor_ok(d, "%s: %s", dir, found);
	return true;
}

/* The nearest directory above that there is: there it will be made. */
static void
check_absent(struct doctor *d)
{
	char *dir = xstrdup(d->mailbox.state);
	char *slash;

	while (access(dir, F_OK) == -1 && (slash = strrchr(dir, '/')) != NULL &&
	    slash != dir)
		*slash = '\0';
	if (access(dir, F_OK) == -1)
		mem_copy(dir, 2, "/");
	if (access(dir, W_OK | X_OK) == -1)
		doctor_tell_free(d, DOCTOR_ERROR,
		    xasprintf("install -d -m 700 -o %s %s",
			user_name(geteuid()), d->mailbox.state),
		    "%s is not there, and cannot be made in %s: %s",
		    d->mailbox.state, dir, strerror(errno));
	else if (check_file_system(d, dir))
		doctor_ok(d, "%s: the first response makes it",
		    d->mailbox.state);
	free(dir);
}

void
doctor_state(struct doctor *d)
{
	const char *dir = d->mailbox.state;
	struct stat st;

	if (lstat(dir, &st) == -1) {
		if (errno == ENOENT)
			check_absent(d);
		else
			doctor_tell_free(d, DOCTOR_ERROR,
			    xasprintf("ls -ld %s", dir), "%s: %s", dir,
			    strerror(errno));
		return;
	}
	if (check_mode(d, &st))
		check_file_system(d, dir);
}
