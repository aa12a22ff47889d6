#include "calendar/record.h"
#include "events.h"

#include "base/box.h"
#include "base/exact.h"
#include "base/mem.h"

#include <stdlib.h>

/*
 * backsoon-calendar: a request and a file on descriptor 0, a reply on 1.  Only
 * backsoon runs it; its status tells what went wrong before there could be a
 * reply.
 */
enum { OK, BAD_REQUEST, NO_BOX, NO_WRITE };

#define BUDGET_MS 1000
#define MEMORY (256u << 20) /* ICU's data take 30 MiB of it */

int
main(void)
{
	static struct calendar_request q;
	static struct calendar_reply r;
	char *text;
	int rc;

	if (exact_read(0, &q, sizeof q) == -1 || !calendar_request_is_sound(&q))
		return BAD_REQUEST;
	text = xmalloc((size_t)q.octets + 1);
	if (exact_read(0, text, q.octets) == -1)
		return BAD_REQUEST;
	text[q.octets] = '\0';
	box_prepare(BUDGET_MS, MEMORY);
	events_prepare();
	if (box_close(BOX_READ) == -1)
		return NO_BOX;
	calendar_reply_init(&r);
	events_find(&r, &q, text, q.octets);
	free(text);
	rc = exact_write(1, &r, sizeof r);
	return rc == -1 ? NO_WRITE : OK;
}
