#include "world/metrics.h"

#include "base/mem.h"
#include "policy/rules.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The value of a label: Prometheus knows three escapes. */
static void
put_label(FILE *out, const char *s)
{
	for (; *s != '\0'; s++)
		if (*s == '\n')
			fputs("\\n", out);
		else if (*s == '"' || *s == '\\')
			fprintf(out, "\\%c", *s);
		else
			fputc(*s, out);
}

static void
put_head(FILE *out, const char *name, const char *type, const char *help)
{
	fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
put_row(FILE *out, const char *name, const char *label, const char *value,
    uint64_t n)
{
	fprintf(out, "%s{%s=\"", name, label);
	put_label(out, value);
	fprintf(out, "\"} %" PRIu64 "\n", n);
}

static uint64_t
count_of(const struct tally *t, const char *outcome)
{
	size_t i = tally_find(t, outcome);

	return i == TALLY_SLOTS ? 0 : t->counts[i];
}

/* Every rule, at 0 too: a rate needs a value to begin with. */
static void
put_rules(FILE *out, const struct tally *t)
{
	static const char name[] = "backsoon_suppressed_total";
	size_t i;

	put_head(out, name, "counter", "Messages not answered, by rule.");
	for (i = 0; i < rules_count; i++)
		put_row(out, name, "rule", rules[i].name,
		    count_of(t, rules[i].name));
	for (i = 0; i < TALLY_SLOTS; i++)
		if (*t->names[i] != '\0' &&
		    tally_kind(t->names[i]) == KIND_SUPPRESSED &&
		    rule_find(t->names[i]) == NULL)
			put_row(out, name, "rule", t->names[i], t->counts[i]);
}

static void
put_failures(FILE *out, const struct tally *t)
{
	static const char *const reasons[] = { TALLY_REFUSED, TALLY_UNKNOWN,
		TALLY_UNDECIDED };
	static const char name[] = "backsoon_failures_total";
	size_t i;

	put_head(out, name, "counter",
	    "Messages without a verdict, or whose response was not taken.");
	for (i = 0; i < sizeof reasons / sizeof *reasons; i++)
		put_row(out, name, "reason", reasons[i],
		    count_of(t, reasons[i]));
}

static void
put_seconds(FILE *out, const char *name, uint64_t ms)
{
	fprintf(out, "%s %" PRIu64 ".%03u\n", name, ms / 1000,
	    (unsigned)(ms % 1000));
}

static void
put_times(FILE *out, const struct tally *t, uint64_t now)
{
	const struct tally_day *today = tally_day(t, now);

	put_head(out, "backsoon_elapsed_seconds", "summary",
	    "Time that runs took.");
	put_seconds(out, "backsoon_elapsed_seconds_sum", t->ms_sum);
	fprintf(out, "backsoon_elapsed_seconds_count %" PRIu64 "\n", t->runs);
	put_head(out, "backsoon_elapsed_today_max_seconds", "gauge",
	    "Longest run of this day, UTC.");
	put_seconds(out, "backsoon_elapsed_today_max_seconds",
	    today == NULL ? 0 : today->ms_max);
	put_head(out, "backsoon_last_run_timestamp_seconds", "gauge",
	    "When the last message was looked at.");
	fprintf(out, "backsoon_last_run_timestamp_seconds %" PRIu64 "\n",
	    t->last);
}

char *
metrics_text(const struct tally *t, uint64_t now)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		_exit(MEM_EXIT);
	put_head(out, "backsoon_responses_total", "counter",
	    "Responses handed over.");
	fprintf(out, "backsoon_responses_total %" PRIu64 "\n",
	    count_of(t, TALLY_RESPONDED));
	put_rules(out, t);
	put_failures(out, t);
	put_times(out, t, now);
	if (fclose(out) != 0)
		_exit(MEM_EXIT);
	return text;
}

bool
metrics_are_fresh(const char *path, uint64_t now)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_mtime >= 0 && (uint64_t)st.st_mtime <= now &&
	    now - (uint64_t)st.st_mtime < METRICS_PERIOD;
}

static int
refuse(char why[200], const char *path, const char *what)
{
	snprintf(why, 200, "%s: %s", path, what);
	return -1;
}

/* Whoever can write to the directory could have put something there. */
static const char *
fault_of(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "is not a regular file";
	if (st->st_uid != geteuid())
		return "belongs to another user";
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return "is writable by others";
	if (st->st_nlink > 1)
		return "has another name (hard link)";
	return NULL;
}

static int
write_text(int fd, const char *text)
{
	size_t len = strlen(text), done = 0;
	ssize_t n;

	if (ftruncate(fd, 0) == -1 || fchmod(fd, 0644) == -1)
		return -1;
	for (; done < len; done += (size_t)n) {
		n = write(fd, text + done, len - done);
		if (n == -1 && errno == EINTR)
			n = 0;
		if (n == -1)
			return -1;
	}
	return 0;
}

/*
 * The lock is that of the new file itself: while one holds it nobody else
 * writes, and who gets it after the rename sees that the name has gone.  One
 * that a dead process left is used again.
 */
static int
replace(int fd, const char *fresh, const char *path, const char *text,
    char why[200])
{
	struct stat st, named;
	const char *fault;

	if (fstat(fd, &st) == -1)
		return refuse(why, fresh, strerror(errno));
	fault = fault_of(&st);
	if (fault != NULL)
		return refuse(why, fresh, fault);
	if (flock(fd, LOCK_EX | LOCK_NB) == -1 || lstat(fresh, &named) == -1 ||
	    named.st_ino != st.st_ino || named.st_dev != st.st_dev)
		return 0;
	if (write_text(fd, text) == -1)
		return refuse(why, fresh, strerror(errno));
	if (rename(fresh, path) == -1)
		return refuse(why, path, strerror(errno));
	return 0;
}

int
metrics_write(const char *path, const char *text, char why[200])
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, saved;
	char *fresh = xasprintf("%s.new", path);
	int rc, fd;

	sigaction(SIGXFSZ, &ignore, &saved);
	fd = open(fresh,
	    O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
	    0600);
	if (fd == -1) {
		rc = refuse(why, fresh,
		    errno == ELOOP ? "is a symbolic link" : strerror(errno));
	} else {
		rc = replace(fd, fresh, path, text, why);
		close(fd);
	}
	sigaction(SIGXFSZ, &saved, NULL);
	free(fresh);
	return rc;
}
