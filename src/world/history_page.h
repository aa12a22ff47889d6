/*
 * Pages of the tree between libdb and the disk.  libdb reads through these
 * hooks and never writes: what it would write is kept here until the journal
 * has it.
 */
#ifndef BACKSOON_WORLD_HISTORY_PAGE_H
#define BACKSOON_WORLD_HISTORY_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PAGE_OCTETS 4096u
#define PAGES_MAX 64u
/* Where the items of a page begin to be listed. */
#define PAGE_HEAD 26u
#define PAGES_UNCUT UINT32_MAX
/* A terabyte: no store has as many. */
#define PAGES_LAST (1u << 28)

struct page {
	uint32_t number;
	uint8_t *octets; /* owned */
};

struct pages {
	int fd;         /* of the file, borrowed */
	off_t position; /* of libdb's read(2) */
	uint32_t cut;   /* the file ends before this page, or PAGES_UNCUT */
	uint32_t count;
	struct page page[PAGES_MAX];
	int error;    /* errno of a disk that failed, 0 none */
	bool damaged; /* a page's number or sum was wrong */
	bool refused; /* a write that no frame can hold */
};

void pages_init(struct pages *p, int fd);
/* Forgets what was kept; the file is as libdb believes it to be. */
void pages_clear(struct pages *p);
/* Returns -1 where there is no room. */
int pages_keep(struct pages *p, uint32_t number, const void *octets);
void pages_cut(struct pages *p, uint32_t count);
/* Writes all to the file.  Returns -1 with errno. */
int pages_apply(const struct pages *p);

/*
 * Puts a sum into a page, and the commit that wrote it: `mark` is of
 * page_mark().  Both lie where libdb keeps the place of the page's last log
 * record: without an environment there is none.
 */
void page_stamp(uint8_t page[PAGE_OCTETS], uint32_t mark);
/* Returns -1 where number or sum are wrong. */
int page_check(const uint8_t page[PAGE_OCTETS], uint32_t number);

/* Of a journal's salt and the sequence of a frame in it; 0 is none. */
uint32_t page_mark(uint64_t salt, uint64_t sequence);
uint32_t page_get_mark(const uint8_t page[PAGE_OCTETS]);

/* The pages that the hooks work on; NULL when libdb is done. */
void pages_attach(struct pages *p);

/* What libdb calls instead of the system. */
int page_hook_open(const char *path, int flags, ...);
int page_hook_close(int fd);
ssize_t page_hook_pread(int fd, void *to, size_t len, off_t at);
ssize_t page_hook_pwrite(int fd, const void *from, size_t len, off_t at);
ssize_t page_hook_read(int fd, void *to, size_t len);
ssize_t page_hook_write(int fd, const void *from, size_t len);
int page_hook_seek(int fd, off_t at, int whence);
int page_hook_fsync(int fd);
int page_hook_ftruncate(int fd, off_t len);
int page_hook_exists(const char *path, int *is_dir);
int page_hook_ioinfo(const char *path, int fd, uint32_t *megabytes,
    uint32_t *octets, uint32_t *block);
int page_hook_rename(const char *from, const char *to);
int page_hook_unlink(const char *path);

#endif
