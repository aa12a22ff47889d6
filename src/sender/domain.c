#include "domain.h"

#include "base/ip.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* Exchanges that are looked at; whoever has more has one among these. */
#define EXCHANGES 10

static void __attribute__((format(printf, 3, 4)))
settle(struct domain_answer *a, enum domain_state state, const char *format,
    ...)
{
	char raw[2 * SENDER_TEXT];
	va_list args;

	va_start(args, format);
	vsnprintf(raw, sizeof raw, format, args);
	va_end(args);
	a->state = state;
	text_clean(a->reason, sizeof a->reason, sizeof a->reason, raw,
	    strlen(raw));
}

enum reach { REACH_NONE, REACH_GOOD, REACH_UNKNOWN };

static bool
has_public(const struct answer *a, int family)
{
	struct ip ip = { .family = family };
	size_t i;

	for (i = 0; i < a->count; i++) {
		memcpy(ip.octets, a->records[i].data, a->records[i].len);
		if (ip_is_public(&ip))
			return true;
	}
	return false;
}

/* Has a host an address on the Internet? */
static enum reach
reach(struct resolve *r, const char *host)
{
	static const struct {
		enum answer_type type;
		int family;
	} kinds[] = { { ANSWER_A, AF_INET }, { ANSWER_AAAA, AF_INET6 } };
	enum reach result = REACH_NONE;
	const struct answer *a;
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		a = resolve_ask(r, host, kinds[i].type);
		if (has_public(a, kinds[i].family))
			return REACH_GOOD;
		if (a->status == ANSWER_NXDOMAIN)
			return result;
		if (a->status == ANSWER_TEMPERROR || a->status == ANSWER_LIMIT)
			result = REACH_UNKNOWN;
	}
	return result;
}

/* RFC 6761 section 6.3 and an address that stands for a name, which RFC 5321
 * section 5.1 does not allow: neither is asked for. */
static bool
is_no_host(const char *name)
{
	struct ip ip;

	return ip_parse(&ip, name) == 0 || text_equal(name, "localhost") ||
	    text_ends(name, ".localhost");
}

/* RFC 5321 section 5.1: without MX the domain's own address counts. */
static void
check_address(struct resolve *r, const char *domain, struct domain_answer *a)
{
	switch (reach(r, domain)) {
	case REACH_GOOD:
		settle(a, DOMAIN_GOOD, "no MX, but an address");
		break;
	case REACH_UNKNOWN:
		settle(a, DOMAIN_TEMPERROR, "no answer about its address");
		break;
	case REACH_NONE:
		settle(a, DOMAIN_NO_ADDRESS,
		    "neither MX nor an address on the Internet");
	}
}

static void
check_exchanges(struct resolve *r, const struct answer *mx,
    struct domain_answer *a)
{
	enum reach all = REACH_NONE, one;
	size_t i;

	for (i = 0; i < mx->count; i++)
		if (*mx->records[i].data == '\0') {
			settle(a, DOMAIN_NULL_MX,
			    mx->count == 1 ? "a null MX: it accepts no mail"
					   : "a null MX beside others");
			return;
		}
	for (i = 0; i < mx->count && i < EXCHANGES; i++) {
		const char *host = mx->records[i].data;

		one = is_no_host(host) ? REACH_NONE : reach(r, host);
		if (one == REACH_GOOD) {
			settle(a, DOMAIN_GOOD, "MX %s", host);
			return;
		}
		if (one == REACH_UNKNOWN)
			all = one;
	}
	if (all == REACH_UNKNOWN)
		settle(a, DOMAIN_TEMPERROR, "no answer about its exchanges");
	else
		settle(a, DOMAIN_DEAD_MX,
		    "no exchange has an address on the Internet, as %.100s",
		    mx->records[0].data);
}

void
domain_check(struct resolve *r, const char *domain, struct domain_answer *a)
{
	const struct answer *mx = resolve_ask(r, domain, ANSWER_MX);

	switch (mx->status) {
	case ANSWER_FOUND:
		check_exchanges(r, mx, a);
		break;
	case ANSWER_NODATA:
		check_address(r, domain, a);
		break;
	case ANSWER_NXDOMAIN:
		settle(a, DOMAIN_NXDOMAIN, "no such domain");
		break;
	case ANSWER_BAD_NAME:
		settle(a, DOMAIN_BAD_NAME, "no name that could be asked");
		break;
	case ANSWER_TEMPERROR:
	case ANSWER_LIMIT:
		settle(a, DOMAIN_TEMPERROR, "no answer about its MX: %s",
		    mx->why);
	}
}
