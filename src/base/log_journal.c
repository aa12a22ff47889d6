#include "log_journal.h"

#include "base/mem.h"
#include "base/text.h"
#include "log_json.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

/* The number syslog(3) shifts away. */
#define FACILITY (LOG_MAIL >> 3)

struct entry {
	char *octets;
	size_t size, len;
};

static bool
put(struct entry *e, const void *from, size_t len)
{
	if (len > e->size - e->len)
		return false;
	memcpy(e->octets + e->len, from, len);
	e->len += len;
	return true;
}

/*
 * "NAME=value" and a line feed; where the value has line feeds of its own,
 * the name, a line feed, and the length in 64 bits, little-endian.  All of it
 * or nothing.
 */
static bool
put_field(struct entry *e, const char *name, const char *value)
{
	size_t i, start = e->len, len = strlen(value);
	unsigned char length[8];
	bool fits = put(e, name, strlen(name));

	if (strchr(value, '\n') == NULL) {
		fits = fits && put(e, "=", 1);
	} else {
		for (i = 0; i < sizeof length; i++)
			length[i] = (unsigned char)((uint64_t)len >> (8 * i));
		fits = fits && put(e, "\n", 1) && put(e, length, sizeof length);
	}
	fits = fits && put(e, value, len) && put(e, "\n", 1);
	if (!fits)
		e->len = start;
	return fits;
}

void
log_journal_add(struct log_line *line, const char *key, const char *value)
{
	struct entry e = { line->fields, sizeof line->fields,
		line->fields_len };
	char name[64] = "BACKSOON_";
	size_t i, at = strlen(name);

	for (i = 0; key[i] != '\0' && at < sizeof name - 1; i++) {
		int c = (unsigned char)key[i];

		if (c >= 'a' && c <= 'z')
			c -= 'a' - 'A';
		name[at++] = text_is_alnum(c) ? (char)c : '_';
	}
	name[at] = '\0';
	(void)put_field(&e, name, value);
	line->fields_len = e.len;
}

/* No waiting: a journal that does not keep up must not hold up mail. */
static int
send_to(const char *path, const struct entry *e)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	ssize_t n;
	int fd;

	if (mem_copy(to.sun_path, sizeof to.sun_path, path) == -1)
		return -1;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return -1;
	n = sendto(fd, e->octets, e->len, MSG_DONTWAIT | MSG_NOSIGNAL,
	    (const struct sockaddr *)&to, sizeof to);
	close(fd);
	return n == (ssize_t)e->len ? 0 : -1;
}

int
log_journal_send(const char *path, const struct log_line *line,
    const char *message, int priority)
{
	char octets[LOG_WHOLE + LOG_FIELDS + 256], level[16], facility[16],
	    pid[32];
	struct entry e = { octets, sizeof octets, 0 };
	const struct {
		const char *name, *value;
	} fields[] = {
		{ "MESSAGE", message },
		{ "PRIORITY", level },
		{ "SYSLOG_FACILITY", facility },
		{ "SYSLOG_IDENTIFIER", "backsoon" },
		{ "SYSLOG_PID", pid },
	};
	size_t i;

	snprintf(level, sizeof level, "%d", priority);
	snprintf(facility, sizeof facility, "%d", FACILITY);
	snprintf(pid, sizeof pid, "%ld", (long)getpid());
	for (i = 0; i < sizeof fields / sizeof *fields; i++)
		if (!put_field(&e, fields[i].name, fields[i].value))
			return -1;
	if (!put(&e, line->fields, line->fields_len))
		return -1;
	return send_to(path, &e);
}
