#include "history_salvage.h"

#include "history_file.h"
#include "history_page.h"

#include <string.h>
#include <sys/stat.h>

/* Of a btree leaf of version 9: offsets and values. */
#define ENTRIES 20u /* how many items */
#define TYPE 25u
#define TYPE_LEAF 5u
#define INDEX PAGE_HEAD /* offsets of the items, 2 octets each */

/* An item: length, type, octets. */
#define ITEM 3u
#define ITEM_DATA 1u

/* A file of ours is never larger, and a sparse one must not cost hours. */
#define PAGES_READ (1u << 22)

static unsigned
get16(const uint8_t *p)
{
	return p[0] | (unsigned)p[1] << 8;
}

/* The octets of an item, or NULL where it leaves the page or is none. */
static const uint8_t *
item(const uint8_t *page, unsigned index, unsigned first, size_t *len)
{
	unsigned at = get16(page + INDEX + 2 * (size_t)index);

	if (at < first || at + ITEM > PAGE_OCTETS)
		return NULL;
	*len = get16(page + at);
	if (page[at + 2] != ITEM_DATA || at + ITEM + *len > PAGE_OCTETS)
		return NULL;
	return page + at + ITEM;
}

static bool
leaf(const uint8_t *page, salvage_fn *fn, void *arg)
{
	unsigned i, entries = get16(page + ENTRIES);
	unsigned first = INDEX + 2 * entries;
	const uint8_t *key, *value;
	size_t key_len, value_len;
	struct record_key k;
	struct record_name name;
	struct record r;

	if (page[TYPE] != TYPE_LEAF || first > PAGE_OCTETS)
		return true;
	for (i = 0; i + 1 < entries; i += 2) {
		key = item(page, i, first, &key_len);
		value = item(page, i + 1, first, &value_len);
		if (key == NULL || value == NULL || key_len > RECORD_KEY)
			continue;
		k.len = key_len;
		memcpy(k.octets, key, key_len);
		if (record_name(&name, &k) == -1 ||
		    record_decode(&r, &k, value, value_len) == -1)
			continue;
		if (!fn(&k, &r, value, arg))
			return false;
	}
	return true;
}

void
salvage(int fd, salvage_fn *fn, void *arg)
{
	uint8_t page[PAGE_OCTETS];
	uint32_t n, count;
	struct stat st;

	if (fstat(fd, &st) == -1)
		return;
	count = st.st_size / PAGE_OCTETS > PAGES_READ
	    ? PAGES_READ
	    : (uint32_t)(st.st_size / PAGE_OCTETS);
	for (n = 1; n < count; n++) {
		if (file_read(fd, page, PAGE_OCTETS, (off_t)n * PAGE_OCTETS) ==
			0 &&
		    !leaf(page, fn, arg))
			return;
	}
}
