#include "doctor.h"

#include "base/mem.h"
#include "response/probe.h"
#include "world/submit.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

#define PATIENCE 10000 /* milliseconds; a person can wait */

static void
take_moment(struct response_moment *moment, uint64_t now)
{
	time_t t = (time_t)now;
	struct tm tm;

	*moment = (struct response_moment){ .now = now };
	if (localtime_r(&t, &tm) != NULL)
		moment->zone = (int32_t)tm.tm_gmtoff;
	if (getrandom(moment->entropy, sizeof moment->entropy, 0) == -1)
		memcpy(moment->entropy, &now, sizeof now);
}

static void
send_probe(struct doctor *d, const struct response *r)
{
	const struct mailbox *m = &d->mailbox;
	struct submit_result result;

	submit_response(&result, m, r, PATIENCE, NULL, NULL);
	if (result.outcome == SUBMIT_ACCEPTED)
		doctor_ok(d,
		    "%s went to %s; look there whether its Return-Path is "
		    "<>",
		    r->message_id, r->recipient);
	else
		doctor_tell(d, DOCTOR_ERROR,
		    "sendmail = /usr/sbin/sendmail -i -f '' --, or the log "
		    "of the mail system",
		    "%s: %s", m->sendmail.count > 0 ? m->sendmail.items[0] : "",
		    result.why);
}

/* Only where it was asked for: everything else here changes nothing. */
void
doctor_probe(struct doctor *d)
{
	struct response_moment moment;
	struct response r;
	char why[200];

	if (d->options->value[OPTION_PROBE] == NULL)
		return;
	take_moment(&moment, d->now);
	if (probe_write(&r, &d->mailbox, &moment, why) == -1)
		doctor_tell(d, DOCTOR_ERROR, "--mailbox with an address", "%s",
		    why);
	else
		send_probe(d, &r);
	response_release(&r);
}
