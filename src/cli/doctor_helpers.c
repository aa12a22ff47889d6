#include "doctor.h"

#include "base/mem.h"
#include "world/calendar.h"
#include "world/sender.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static void
check_program(struct doctor *d, const char *path, const char *lost)
{
	struct stat st;

	if (access(path, X_OK) == -1 || stat(path, &st) == -1) {
		doctor_tell(d, DOCTOR_ERROR, "make install",
		    "%s: %s; nobody is answered %s", path, strerror(errno),
		    lost);
	} else if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		doctor_tell_free(d, DOCTOR_ERROR,
		    xasprintf("chmod go-w %s", path),
		    "%s is writable by group or others", path);
	} else if (st.st_uid != 0 && st.st_uid != geteuid()) {
		doctor_tell_free(d, DOCTOR_ERROR,
		    xasprintf("chown root %s", path),
		    "%s belongs to another user", path);
	} else {
		doctor_ok(d, "%s can be run", path);
	}
}

void
doctor_helpers(struct doctor *d)
{
	char path[4096];

	sender_program(path, sizeof path);
	d->no_checker = access(path, X_OK) == -1;
	check_program(d, path, "whose sender has to be checked");
	calendar_program(path, sizeof path);
	check_program(d, path, "where a calendar is set");
	/* A filter at NULL: EFAULT where the kernel would look at it. */
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL, 0, 0) == -1 &&
	    errno == EFAULT)
		doctor_ok(d, "the kernel offers seccomp");
	else
		doctor_tell(d, DOCTOR_ERROR,
		    "a kernel with CONFIG_SECCOMP_FILTER",
		    "the kernel has no seccomp filters: backsoon-sender and "
		    "backsoon-calendar do not run without");
}
