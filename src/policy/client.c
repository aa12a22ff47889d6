#include "policy/client.h"

#include "base/ip.h"
#include "base/mem.h"

#include <string.h>

static bool
covers(const char *relay, const struct ip *ip)
{
	struct ip net;
	unsigned bits;

	if (strcmp(relay, "loopback") == 0)
		return ip_is_loopback(ip);
	if (strcmp(relay, "private") == 0)
		return ip_is_private(ip);
	return ip_parse_prefix(&net, &bits, relay) == 0 &&
	    ip_in_prefix(ip, &net, bits);
}

bool
client_is_relay(const struct mailbox *m, const char *ip)
{
	const struct mailbox_list *relays = &m->trusted_relays;
	struct ip client;
	size_t i;

	if (ip_parse(&client, ip) == -1)
		return false;
	for (i = 0; i < relays->count; i++)
		if (covers(relays->items[i], &client))
			return true;
	return false;
}

bool
client_is_ours(const struct subject_hop *hop, const struct mailbox *m,
    const struct mailbox_list *machine)
{
	return !hop->bad && *hop->by != '\0' &&
	    (mailbox_list_has(machine, hop->by) ||
		mailbox_list_has(&m->trusted_hosts, hop->by));
}

uint32_t
client_own_hop(const struct subject *s, const struct mailbox *m,
    const struct mailbox_list *machine, bool *sure)
{
	uint32_t i;

	*sure = true;
	for (i = 0; i < s->hop_count; i++) {
		if (client_is_ours(&s->hops[i], m, machine))
			return i;
		if (s->hops[i].bad)
			break;
	}
	*sure = false;
	return i;
}

static void
take(struct client *c, const char *source, const char *ip, const char *helo)
{
	struct ip address;

	if (ip_parse(&address, ip) == -1)
		return;
	ip_text(c->ip, &address);
	mem_copy(c->helo, sizeof c->helo, helo);
	c->source = source;
	c->usable = ip_is_public(&address);
}

static void
forget(struct client *c)
{
	memset(c, 0, sizeof *c);
	c->source = "";
}

/* The first hop to look at; hop_count where there is none. */
static uint32_t
first_hop(const struct subject *s, const struct mailbox *m,
    const struct mailbox_list *machine)
{
	uint32_t own;
	bool sure;

	if (m->client_from == CLIENT_NONE)
		return s->hop_count;
	if (m->client_from == CLIENT_RECEIVED)
		return m->client_received - 1;
	own = client_own_hop(s, m, machine, &sure);
	return sure ? own : s->hop_count;
}

/*
 * What a relay of ours says about its own client is believed only because the
 * next field is by one of our hosts: anybody can write that one.
 */
static void
walk_hops(struct client *c, const struct subject *s, const struct mailbox *m,
    const struct mailbox_list *machine)
{
	uint32_t i = first_hop(s, m, machine);

	while (i < s->hop_count) {
		forget(c);
		take(c, "Received", s->hops[i].ip, s->hops[i].helo);
		c->received = *c->ip == '\0' ? 0 : i + 1;
		if (!client_is_relay(m, c->ip))
			return;
		forget(c);
		i++;
		if (m->client_from == CLIENT_AUTO && i < s->hop_count &&
		    !client_is_ours(&s->hops[i], m, machine))
			return;
	}
}

void
client_find(struct client *c, const struct envelope *e, const struct subject *s,
    const struct mailbox *m, const struct mailbox_list *machine)
{
	forget(c);
	take(c, e->client_source, e->client_ip, e->helo);
	if (*c->ip != '\0' && !client_is_relay(m, c->ip))
		return;
	forget(c);
	walk_hops(c, s, m, machine);
}
