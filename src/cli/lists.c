#include "lists.h"

#include "base/mem.h"
#include "world/sender.h"

static const struct {
	const char *ip;
	const char *sender;
	enum listing_state wanted;
} entries[] = {
	{ "127.0.0.2", "x@test", LISTING_LISTED },
	{ "127.0.0.1", "x@invalid", LISTING_CLEAN },
};

static void
ask(const struct mailbox *m, size_t entry, struct sender_reply *reply,
    char died[SENDER_DIED])
{
	struct sender_request q;

	sender_request_init(&q);
	q.tasks = SENDER_ALL;
	q.budget = m->dns_timeout * 1000;
	mem_copy(q.servers[0], sizeof q.servers[0], m->dns_server);
	sender_request_zones(q.ip_lists, m->dns_lists.items,
	    m->dns_lists.count);
	sender_request_zones(q.domain_lists, m->dns_domain_lists.items,
	    m->dns_domain_lists.count);
	ip_parse(&q.client, entries[entry].ip);
	mem_copy(q.sender, sizeof q.sender, entries[entry].sender);
	sender_ask(&q, reply, NULL, died);
}

bool
lists_test(const struct mailbox *m,
    void (*fn)(const struct lists_listing *l, void *arg), void *arg)
{
	struct sender_reply reply;
	char died[SENDER_DIED];
	size_t entry, i;

	if (m->dns_lists.count + m->dns_domain_lists.count == 0)
		return false;
	for (entry = 0; entry < sizeof entries / sizeof *entries; entry++) {
		enum listing_state wanted = entries[entry].wanted;

		ask(m, entry, &reply, died);
		for (i = 0; i < 2 * SENDER_LISTS; i++) {
			const struct sender_listing *l = &reply.listings[i];
			const struct lists_listing told = { .zone = l->zone,
				.subject = l->subject,
				.state = listing_state_text(l->state),
				.wanted = listing_state_text(wanted),
				.good = l->state == wanted };

			if (l->state != LISTING_ABSENT)
				fn(&told, arg);
		}
		if (*died != '\0')
			fn(&(const struct lists_listing){ .died = died }, arg);
	}
	return true;
}
