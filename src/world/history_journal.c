#include "history_journal.h"

#include "base/mem.h"
#include "history_octets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEW "rate.jnl.new"

/* The last octet is a version: change it with any change of the format. */
#define HEADER_MAGIC UINT32_C(0x42534a31)
#define FRAME_MAGIC UINT32_C(0x42534631)
#define STATE_MAGIC UINT32_C(0x42535331)

/* One sector, so that it is there or not. */
#define HEADER 512u
#define FRAMES 4096u /* the first frame begins here */
#define FRAME 64u    /* head of a frame */
#define ENTRY (8u + PAGE_OCTETS)
#define STATE 128u

#define CLEAN 1u
#define DIRTY 2u

int
journal_create(const struct history *h, int dir, char *why)
{
	uint8_t *zeros;
	int fd, rc;

	(void)unlinkat(dir, NEW, 0);
	fd = file_open(h, dir, NEW, O_RDWR | O_CREAT | O_EXCL, why);
	if (fd == -1)
		return -1;
	zeros = xcalloc(1, JOURNAL_OCTETS);
	rc = file_write(fd, zeros, JOURNAL_OCTETS, 0);
	free(zeros);
	if (rc == -1 || fsync(fd) == -1 ||
	    renameat(dir, NEW, dir, FILE_JOURNAL) == -1 || fsync(dir) == -1) {
		file_why(why, h, FILE_JOURNAL, strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}

static int
state_write(const struct journal *j, uint32_t state)
{
	uint8_t s[STATE] = { 0 };

	octets_put32(s, STATE_MAGIC);
	octets_put32(s + 4, state);
	octets_put64(s + 8, j->salt);
	octets_put64(s + 16, j->end);
	octets_put64(s + 24, j->sequence);
	octets_put64(s + 32, j->inode);
	memcpy(s + 40, j->boot, FILE_BOOT);
	memcpy(s + 104, j->tree, JOURNAL_TREE);
	octets_put32(s + STATE - 4, octets_crc(0, s, STATE - 4));
	return file_write(j->lock, s, STATE, 0);
}

/*
 * The block is never synced: after kill -9 the page cache is exact, and after
 * a power cut the boot differs.
 */
bool
journal_is_clean(struct journal *j)
{
	uint8_t s[STATE];

	if (file_read(j->lock, s, STATE, 0) == -1 ||
	    octets_get32(s) != STATE_MAGIC || octets_get32(s + 4) != CLEAN ||
	    octets_get64(s + 32) != j->inode ||
	    memcmp(s + 40, j->boot, FILE_BOOT) != 0 ||
	    memcmp(s + 104, j->tree, JOURNAL_TREE) != 0 ||
	    octets_get32(s + STATE - 4) != octets_crc(0, s, STATE - 4))
		return false;
	j->salt = octets_get64(s + 8);
	j->end = octets_get64(s + 16);
	j->sequence = octets_get64(s + 24);
	return j->end >= FRAMES && j->end <= JOURNAL_OCTETS;
}

/*
 * The header is durable before the first frame is written over the old ones:
 * else a power cut could leave the old header with only the first of the old
 * frames, and replay would turn pages back.  The state is dirty meanwhile:
 * else a kill in between would leave frames that the header disowns.
 */
int
journal_reset(struct journal *j)
{
	uint8_t h[HEADER] = { 0 };

	do {
		if (getrandom(&j->salt, sizeof j->salt, 0) !=
		    (ssize_t)sizeof j->salt)
			return -1;
	} while (page_mark(j->salt, 0) == 0);
	j->end = FRAMES;
	j->sequence = 0;
	octets_put32(h, HEADER_MAGIC);
	octets_put32(h + 4, PAGE_OCTETS);
	octets_put64(h + 8, j->salt);
	octets_put64(h + 16, j->inode);
	memcpy(h + 24, j->tree, JOURNAL_TREE);
	octets_put32(h + HEADER - 4, octets_crc(0, h, HEADER - 4));
	if (state_write(j, DIRTY) == -1 ||
	    file_write(j->fd, h, HEADER, 0) == -1 || fdatasync(j->fd) == -1)
		return -1;
	return state_write(j, CLEAN);
}

/* The next valid frame, read to where any fits; -1 where there is none. */
static int
frame_read(const struct journal *j, uint64_t salt, uint64_t at,
    uint64_t sequence, uint8_t *frame, uint32_t *count)
{
	uint64_t sum;
	size_t len;

	if (at + FRAME > JOURNAL_OCTETS ||
	    file_read(j->fd, frame, FRAME, (off_t)at) == -1 ||
	    octets_get32(frame) != FRAME_MAGIC ||
	    octets_get64(frame + 8) != salt ||
	    octets_get64(frame + 16) != sequence)
		return -1;
	*count = octets_get32(frame + 4);
	len = *count * (size_t)ENTRY;
	if (*count > JOURNAL_PAGES || at + FRAME + len > JOURNAL_OCTETS ||
	    file_read(j->fd, frame + FRAME, len, (off_t)(at + FRAME)) == -1)
		return -1;
	sum = octets_sum(salt, frame, FRAME - 8);
	sum = octets_sum(sum, frame + FRAME, len);
	return octets_get64(frame + FRAME - 8) == sum ? 0 : -1;
}

static int
frame_keep(const uint8_t *frame, uint32_t count, struct pages *p)
{
	uint32_t i, cut = octets_get32(frame + 24);
	const uint8_t *entry = frame + FRAME;

	if (cut != PAGES_UNCUT)
		pages_cut(p, cut);
	for (i = 0; i < count; i++, entry += ENTRY) {
		if (pages_keep(p, octets_get32(entry), entry + 8) == -1) {
			errno = EFBIG;
			return -1;
		}
	}
	return 0;
}

/*
 * Frames are applied in full or not at all: with the first ones only, pages
 * of the later ones would be turned back.  A power cut cannot lose a frame
 * whose pages are in the tree; a damaged journal can.
 */
static bool
is_newer(const struct pages *p, uint32_t number, uint32_t mark)
{
	uint8_t page[PAGE_OCTETS];
	uint32_t there;

	if (file_read(p->fd, page, PAGE_OCTETS, (off_t)number * PAGE_OCTETS) ==
		-1 ||
	    page_check(page, number) == -1)
		return false;
	there = page_get_mark(page);
	return there >> 8 == mark >> 8 && there >= mark;
}

/* The journal's salt, or 0 where it is not of this tree. */
static uint64_t
header_read(const struct journal *j, bool *moved)
{
	uint8_t h[HEADER];

	if (j->fd == -1 || file_read(j->fd, h, HEADER, 0) == -1 ||
	    octets_get32(h) != HEADER_MAGIC ||
	    octets_get32(h + 4) != PAGE_OCTETS ||
	    memcmp(h + 24, j->tree, JOURNAL_TREE) != 0 ||
	    octets_get32(h + HEADER - 4) != octets_crc(0, h, HEADER - 4))
		return 0;
	*moved = octets_get64(h + 16) != j->inode;
	return octets_get64(h + 8);
}

/* Takes every valid frame into memory, where the whole journal fits. */
static enum replay_result
gather(const struct journal *j, struct pages *p, bool *moved)
{
	uint64_t salt, at = FRAMES, frames = 0;
	uint32_t i, count;
	uint8_t *frame;
	int rc = 0;

	*moved = false;
	salt = header_read(j, moved);
	if (salt == 0)
		return REPLAY_DONE;
	frame = xmalloc(FRAME + JOURNAL_PAGES * ENTRY);
	while (rc == 0 && frame_read(j, salt, at, frames, frame, &count) == 0) {
		rc = frame_keep(frame, count, p);
		at += FRAME + count * (uint64_t)ENTRY;
		frames++;
	}
	free(frame);
	for (i = 0; i < p->count; i++) {
		if (is_newer(p, p->page[i].number, page_mark(salt, frames)))
			return REPLAY_DAMAGED;
	}
	*moved = *moved && frames > 0;
	return rc == 0 ? REPLAY_DONE : REPLAY_FAILED;
}

enum replay_result
journal_replay(struct journal *j, struct pages *p, bool *moved)
{
	enum replay_result result = gather(j, p, moved);

	if (result == REPLAY_DONE &&
	    (pages_apply(p) == -1 || fdatasync(p->fd) == -1 ||
		journal_reset(j) == -1))
		result = REPLAY_FAILED;
	pages_clear(p);
	return result;
}

enum replay_result
journal_overlay(const struct journal *j, struct pages *p)
{
	bool moved;

	return gather(j, p, &moved);
}

/* A full disk is to be found out now, not when the frame is durable and its
 * pages must go somewhere. */
static int
reserve_space(const struct pages *p)
{
	struct stat st;
	uint32_t i;
	off_t at;

	if (fstat(p->fd, &st) == -1)
		return -1;
	for (i = 0; i < p->count; i++) {
		at = (off_t)p->page[i].number * PAGE_OCTETS;
		if (at + (off_t)PAGE_OCTETS > st.st_size &&
		    fallocate(p->fd, FALLOC_FL_KEEP_SIZE, at, PAGE_OCTETS) ==
			-1 &&
		    errno != EOPNOTSUPP)
			return -1;
	}
	return 0;
}

static uint8_t *
frame_build(const struct journal *j, struct pages *p, size_t len)
{
	uint8_t *frame = xmalloc(len), *entry = frame + FRAME;
	uint64_t sum;
	uint32_t i;

	memset(frame, 0, FRAME);
	octets_put32(frame, FRAME_MAGIC);
	octets_put32(frame + 4, p->count);
	octets_put64(frame + 8, j->salt);
	octets_put64(frame + 16, j->sequence);
	octets_put32(frame + 24, p->cut);
	for (i = 0; i < p->count; i++, entry += ENTRY) {
		page_stamp(p->page[i].octets, page_mark(j->salt, j->sequence));
		octets_put32(entry, p->page[i].number);
		octets_put32(entry + 4, 0);
		memcpy(entry + 8, p->page[i].octets, PAGE_OCTETS);
	}
	sum = octets_sum(j->salt, frame, FRAME - 8);
	sum = octets_sum(sum, frame + FRAME, len - FRAME);
	octets_put64(frame + FRAME - 8, sum);
	return frame;
}

/* Not known to be durable: take it back.  Where even that fails the state
 * stays dirty and the next opener decides; at worst it is silent. */
static void
withdraw(const struct journal *j)
{
	static const uint8_t none[FRAME];
	int saved = errno;

	if (file_write(j->fd, none, FRAME, (off_t)j->end) == 0 &&
	    fdatasync(j->fd) == 0)
		(void)state_write(j, CLEAN);
	errno = saved;
}

enum journal_result
journal_commit(struct journal *j, struct pages *p)
{
	size_t len = FRAME + p->count * (size_t)ENTRY;
	uint8_t *frame;
	int rc;

	if (p->count == 0 && p->cut == PAGES_UNCUT)
		return JOURNAL_DONE;
	if (p->count > JOURNAL_PAGES) {
		errno = EFBIG;
		return JOURNAL_FAILED;
	}
	if (j->end + len > JOURNAL_OCTETS &&
	    (fdatasync(p->fd) == -1 || journal_reset(j) == -1))
		return JOURNAL_FAILED;
	if (reserve_space(p) == -1 || state_write(j, DIRTY) == -1)
		return JOURNAL_FAILED;
	frame = frame_build(j, p, len);
	rc = file_write(j->fd, frame, len, (off_t)j->end);
	free(frame);
	if (rc == -1 || fdatasync(j->fd) == -1) {
		withdraw(j);
		return JOURNAL_FAILED;
	}

	/* From here on it is recorded, whatever happens. */
	if (pages_apply(p) == -1)
		return JOURNAL_UNAPPLIED;
	j->end += len;
	j->sequence++;
	(void)state_write(j, CLEAN);
	return JOURNAL_DONE;
}
