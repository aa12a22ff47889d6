#include "world/machine.h"

#include "base/text.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define NAME_MAX_OCTETS 253

/* Everybody's "localhost" is no name: it stands in mail of strangers, too. */
static bool
is_host(const char *name, size_t len)
{
	static const char localhost[] = "localhost";
	size_t i;

	if (len == 0 || len > NAME_MAX_OCTETS || !text_is_alnum(*name) ||
	    (len >= sizeof localhost - 1 &&
		text_equal_n(name, sizeof localhost - 1, localhost)))
		return false;
	for (i = 0; i < len; i++)
		if (!text_is_alnum(name[i]) &&
		    (name[i] == '\0' || strchr("-._", name[i]) == NULL))
			return false;
	return true;
}

static void
add(struct mailbox_list *names, const char *name, size_t len)
{
	while (len > 0 && text_is_blank(name[len - 1]))
		len--;
	if (is_host(name, len))
		mailbox_list_add(names, name, len);
}

void
machine_names(struct mailbox_list *names, const char *mailname)
{
	char name[NAME_MAX_OCTETS + 3]; /* a line end, and one too many */
	ssize_t got;
	char *end;
	int fd;

	if (gethostname(name, sizeof name) == 0)
		add(names, name, strnlen(name, sizeof name));
	fd = open(mailname, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd == -1)
		return;
	got = read(fd, name, sizeof name);
	close(fd);
	if (got <= 0)
		return;
	end = memchr(name, '\n', (size_t)got);
	add(names, name, end == NULL ? (size_t)got : (size_t)(end - name));
}
