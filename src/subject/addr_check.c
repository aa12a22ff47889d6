#include "subject/addr.h"

#include "base/text.h"

#include "addr_local.h"

#include <string.h>

/* RFC 5321 section 4.5.3.1.  A path of 256 octets includes its brackets. */
#define LOCAL_MAX 64
#define DOMAIN_MAX 255
#define WHOLE_MAX 254
#define LABEL_MAX 63

static const char *const fault_texts[] = {
	[ADDR_GOOD] = "good",
	[ADDR_EMPTY] = "empty",
	[ADDR_NO_AT] = "no @",
	[ADDR_TOO_LONG] = "too long",
	[ADDR_LOCAL_PART] = "malformed local part",
	[ADDR_OPTION] = "begins with a hyphen",
	[ADDR_DOMAIN] = "malformed domain",
	[ADDR_LITERAL] = "address literal",
	[ADDR_SINGLE_LABEL] = "domain without a dot",
	[ADDR_SPECIAL_USE] = "special-use domain",
	[ADDR_NON_ASCII] = "local part beyond ASCII",
};

/* Names that lead to no mailbox of the Internet.  Not "example": it resolves
 * like any other name, and documentation and tests live there. */
static const char *const special_use[] = {
	"test",         /* RFC 6761 section 6.2 */
	"localhost",    /* RFC 6761 section 6.3 */
	"invalid",      /* RFC 6761 section 6.4 */
	"local",        /* RFC 6762 section 3 */
	"onion",        /* RFC 7686 section 1 */
	"alt",          /* RFC 9476 section 2 */
	"internal",     /* reserved for private use by ICANN */
	"home.arpa",    /* RFC 8375 section 3 */
	"in-addr.arpa", /* RFC 1035 section 3.5 */
	"ip6.arpa",     /* RFC 3596 section 2.5 */
};

const char *
addr_fault_text(enum addr_fault fault)
{
	return fault_texts[fault];
}

bool
addr_is_atext(int c)
{
	return text_is_alnum(c) || (unsigned char)c >= 0x80 ||
	    (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

bool
addr_is_dot_atom(const char *s, size_t len)
{
	size_t i;

	if (len == 0 || s[0] == '.' || s[len - 1] == '.')
		return false;
	for (i = 0; i < len; i++)
		if (!addr_is_atext(s[i]) && (s[i] != '.' || s[i - 1] == '.'))
			return false;
	return true;
}

static bool
is_label(const char *s, size_t len)
{
	size_t i;

	if (len == 0 || len > LABEL_MAX || s[0] == '-' || s[len - 1] == '-')
		return false;
	for (i = 0; i < len; i++)
		if (!text_is_alnum(s[i]) && s[i] != '-')
			return false;
	return true;
}

bool
addr_is_host(const char *s, size_t len)
{
	const char *end = s + len, *dot;

	while ((dot = memchr(s, '.', (size_t)(end - s))) != NULL) {
		if (!is_label(s, (size_t)(dot - s)))
			return false;
		s = dot + 1;
	}
	return is_label(s, (size_t)(end - s));
}

/* The octets of a quoted local part: RFC 5321 section 4.1.2 QcontentSMTP. */
static bool
is_quoted_string(const char *s, size_t len)
{
	size_t i;

	if (len < 3 || s[0] != '"' || s[len - 1] != '"')
		return false;
	for (i = 1; i < len - 1; i++) {
		if (s[i] == '"')
			return false;
		if (s[i] == '\\' && ++i == len - 1)
			return false;
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
			return false;
	}
	return true;
}

static enum addr_fault
check_local_part(const char *s, size_t len)
{
	char text[LOCAL_MAX + 1];

	if (len > LOCAL_MAX)
		return ADDR_TOO_LONG;
	if (!text_is_utf8(s, len))
		return ADDR_LOCAL_PART;
	if (!addr_is_dot_atom(s, len) && !is_quoted_string(s, len))
		return ADDR_LOCAL_PART;
	if (addr_unquote(text, sizeof text, s, len) == -1)
		return ADDR_LOCAL_PART;
	if (text[0] == '-')
		return ADDR_OPTION;
	/* RFC 2047 section 5: a reader would decode it. */
	if (strncmp(text, "=?", 2) == 0)
		return ADDR_LOCAL_PART;
	return text_is_ascii(s, len) ? ADDR_GOOD : ADDR_NON_ASCII;
}

static bool
is_special_use(const char *host)
{
	size_t i, len = strlen(host);

	for (i = 0; i < sizeof special_use / sizeof *special_use; i++) {
		size_t n = strlen(special_use[i]);

		if (len < n || strcmp(host + len - n, special_use[i]) != 0)
			continue;
		if (len == n || host[len - n - 1] == '.')
			return true;
	}
	return false;
}

static enum addr_fault
check_domain(const char *domain, size_t local)
{
	char host[DOMAIN_MAX + 1];
	size_t len = strlen(domain);
	const char *last;

	if (domain[0] == '[')
		return ADDR_LITERAL;
	if (len == 0 || domain[len - 1] == '.' ||
	    addr_ascii_domain(host, sizeof host, domain) == -1)
		return ADDR_DOMAIN;
	len = strlen(host);
	if (local + 1 + len > WHOLE_MAX)
		return ADDR_TOO_LONG;
	if (!addr_is_host(host, len))
		return ADDR_DOMAIN;
	last = strrchr(host, '.');
	if (last == NULL)
		return ADDR_SINGLE_LABEL;
	/* RFC 3696 section 2: a numeric one would be an IPv4 address. */
	if (strspn(last + 1, "0123456789") == strlen(last + 1))
		return ADDR_DOMAIN;
	return is_special_use(host) ? ADDR_SPECIAL_USE : ADDR_GOOD;
}

enum addr_fault
addr_check(const char *addr)
{
	const char *at = addr_at(addr);
	enum addr_fault local, domain;

	if (*addr == '\0')
		return ADDR_EMPTY;
	if (at == NULL)
		return ADDR_NO_AT;
	if (strlen(addr) > WHOLE_MAX)
		return ADDR_TOO_LONG;
	local = check_local_part(addr, (size_t)(at - addr));
	if (local != ADDR_GOOD && local != ADDR_NON_ASCII)
		return local;
	domain = check_domain(at + 1, (size_t)(at - addr));
	return domain == ADDR_GOOD ? local : domain;
}
