/*
 * One operation on a store, as one process:
 *
 *	claim reserve|peek|settle|rollback DIR MAILBOX SENDER INTERVAL NOW
 *	claim prune|verify DIR MAILBOX SENDER INTERVAL NOW
 *
 * Exit 0: free, claimed, done; 1: taken; 75: unavailable or failed.
 * BOOTID is the boot; ACKFILE gets a line of each durable claim; TOKEN is
 * what rollback gives back; VERBOSE prints why; CAPS=1 counts as a mailbox
 * does, else only senders are counted.  BARRIER is a file: nothing begins
 * before its lock is free.
 */
#include "world/history.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { FREE = 0, TAKEN = 1, USAGE = 64, UNAVAILABLE = 75 };

static void
say(const char *why)
{
	if (getenv("VERBOSE") != NULL)
		fprintf(stderr, "%s\n", why);
}

static void
acknowledge(const struct history_claim *c)
{
	const char *path = getenv("ACKFILE");
	char line[1024];
	int fd, n;

	if (path == NULL)
		return;
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	n = snprintf(line, sizeof line, "%s %" PRIu64 "\n", c->sender, c->now);
	if (fd == -1 || write(fd, line, (size_t)n) != n)
		abort();
	close(fd);
}

static int
ask(const struct history *h, const struct history_claim *c, bool reserve)
{
	struct history_answer a;

	if (reserve)
		history_bdb.reserve(h, c, &a);
	else
		history_bdb.peek(h, c, &a);
	if (a.why[0] != '\0')
		say(a.why);
	if (a.status == HISTORY_UNAVAILABLE)
		return UNAVAILABLE;
	if (a.unsettled)
		say("unsettled");
	if (a.status == HISTORY_TAKEN) {
		if (getenv("VERBOSE") != NULL)
			fprintf(stderr,
			    "recent=%d restarted=%d duplicate=%d mute=%d "
			    "flood=%d %s last=%" PRIu64 " until=%" PRIu64 "\n",
			    a.past.recent, a.past.restarted, a.past.duplicate,
			    a.past.mute, a.past.flood,
			    a.past.cap == NULL ? "" : a.past.cap, a.past.last,
			    a.past.until);
		/* As the journey does. */
		if (a.unsettled && reserve)
			(void)history_bdb.settle(h, c);
		return TAKEN;
	}
	if (reserve) {
		acknowledge(c);
		if (getenv("VERBOSE") != NULL)
			printf("%" PRIu64 "\n", a.token);
	}
	return FREE;
}

static int
tell(int rc, const struct history_report *r)
{
	if (rc == -1)
		say(r->text);
	if (getenv("VERBOSE") != NULL)
		fprintf(stderr,
		    "records=%" PRIu64 " removed=%" PRIu64 " damaged=%" PRIu64
		    "\n",
		    r->records, r->removed, r->damaged);
	return rc == -1 ? UNAVAILABLE : FREE;
}

static void
wait_at_barrier(void)
{
	const char *path = getenv("BARRIER");
	int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);

	if (fd != -1) {
		(void)flock(fd, LOCK_SH);
		close(fd);
	}
}

int
main(int argc, char **argv)
{
	struct history h = { .patience = 20000, .boot_id = getenv("BOOTID") };
	struct history_claim c = { .text = "away", .domain = "" };
	struct history_report report;
	const char *token = getenv("TOKEN");
	uint32_t caps = getenv("CAPS") != NULL ? 1000000 : UINT32_MAX;
	char message[400];

	if (argc != 7)
		return USAGE;
	wait_at_barrier();
	h.dir = argv[2];
	h.mailbox = argv[3];
	c.sender = argv[4];
	c.interval = (uint32_t)strtoul(argv[5], NULL, 10);
	c.now = strtoull(argv[6], NULL, 10);
	c.cap_sender_day = c.cap_domain_day = c.cap_hour = c.cap_day = caps;
	if (caps != UINT32_MAX && strrchr(c.sender, '@') != NULL) {
		c.domain = strrchr(c.sender, '@') + 1;
		snprintf(message, sizeof message, "<%s.%s@msg>", argv[6],
		    argv[4]);
		c.message = message;
	}
	if (strcmp(argv[1], "reserve") == 0)
		return ask(&h, &c, true);
	if (strcmp(argv[1], "peek") == 0)
		return ask(&h, &c, false);
	if (strcmp(argv[1], "settle") == 0)
		return history_bdb.settle(&h, &c) == -1 ? UNAVAILABLE : FREE;
	if (strcmp(argv[1], "rollback") == 0)
		return history_bdb.rollback(&h, &c,
			   token == NULL ? 0 : strtoull(token, NULL, 10)) == -1
		    ? UNAVAILABLE
		    : FREE;
	if (strcmp(argv[1], "prune") == 0)
		return tell(history_bdb.prune(&h, c.now, &report), &report);
	if (strcmp(argv[1], "verify") == 0)
		return tell(history_bdb.verify(&h, &report), &report);
	return USAGE;
}
