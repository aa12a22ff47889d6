#include "mailstore_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char mark[] = "From ";
#define MARK (sizeof mark - 1)

/* As much of a line as can matter: a From line with a long address. */
#define LINE 512

struct scan {
	struct mailstore *store;
	char line[LINE + 1];
	size_t len;     /* of the line so far, also beyond LINE */
	uint64_t begin; /* of the line */
	bool blank;     /* the line before was empty, or there is none */
	struct mailstore_entry open; /* the message that is being read */
	bool has_open;
};

int64_t
mailstore_pread(int fd, char *to, size_t max, uint64_t at)
{
	size_t done = 0;
	ssize_t n = 1;

	while (done < max && n != 0) {
		n = pread(fd, to + done, max - done, (off_t)(at + done));
		if (n == -1 && errno != EINTR)
			return -1;
		if (n > 0)
			done += (size_t)n;
	}
	return (int64_t)done;
}

/* "+0100" in seconds; false where it is no zone. */
static bool
zone(long *seconds, const char *p)
{
	char *end;
	long n;

	*seconds = 0;
	if (*p == '\0')
		return true;
	if ((*p != '+' && *p != '-') || strlen(p) != 5)
		return false;
	n = strtol(p + 1, &end, 10);
	*seconds = (n / 100 * 60 + n % 100) * 60 * (*p == '-' ? -1 : 1);
	return *end == '\0';
}

/* The address before the date can have blanks, in quotes or not. */
int64_t
mailstore_from_line(const char *line, size_t len)
{
	char text[LINE + 1];
	const char *p, *end;
	long east;

	if (len < MARK || len > LINE || memcmp(line, mark, MARK) != 0)
		return -1;
	while (len > 0 && (line[len - 1] == '\r' || line[len - 1] == ' '))
		len--;
	memcpy(text, line, len);
	text[len] = '\0';
	for (p = text + MARK - 1; p != NULL; p = strchr(p + 1, ' ')) {
		struct tm tm = { .tm_mday = 1 };
		time_t t;

		end = strptime(p + 1, "%a %b %e %H:%M:%S %Y", &tm);
		if (end == NULL)
			continue;
		t = timegm(&tm);
		while (*end == ' ')
			end++;
		if (zone(&east, end) && t >= east)
			return (int64_t)t - east;
	}
	return -1;
}

static const char *
close_message(struct scan *s, uint64_t end)
{
	if (!s->has_open)
		return NULL;
	s->has_open = false;
	s->open.octets = end - s->open.at;
	return mailstore_add(s->store, &s->open) == -1 ? MAILSTORE_FULL : NULL;
}

static const char *
end_line(struct scan *s, uint64_t next)
{
	const char *wrong = NULL;
	int64_t when = -1;

	if (s->blank && s->len >= MARK)
		when = mailstore_from_line(s->line, s->len);
	if (when != -1) {
		wrong = close_message(s, s->begin);
		s->open = (struct mailstore_entry){ .when = (uint64_t)when,
			.at = s->begin };
		s->has_open = true;
	} else if (s->begin == 0) {
		wrong = "no mbox file: it does not begin with a From line";
	}
	s->blank = s->len == 0 || (s->len == 1 && s->line[0] == '\r');
	s->len = 0;
	s->begin = next;
	return wrong;
}

static void
add(struct scan *s, const char *p, size_t n)
{
	size_t room = s->len < LINE ? LINE - s->len : 0;

	memcpy(s->line + (s->len < LINE ? s->len : 0), p, n < room ? n : room);
	s->len += n;
}

const char *
mailstore_list_mbox(struct mailstore *store)
{
	static char chunk[1 << 16];
	struct scan s = { .store = store, .blank = true };
	const char *wrong = NULL;
	uint64_t at = 0;
	int64_t n;

	while ((n = mailstore_pread(store->fd, chunk, sizeof chunk, at)) > 0) {
		const char *p = chunk, *end = chunk + n, *eol;

		while (p < end && wrong == NULL) {
			eol = memchr(p, '\n', (size_t)(end - p));
			add(&s, p, (size_t)((eol == NULL ? end : eol) - p));
			p = eol == NULL ? end : eol + 1;
			if (eol != NULL)
				wrong = end_line(&s, at + (size_t)(p - chunk));
		}
		if (wrong != NULL)
			return wrong;
		at += (uint64_t)n;
	}
	if (n == -1)
		return strerror(errno);
	if (s.len > 0)
		wrong = end_line(&s, at);
	return wrong != NULL ? wrong : close_message(&s, at);
}

/* mboxrd: one '>' of each ">From ", ">>From ", ... goes. */
static size_t
unquote(char *text, size_t len)
{
	size_t from = 0, to = 0, n, signs;
	const char *eol;

	while (from < len) {
		eol = memchr(text + from, '\n', len - from);
		n = eol == NULL ? len - from : (size_t)(eol - text) + 1 - from;
		for (signs = 0; signs < n && text[from + signs] == '>';)
			signs++;
		if (signs > 0 && n - signs >= MARK &&
		    memcmp(text + from + signs, mark, MARK) == 0) {
			from++;
			n--;
		}
		memmove(text + to, text + from, n);
		from += n;
		to += n;
	}
	return to;
}

int64_t
mailstore_read_mbox(const struct mailstore *s, const struct mailstore_entry *e,
    char *to, size_t max, uint64_t *octets)
{
	size_t want = e->octets < max ? (size_t)e->octets : max;
	int64_t n = mailstore_pread(s->fd, to, want, e->at);

	if (n < (int64_t)want)
		return -1;
	*octets = e->octets;
	/* The blank line that parts it from the next one is not its own. */
	if (want == e->octets && want > 1 && to[want - 1] == '\n' &&
	    to[want - 2] == '\n') {
		want--;
		--*octets;
	}
	return (int64_t)unquote(to, want);
}
