#include "history_page.h"

#include "base/mem.h"
#include "history_file.h"
#include "history_octets.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct pages *active;

void
pages_init(struct pages *p, int fd)
{
	p->fd = fd;
	p->position = 0;
	p->cut = PAGES_UNCUT;
	p->count = 0;
	p->error = 0;
	p->damaged = false;
	p->refused = false;
}

void
pages_clear(struct pages *p)
{
	uint32_t i;

	for (i = 0; i < p->count; i++)
		free(p->page[i].octets);
	p->count = 0;
	p->cut = PAGES_UNCUT;
}

static struct page *
find(struct pages *p, off_t at)
{
	uint32_t i;

	for (i = 0; i < p->count; i++) {
		if ((off_t)p->page[i].number * PAGE_OCTETS == at)
			return &p->page[i];
	}
	return NULL;
}

int
pages_keep(struct pages *p, uint32_t number, const void *octets)
{
	struct page *page = find(p, (off_t)number * PAGE_OCTETS);

	if (page == NULL) {
		if (p->count == PAGES_MAX)
			return -1;
		page = &p->page[p->count++];
		page->number = number;
		page->octets = xmalloc(PAGE_OCTETS);
	}
	memcpy(page->octets, octets, PAGE_OCTETS);
	return 0;
}

/* libdb cuts the file where its last page becomes free; refusing it would
 * wedge every later deletion, so a frame carries the cut too. */
void
pages_cut(struct pages *p, uint32_t count)
{
	uint32_t i;

	if (count < p->cut)
		p->cut = count;
	for (i = 0; i < p->count;) {
		if (p->page[i].number >= count) {
			free(p->page[i].octets);
			p->page[i] = p->page[--p->count];
		} else {
			i++;
		}
	}
}

int
pages_apply(const struct pages *p)
{
	uint32_t i;

	if (p->cut != PAGES_UNCUT &&
	    ftruncate(p->fd, (off_t)p->cut * PAGE_OCTETS) == -1)
		return -1;
	for (i = 0; i < p->count; i++) {
		if (file_write(p->fd, p->page[i].octets, PAGE_OCTETS,
			(off_t)p->page[i].number * PAGE_OCTETS) == -1)
			return -1;
	}
	return 0;
}

void
pages_attach(struct pages *p)
{
	assert(p == NULL || active == NULL);
	active = p;
}

/* libdb only ever sees the descriptor that was vetted: no race of paths. */
int
page_hook_open(const char *path, int flags, ...)
{
	(void)path;
	(void)flags;
	active->position = 0;
	return active->fd;
}

int
page_hook_close(int fd)
{
	(void)fd;
	return 0;
}

static ssize_t
failed(int error)
{
	active->error = error;
	errno = error;
	return -1;
}

/*
 * libdb's own page checksum (DB_CHKSUM) costs ten times as much, and ends in
 * a panic.  Every page has room for this one at its begin: a log sequence
 * number, which is not logged and has that value (0, 1).
 */
#define LSN 8u
#define SUM 4u
#define SEED UINT64_C(0xbac500a100000002)

static const uint8_t not_logged[LSN] = { 0, 0, 0, 0, 1, 0, 0, 0 };

static uint32_t
sum_of(const uint8_t page[PAGE_OCTETS])
{
	uint64_t sum = octets_sum(SEED, page + SUM, PAGE_OCTETS - SUM);

	return (uint32_t)(sum >> 32);
}

uint32_t
page_mark(uint64_t salt, uint64_t sequence)
{
	return (uint32_t)(salt & 0xffffff) << 8 | (uint32_t)(sequence & 0xff);
}

uint32_t
page_get_mark(const uint8_t page[PAGE_OCTETS])
{
	return octets_get32(page + SUM);
}

void
page_stamp(uint8_t page[PAGE_OCTETS], uint32_t mark)
{
	octets_put32(page + SUM, mark);
	octets_put32(page, sum_of(page));
}

/* A page carries its own number too, little-endian: a page at the wrong place
 * has a right sum. */
int
page_check(const uint8_t page[PAGE_OCTETS], uint32_t number)
{
	uint32_t n = page[8] | (uint32_t)page[9] << 8 |
	    (uint32_t)page[10] << 16 | (uint32_t)page[11] << 24;

	return n == number && octets_get32(page) == sum_of(page) ? 0 : -1;
}

ssize_t
page_hook_pread(int fd, void *to, size_t len, off_t at)
{
	const struct page *page = find(active, at - at % PAGE_OCTETS);
	size_t skip = (size_t)(at % PAGE_OCTETS);
	ssize_t n;

	(void)fd;
	if (page != NULL) {
		if (len > PAGE_OCTETS - skip)
			len = PAGE_OCTETS - skip;
		memcpy(to, page->octets + skip, len);
		if (skip == 0 && len >= LSN)
			memcpy(to, not_logged, LSN);
		return (ssize_t)len;
	}
	if (active->cut != PAGES_UNCUT &&
	    at >= (off_t)active->cut * PAGE_OCTETS)
		return 0;
	do
		n = pread(active->fd, to, len, at);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return failed(errno);
	if (n == (ssize_t)PAGE_OCTETS && skip == 0 &&
	    page_check(to, (uint32_t)(at / PAGE_OCTETS)) == -1) {
		active->damaged = true;
		errno = EIO;
		return -1;
	}
	if (skip == 0 && n >= (ssize_t)LSN)
		memcpy(to, not_logged, LSN);
	return n;
}

/* Only a damaged tree makes libdb write elsewhere than at pages. */
ssize_t
page_hook_pwrite(int fd, const void *from, size_t len, off_t at)
{
	(void)fd;
	if (len != PAGE_OCTETS || at % PAGE_OCTETS != 0 ||
	    at / PAGE_OCTETS >= PAGES_LAST)
		active->damaged = true;
	else if (pages_keep(active, (uint32_t)(at / PAGE_OCTETS), from) == -1)
		active->refused = true;
	else
		return (ssize_t)len;
	errno = EFBIG;
	return -1;
}

/* libdb reads the first page with read(2), and falls back to lseek(2) and
 * read(2) or write(2) where pread(2) or pwrite(2) failed: without these hooks
 * it would then write to the file behind our back. */
ssize_t
page_hook_read(int fd, void *to, size_t len)
{
	ssize_t n = page_hook_pread(fd, to, len, active->position);

	if (n > 0)
		active->position += n;
	return n;
}

ssize_t
page_hook_write(int fd, const void *from, size_t len)
{
	ssize_t n = page_hook_pwrite(fd, from, len, active->position);

	if (n > 0)
		active->position += n;
	return n;
}

int
page_hook_seek(int fd, off_t at, int whence)
{
	(void)fd;
	if (whence != SEEK_SET) {
		errno = EINVAL;
		return -1;
	}
	active->position = at;
	return 0;
}

/* The journal's fdatasync(2) is what makes pages durable. */
int
page_hook_fsync(int fd)
{
	(void)fd;
	return 0;
}

int
page_hook_ftruncate(int fd, off_t len)
{
	(void)fd;
	if (len % PAGE_OCTETS != 0 || len < 2 * (off_t)PAGE_OCTETS) {
		active->refused = true;
		errno = EINVAL;
		return -1;
	}
	pages_cut(active, (uint32_t)(len / PAGE_OCTETS));
	return 0;
}

int
page_hook_exists(const char *path, int *is_dir)
{
	(void)path;
	if (is_dir != NULL)
		*is_dir = 0;
	return 0;
}

int
page_hook_ioinfo(const char *path, int fd, uint32_t *megabytes,
    uint32_t *octets, uint32_t *block)
{
	off_t size, end;
	struct stat st;
	uint32_t i;

	(void)path;
	(void)fd;
	if (fstat(active->fd, &st) == -1)
		return (int)failed(errno);
	size = st.st_size;
	if (active->cut != PAGES_UNCUT &&
	    size > (off_t)active->cut * PAGE_OCTETS)
		size = (off_t)active->cut * PAGE_OCTETS;
	for (i = 0; i < active->count; i++) {
		end = ((off_t)active->page[i].number + 1) * PAGE_OCTETS;
		if (size < end)
			size = end;
	}
	if (megabytes != NULL)
		*megabytes = (uint32_t)(size >> 20);
	if (octets != NULL)
		*octets = (uint32_t)(size & 0xfffff);
	if (block != NULL)
		*block = PAGE_OCTETS;
	return 0;
}

/* Only creation renames and removes, and that runs without hooks. */
int
page_hook_rename(const char *from, const char *to)
{
	(void)from;
	(void)to;
	errno = EPERM;
	return -1;
}

int
page_hook_unlink(const char *path)
{
	(void)path;
	errno = EPERM;
	return -1;
}
