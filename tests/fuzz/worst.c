/*
 * The dearest shapes of a message.  Prints the CPU milliseconds (least of
 * three runs) and the peak of memory for each, and fails where one costs more
 * than 50 ms or 16 MiB.  Each shape is read in a process of its own.
 */
#include "subject/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS 3
#define MOST_MS 50.0
#define MOST_KIB (16L << 10)

/* `head`, then `unit` until the raw bytes (or `size`) are full. */
struct shape {
	const char *name;
	const char *head;
	const char *unit;
	size_t size; /* 0: all there may be */
};

static const struct shape shapes[] = {
	{ "empty", "", "\n", 1 },
	{ "line without end", "To: ", "x", 0 },
	{ "fields of four octets", "", "a:b\n", 0 },
	{ "fields of three octets", "", "a:\n", 0 },
	{ "lines without colon", "", "a\n", 0 },
	{ "continuations", "To: a@b\n", " x\n", 0 },
	{ "blank continuations", "To: a@b\n", " \n", 0 },
	{ "carriage returns", "To: a@b", "\r", 0 },
	{ "NULs", "To: a@b", "\0x", 0 },
	{ "open comments, 102400 octets", "References: ", "( ", 102400 },
	{ "open comments in To", "To: ", "(", 150000 },
	{ "open comments before a colon", "X ", "(", 150000 },
	{ "comment fields", "", "To:((((((((((a@b\n", 0 },
	{ "encoded words in To", "To: ", "=?a?q?,", 112000 },
	{ "encoded words in Subject", "Subject: ", "=?a?q?", 0 },
	{ "encoded words in From lines", "", "From: =?a?q?\n", 0 },
	{ "good encoded words", "Subject: ", "=?utf-8?b?YQ==?= ", 0 },
	{ "foreign encoded words", "Subject: ", "=?iso-2022-jp?b?YQ==?= ", 0 },
	{ "addresses", "To: ", "a@b,", 0 },
	{ "address fields", "", "To:a@b\n", 0 },
	{ "addresses libetpan refuses", "", "To:a..b@c-,,\n", 0 },
	{ "bare words", "", "To:a,a,a,a,a,a,a,a\n", 0 },
	{ "open angle brackets", "To: ", "<", 0 },
	{ "fields of angle brackets", "", "To:<<<<<,<<<<<,<@:,\n", 0 },
	{ "quotes", "", "To: \",\",\",\",\n", 0 },
	{ "msg-ids", "", "References: <a@b><a@b>\n", 0 },
	{ "open msg-ids", "", "References: <<<<<<<<\n", 0 },
	{ "Message-ID fields", "", "Message-ID: <a@b>\n", 0 },
	{ "content types", "", "Content-Type: a/b; c=d\n", 0 },
	{ "parameters", "", "Content-Type: a/b;c=d;;;;method*0=d;=;(;\n", 0 },
	{ "keywords", "", "Auto-Submitted: no;a=b;a=b;a=b;a=b\n", 0 },
	{ "suppressions", "", "X-Auto-Response-Suppress: ,,a,,a\n", 0 },
	{ "mailers", "", "X-Mailer: aaaaaaaaaaaaaaaaaaaaaaaaaaa\n", 0 },
	{ "dates", "", "Date: 1 Jan 00 00:00\n", 0 },
	{ "trace fields", "", "Return-Path: <a@b>\n", 0 },
	{ "hops", "", "Received:from a (b [192.0.2.1]) by c;\n", 0 },
	{ "hops of nothing", "", "Received:\n", 0 },
	{ "a hop of open comments", "Received: from a ", "(", 150000 },
	{ "hops of deep comments", "",
	    "Received:from a ((((((((((((((((((((((((((((((((((((((((((((((\n",
	    0 },
	{ "a hop of brackets", "Received: from a (", "[", 150000 },
	{ "hops of quotes", "", "Received:from \"\"\"\"\"\"\"\" by \"\n", 0 },
	{ "a hop of keys", "Received: from a (", "helo= [", 16000 },
	{ "verdicts", "", "Authentication-Results:a;spf=pass\n", 0 },
	{ "verdicts of nothing", "", "Authentication-Results:\n", 0 },
	{ "a verdict of open comments", "Authentication-Results: a; ", "(",
	    150000 },
	{ "a verdict of comments", "Authentication-Results: a; ", "(p=a,p=b)",
	    16000 },
	{ "a verdict of guesses", "Authentication-Results: a; (", "best gues",
	    16000 },
	{ "verdicts of quotes", "", "Authentication-Results:a;\"\"\"\"\"\"\n",
	    0 },
	{ "a verdict of methods", "Authentication-Results: a",
	    ";dkim=pass header.d=a", 0 },
	{ "SPF verdicts", "", "Received-SPF:fail (x) a=b\n", 0 },
	{ "seals", "", "ARC-Seal:i=1;d=a;\n", 0 },
	{ "a seal of semicolons", "ARC-Seal: ", ";", 0 },
	{ "results of ARC", "", "ARC-Authentication-Results:i=1;a;b=c\n", 0 },
	{ "differing trace fields", "Return-Path: <c@d>\n",
	    "Return-Path: <a@b>\n", 0 },
	{ "deliveries", "", "Delivered-To: a@b\n", 0 },
	{ "boundaries",
	    "Content-Type: multipart/mixed; boundary=b\n\n--b\nA: b\n", "--\n",
	    0 },
	{ "nested parts", "Content-Type: multipart/mixed; boundary=b\n\n",
	    "--b\nContent-Type: multipart/mixed; boundary=b\n\n", 0 },
	{ "one long part header",
	    "Content-Type: multipart/mixed; boundary=b\n\n--b\n", "a:b\n", 0 },
};

static char raw[SUBJECT_RAW_MAX];
static struct subject subject;

static size_t
shape_fill(const struct shape *s)
{
	size_t size = s->size == 0 ? sizeof raw : s->size;
	size_t head = strlen(s->head), unit = strlen(s->unit), at;

	/* The one unit that begins with a NUL. */
	if (unit == 0)
		unit = 2;
	if (head > size)
		head = size;
	memcpy(raw, s->head, head);
	for (at = head; at < size; at++)
		raw[at] = s->unit[(at - head) % unit];
	return size;
}

/* Names that all differ cannot be written as one unit. */
static size_t
names_fill(void)
{
	size_t at = 0;
	unsigned n;

	for (n = 0; at + 16 < sizeof raw; n++)
		at += (size_t)snprintf(raw + at, sizeof raw - at, "%x:\n", n);
	return at;
}

static void
measure(size_t size)
{
	double least = 0;
	struct rusage use;
	int i;

	for (i = 0; i < RUNS; i++) {
		clock_t begin = clock();
		double ms;

		reader_read(&subject, raw, size, size);
		ms = (double)(clock() - begin) * 1e3 / CLOCKS_PER_SEC;
		if (i == 0 || ms < least)
			least = ms;
	}
	getrusage(RUSAGE_SELF, &use);
	printf("%8.2f ms %6ld KiB", least, use.ru_maxrss);
	if (!subject_is_sound(&subject)) {
		printf("  not sound");
		exit(1);
	}
	exit(least > MOST_MS || use.ru_maxrss > MOST_KIB);
}

static bool
is_cheap(const char *name, size_t size)
{
	int status = -1;
	pid_t child;
	bool cheap;

	fflush(stdout);
	child = fork();
	if (child == 0)
		measure(size);
	cheap = child != -1 && waitpid(child, &status, 0) == child &&
	    WIFEXITED(status) && WEXITSTATUS(status) == 0;
	printf("  %s%s\n", name, cheap ? "" : "  FAILED");
	return cheap;
}

int
main(void)
{
	unsigned passed = 0, failed = 0;
	size_t i;

	for (i = 0; i < sizeof shapes / sizeof *shapes; i++)
		is_cheap(shapes[i].name, shape_fill(&shapes[i])) ? passed++
								 : failed++;
	is_cheap("names that all differ", names_fill()) ? passed++ : failed++;
	printf("%u passed, %u failed\n", passed, failed);
	return failed == 0 ? 0 : 1;
}
