#include "calendar/record.h"

#include <string.h>

void
calendar_request_init(struct calendar_request *q)
{
	memset(q, 0, sizeof *q);
	q->magic = CALENDAR_MAGIC;
	q->size = sizeof *q;
}

void
calendar_reply_init(struct calendar_reply *r)
{
	memset(r, 0, sizeof *r);
	r->magic = CALENDAR_MAGIC;
	r->size = sizeof *r;
}

bool
calendar_request_is_sound(const struct calendar_request *q)
{
	return q->magic == CALENDAR_MAGIC && q->size == sizeof *q &&
	    q->octets <= CALENDAR_FILE_MAX && q->opaque <= 1 && q->from >= 0 &&
	    q->to > q->from && q->to <= CALENDAR_LAST &&
	    memchr(q->zone, '\0', sizeof q->zone) != NULL;
}

bool
calendar_reply_is_sound(const struct calendar_reply *r)
{
	uint32_t i;

	if (r->magic != CALENDAR_MAGIC || r->size != sizeof *r ||
	    r->count > CALENDAR_SPANS ||
	    memchr(r->why, '\0', sizeof r->why) == NULL)
		return false;
	for (i = 0; i < r->count; i++)
		if (r->spans[i].begins < -CALENDAR_LAST ||
		    r->spans[i].ends > CALENDAR_LAST ||
		    r->spans[i].begins >= r->spans[i].ends ||
		    r->spans[i].days > 1)
			return false;
	return true;
}
