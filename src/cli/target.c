#include "target.h"

#include "base/mem.h"
#include "base/text.h"
#include "world/config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

int
target_find(struct target *t, const struct options *o)
{
	char *own = config_personal_path();

	t->path = *o->config != '\0' ? xstrdup(o->config) : default_path();
	t->personal = own != NULL && strcmp(own, t->path) == 0;
	free(own);
	t->mode = t->personal ? 0600 : 0644;
	t->exists = access(t->path, F_OK) == 0;
	if (t->exists || o->envelope.mailbox != NULL)
		return 0;
	fprintf(stderr,
	    "backsoon: %s: there is no configuration yet; to make it, type: "
	    "backsoon on --mailbox you@example.org\n",
	    t->path);
	return -1;
}

void
target_release(struct target *t)
{
	free(t->path);
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
