#include "world/agenda.h"

#include "world/tzdata.h"

int
agenda_open(struct schedule *s, const struct mailbox *m, int64_t from,
    int64_t to, uint32_t budget, char why[AGENDA_WHY])
{
	struct zone zone;

	(void)from;
	(void)to;
	(void)budget;
	*why = '\0';
	tzdata_open(&zone, m->time_zone);
	schedule_init(s, m, &zone);
	return 0;
}
