#include "doctor.h"

#include "base/log.h"
#include "base/mem.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Without its socket every line is lost. */
static void
check_socket(struct doctor *d, const char *name, const char *path,
    const char *remedy)
{
	struct stat st;

	if (stat(path, &st) == 0 && S_ISSOCK(st.st_mode))
		doctor_ok(d, "lines go to %s", name);
	else
		doctor_tell(d, DOCTOR_WARNING, remedy,
		    "lines go to %s, and %s is not there: they are lost", name,
		    path);
}

/* A file that does not exist yet, or is replaced, needs its directory. */
static bool
check_directory(struct doctor *d, const char *path)
{
	const struct passwd *pw = getpwuid(geteuid());
	char *dir = xstrdup(path);
	bool good;

	dir[strrchr(dir, '/') == dir ? 1 : strrchr(dir, '/') - dir] = '\0';
	good = access(dir, W_OK | X_OK) == 0;
	if (!good)
		doctor_tell_free(d, DOCTOR_ERROR,
		    xasprintf("install -d -o %s -m 755 %s",
			pw == NULL ? "USER" : pw->pw_name, dir),
		    "%s cannot be made: %s", path, strerror(errno));
	free(dir);
	return good;
}

static void
check_file(struct doctor *d, const char *log)
{
	struct stat st;

	if (lstat(log, &st) == -1 && errno == ENOENT) {
		if (check_directory(d, log))
			doctor_ok(d,
			    "lines go to %s, which the first message makes",
			    log);
		return;
	}
	if (access(log, W_OK) == -1)
		doctor_tell_free(d, DOCTOR_ERROR,
		    xasprintf("ls -l %s; log = a file that we may write", log),
		    "%s: %s", log, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		doctor_tell_free(d, DOCTOR_ERROR,
		    xasprintf("move %s away, or log = another file", log),
		    "%s is %s", log,
		    S_ISLNK(st.st_mode) ? "a symbolic link" : "no file");
	else if ((st.st_mode & S_IWOTH) != 0)
		doctor_tell_free(d, DOCTOR_WARNING,
		    xasprintf("chmod o-w %s", log),
		    "%s is writable by others, who can change its lines", log);
	else
		doctor_ok(d, "lines go to %s", log);
}

void
doctor_log(struct doctor *d)
{
	const char *log = d->mailbox.log;

	if (*log == '\0')
		check_socket(d, "syslog", "/dev/log",
		    "apt-get install rsyslog, or log = a file");
	else if (strcmp(log, LOG_JOURNAL) == 0)
		check_socket(d, "the journal", "/run/systemd/journal/socket",
		    "log = syslog, or a file");
	else
		check_file(d, log);
	if (*d->mailbox.metrics_file != '\0' &&
	    check_directory(d, d->mailbox.metrics_file))
		doctor_ok(d, "counts go to %s", d->mailbox.metrics_file);
}
