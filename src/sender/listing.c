#include "listing.h"

#include "reverse.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/*
 * Section 2.1: an answer in 127.0.0.0/8 is a listing.  127.255.255.0/24 is
 * how lists refuse a resolver, and any other address is what a zone that has
 * been given up, or a resolver that lies, answers to everything.
 */
static enum listing_state
state_of(const unsigned char octets[4])
{
	if (octets[0] != 127)
		return LISTING_FOREIGN;
	return octets[1] == 255 && octets[2] == 255 ? LISTING_REFUSED
						    : LISTING_LISTED;
}

static void
judge(const struct answer *a, struct sender_listing *l)
{
	struct ip ip = { .family = AF_INET };
	char text[IP_TEXT];
	size_t i, n = 0;

	l->state = LISTING_CLEAN;
	if (a->status == ANSWER_TEMPERROR || a->status == ANSWER_LIMIT)
		l->state = LISTING_TEMPERROR;
	for (i = 0; i < a->count; i++) {
		enum listing_state state;

		memcpy(ip.octets, a->records[i].data, 4);
		state = state_of(ip.octets);
		/* One answer that is none spoils the rest. */
		if (state > l->state)
			l->state = (uint8_t)state;
		if (n + IP_TEXT + 1 < sizeof l->answer)
			n += (size_t)snprintf(l->answer + n,
			    sizeof l->answer - n, "%s%s", n == 0 ? "" : " ",
			    ip_text(text, &ip));
	}
}

static void
look_up(struct resolve *r, const char *name, const char *zone,
    const char *subject, struct sender_listing *l)
{
	text_clean(l->zone, sizeof l->zone, sizeof l->zone, zone, strlen(zone));
	text_clean(l->subject, sizeof l->subject, sizeof l->subject, subject,
	    strlen(subject));
	judge(resolve_ask(r, name, ANSWER_A), l);
}

void
listing_of_ip(struct resolve *r, const struct ip *ip, const char *zone,
    struct sender_listing *l)
{
	char name[REVERSE_NAME], text[IP_TEXT];

	reverse_name(name, ip, zone);
	look_up(r, name, zone, ip_text(text, ip), l);
}

void
listing_of_domain(struct resolve *r, const char *domain, const char *zone,
    struct sender_listing *l)
{
	char name[2 * SENDER_NAME];

	snprintf(name, sizeof name, "%s.%s", domain, zone);
	look_up(r, name, zone, domain, l);
}
