/* libFuzzer target: a line of the log is one JSON object, whatever its values
 * hold, and the fields of the journal stay in their bounds. */
#include "../../src/base/log_journal.h"
#include "../../src/base/log_json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Values are divided by NUL octets. */
static void
add_all(struct log_line *line, const uint8_t *data, size_t size)
{
	static const char *const keys[] = { "verdict", "sender", "message-id",
		"evidence" };
	char value[3 * LOG_LINE];
	size_t i = 0, len;

	for (; size > 0 && i < 4; i++) {
		len = strnlen((const char *)data, size);
		if (len >= sizeof value)
			len = sizeof value - 1;
		memcpy(value, data, len);
		value[len] = '\0';
		log_add(line, keys[i], value);
		len += len < size; /* the NUL */
		data += len;
		size -= len;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char whole[LOG_WHOLE];
	struct log_line line;
	json_t *object;

	log_open(LOG_JOURNAL, false);
	log_format(LOG_FORMAT_JSON);
	log_begin(&line);
	add_all(&line, data, size);
	log_add_number(&line, "ms", 7);
	if (line.len != strlen(line.text) ||
	    line.fields_len > sizeof line.fields)
		abort();
	log_json_end(whole, &line, "2026-11-25T00:00:00Z", "info");
	object = json_loads(whole, JSON_REJECT_DUPLICATES, NULL);
	if (object == NULL || strchr(whole, '\n') != NULL)
		abort();
	json_decref(object);
	return 0;
}
