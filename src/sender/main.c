#include "domain.h"
#include "listing.h"
#include "resolve.h"
#include "sender/record.h"
#include "spf.h"

#include "base/box.h"
#include "base/exact.h"
#include "base/mem.h"

/*
 * backsoon-sender: a request on descriptor 0, a reply on 1.  Only backsoon
 * runs it; its status tells what went wrong before there could be a reply.
 */
enum { OK, BAD_REQUEST, NO_BOX, NO_WRITE };

#define MEMORY (64u << 20)

struct work {
	struct sender_request request;
	struct sender_reply reply;
	struct sender_trace trace;
	struct resolve *resolve;
	struct spf *spf;
};

static void
check_domain(struct work *w)
{
	struct domain_answer a;

	domain_check(w->resolve, addr_domain(w->request.sender), &a);
	w->reply.domain = (uint8_t)a.state;
	mem_copy(w->reply.domain_reason, sizeof w->reply.domain_reason,
	    a.reason);
}

static void
check_spf(struct work *w)
{
	struct spf_question q = { .client = &w->request.client,
		.sender = w->request.sender,
		.helo = w->request.helo };
	struct spf_answer a;

	spf_check(w->spf, w->resolve, &q, &a);
	w->reply.spf = (uint8_t)a.result;
	w->reply.weak = a.weak;
	mem_copy(w->reply.spf_reason, sizeof w->reply.spf_reason, a.reason);
	mem_copy(w->reply.record, sizeof w->reply.record, a.record);
}

static void
check_helo(struct work *w)
{
	struct spf_question q = { .client = &w->request.client,
		.sender = "",
		.helo = w->request.helo };
	struct spf_answer a;

	spf_check(w->spf, w->resolve, &q, &a);
	w->reply.helo = (uint8_t)a.result;
	mem_copy(w->reply.helo_reason, sizeof w->reply.helo_reason, a.reason);
}

static void
check_lists(struct work *w)
{
	const struct sender_request *q = &w->request;
	struct sender_listing *l = w->reply.listings;
	size_t i;

	for (i = 0; i < SENDER_LISTS && *q->ip_lists[i] != '\0'; i++)
		listing_of_ip(w->resolve, &q->client, q->ip_lists[i], l++);
	for (i = 0; i < SENDER_LISTS && *q->domain_lists[i] != '\0'; i++)
		listing_of_domain(w->resolve, addr_domain(q->sender),
		    q->domain_lists[i], l++);
}

static bool
goes_on(const struct work *w)
{
	return (w->request.tasks & SENDER_ALL) != 0 ||
	    w->reply.domain <= DOMAIN_EXEMPT;
}

/* Cheapest first; nothing more is asked about a domain that is none. */
static void
check(struct work *w)
{
	uint32_t tasks = w->request.tasks;

	if ((tasks & SENDER_DOMAIN) != 0)
		check_domain(w);
	if ((tasks & SENDER_SPF) != 0 && goes_on(w))
		check_spf(w);
	if (goes_on(w))
		check_lists(w);
	if ((tasks & SENDER_HELO) != 0 && goes_on(w))
		check_helo(w);
	w->reply.asked = resolve_asked(w->resolve);
	w->reply.ms = resolve_elapsed(w->resolve);
}

static void
cannot_ask(struct work *w, const char *why)
{
	if ((w->request.tasks & SENDER_DOMAIN) != 0) {
		w->reply.domain = DOMAIN_TEMPERROR;
		mem_copy(w->reply.domain_reason, sizeof w->reply.domain_reason,
		    why);
	}
	if ((w->request.tasks & SENDER_SPF) != 0) {
		w->reply.spf = RESULT_TEMPERROR;
		mem_copy(w->reply.spf_reason, sizeof w->reply.spf_reason, why);
	}
}

static int
answer(const struct work *w)
{
	if (exact_write(1, &w->reply, sizeof w->reply) == -1)
		return NO_WRITE;
	if ((w->request.tasks & SENDER_TRACE) != 0 &&
	    exact_write(1, &w->trace, sizeof w->trace) == -1)
		return NO_WRITE;
	return OK;
}

int
main(void)
{
	static struct work w;
	const char *why = "";
	int status;

	if (exact_read(0, &w.request, sizeof w.request) == -1 ||
	    !sender_request_is_sound(&w.request))
		return BAD_REQUEST;
	box_prepare(w.request.budget, MEMORY);
	sender_reply_init(&w.reply);
	sender_trace_init(&w.trace);
	w.spf = spf_new();
	w.resolve = resolve_open(&w.request, &w.trace, &why);
	if (box_close(BOX_ASK) == -1)
		return NO_BOX;
	if (w.resolve != NULL)
		check(&w);
	else
		cannot_ask(&w, why);
	status = answer(&w);
	if (w.resolve != NULL)
		resolve_close(w.resolve);
	spf_free(w.spf);
	return status;
}
