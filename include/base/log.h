/* One line per message: syslog, facility mail, key=value; or a file, or the
 * journal of systemd, and lines of JSON. */
#ifndef BACKSOON_BASE_LOG_H
#define BACKSOON_BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>

enum log_level { LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };
enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

/* The path that stands for the journal of systemd. */
#define LOG_JOURNAL "journal"

/* Longest line that is written; what is over is cut with "...". */
#define LOG_LINE 2048
/* Octets of the fields that go to the journal beside the line. */
#define LOG_FIELDS 4096

/* A line under construction.  Plain data on the caller's stack, no heap. */
struct log_line {
	char text[LOG_LINE]; /* key=value, or members of a JSON object */
	size_t len;
	bool cut;                /* JSON: not all of it is there */
	char fields[LOG_FIELDS]; /* as the journal takes them */
	size_t fields_len;
};

/*
 * Where lines go.  path NULL or "" is syslog(3), LOG_JOURNAL the journal of
 * systemd (syslog where there is none); otherwise an absolute file, appended
 * to, created 0600, refused when it is a symlink or not a regular file (syslog
 * is used then).  `mirror` also writes each line to stderr.  The path is
 * copied.
 */
void log_open(const char *path, bool mirror);
/* The path last given to log_open(), "" for syslog. */
const char *log_path(void);
/*
 * How lines are written from now on; text where it was not called.  A line of
 * JSON is one object with time, level and pid before what log_add() gave it,
 * numbers as numbers.  It is valid whatever the values hold: they are cleaned
 * as in text, and what does not fit is left out and told by "cut": true.
 */
void log_format(enum log_format format);

void log_begin(struct log_line *line);
/*
 * Appends key=value.  The value may hold any byte: it is cleaned by
 * log_clean() and quoted where it is empty or holds a blank, '"' or '='.
 * A NULL value appends nothing.
 */
void log_add(struct log_line *line, const char *key, const char *value);
void log_add_number(struct log_line *line, const char *key, long long value);
void log_end(struct log_line *line, enum log_level level);

/* A line with event=... and one detail. */
void log_event(enum log_level level, const char *event, const char *detail);

/*
 * Makes foreign bytes fit for a log: printable ASCII and well-formed UTF-8
 * stay; controls, DEL, C1, ill-formed octets and '\' become \xHH.
 * Always terminates; returns the length, cut at size - 1.
 */
size_t log_clean(char *to, size_t size, const char *s, size_t len);

#endif
