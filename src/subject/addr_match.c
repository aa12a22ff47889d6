#include "subject/addr.h"

#include "base/mem.h"
#include "base/text.h"

#include "addr_local.h"

#include <string.h>

long
addr_unquote(char *to, size_t size, const char *local, size_t len)
{
	size_t i, n = 0;

	if (len == 0 || local[0] != '"')
		return mem_copy_n(to, size, local, len) == -1 ? -1 : (long)len;
	for (i = 1; i < len && local[i] != '"'; i++) {
		if (local[i] == '\\' && ++i == len)
			return -1;
		if (n + 1 >= size)
			return -1;
		to[n++] = local[i];
	}
	to[n] = '\0';
	return i + 1 == len ? (long)n : -1;
}

int
addr_quote(char *to, size_t size, const char *text)
{
	size_t n = 0;

	if (addr_is_dot_atom(text, strlen(text)))
		return mem_copy(to, size, text);
	if (size < 3)
		return -1;
	to[n++] = '"';
	for (; *text != '\0'; text++) {
		if (n + 4 > size)
			return -1;
		if (*text == '"' || *text == '\\')
			to[n++] = '\\';
		to[n++] = *text;
	}
	to[n++] = '"';
	to[n] = '\0';
	return 0;
}

/* The local part of an address in the form in which it is compared. */
static int
fold_local_part(char *to, size_t size, const char *addr)
{
	const char *at = addr_at(addr);
	size_t len = at == NULL ? strlen(addr) : (size_t)(at - addr);
	char text[ADDR_MAX];

	if (addr_unquote(text, sizeof text, addr, len) == -1)
		return -1;
	return addr_fold(to, size, text);
}

static bool
domain_equal(const char *a, const char *b)
{
	char x[ADDR_MAX], y[ADDR_MAX];

	if (addr_ascii_domain(x, sizeof x, a) == -1 ||
	    addr_ascii_domain(y, sizeof y, b) == -1)
		return *a != '\0' && text_equal(a, b);
	return strcmp(x, y) == 0;
}

/* True for a name below `parent`, not for `parent`. */
static bool
domain_below(const char *domain, const char *parent)
{
	char x[ADDR_MAX], y[ADDR_MAX];
	size_t n, m;

	if (addr_ascii_domain(x, sizeof x, domain) == -1 ||
	    addr_ascii_domain(y, sizeof y, parent) == -1)
		return false;
	n = strlen(x);
	m = strlen(y);
	return n > m + 1 && x[n - m - 1] == '.' && strcmp(x + n - m, y) == 0;
}

bool
addr_equal(const char *a, const char *b)
{
	char x[ADDR_MAX], y[ADDR_MAX];
	const char *at = addr_at(a), *bt = addr_at(b);

	if (*a == '\0' || *b == '\0' || (at == NULL) != (bt == NULL))
		return false;
	if (at != NULL && !domain_equal(at + 1, bt + 1))
		return false;
	if (fold_local_part(x, sizeof x, a) == -1 ||
	    fold_local_part(y, sizeof y, b) == -1)
		return text_equal(a, b);
	return strcmp(x, y) == 0;
}

/* Linear in the product of both lengths: back up to the last star only. */
static bool
glob(const char *p, const char *s, size_t len)
{
	const char *star = NULL, *end = s + len, *mark = s;

	while (s < end) {
		if (*p == '*') {
			star = p++;
			mark = s;
		} else if (*p != '\0' && (*p == '?' || *p == *s)) {
			p++;
			s++;
		} else if (star != NULL) {
			p = star + 1;
			s = ++mark;
		} else {
			return false;
		}
	}
	while (*p == '*')
		p++;
	return *p == '\0';
}

static bool
local_part_matches(const char *addr, const char *pattern, const char *seps)
{
	char local[ADDR_MAX], want[ADDR_MAX];
	size_t i, len;

	if (*pattern == '@')
		return true;
	if (fold_local_part(local, sizeof local, addr) == -1 ||
	    fold_local_part(want, sizeof want, pattern) == -1)
		return false;
	len = strlen(local);
	if (glob(want, local, len))
		return true;
	for (i = 1; i < len; i++)
		if (strchr(seps, local[i]) != NULL && glob(want, local, i))
			return true;
	return false;
}

bool
addr_matches(const char *addr, const char *pattern, const char *separators)
{
	const char *domain = addr_domain(addr), *at = addr_at(pattern), *want;

	if (*domain == '\0' || *pattern == '\0')
		return false;
	want = at == NULL ? pattern : at + 1;
	if (at != NULL && strncmp(want, "*.", 2) == 0)
		want++;
	if (*want == '.' ? !domain_below(domain, want + 1)
			 : !domain_equal(domain, want))
		return false;
	return at == NULL || local_part_matches(addr, pattern, separators);
}
