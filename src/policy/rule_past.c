#include "rule.h"

#include "subject/date.h"

#include <inttypes.h>

bool
rule_duplicate_message(const struct facts *f, struct evidence *e)
{
	return f->past.duplicate &&
	    because(e, "answered before: %s",
		*f->subject->message_id != '\0' ? f->subject->message_id
						: "same content");
}

bool
rule_recently_answered(const struct facts *f, struct evidence *e)
{
	char when[32];

	if (f->past.mute)
		return because(e, "the history was damaged: silent until %s",
		    date_utc(when, f->past.until));
	if (!f->past.recent)
		return false;
	if (f->past.restarted)
		return because(e,
		    "damaged or future record: interval restarts");
	return because(e, "%s answered %s", f->key.sender,
	    date_utc(when, f->past.last));
}

bool
rule_flood(const struct facts *f, struct evidence *e)
{
	return f->past.flood &&
	    because(e, "%s reached: %" PRIu32 " of %" PRIu32, f->past.cap,
		f->past.count, f->past.limit);
}
