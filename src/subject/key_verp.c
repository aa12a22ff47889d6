#include "subject/key.h"

#include "base/mem.h"
#include "base/text.h"

#include "addr_local.h"
#include "key_tags.h"

#include <string.h>

/* The '=' of "user=domain" at the end of a local part, or NULL. */
static const char *
verp_equals(const struct key_parts *p)
{
	const char *eq = strrchr(p->local, '=');

	if (eq == NULL || eq == p->local || key_is_tagged(p))
		return NULL;
	return key_is_embedded_domain(eq + 1, strlen(eq + 1)) ? eq : NULL;
}

#define EZMLM "-return-"

/* The "-return-" of "list-return-NUMBER-user=domain", or NULL: ezmlm. */
static const char *
ezmlm_word(const struct key_parts *p, const char *eq)
{
	const char *s = p->local;

	while ((s = strstr(s + 1, EZMLM)) != NULL) {
		const char *number = s + strlen(EZMLM);
		size_t digits = strspn(number, "0123456789");

		if (digits > 0 && number[digits] == '-' &&
		    number + digits + 1 < eq)
			return s;
	}
	return NULL;
}

/* A number or a hash, ended by '-': its length with the '-', or 0. */
static size_t
serial(const char *s, bool hex)
{
	size_t i, digits = 0, hexes = 0;

	for (i = 0; text_is_alnum(s[i]); i++) {
		digits += s[i] >= '0' && s[i] <= '9';
		hexes += strchr("0123456789abcdef", s[i]) != NULL;
	}
	if (i == 0 || s[i] != '-')
		return 0;
	return digits > 0 || (hex && hexes == i) ? i + 1 : 0;
}

/* Octets of "number-" or "id-hash-" at s. */
static size_t
serials(const char *s)
{
	size_t id = serial(s, false);
	size_t hash = id == 0 ? 0 : serial(s + id, true);

	return hash > 0 || strspn(s, "0123456789") + 1 == id ? id + hash : 0;
}

/* Where the user begins that stands before `eq`, or NULL. */
static const char *
verp_user(const struct key_parts *p, const char *eq)
{
	const char *s = ezmlm_word(p, eq);

	if (s != NULL) {
		s += strlen(EZMLM);
		return s + strspn(s, "0123456789") + 1;
	}
	s = strchr(p->local + 1, '+');
	if (s != NULL && s < eq) {
		s += 1 + serials(s + 1);
		return s < eq ? s : NULL;
	}
	/* Where a serial ends cannot be told from a user with hyphens. */
	for (s = eq - 1; s > p->local; s--)
		if (*s == '-')
			return s + 1 < eq ? s + 1 : NULL;
	return NULL;
}

bool
key_verp_target(char *to, size_t size, const char *addr)
{
	struct key_parts p;
	const char *eq, *user;
	size_t len;

	*to = '\0';
	if (key_take_apart(&p, addr) == -1 || (eq = verp_equals(&p)) == NULL ||
	    (user = verp_user(&p, eq)) == NULL)
		return false;
	len = (size_t)(eq - user);
	if (!addr_is_dot_atom(user, len) || mem_copy(to, size, user) == -1) {
		*to = '\0';
		return false;
	}
	to[len] = '@';
	return true;
}

/* Octets before the first "-serial-". */
static size_t
stem(const char *local, size_t len)
{
	size_t i;

	for (i = 1; i < len; i++)
		if (local[i] == '-' && serial(local + i + 1, false) > 0)
			return i;
	return len;
}

bool
key_drop_verp(struct key_parts *p)
{
	const char *eq = verp_equals(p), *s;
	size_t len;

	if (eq == NULL)
		return false;
	if ((s = ezmlm_word(p, eq)) != NULL) {
		len = (size_t)(s - p->local) + strlen(EZMLM) - 1;
	} else if ((s = strchr(p->local + 1, '+')) != NULL && s < eq) {
		len = stem(p->local, (size_t)(s - p->local));
	} else if ((s = strchr(p->local + 1, '-')) != NULL && s < eq) {
		len = (size_t)(s - p->local);
	} else {
		return false;
	}
	p->local[len] = '\0';
	return true;
}
