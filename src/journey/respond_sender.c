#include "respond_sender.h"

#include "base/mem.h"

#include <string.h>

static bool
is_enabled(const struct facts *f, const char *rule)
{
	return !mailbox_list_has(&f->mailbox->disabled_rules, rule);
}

static bool
is_exempt(const struct facts *f)
{
	const struct mailbox_list *list = &f->mailbox->exempt_domains;
	size_t i;

	for (i = 0; i < list->count; i++)
		if (addr_matches(f->envelope->sender, list->items[i], ""))
			return true;
	return false;
}

/* RFC 7208 section 2.3: the HELO name only explains. */
static void
set_tasks(struct sender_request *q, const struct facts *f,
    const struct ports *p, bool usable)
{
	const struct mailbox *m = f->mailbox;

	if (is_enabled(f, "sender-domain") && !is_exempt(f))
		q->tasks |= SENDER_DOMAIN;
	/* A server that we trust has asked already. */
	if (is_enabled(f, "spf") && usable && !f->testimony.spares)
		q->tasks |= SENDER_SPF;
	if (p->traced)
		q->tasks |= SENDER_TRACE;
	if (p->curious)
		q->tasks |= SENDER_ALL;
	if (p->curious && usable && *q->helo != '\0')
		q->tasks |= SENDER_HELO;
	if (!is_enabled(f, "dns-list"))
		return;
	if (usable)
		sender_request_zones(q->ip_lists, m->dns_lists.items,
		    m->dns_lists.count);
	sender_request_zones(q->domain_lists, m->dns_domain_lists.items,
	    m->dns_domain_lists.count);
}

static bool
has_questions(const struct sender_request *q)
{
	return (q->tasks & (SENDER_DOMAIN | SENDER_SPF | SENDER_HELO)) != 0 ||
	    *q->ip_lists[0] != '\0' || *q->domain_lists[0] != '\0';
}

void
respond_check_sender(struct facts *f, const struct ports *p)
{
	struct findings *found = &f->findings;
	struct sender_request q;

	if (found->known)
		return;
	found->known = true;
	sender_reply_init(&found->reply);
	sender_request_init(&q);
	ip_parse(&found->client, f->client.ip);
	q.client = found->client;
	mem_copy(q.helo, sizeof q.helo, f->client.helo);
	set_tasks(&q, f, p, f->client.usable);
	if (addr_for_wire(q.sender, sizeof q.sender, f->envelope->sender) ==
	    -1) {
		found->reply.domain = DOMAIN_BAD_NAME;
		mem_copy(found->reply.domain_reason,
		    sizeof found->reply.domain_reason,
		    "its domain has no form for the DNS");
		return;
	}
	if (has_questions(&q))
		p->check(&q, found, f->mailbox, p->arg);
	if (found->reply.domain == DOMAIN_ABSENT && is_exempt(f))
		found->reply.domain = DOMAIN_EXEMPT;
}
