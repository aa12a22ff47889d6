#include "world/agenda.h"

#include "config_parts.h"

#include "base/mem.h"
#include "world/calendar.h"
#include "world/spawn.h"
#include "world/tzdata.h"

/* Adds the events of a file; "" has none. */
static int
add_calendar(struct schedule *s, const char *path, enum window_source source,
    struct calendar_request *q, uint32_t budget, char why[AGENDA_WHY])
{
	/* Too large for a stack that nobody has measured. */
	static struct calendar_reply r;
	uint32_t i;

	_Static_assert(AGENDA_WHY >= CALENDAR_CAUSE, "a cause is cut");
	if (*path == '\0')
		return 0;
	q->opaque = source == WINDOW_CALENDAR;
	if (calendar_ask(&r, q, path, budget, why) == -1)
		return -1;
	for (i = 0; i < r.count; i++)
		schedule_add(s,
		    &(struct window){ .source = source,
			.begins = r.spans[i].begins,
			.ends = r.spans[i].ends,
			.timed = r.spans[i].days == 0,
			.template = "" });
	return 0;
}

int
agenda_open(struct schedule *s, const struct mailbox *m, int64_t from,
    int64_t to, uint32_t budget, char why[AGENDA_WHY])
{
	int64_t end = spawn_clock() + budget;
	struct calendar_request q;
	struct zone zone;
	int rc;

	tzdata_open(&zone, m->time_zone);
	schedule_init(s, m, &zone);
	calendar_request_init(&q);
	q.from = from;
	q.to = to < CALENDAR_LAST ? to : CALENDAR_LAST;
	mem_copy(q.zone, sizeof q.zone, m->time_zone);
	rc = add_calendar(s, m->absence_calendar, WINDOW_CALENDAR, &q, budget,
	    why);
	budget = (uint32_t)(end > spawn_clock() ? end - spawn_clock() : 0);
	if (rc == 0)
		rc = add_calendar(s, m->holiday_calendar, WINDOW_HOLIDAY, &q,
		    budget, why);
	return rc;
}

#define AHEAD (366 * INT64_C(86400))
#define PATIENCE_MS 10000

static bool
is_over(const struct schedule *s, int64_t now)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (s->windows[i].ends > now)
			return false;
	return s->hours.count == 0 && *s->mailbox->absence_calendar == '\0';
}

void
agenda_check(const struct mailbox *m, int64_t now, struct config_report *report)
{
	struct config_place at = { m->config_path, 0, NULL };
	struct schedule s;
	char why[AGENDA_WHY];

	if (!schedule_is_set(m))
		return;
	if (agenda_open(&s, m, now, now + AHEAD, PATIENCE_MS, why) == -1)
		config_complain(report, CONFIG_ERROR, at, xstrdup(why));
	else if (is_over(&s, now))
		config_complain(report, CONFIG_WARNING, at,
		    xstrdup("all absences are over; nobody is answered"));
	schedule_release(&s);
}
