#include "world/calendar.h"

#include "world/config.h"
#include "world/helper.h"

#include <stdio.h>
#include <stdlib.h>

static const struct helper reader = { "backsoon-calendar",
	"the calendar reader" };

int
calendar_ask(struct calendar_reply *r, struct calendar_request *q,
    const char *path, uint32_t budget_ms, char cause[CALENDAR_CAUSE])
{
	char why[CONFIG_WHY], died[HELPER_DIED];
	size_t len;
	char *text = config_file_read(path, CALENDAR_FILE_MAX, &len, why);
	const struct iovec told = { r, sizeof *r };
	bool answered;

	if (text == NULL) {
		snprintf(cause, CALENDAR_CAUSE, "%.80s: %.110s", path, why);
		return -1;
	}
	q->octets = (uint32_t)len;
	answered = helper_ask(&reader,
	    (const struct iovec[]){ { q, sizeof *q }, { text, len } }, 2, &told,
	    1, budget_ms + CALENDAR_GRACE, died);
	free(text);
	if (answered && !calendar_reply_is_sound(r)) {
		helper_disbelieve(&reader, died);
		answered = false;
	}
	if (!answered || *r->why != '\0')
		snprintf(cause, CALENDAR_CAUSE, "%.80s: %.110s", path,
		    answered ? r->why : died);
	return answered && *r->why == '\0' ? 0 : -1;
}

void
calendar_program(char *to, size_t size)
{
	helper_path(to, size, &reader);
}
