#include "base/log.h"

#include "base/mem.h"
#include "base/text.h"
#include "log_journal.h"
#include "log_json.h"

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

static const char *const levels[] = {
	[LOG_LEVEL_INFO] = "info",
	[LOG_LEVEL_WARNING] = "warning",
	[LOG_LEVEL_ERROR] = "error",
};

static struct {
	char path[PATH_MAX];
	bool mirror;
	bool journal;
	enum log_format format;
} target;

void
log_open(const char *path, bool mirror)
{
	/* A path that was cut would name another file. */
	if (path == NULL ||
	    mem_copy(target.path, sizeof target.path, path) != 0)
		target.path[0] = '\0';
	target.mirror = mirror;
	target.journal = strcmp(target.path, LOG_JOURNAL) == 0;
}

void
log_format(enum log_format format)
{
	target.format = format;
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
	line->len = line->fields_len = 0;
	line->cut = false;
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

static void
add_text(struct log_line *line, const char *key, const char *value)
{
	char text[LOG_LINE];
	bool quoted = value[0] == '\0' || strpbrk(value, " \"=") != NULL;

	clean(text, sizeof text, value, strlen(value), quoted);
	if (line->len > 0)
		append(line, " ");
	append(line, key);
	append(line, quoted ? "=\"" : "=");
	append(line, text);
	append(line, quoted ? "\"" : "");
}

static void
add(struct log_line *line, const char *key, const char *value, bool number)
{
	char text[LOG_LINE];

	if (target.journal || target.format == LOG_FORMAT_JSON)
		clean(text, sizeof text, value, strlen(value), false);
	if (target.journal)
		log_journal_add(line, key, text);
	if (target.format == LOG_FORMAT_JSON)
		log_json_add(line, key, text, number);
	else
		add_text(line, key, value);
}

void
log_add(struct log_line *line, const char *key, const char *value)
{
	if (value != NULL)
		add(line, key, value, false);
}

void
log_add_number(struct log_line *line, const char *key, long long value)
{
	char text[32];

	snprintf(text, sizeof text, "%lld", value);
	add(line, key, text, true);
}

/* Less than len, or -1, where not all was written; that stops no mail. */
static ssize_t
write_once(int fd, const char *s, size_t len)
{
	ssize_t n;

	do
		n = write(fd, s, len);
	while (n == -1 && errno == EINTR);
	return n;
}

/*
 * Half a line, of a disk that is full, would spoil the next one as well, so
 * that it is taken back where nobody has written behind it.  False where it
 * stays.
 */
static bool
take_back(int fd, ssize_t n)
{
	struct stat st;

	return n <= 0 ||
	    (fstat(fd, &st) == 0 && lseek(fd, 0, SEEK_CUR) == st.st_size &&
		ftruncate(fd, st.st_size - n) == 0);
}

static int
write_line(int fd, const char *s, size_t len)
{
	ssize_t n = write_once(fd, s, len);

	if (n == (ssize_t)len)
		return 0;
	(void)take_back(fd, n);
	return -1;
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

static void
stamp_of_now(char to[LOG_STAMP])
{
	struct timespec now;
	struct tm utc;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	strftime(to, LOG_STAMP, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

/* One write: lines of processes that run at once are never mixed. */
static int
write_file(const char *text)
{
	char stamp[LOG_STAMP], line[LOG_WHOLE + 64];
	int fd, n;

	if (target.path[0] != '/' || (fd = open_regular(target.path)) == -1)
		return -1;
	stamp_of_now(stamp);
	if (target.format == LOG_FORMAT_JSON)
		n = snprintf(line, sizeof line, "%s\n", text);
	else
		n = snprintf(line, sizeof line, "%s backsoon[%ld]: %s\n", stamp,
		    (long)getpid(), text);
	n = write_line(fd, line, (size_t)n);
	close(fd);
	return n;
}

void
log_end(struct log_line *line, enum log_level level)
{
	char stamp[LOG_STAMP], whole[LOG_WHOLE], text[LOG_WHOLE + 1];
	const char *said = line->text;
	int n;

	if (target.format == LOG_FORMAT_JSON) {
		stamp_of_now(stamp);
		log_json_end(whole, line, stamp, levels[level]);
		said = whole;
	}
	if (write_file(said) == -1 &&
	    (!target.journal ||
		log_journal_send(JOURNAL_SOCKET, line, said,
		    priorities[level]) == -1)) {
		openlog("backsoon", LOG_PID, LOG_MAIL);
		syslog(LOG_MAIL | priorities[level], "%s", said);
		closelog();
	}
	if (!target.mirror)
		return;
	n = snprintf(text, sizeof text, "%s\n", said);
	(void)write_once(STDERR_FILENO, text, (size_t)n);
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
