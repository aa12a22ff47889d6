#include "moment.h"

#include "base/mem.h"
#include "base/text.h"
#include "policy/zone.h"
#include "world/tzdata.h"

#include <string.h>
#include <time.h>

bool
moment_is_time(struct icaltimetype t)
{
	return !icaltime_is_null_time(t) && icaltime_is_valid_time(t) &&
	    t.month >= 1 && t.month <= 12 && t.day >= 1 &&
	    t.day <= icaltime_days_in_month(t.month, t.year) &&
	    (t.is_date || (t.hour <= 24 && t.minute <= 59 && t.second <= 60));
}

int64_t
moment_civil(struct icaltimetype t)
{
	struct tm tm = { .tm_year = t.year - 1900,
		.tm_mon = t.month - 1,
		.tm_mday = t.day };

	if (!t.is_date) {
		tm.tm_hour = t.hour;
		tm.tm_min = t.minute;
		tm.tm_sec = t.second;
	}
	return timegm(&tm);
}

const char *
moment_tzid(icalproperty *p)
{
	icalparameter *tzid =
	    icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER);

	return tzid == NULL ? NULL : icalparameter_get_tzid(tzid);
}

/* Of a VTIMEZONE. */
static int32_t
offset(const void *arg, int64_t instant)
{
	/* The interface knows no const; it looks its changes up. */
	icaltimezone *const *zone = arg;
	struct icaltimetype t = icaltime_from_timet_with_zone((time_t)instant,
	    0, icaltimezone_get_utc_timezone());
	int is_daylight;

	return icaltimezone_get_utc_offset_of_utc_time(*zone, &t, &is_daylight);
}

/* RFC 5545 section 3.2.19: a TZID is that of the file's own VTIMEZONE.  Many
 * writers leave it out, and mean the tz database. */
static void
open_zone(struct zone *z, struct moments *m, const char *tzid,
    icaltimezone **own)
{
	*own = NULL;
	if (tzid != NULL)
		*own = icalcomponent_get_timezone(m->calendar, tzid);
	if (*own != NULL) {
		*z = (struct zone){ .offset = offset, .arg = own };
		return;
	}
	if (tzid != NULL && strcmp(m->known, tzid) != 0) {
		if (!tzdata_has(tzid)) {
			text_clean(m->unknown, sizeof m->unknown, 40, tzid,
			    strlen(tzid));
			tzid = NULL;
		} else {
			mem_copy(m->known, sizeof m->known, tzid);
		}
	}
	tzdata_open(z, tzid == NULL ? m->zone : tzid);
}

int64_t
moment_at(struct moments *m, int64_t civil, struct icaltimetype form,
    const char *tzid, bool last)
{
	icaltimezone *own;
	struct zone z;

	if (!form.is_date && icaltime_is_utc(form))
		return civil;
	open_zone(&z, m, form.is_date ? NULL : tzid, &own);
	return last ? zone_last(&z, civil) : zone_first(&z, civil);
}
