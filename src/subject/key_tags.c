#include "key_tags.h"

#include "base/mem.h"
#include "base/text.h"

#include "addr_local.h"

#include <string.h>

#define DIGITS "0123456789"
#define HEX DIGITS "abcdef"
#define ALNUM DIGITS "abcdefghijklmnopqrstuvwxyz"
#define BASE64 ALNUM "+/-_."

/*
 * Bounce address tags in front of the local part.  The draft of BATV has
 * KDDDSSSSSS; appliances leave one octet out or count days in hex.
 */
static const struct batv {
	const char *before;
	const char *first; /* what the tag may begin with */
	const char *octets;
	size_t min, max;
	const char *behind;
} batv[] = {
	{ .before = "prvs=",
	    .first = DIGITS,
	    .octets = HEX,
	    .min = 9,
	    .max = 10,
	    .behind = "=" },
	{ .before = "btv1==",
	    .first = ALNUM,
	    .octets = ALNUM,
	    .min = 1,
	    .max = 32,
	    .behind = "==" },
	{ .before = "msprvs1=",
	    .first = ALNUM,
	    .octets = ALNUM,
	    .min = 1,
	    .max = 32,
	    .behind = "=" },
};

static const char *const tags[] = {
	"prvs=",
	"btv1==",
	"msprvs1=",
	"srs0=",
	"srs0+",
	"srs0-",
	"srs1=",
	"srs1+",
	"srs1-",
};

static bool
begins(const char *s, const char *part)
{
	return strncmp(s, part, strlen(part)) == 0;
}

bool
key_is_tagged(const struct key_parts *p)
{
	size_t i;

	for (i = 0; i < sizeof tags / sizeof *tags; i++)
		if (begins(p->local, tags[i]))
			return true;
	return false;
}

bool
key_is_embedded_domain(const char *s, size_t len)
{
	return len <= 255 && addr_is_host(s, len) &&
	    memchr(s, '.', len) != NULL;
}

/* The new local part is a piece of the old one. */
static bool
keep(struct key_parts *p, const char *user, size_t len)
{
	if (!addr_is_dot_atom(user, len))
		return false;
	return mem_copy_n(p->local, sizeof p->local, user, len) == 0;
}

/* Octets of the tag at s, or 0 where it is none. */
static size_t
batv_tag(const struct batv *row, const char *s)
{
	size_t len = strspn(s, row->octets);

	if (len < row->min || len > row->max)
		return 0;
	return strchr(row->first, *s) != NULL ? len : 0;
}

/* prvs=user=TAG */
static bool
undo_batv_behind(struct key_parts *p)
{
	const char *user = p->local + strlen(batv[0].before), *eq;
	size_t len;

	if (!begins(p->local, batv[0].before))
		return false;
	eq = strrchr(user, '=');
	if (eq == NULL || (len = batv_tag(&batv[0], eq + 1)) == 0)
		return false;
	return eq[1 + len] == '\0' && keep(p, user, (size_t)(eq - user));
}

bool
key_undo_batv(struct key_parts *p)
{
	size_t i, n;

	for (i = 0; i < sizeof batv / sizeof *batv; i++) {
		const char *s = p->local + strlen(batv[i].before);

		if (!begins(p->local, batv[i].before))
			continue;
		n = batv_tag(&batv[i], s);
		if (n == 0 || !begins(s + n, batv[i].behind))
			continue;
		s += n + strlen(batv[i].behind);
		if (keep(p, s, strlen(s)))
			return true;
	}
	return undo_batv_behind(p);
}

/* Behind "octets=" at s, or NULL. */
static const char *
srs_part(const char *s, const char *octets, size_t min, size_t max)
{
	size_t len = strspn(s, octets);

	if (len < min || len > max || s[len] != '=')
		return NULL;
	return s + len + 1;
}

/* HHHH=TT=domain=user */
static bool
srs_body(struct key_parts *p, const char *s)
{
	char domain[ADDR_MAX];
	const char *eq;

	if ((s = srs_part(s, BASE64, 1, 64)) == NULL ||
	    (s = srs_part(s, ALNUM, 2, 2)) == NULL ||
	    (eq = strchr(s, '=')) == NULL)
		return false;
	if (!key_is_embedded_domain(s, (size_t)(eq - s)) ||
	    mem_copy_n(domain, sizeof domain, s, (size_t)(eq - s)) == -1 ||
	    !keep(p, eq + 1, strlen(eq + 1)))
		return false;
	return mem_copy(p->domain, sizeof p->domain, domain) == 0;
}

static bool
is_srs_separator(int c)
{
	return c == '=' || c == '+' || c == '-';
}

/* SRS1=HHHH=forwarder==HHHH=TT=domain=user: the octet behind "forwarder=" is
 * the separator that stood behind SRS0. */
static bool
srs_second(struct key_parts *p, const char *s)
{
	const char *eq;

	s = srs_part(s, BASE64, 1, 64);
	if (s == NULL || (eq = strchr(s, '=')) == NULL)
		return false;
	return key_is_embedded_domain(s, (size_t)(eq - s)) &&
	    is_srs_separator(eq[1]) && srs_body(p, eq + 2);
}

bool
key_undo_srs(struct key_parts *p)
{
	const char *s;

	if (begins(p->local, "srs0") && is_srs_separator(p->local[4]))
		return srs_body(p, p->local + 5);
	if (begins(p->local, "srs1") && is_srs_separator(p->local[4]))
		return srs_second(p, p->local + 5);
	/* Exchange puts the forwarding mailbox in front. */
	s = strstr(p->local, "+srs=");
	return s != NULL && s != p->local && srs_body(p, s + strlen("+srs="));
}
