#include "world/sender.h"

#include "base/mem.h"
#include "world/helper.h"

static const struct helper checker = { "backsoon-sender", "the checker" };

_Static_assert(SENDER_DIED == HELPER_DIED, "a cause is cut");

void
sender_program(char *to, size_t size)
{
	helper_path(to, size, &checker);
}

static void
mark_dead(const struct sender_request *q, struct sender_reply *r,
    const char *why)
{
	sender_reply_init(r);
	if ((q->tasks & SENDER_DOMAIN) != 0) {
		r->domain = DOMAIN_TEMPERROR;
		mem_copy(r->domain_reason, sizeof r->domain_reason, why);
	}
	if ((q->tasks & SENDER_SPF) != 0) {
		r->spf = RESULT_TEMPERROR;
		mem_copy(r->spf_reason, sizeof r->spf_reason, why);
	}
}

static bool
converse(const struct sender_request *q, struct sender_reply *reply,
    struct sender_trace *trace, char died[SENDER_DIED])
{
	bool traced = (q->tasks & SENDER_TRACE) != 0 && trace != NULL;
	struct sender_request asked = *q;
	const struct iovec request = { &asked, sizeof asked };
	const struct iovec told[] = { { reply, sizeof *reply },
		{ trace, sizeof *trace } };

	if (!helper_ask(&checker, &request, 1, told, traced ? 2 : 1,
		q->budget + SENDER_GRACE, died))
		return false;
	if (sender_reply_is_sound(reply) &&
	    (!traced || sender_trace_is_sound(trace)))
		return true;
	helper_disbelieve(&checker, died);
	return false;
}

void
sender_ask(const struct sender_request *q, struct sender_reply *reply,
    struct sender_trace *trace, char died[SENDER_DIED])
{
	if (converse(q, reply, trace, died))
		return;
	mark_dead(q, reply, died);
	if (trace != NULL)
		sender_trace_init(trace);
}
