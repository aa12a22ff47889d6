#include "response/probe.h"

#include "base/mem.h"
#include "response_field.h"
#include "response_values.h"
#include "subject/addr.h"

#include <stdio.h>
#include <string.h>

static const char body[] =
    "This message was sent by \"backsoon doctor --probe\". That it is here\r\n"
    "shows that responses can leave. Its Return-Path must be empty: <>.\r\n";

int
probe_write(struct response *r, const struct mailbox *m,
    const struct response_moment *moment, char why[200])
{
	char own[ADDR_MAX], date[RESPONSE_DATE];
	const struct {
		const char *name;
		const char *body;
	} fields[] = {
		{ "Date", date },
		{ "From", own },
		{ "To", own },
		{ "Subject", "Probe of backsoon" },
		{ "Message-ID", r->message_id },
		{ "Auto-Submitted", "auto-generated" },
		{ "X-Auto-Response-Suppress", "All" },
		{ "MIME-Version", "1.0" },
		{ "Content-Type", "text/plain; charset=us-ascii" },
	};
	enum addr_fault fault;
	size_t i;

	*r = (struct response){ .bytes = NULL };
	why[0] = '\0';
	if (addr_for_wire(own, sizeof own, m->address) == -1)
		*own = '\0';
	fault = addr_check(own);
	if ((fault != ADDR_GOOD && fault != ADDR_SINGLE_LABEL &&
		fault != ADDR_SPECIAL_USE) ||
	    response_id(r->message_id, moment, own) == -1) {
		snprintf(why, 200, "%.150s: not fit for a message", m->address);
		return -1;
	}
	response_date(date, moment->now, moment->zone);
	for (i = 0; i < sizeof fields / sizeof *fields; i++)
		if (response_field(r, fields[i].name, fields[i].body) == -1) {
			snprintf(why, 200, "%s: not fit to write",
			    fields[i].name);
			return -1;
		}
	response_append(r, "\r\n", 2);
	response_append(r, body, sizeof body - 1);
	mem_copy(r->recipient, sizeof r->recipient, own);
	return 0;
}
