/* Changes of a configuration's text: what is set is read back, every other
 * key stays, and a new key that is removed again leaves no octet behind. */
#include "../../src/world/config_parts.h"
#include "world/config_edit.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
scan(struct config_scan *s, struct config_report *r, const char *text,
    size_t len)
{
	config_report_init(r);
	config_scan(s, "fuzz", text, len, r);
	if (r->errors == 0)
		config_scan_confirm(s, text, len);
}

static size_t
place(const struct config_scan *s, const char *key)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (strcmp(s->entries[i].key, key) == 0)
			break;
	return i;
}

static void
must(int good)
{
	if (!good)
		abort();
}

static void
try(const char *text, size_t len, const char *key, const char *value)
{
	char why[CONFIG_WHY], *new, *back;
	struct config_report before, after;
	struct config_scan old, got;
	size_t size = len, i;
	bool was_there;

	new = config_edit_text(text, &size, key, value, why);
	if (new == NULL)
		return;
	scan(&old, &before, text, len);
	scan(&got, &after, new, size);
	must(before.errors == 0 && after.errors == 0);
	was_there = place(&old, key) < old.count;
	i = place(&got, key);
	must(value == NULL
		? i == got.count
		: i < got.count && strcmp(got.entries[i].value, value) == 0);
	must(got.count - (value != NULL) == old.count - was_there);
	if (value != NULL && !was_there) {
		back = config_edit_text(new, &size, key, NULL, why);
		must(back != NULL && size == len &&
		    memcmp(back, text, len) == 0);
		free(back);
	}
	config_scan_release(&old);
	config_scan_release(&got);
	config_report_release(&before);
	config_report_release(&after);
	free(new);
}

/* A line with the value, then the text. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = malloc(size + 1), *text;

	if (bytes == NULL)
		abort();
	if (size > 0)
		memcpy(bytes, data, size);
	bytes[size] = '\0';
	text = memchr(bytes, '\n', size);
	if (text != NULL) {
		*text++ = '\0';
		size -= (size_t)(text - bytes);
		try(text, size, "enabled", bytes);
		try(text, size, "enabled", NULL);
		try(text, size, "template", bytes);
	}
	free(bytes);
	return 0;
}
