#include "base/log.h"

#include "base/mem.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

static const int priorities[] = {
	[LOG_LEVEL_INFO] = LOG_INFO,
	[LOG_LEVEL_WARNING] = LOG_WARNING,
	[LOG_LEVEL_ERROR] = LOG_ERR,
};

static struct {
	char path[PATH_MAX];
	bool mirror;
} target;

void
log_open(const char *path, bool mirror)
{
	/* A path that was cut would name another file. */
	if (path == NULL ||
	    mem_copy(target.path, sizeof target.path, path) != 0)
		target.path[0] = '\0';
	target.mirror = mirror;
}

const char *
log_path(void)
{
	return target.path;
}

/* Octets that would end, hide or colour a line, or pass for an escape. */
static bool
is_foul(const char *s, size_t n)
{
	const unsigned char *u = (const unsigned char *)s;

	if (n == 0)
		return true;
	if (n == 1)
		return u[0] < 0x20 || u[0] >= 0x7f || u[0] == '\\';
	return n == 2 && u[0] == 0xc2 && u[1] < 0xa0;
}

static size_t
clean(char *to, size_t size, const char *s, size_t len, bool quoted)
{
	size_t i, at = 0, n;

	for (i = 0; i < len; i += n) {
		bool foul;

		n = text_char(s + i, len - i);
		foul = is_foul(s + i, n) || (quoted && s[i] == '"');
		if (foul)
			n = 1;
		if (at + (foul ? 4 : n) >= size)
			break;
		if (foul)
			at += (size_t)snprintf(to + at, size - at, "\\x%02x",
			    (unsigned char)s[i]);
		else {
			memcpy(to + at, s + i, n);
			at += n;
		}
	}
	to[at] = '\0';
	return at;
}

size_t
log_clean(char *to, size_t size, const char *s, size_t len)
{
	return clean(to, size, s, len, false);
}

void
log_begin(struct log_line *line)
{
	line->text[0] = '\0';
	line->len = 0;
}

/* Room for "..." is kept back, so that every cut can be told. */
static void
append(struct log_line *line, const char *s)
{
	size_t limit = sizeof line->text - sizeof "...";
	size_t len = strlen(s);

	if (line->len > limit)
		return;
	if (len <= limit - line->len) {
		memcpy(line->text + line->len, s, len + 1);
		line->len += len;
		return;
	}
	len = limit - line->len;
	/* NOLINTNEXTLINE(clang-analyzer-core.*): s is longer than len */
	while (len > 0 && ((unsigned char)s[len] & 0xc0) == 0x80)
		len--; /* never half a character */
	memcpy(line->text + line->len, s, len);
	for (line->len += len; line->len < sizeof line->text - 1; line->len++)
		line->text[line->len] = '.';
	line->text[line->len] = '\0';
}

void
log_add(struct log_line *line, const char *key, const char *value)
{
	char text[LOG_LINE];
	bool quoted;

	if (value == NULL)
		return;
	quoted = value[0] == '\0' || strpbrk(value, " \"=") != NULL;
	clean(text, sizeof text, value, strlen(value), quoted);
	if (line->len > 0)
		append(line, " ");
	append(line, key);
	append(line, quoted ? "=\"" : "=");
	append(line, text);
	append(line, quoted ? "\"" : "");
}

void
log_add_number(struct log_line *line, const char *key, long long value)
{
	char text[32];

	snprintf(text, sizeof text, "%lld", value);
	log_add(line, key, text);
}

/* Returns -1 where not all was written; that stops no mail. */
static int
write_all(int fd, const char *s, size_t len)
{
	ssize_t n;

	do
		n = write(fd, s, len);
	while (n == -1 && errno == EINTR);
	return n == (ssize_t)len ? 0 : -1;
}

static int
open_regular(const char *path)
{
	struct stat st;
	/* O_NONBLOCK: a FIFO without a reader must not hang us. */
	int fd = open(path,
	    O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
		O_CLOEXEC,
	    0600);

	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	return -1;
}

/* One write: lines of processes that run at once are never mixed. */
static int
write_file(const char *text)
{
	char stamp[32], line[LOG_LINE + 64];
	struct timespec now;
	struct tm utc;
	int fd, n;

	if (target.path[0] != '/' || (fd = open_regular(target.path)) == -1)
		return -1;
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &utc);
	n = snprintf(line, sizeof line, "%s backsoon[%ld]: %s\n", stamp,
	    (long)getpid(), text);
	n = write_all(fd, line, (size_t)n);
	close(fd);
	return n;
}

void
log_end(struct log_line *line, enum log_level level)
{
	char text[LOG_LINE + 1];
	int n;

	if (write_file(line->text) == -1) {
		openlog("backsoon", LOG_PID, LOG_MAIL);
		syslog(LOG_MAIL | priorities[level], "%s", line->text);
		closelog();
	}
	if (!target.mirror)
		return;
	n = snprintf(text, sizeof text, "%s\n", line->text);
	(void)write_all(STDERR_FILENO, text, (size_t)n);
}

void
log_event(enum log_level level, const char *event, const char *detail)
{
	struct log_line line;

	log_begin(&line);
	log_add(&line, "event", event);
	log_add(&line, "detail", detail);
	log_end(&line, level);
}
