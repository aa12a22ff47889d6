/* Arbitrary octets as an iCalendar file, and as records: no crash, no leak,
 * and whatever is told is a sound reply within what was asked for. */
#include "../../src/calendar/events.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct calendar_request q;
static struct calendar_reply r;

static void
prepare(void)
{
	static const char zone[] = "Europe/Berlin";

	if (q.magic != 0)
		return;
	calendar_request_init(&q);
	q.from = INT64_C(1767225600); /* 2026 */
	q.to = q.from + INT64_C(800) * 86400;
	memcpy(q.zone, zone, sizeof zone);
	events_prepare();
}

/* A reply that somebody else has written. */
static void
check_record(const uint8_t *data, size_t size)
{
	static struct calendar_reply foreign;

	calendar_reply_init(&foreign);
	memcpy(&foreign, data, size < sizeof foreign ? size : sizeof foreign);
	if (calendar_reply_is_sound(&foreign) &&
	    (foreign.count > CALENDAR_SPANS ||
		strlen(foreign.why) >= CALENDAR_WHY))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	uint32_t i;

	if (text == NULL)
		abort();
	prepare();
	check_record(data, size);
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	q.opaque = size % 2 == 0;
	events_find(&r, &q, text, size);
	if (!calendar_reply_is_sound(&r))
		abort();
	for (i = 0; i < r.count; i++)
		if (r.spans[i].ends <= q.from || r.spans[i].begins >= q.to)
			abort();
	free(text);
	return 0;
}
