#include "world/caller.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Octets of a unit; what comes after them is not looked at. */
#define UNIT_MAX 4096

/* How a kind of file tells what belongs together. */
enum joint {
	JOINT_INDENT, /* a line that begins with a blank goes on */
	JOINT_FILE,
	JOINT_BLOCK, /* "name:" on a line of its own, or "begin" */
	JOINT_BACKSLASH,
	JOINT_RECIPE, /* ":0" */
	JOINT_STATEMENT
};

static const struct {
	enum joint joint;
	char between; /* lines of a unit */
} kinds[CALLER_KINDS] = {
	[CALLER_MASTER] = { JOINT_INDENT, ' ' },
	[CALLER_MAIN] = { JOINT_INDENT, ' ' },
	[CALLER_ALIASES] = { JOINT_INDENT, ' ' },
	[CALLER_FORWARD] = { JOINT_FILE, '\n' },
	[CALLER_QMAIL] = { JOINT_FILE, '\n' },
	[CALLER_EXIM] = { JOINT_BLOCK, '\n' },
	[CALLER_SMTPD] = { JOINT_BACKSLASH, ' ' },
	[CALLER_DOVECOT] = { JOINT_BACKSLASH, ' ' },
	[CALLER_SIEVE] = { JOINT_STATEMENT, ' ' },
	[CALLER_PROCMAIL] = { JOINT_RECIPE, '\n' },
	[CALLER_MAILDROP] = { JOINT_BACKSLASH, ' ' },
};

static const char *const rivals[] = { "vacation", "mailbot", "autorespond",
	"gnarwl", "autoreply" };

struct scan {
	enum caller_kind kind;
	void (*fn)(const struct caller_unit *u, void *arg);
	void *arg;
	struct caller_unit unit;
	char text[UNIT_MAX + 2];
	size_t used;
	bool goes_on; /* the last line ended in a backslash */
	bool path;    /* what names us is a path */
};

static void
note(struct caller_line *l, unsigned number, const char *line, size_t len)
{
	if (l->number != 0)
		return;
	l->number = number;
	text_clean(l->text, sizeof l->text, sizeof l->text, line, len);
}

static bool
names(const char *line, size_t len, const char *word)
{
	size_t n = strlen(word), i;

	for (i = 0; i + n <= len; i++)
		if (memcmp(line + i, word, n) == 0)
			return true;
	return false;
}

static void
flush(struct scan *s)
{
	if (s->used > 0) {
		s->text[s->used] = ' ';
		s->text[s->used + 1] = '\0';
		s->fn(&s->unit, s->arg);
	}
	s->used = 0;
	s->path = false;
	s->unit.us.number = s->unit.rival.number = 0;
}

/* A NUL would hide what stands behind it. */
static void
append(struct scan *s, char between, const char *line, size_t len)
{
	size_t i;

	if (s->used > 0 && s->used < UNIT_MAX)
		s->text[s->used++] = between;
	for (i = 0; i < len && s->used < UNIT_MAX; i++)
		s->text[s->used++] = line[i] == '\0' ? '?' : line[i];
}

static void
add(struct scan *s, unsigned number, const char *line, size_t len)
{
	size_t i;

	/* A path says more than the name of a service. */
	if (names(line, len, "/backsoon") && !s->path) {
		s->path = true;
		s->unit.us.number = 0;
	}
	if (names(line, len, "backsoon"))
		note(&s->unit.us, number, line, len);
	for (i = 0; i < sizeof rivals / sizeof *rivals; i++)
		if (names(line, len, rivals[i]))
			note(&s->unit.rival, number, line, len);
	append(s, kinds[s->kind].between, line, len);
}

/* "name:" alone on its line, or "begin transports". */
static bool
begins_block(const char *line, size_t len)
{
	size_t i;

	if (len > 6 && memcmp(line, "begin ", 6) == 0)
		return true;
	for (i = 0; i < len; i++)
		if (!text_is_alnum(line[i]) && line[i] != '_')
			break;
	return i > 0 && i + 1 == len && line[i] == ':';
}

static bool
begins_unit(const struct scan *s, bool indented, const char *line, size_t len)
{
	switch (kinds[s->kind].joint) {
	case JOINT_INDENT:
		return !indented;
	case JOINT_BLOCK:
		return begins_block(line, len);
	case JOINT_RECIPE:
		return len > 1 && memcmp(line, ":0", 2) == 0;
	case JOINT_BACKSLASH:
		return !s->goes_on;
	default:
		return false;
	}
}

static void
take_line(struct scan *s, unsigned number, const char *line, size_t len)
{
	bool indented = len > 0 && text_is_blank(*line);

	while (len > 0 && text_is_blank(line[len - 1]))
		len--;
	while (len > 0 && text_is_blank(*line)) {
		line++;
		len--;
	}
	if (len == 0 || *line == '#')
		return;
	if (begins_unit(s, indented, line, len))
		flush(s);
	s->goes_on = line[len - 1] == '\\';
	add(s, number, line, s->goes_on ? len - 1 : len);
}

static void
scan_lines(struct scan *s, const char *bytes, size_t len)
{
	unsigned number = 0;
	size_t at = 0;

	while (at < len) {
		const char *end = memchr(bytes + at, '\n', len - at);
		size_t n = end == NULL ? len - at : (size_t)(end - bytes) - at;

		take_line(s, ++number, bytes + at, n);
		at += n + 1;
	}
}

/* Where the comment, the string or the text that begins at p ends: RFC 5228
 * section 2.3 and 2.4.2; p itself where none begins. */
static size_t
sieve_skip(const char *p, size_t len, bool *comment)
{
	static const char *const ends[] = { "\n", "*/", "\n.\r\n", "\n.\n" };
	size_t i, n, first = 0, last = 0;

	*comment = true;
	if (*p == '"') {
		*comment = false;
		for (i = 1; i < len && p[i] != '"'; i++)
			if (p[i] == '\\')
				i++;
		return i < len ? i + 1 : len;
	}
	if (*p == '#')
		first = last = 0;
	else if (len > 1 && p[0] == '/' && p[1] == '*')
		first = last = 1;
	else if (len > 5 && memcmp(p, "text:", 5) == 0)
		first = 2, last = 3;
	else
		return 0;
	for (i = 1; i < len; i++)
		for (n = first; n <= last; n++)
			if (len - i >= strlen(ends[n]) &&
			    memcmp(p + i, ends[n], strlen(ends[n])) == 0)
				return i + strlen(ends[n]);
	return len;
}

static unsigned
count_lines(const char *p, size_t len)
{
	unsigned n = 0;

	while (len-- > 0)
		n += *p++ == '\n';
	return n;
}

/* Words of a statement: whatever is no blank, a whole string as one. */
static size_t
sieve_word(const char *p, size_t len)
{
	size_t i = 0;

	while (i < len && !text_is_blank(p[i]) &&
	    strchr(";{}\"#", p[i]) == NULL)
		i++;
	return i;
}

static void
scan_statements(struct scan *s, const char *bytes, size_t len)
{
	unsigned number = 1;
	bool comment;
	size_t at, n;

	for (at = 0; at < len; at += n) {
		n = sieve_skip(bytes + at, len - at, &comment);
		if (n > 0) {
			if (!comment)
				add(s, number, bytes + at, n);
		} else if ((n = sieve_word(bytes + at, len - at)) > 0) {
			add(s, number, bytes + at, n);
		} else {
			n = 1;
			if (strchr(";{}", bytes[at]) != NULL)
				flush(s);
		}
		number += count_lines(bytes + at, n);
	}
}

void
caller_scan(enum caller_kind kind, const char *bytes, size_t len,
    void (*fn)(const struct caller_unit *u, void *arg), void *arg)
{
	struct scan *s = xcalloc(1, sizeof *s);

	if (len > CALLER_FILE_MAX)
		len = CALLER_FILE_MAX;
	s->kind = kind;
	s->fn = fn;
	s->arg = arg;
	s->unit.text = s->text;
	if (kinds[kind].joint == JOINT_STATEMENT)
		scan_statements(s, bytes, len);
	else
		scan_lines(s, bytes, len);
	flush(s);
	free(s);
}
