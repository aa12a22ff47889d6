#include "world/tally.h"

#include "base/mem.h"
#include "history_file.h"
#include "tally_octets.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define NAME "tally"
#define DAY 86400u

/* A tally that is open and locked. */
struct book {
	const struct history *history;
	int dir, fd;
};

static off_t
place(uint32_t day)
{
	return TALLY_HEAD + (off_t)(day % TALLY_DAYS) * TALLY_ROW;
}

static int
fail(const struct book *b, char why[200])
{
	file_why(why, b->history, NAME, strerror(errno));
	return -1;
}

static void
close_book(struct book *b)
{
	if (b->fd != -1)
		close(b->fd);
	if (b->dir != -1)
		close(b->dir);
}

/* Returns -1 with errno, and ENOENT where there is none. */
static int
open_book(struct book *b, const struct history *h, bool change, char why[200])
{
	*b = (struct book){ .history = h, .dir = -1, .fd = -1 };
	b->dir = file_directory(h, change, why);
	if (b->dir == -1)
		return -1;
	b->fd = file_open(h, b->dir, NAME, change ? O_RDWR | O_CREAT : O_RDONLY,
	    why);
	if (b->fd == -1)
		return -1;
	return file_lock(h, b->fd, NAME, change ? LOCK_EX : LOCK_SH, why);
}

/* Has its whole size from the start, so that a disk that fills up later costs
 * nothing. */
static int
begin(const struct book *b, struct tally *t, uint64_t now, char why[200])
{
	memset(t, 0, sizeof *t);
	t->since = now;
	if (ftruncate(b->fd, 0) == -1)
		return fail(b, why);
	errno = posix_fallocate(b->fd, 0, TALLY_OCTETS);
	return errno == 0 ? 0 : fail(b, why);
}

size_t
tally_find(const struct tally *t, const char *outcome)
{
	size_t i;

	for (i = 0; i < TALLY_SLOTS; i++)
		if (strcmp(t->names[i], outcome) == 0)
			break;
	return i;
}

/* The last place is for all that come too late. */
static size_t
slot_of(struct tally *t, const char *outcome)
{
	const size_t last = TALLY_SLOTS - 1;
	size_t i = tally_find(t, outcome);

	if (i < TALLY_SLOTS)
		return i;
	i = tally_find(t, "");
	if (i < last && mem_copy(t->names[i], TALLY_NAME, outcome) == 0)
		return i;
	if (i < last)
		t->names[i][0] = '\0'; /* too long to be told from others */
	(void)mem_copy(t->names[last], TALLY_NAME, TALLY_OTHER);
	return last;
}

static void
add32(uint32_t *to, uint32_t n)
{
	*to = n > UINT32_MAX - *to ? UINT32_MAX : *to + n;
}

static void
count(struct tally *t, struct tally_day *d, const struct tally_run *run)
{
	size_t slot = slot_of(t, run->outcome);

	t->counts[slot]++;
	t->runs++;
	t->ms_sum += run->ms;
	t->last = run->now;
	add32(&d->counts[slot], 1);
	add32(&d->runs, 1);
	d->ms_sum += run->ms;
	if (run->ms > d->ms_max)
		d->ms_max = run->ms;
}

static int
add(const struct book *b, const struct tally_run *run, char why[200])
{
	uint32_t day = (uint32_t)(run->now / DAY);
	uint8_t head[TALLY_HEAD], row[TALLY_ROW];
	struct tally_day d;
	struct tally t;

	if ((file_read(b->fd, head, sizeof head, 0) == -1 ||
		!tally_head_decode(&t, head)) &&
	    begin(b, &t, run->now, why) == -1)
		return -1;
	if (file_read(b->fd, row, sizeof row, place(day)) == -1 ||
	    !tally_row_decode(&d, row) || d.day != day) {
		memset(&d, 0, sizeof d);
		d.day = day;
	}
	count(&t, &d, run);
	tally_head_encode(head, &t);
	tally_row_encode(row, &d);
	if (file_write(b->fd, row, sizeof row, place(day)) == -1 ||
	    file_write(b->fd, head, sizeof head, 0) == -1)
		return fail(b, why);
	return 0;
}

int
tally_add(const struct history *h, const struct tally_run *run, char why[200])
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, saved;
	struct book b;
	int rc;

	/* A limit on the size of files is an error of write(2), no death. */
	sigaction(SIGXFSZ, &ignore, &saved);
	rc = open_book(&b, h, true, why);
	if (rc == 0)
		rc = add(&b, run, why);
	close_book(&b);
	sigaction(SIGXFSZ, &saved, NULL);
	return rc;
}

static int
load(const struct book *b, struct tally *t, char why[200])
{
	uint8_t head[TALLY_HEAD], row[TALLY_ROW];
	uint32_t i;

	if (file_read(b->fd, head, sizeof head, 0) == -1 ||
	    !tally_head_decode(t, head)) {
		file_why(why, b->history, NAME,
		    "is damaged; the next message begins it anew");
		return -1;
	}
	for (i = 0; i < TALLY_DAYS; i++)
		if (file_read(b->fd, row, sizeof row, place(i)) == -1 ||
		    !tally_row_decode(&t->days[i], row) ||
		    t->days[i].day % TALLY_DAYS != i)
			memset(&t->days[i], 0, sizeof t->days[i]);
	return 0;
}

int
tally_read(const struct history *h, struct tally *t, char why[200])
{
	struct book b;
	int rc;

	memset(t, 0, sizeof *t);
	rc = open_book(&b, h, false, why);
	if (rc == 0)
		rc = load(&b, t, why);
	else if (errno == ENOENT)
		rc = 1;
	close_book(&b);
	return rc;
}

enum tally_kind
tally_kind(const char *outcome)
{
	static const struct {
		const char *outcome;
		enum tally_kind kind;
	} kinds[] = {
		{ TALLY_RESPONDED, KIND_RESPONDED },
		{ TALLY_REFUSED, KIND_FAILED },
		{ TALLY_UNKNOWN, KIND_FAILED },
		{ TALLY_UNDECIDED, KIND_FAILED },
	};
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].outcome, outcome) == 0)
			return kinds[i].kind;
	return KIND_SUPPRESSED;
}

const struct tally_day *
tally_day(const struct tally *t, uint64_t now)
{
	uint32_t day = (uint32_t)(now / DAY);
	const struct tally_day *d = &t->days[day % TALLY_DAYS];

	return d->day == day && d->runs > 0 ? d : NULL;
}
