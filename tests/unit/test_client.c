#include "policy/client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* The machine is mx.example.org, gate.example.org is a trusted host.  Hops
 * are told as "by ip helo", topmost first; "-" is nothing, "!" a bad one. */
struct client_case {
	const char *name;
	const char *ip; /* of the envelope */
	const char *hops[4];
	const char *relays[3];
	enum mailbox_client from;
	uint32_t number;

	const char *want, *helo;
	uint32_t received;
	bool unusable;
};

#define OURS "mx.example.org"
#define GATE "gate.example.org"

static const struct client_case cases[] = {
	{ .name = "nothing is known", .want = "", .unusable = true },
	{ .name = "the caller tells",
	    .ip = "192.0.2.1",
	    .hops = { OURS " 192.0.2.2 b" },
	    .want = "192.0.2.1",
	    .helo = "envelope" },
	{ .name = "IPv4 in IPv6 is IPv4",
	    .ip = "::ffff:192.0.2.1",
	    .want = "192.0.2.1",
	    .helo = "envelope" },
	{ .name = "IPv6 is written in one way",
	    .ip = "2001:DB8:0::1",
	    .want = "2001:db8::1",
	    .helo = "envelope" },
	{ .name = "our topmost Received tells",
	    .hops = { OURS " 192.0.2.1 a", "forged.example 192.0.2.2 b" },
	    .want = "192.0.2.1",
	    .helo = "a",
	    .received = 1 },
	{ .name = "case does not count",
	    .hops = { "MX.Example.ORG 192.0.2.1 a" },
	    .want = "192.0.2.1",
	    .helo = "a",
	    .received = 1 },
	{ .name = "a trusted host is ours",
	    .hops = { GATE " 192.0.2.1 a" },
	    .want = "192.0.2.1",
	    .helo = "a",
	    .received = 1 },
	{ .name = "what stands above ours is passed over",
	    .hops = { "- - -", "fetch.example.net 192.0.2.9 z",
		OURS " 192.0.2.1 a" },
	    .want = "192.0.2.1",
	    .helo = "a",
	    .received = 3 },
	{ .name = "but not what cannot be read",
	    .hops = { "!", OURS " 192.0.2.1 a" },
	    .want = "",
	    .unusable = true },
	{ .name = "a name that only ends like ours is not ours",
	    .hops = { "evil-mx.example.org 192.0.2.1 a" },
	    .want = "",
	    .unusable = true },
	{ .name = "nor one that begins like it",
	    .hops = { "mx.example.org.evil 192.0.2.1 a" },
	    .want = "",
	    .unusable = true },
	{ .name = "an unknown client in our own is not sought below",
	    .hops = { OURS " - a", OURS " 192.0.2.1 b" },
	    .relays = { "loopback", "private" },
	    .want = "",
	    .unusable = true },
	{ .name = "loopback is no evidence",
	    .hops = { OURS " 127.0.0.1 localhost", OURS " 192.0.2.1 a" },
	    .want = "127.0.0.1",
	    .helo = "localhost",
	    .received = 1,
	    .unusable = true },
	{ .name = "loopback of the caller is no evidence",
	    .ip = "127.0.0.1",
	    .hops = { OURS " 192.0.2.1 a" },
	    .want = "127.0.0.1",
	    .helo = "envelope",
	    .unusable = true },
	{ .name = "a private address is no evidence",
	    .ip = "fd00::1",
	    .want = "fd00::1",
	    .helo = "envelope",
	    .unusable = true },
	{ .name = "multicast is no evidence",
	    .ip = "224.0.0.1",
	    .want = "224.0.0.1",
	    .helo = "envelope",
	    .unusable = true },
	{ .name = "0/8 is no evidence",
	    .ip = "0.0.0.0",
	    .want = "0.0.0.0",
	    .helo = "envelope",
	    .unusable = true },
	{ .name = "a filter is stepped over",
	    .ip = "127.0.0.1",
	    .hops = { OURS " 127.0.0.1 localhost", OURS " 192.0.2.1 a" },
	    .relays = { "loopback" },
	    .want = "192.0.2.1",
	    .helo = "a",
	    .received = 2 },
	{ .name = "a relay is stepped over",
	    .hops = { OURS " 10.0.0.5 " GATE, GATE " 198.51.100.9 r",
		GATE " 192.0.2.1 a" },
	    .relays = { "private", "198.51.100.0/24" },
	    .want = "192.0.2.1",
	    .helo = "a",
	    .received = 3 },
	{ .name = "a relay's client in a field of somebody else is none",
	    .hops = { OURS " 10.0.0.5 x", "forged.example 192.0.2.1 a" },
	    .relays = { "private" },
	    .want = "",
	    .unusable = true },
	{ .name = "a relay's client in a field that cannot be read is none",
	    .hops = { OURS " 10.0.0.5 x", "!", GATE " 192.0.2.1 a" },
	    .relays = { "private" },
	    .want = "",
	    .unusable = true },
	{ .name = "nothing behind a relay is nothing",
	    .hops = { OURS " 10.0.0.5 x" },
	    .relays = { "private" },
	    .want = "",
	    .unusable = true },
	{ .name = "an address outside of the prefix is no relay",
	    .hops = { OURS " 198.51.101.1 x", GATE " 192.0.2.1 a" },
	    .relays = { "198.51.100.0/24" },
	    .want = "198.51.101.1",
	    .helo = "x",
	    .received = 1 },
	{ .name = "none looks at no Received",
	    .from = CLIENT_NONE,
	    .hops = { OURS " 192.0.2.1 a" },
	    .want = "",
	    .unusable = true },
	{ .name = "none does not even step over",
	    .ip = "127.0.0.1",
	    .from = CLIENT_NONE,
	    .hops = { OURS " 192.0.2.1 a" },
	    .relays = { "loopback" },
	    .want = "",
	    .unusable = true },
	{ .name = "a number asks nobody",
	    .from = CLIENT_RECEIVED,
	    .number = 2,
	    .hops = { "x.example 192.0.2.9 z", "y.example 192.0.2.1 a" },
	    .want = "192.0.2.1",
	    .helo = "a",
	    .received = 2 },
	{ .name = "a number goes on counting over relays",
	    .from = CLIENT_RECEIVED,
	    .number = 1,
	    .hops = { "x.example 10.0.0.1 z", "y.example 10.0.0.2 y",
		"z.example 192.0.2.1 a" },
	    .relays = { "private" },
	    .want = "192.0.2.1",
	    .helo = "a",
	    .received = 3 },
	{ .name = "a number that is not there is nothing",
	    .from = CLIENT_RECEIVED,
	    .number = 3,
	    .hops = { OURS " 192.0.2.1 a" },
	    .want = "",
	    .unusable = true },
};

static struct subject s;

static void
add_hop(const char *told)
{
	struct subject_hop *h = &s.hops[s.hop_count++];
	char by[80], ip[40] = "-", helo[80] = "-";

	memset(h, 0, sizeof *h);
	sscanf(told, "%79s %39s %79s", by, ip, helo);
	h->bad = strcmp(by, "!") == 0;
	if (h->bad)
		return;
	snprintf(h->by, sizeof h->by, "%s", *by == '-' ? "" : by);
	snprintf(h->ip, sizeof h->ip, "%s", *ip == '-' ? "" : ip);
	snprintf(h->helo, sizeof h->helo, "%s", *helo == '-' ? "" : helo);
}

static void
each_client_is_found_or_not(void **state)
{
	struct mailbox_list machine = { 0 };
	struct envelope e;
	struct mailbox m;
	struct client c;
	size_t i, k;

	(void)state;
	mailbox_list_add(&machine, OURS, strlen(OURS));
	for (i = 0; i < COUNT(cases); i++) {
		const struct client_case *row = &cases[i];
		const char *helo = row->helo == NULL ? "" : row->helo;
		const char *source = *row->want == '\0' ? ""
		    : row->received > 0                 ? "Received"
							: "--client-ip";

		subject_init(&s);
		for (k = 0; k < COUNT(row->hops) && row->hops[k] != NULL; k++)
			add_hop(row->hops[k]);
		memset(&e, 0, sizeof e);
		e.client_source = row->ip == NULL ? "" : "--client-ip";
		if (row->ip != NULL)
			snprintf(e.client_ip, sizeof e.client_ip, "%s",
			    row->ip);
		snprintf(e.helo, sizeof e.helo, "envelope");
		mailbox_init(&m);
		mailbox_list_add(&m.trusted_hosts, GATE, strlen(GATE));
		for (k = 0; k < COUNT(row->relays); k++)
			if (row->relays[k] != NULL)
				mailbox_list_add(&m.trusted_relays,
				    row->relays[k], strlen(row->relays[k]));
		m.client_from = row->from;
		m.client_received = row->number;
		client_find(&c, &e, &s, &m, &machine);
		if (strcmp(c.ip, row->want) != 0 || strcmp(c.helo, helo) != 0 ||
		    strcmp(c.source, source) != 0 ||
		    c.received != row->received || c.usable == row->unusable)
			fail_msg("%s: %s %s %s %u %d", row->name, c.ip, c.helo,
			    c.source, c.received, c.usable);
		mailbox_release(&m);
	}
	mailbox_list_release(&machine);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_client_is_found_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
