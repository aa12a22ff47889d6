/* What crosses the pipe between backsoon and backsoon-calendar: a request,
 * with the octets of a file behind it, and a reply of fixed size.  Whoever
 * receives one checks it again. */
#ifndef BACKSOON_CALENDAR_RECORD_H
#define BACKSOON_CALENDAR_RECORD_H

#include "policy/zone.h"

#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_MAGIC 0x62636c31u /* "bcl1": bump with any change below */

#define CALENDAR_FILE_MAX (1u << 20) /* octets of a file */
#define CALENDAR_SPANS 512
/* Beyond the year 9999 nobody can write a day. */
#define CALENDAR_LAST INT64_C(253402300799)
#define CALENDAR_WHY 120
/* The program is given this long after its budget, in milliseconds. */
#define CALENDAR_GRACE 250

struct calendar_request {
	uint32_t magic, size;
	uint32_t octets; /* of the file, which follows */
	/* Events that block no time (TRANSP:TRANSPARENT) do not count. */
	uint32_t opaque;
	/* Only events that are not over at `from` and begin before `to`. */
	int64_t from, to;
	char zone[ZONE_NAME]; /* of what names none; "" the system's */
};

/* Half open, in seconds of UTC. */
struct calendar_span {
	int64_t begins, ends;
	uint32_t days; /* whole ones */
	uint32_t pad;
};

struct calendar_reply {
	uint32_t magic, size;
	uint32_t count;
	char why[CALENDAR_WHY]; /* why the file cannot be used, or "" */
	/* First to begin first; those after the last are left out. */
	struct calendar_span spans[CALENDAR_SPANS];
};

void calendar_request_init(struct calendar_request *q);
void calendar_reply_init(struct calendar_reply *r);
bool calendar_request_is_sound(const struct calendar_request *q);
bool calendar_reply_is_sound(const struct calendar_reply *r);

#endif
