#include "subject/addr.h"

#include "base/mem.h"
#include "base/text.h"

#include "addr_local.h"

#include <string.h>

/* Behind the closing quote of a quoted string, or NULL. */
static const char *
quoted_end(const char *s)
{
	for (s++; *s != '\0'; s++) {
		if (*s == '"')
			return s + 1;
		if (*s == '\\' && *++s == '\0')
			return NULL;
	}
	return NULL;
}

const char *
addr_at(const char *addr)
{
	if (*addr == '"' && (addr = quoted_end(addr)) == NULL)
		return NULL;
	return strrchr(addr, '@');
}

const char *
addr_domain(const char *addr)
{
	const char *at = addr_at(addr);

	return at == NULL ? "" : at + 1;
}

static void
trim(const char **s, size_t *len)
{
	while (*len > 0 && text_is_blank(**s)) {
		++*s;
		--*len;
	}
	while (*len > 0 && text_is_blank((*s)[*len - 1]))
		--*len;
}

/* Octets of "@one,@two:" at s, or 0.  A literal may hold colons. */
static size_t
route_length(const char *s, size_t len)
{
	bool literal = false;
	size_t i;

	if (len == 0 || *s != '@')
		return 0;
	for (i = 1; i < len; i++) {
		if (s[i] == '[')
			literal = true;
		else if (s[i] == ']')
			literal = false;
		else if (s[i] == ':' && !literal)
			return i + 1;
	}
	return 0;
}

int
addr_from_path(char *to, size_t size, const char *path)
{
	size_t i, n, len = strlen(path);

	*to = '\0';
	trim(&path, &len);
	if (len >= 2 && path[0] == '<' && path[len - 1] == '>') {
		path++;
		len -= 2;
		trim(&path, &len);
	}
	while ((n = route_length(path, len)) > 0) {
		path += n;
		len -= n;
		trim(&path, &len);
	}
	for (i = 0; i < len; i++)
		if ((unsigned char)path[i] < ' ' || path[i] == 0x7f)
			return -1;
	if (mem_copy_n(to, size, path, len) == 0)
		return 0;
	*to = '\0';
	return -1;
}

bool
addr_is_mailer_daemon(const char *addr)
{
	const char *at = addr_at(addr);
	size_t len = at == NULL ? strlen(addr) : (size_t)(at - addr);
	char local[sizeof "MAILER-DAEMON"];

	return addr_unquote(local, sizeof local, addr, len) >= 0 &&
	    text_equal(local, "MAILER-DAEMON");
}

int
addr_ascii_domain(char *to, size_t size, const char *domain)
{
	size_t i, len = strlen(domain);
	bool ascii = text_is_ascii(domain, len);

	*to = '\0';
	for (i = 0; i < len; i++)
		if ((unsigned char)domain[i] <= ' ' || domain[i] == 0x7f)
			return -1;
	if (ascii ? mem_copy(to, size, domain) == -1
		  : !text_is_utf8(domain, len) ||
		    addr_idn(to, size, domain) == -1)
		goto refuse;
	len = strlen(to);
	if (len > 0 && to[len - 1] == '.')
		to[--len] = '\0';
	for (i = 0; i < len; i++)
		to[i] = (char)text_lower(to[i]);
	/* The mapping of UTS 46 makes ASCII octets of wide ones. */
	if (len > 0 && to[len - 1] != '.' && (ascii || addr_is_host(to, len)))
		return 0;
refuse:
	*to = '\0';
	return -1;
}

int
addr_for_wire(char *to, size_t size, const char *addr)
{
	const char *at = addr_at(addr);
	size_t len = strlen(addr), local;

	*to = '\0';
	if (at == NULL || at == addr || at[1] == '\0')
		return -1;
	local = (size_t)(at + 1 - addr);
	if (text_is_ascii(at, len - local + 1)) {
		if (mem_copy_n(to, size, addr, len) == 0)
			return 0;
	} else if (local < size && mem_copy_n(to, size, addr, local) == 0 &&
	    addr_ascii_domain(to + local, size - local, at + 1) == 0) {
		return 0;
	}
	*to = '\0';
	return -1;
}
