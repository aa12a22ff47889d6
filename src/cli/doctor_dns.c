#include "doctor.h"

#include "base/mem.h"
#include "lists.h"
#include "world/sender.h"

#include <stdio.h>
#include <string.h>

#define BUDGET 3000 /* milliseconds */
#define DOMAINS_MAX 20

/* RFC 6761 section 6.4: nothing below invalid. can exist. */
#define NOBODY "doctor@backsoon-doctor.invalid"

#define OTHER_SERVER "dns-server = the address of another name server"

static void
ask(const struct doctor *d, const char *sender, struct sender_reply *reply,
    char died[SENDER_DIED])
{
	struct sender_request q;

	sender_request_init(&q);
	q.tasks = SENDER_DOMAIN;
	q.budget = BUDGET;
	mem_copy(q.servers[0], sizeof q.servers[0], d->mailbox.dns_server);
	if (addr_for_wire(q.sender, sizeof q.sender, sender) == -1)
		mem_copy(q.sender, sizeof q.sender, sender);
	sender_ask(&q, reply, NULL, died);
}

/* Returns false where there is no use in asking more. */
static bool
check_nobody(struct doctor *d)
{
	struct sender_reply reply;
	char died[SENDER_DIED];

	ask(d, NOBODY, &reply, died);
	if (reply.domain == DOMAIN_NXDOMAIN)
		return true;
	if (*died != '\0')
		doctor_tell(d, DOCTOR_ERROR,
		    "backsoon sender-check --sender " NOBODY, "%s", died);
	else if (reply.domain == DOMAIN_TEMPERROR)
		doctor_tell(d, DOCTOR_ERROR,
		    OTHER_SERVER ", or the name servers of /etc/resolv.conf",
		    "no answer in 3 seconds: nobody can be answered (%s)",
		    reply.domain_reason);
	else
		doctor_tell(d, DOCTOR_ERROR, OTHER_SERVER,
		    "a name that cannot exist is %s there: the server lies, "
		    "and forged senders are not found out",
		    domain_state_text(reply.domain));
	return false;
}

static void
check_own(struct doctor *d, const char *address)
{
	const char *domain = addr_domain(address);
	struct sender_reply reply;
	char died[SENDER_DIED];

	ask(d, address, &reply, died);
	if (reply.domain == DOMAIN_GOOD)
		doctor_ok(d, "%s takes mail: %s", domain, reply.domain_reason);
	else
		doctor_tell_free(d, DOCTOR_WARNING,
		    xasprintf("an MX record for %s, for those who check "
			      "senders as we do",
			domain),
		    "the own domain %s is %s: %s", domain,
		    domain_state_text(reply.domain), reply.domain_reason);
}

/* Each domain once, and not more than a person wants to wait for. */
static void
check_domains(struct doctor *d)
{
	struct mailbox_list asked = { .count = 0 };
	size_t i;

	for (i = 0; i < d->names.count && asked.count < DOMAINS_MAX; i++) {
		const char *domain = addr_domain(d->names.items[i]);

		if (mailbox_list_has(&asked, domain))
			continue;
		mailbox_list_add(&asked, domain, strlen(domain));
		check_own(d, d->names.items[i]);
	}
	mailbox_list_release(&asked);
}

void
doctor_dns(struct doctor *d)
{
	if (!d->mailbox.sender_check) {
		doctor_tell(d, DOCTOR_WARNING, "sender-check = on",
		    "senders are not checked: whoever is named in a forged "
		    "message gets a response");
		return;
	}
	/* Told by the check of helpers. */
	if (!d->no_checker && check_nobody(d))
		check_domains(d);
}

static void
tell_listing(const struct lists_listing *l, void *arg)
{
	struct doctor *d = arg;

	if (l->died != NULL)
		doctor_tell(d, DOCTOR_ERROR,
		    "backsoon sender-check --test-lists", "%s", l->died);
	else if (!l->good)
		doctor_tell_free(d, DOCTOR_ERROR,
		    xasprintf("take %s out of dns-lists and "
			      "dns-domain-lists, or ask its operator",
			l->zone),
		    "%s: %s is %s, expected %s", l->zone, l->subject, l->state,
		    l->wanted);
	else
		doctor_ok(d, "%s: %s is %s", l->zone, l->subject, l->state);
}

void
doctor_lists(struct doctor *d)
{
	if (d->mailbox.sender_check && !d->no_checker)
		lists_test(&d->mailbox, tell_listing, d);
}
