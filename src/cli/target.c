#include "target.h"

#include "base/mem.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *
default_path(void)
{
	char *path = config_default_path(), *own;

	/* What a person changes, or makes, is never the site's. */
	own = geteuid() == 0 ? NULL : config_personal_path();
	if (own == NULL)
		return path;
	free(path);
	return own;
}

/* The file that speaks for the mailbox, which is perhaps that of a shorter
 * address without its detail, or the one it would have. */
static char *
mailbox_path(const char *site, const char *address)
{
	struct config_report report;
	char *path = NULL;
	struct mailbox m;

	config_report_init(&report);
	mailbox_init(&m);
	if (config_layers(&m, site, address, false, NULL, &report) == 0 &&
	    *m.missing == '\0')
		path = xstrdup(m.config_path);
	mailbox_release(&m);
	config_report_release(&report);
	return path != NULL ? path : config_mailbox_path(site, address);
}

/* A file that sets address is a mailbox alone, whatever lies beside it. */
static bool
has_many(const char *path)
{
	struct config_report report;
	struct mailbox m;
	bool many;

	if (!config_has_mailboxes(path))
		return false;
	config_report_init(&report);
	mailbox_init(&m);
	config_layers(&m, path, "", false, NULL, &report);
	many = *m.address == '\0';
	mailbox_release(&m);
	config_report_release(&report);
	return many;
}

/* One of many: new files are as open as that of the site, and to the same. */
static int
find_below(struct target *t, const char *address)
{
	struct stat st;

	t->site = t->path;
	t->path = NULL;
	if (address == NULL) {
		fprintf(stderr,
		    "backsoon: %s: has many mailboxes; expected --mailbox "
		    "ADDRESS\n",
		    t->site);
		return -1;
	}
	t->path = mailbox_path(t->site, address);
	if (t->path == NULL) {
		fprintf(stderr, "backsoon: %s: no mailbox can have it\n",
		    address);
		return -1;
	}
	if (stat(t->site, &st) == 0) {
		t->mode = st.st_mode & 0644;
		t->group = st.st_gid;
	}
	return 0;
}

int
target_find(struct target *t, const struct options *o)
{
	char *own = config_personal_path();

	*t = (struct target){ .mode = 0644, .group = getegid() };
	t->path = *o->config != '\0' ? xstrdup(o->config) : default_path();
	t->personal = own != NULL && strcmp(own, t->path) == 0;
	free(own);
	if (t->personal)
		t->mode = 0600;
	if (!t->personal && has_many(t->path))
		return find_below(t, o->envelope.mailbox);
	if (access(t->path, F_OK) == 0 || o->envelope.mailbox != NULL)
		return 0;
	fprintf(stderr,
	    "backsoon: %s: there is no configuration yet; to make it, type: "
	    "backsoon on --mailbox you@example.org\n",
	    t->path);
	return -1;
}

int
target_load(const struct target *t, const struct options *o, bool thorough,
    struct mailbox *m, struct config_report *report)
{
	const char *address = o->envelope.mailbox;

	return config_layers(m, t->site == NULL ? t->path : t->site,
	    address == NULL ? "" : address, thorough, NULL, report);
}

void
target_release(struct target *t)
{
	free(t->path);
	free(t->site);
}

/* "desk.conf" has desk.message.txt: never a file that somebody wrote. */
char *
target_message(const struct target *t)
{
	const char *name = strrchr(t->path, '/') + 1;
	int stem = (int)strlen(name);

	if (strcmp(name, "backsoon.conf") == 0)
		return xstrdup("message.txt");
	if (text_ends(name, ".conf"))
		stem -= (int)strlen(".conf");
	return xasprintf("%.*s.message.txt", stem, name);
}

/* Files by which people have a program called for their mail. */
static const char *const hooks[] = { ".forward", ".procmailrc", ".mailfilter",
	".qmail", ".courier", ".dovecot.sieve" };

static bool
mentions_us(const char *path)
{
	char text[1 << 13];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd == -1 ? -1 : read(fd, text, sizeof text);

	if (fd != -1)
		close(fd);
	return n > 0 && memmem(text, (size_t)n, "backsoon", 8) != NULL;
}

bool
target_is_called(const struct target *t)
{
	size_t tail = strlen("/.config/backsoon/backsoon.conf");
	int home = (int)(strlen(t->path) - tail);
	char path[OPTIONS_PATH];
	size_t i;

	for (i = 0; i < sizeof hooks / sizeof *hooks; i++) {
		snprintf(path, sizeof path, "%.*s/%s", home, t->path, hooks[i]);
		if (mentions_us(path))
			return true;
	}
	return false;
}
