#include "doctor.h"

#include "base/mem.h"
#include "subject/date.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DAY 86400
/* 2026-01-01: no copy of this program is older. */
#define EARLIEST UINT64_C(1767225600)

#define SET_CLOCK "timedatectl set-ntp true"

static void
check_time(struct doctor *d)
{
	char now[32], newest[32];

	date_utc(now, d->now);
	if (d->now < EARLIEST)
		doctor_tell(d, DOCTOR_ERROR, SET_CLOCK,
		    "it is %s, says the clock, before this program was made",
		    now);
	else if (d->newest > d->now + DAY)
		doctor_tell(d, DOCTOR_ERROR, SET_CLOCK,
		    "it is %s, says the clock, but somebody was answered at "
		    "%s",
		    now, date_utc(newest, d->newest));
	else
		doctor_ok(d, "it is %s", now);
}

/* Without it the C library silently takes UTC. */
static void
check_zone(struct doctor *d)
{
	char *path = xasprintf("%s/etc/localtime", d->root);
	time_t now = (time_t)d->now;
	char name[64] = "";
	struct tm tm;

	if (access(path, R_OK) == 0) {
		if (localtime_r(&now, &tm) != NULL)
			strftime(name, sizeof name, "%Z, %z", &tm);
		doctor_ok(d, "time zone %s", name);
	} else {
		doctor_tell(d, DOCTOR_WARNING,
		    "timedatectl set-timezone Europe/Berlin, or where you "
		    "are",
		    "%s cannot be read: times are in UTC", path);
	}
	free(path);
}

void
doctor_clock(struct doctor *d)
{
	check_time(d);
	check_zone(d);
}
