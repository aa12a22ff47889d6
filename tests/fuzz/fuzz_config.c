/* The scanner and every setting's reader on arbitrary octets: no crash, no
 * leak, and what the scanner takes iniparser reads alike. */
#include "../../src/world/config_parts.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* "config show" writes a value as it was kept: it must be read the same. */
static void
write_again(const struct config_entry *e)
{
	const char quote[] = { e->quote, '\0' };
	char *text =
	    xasprintf("[mailbox]\n%s=%s%s%s\n", e->key, quote, e->value, quote);
	struct config_report r;
	struct config_scan s;

	config_report_init(&r);
	config_scan(&s, "again", text, strlen(text), &r);
	if (r.errors != 0 || s.count != 1 ||
	    strcmp(s.entries[0].key, e->key) != 0 ||
	    strcmp(s.entries[0].value, e->value) != 0)
		abort();
	config_scan_release(&s);
	config_report_release(&r);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config_report r;
	struct config_scan s;
	struct mailbox m;
	char why[CONFIG_WHY] = "", *bytes = malloc(size + 1);
	size_t i, row, errors;

	if (bytes == NULL)
		abort();
	if (size > 0)
		memcpy(bytes, data, size);
	bytes[size] = '\0';
	config_report_init(&r);
	mailbox_init(&m);
	config_scan(&s, "fuzz", bytes, size, &r);
	errors = r.errors;
	if (errors == 0)
		config_scan_confirm(&s, bytes, size);
	if (r.errors != errors)
		abort();
	for (i = 0; i < s.count; i++) {
		if (errors == 0)
			write_again(&s.entries[i]);
		row = config_row_find(s.entries[i].key);
		if (row < config_rows_count && !s.entries[i].broken)
			config_rows[row].take(&config_rows[row], &m,
			    s.entries[i].value, why);
	}
	for (i = 0; i < r.count; i++)
		free(config_problem_text(&r.problems[i]));
	mailbox_release(&m);
	config_scan_release(&s);
	config_report_release(&r);
	free(bytes);
	return 0;
}
