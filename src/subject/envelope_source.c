#include "envelope_source.h"

#include "base/mem.h"
#include "base/text.h"

#include "addr_local.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
envelope_note(struct envelope *e, const char *format, ...)
{
	size_t len = strlen(e->note);
	va_list args;

	if (len > 0 && len + 3 < sizeof e->note) {
		memcpy(e->note + len, "; ", 3);
		len += 2;
	}
	va_start(args, format);
	vsnprintf(e->note + len, sizeof e->note - len, format, args);
	va_end(args);
}

/* A cut one is longer than any address may be; U+FFFD stands in none. */
static void
keep_refused(char *to, size_t size, const char *path)
{
	size_t n = 0;

	for (; *path != '\0'; path++) {
		bool control = (unsigned char)*path < ' ' || *path == 0x7f;

		if (n + (control ? 3 : 1) >= size)
			break;
		if (control) {
			memcpy(to + n, "\xef\xbf\xbd", 3);
			n += 3;
		} else {
			to[n++] = *path;
		}
	}
	to[n] = '\0';
}

void
envelope_source_set(struct envelope_source *src, const char *path)
{
	src->present = true;
	if (addr_from_path(src->addr, sizeof src->addr, path) == -1)
		keep_refused(src->addr, sizeof src->addr, path);
	else if (src->addr[0] == '\0' || addr_is_mailer_daemon(src->addr))
		src->null = true;
}

/* The address without quotes, as Postfix filters it. */
static bool
internal_form(char *to, size_t size, const char *addr)
{
	const char *at = addr_at(addr);
	long n;

	if (at == NULL)
		return mem_copy(to, size, addr) == 0;
	n = addr_unquote(to, size, addr, (size_t)(at - addr));
	return n >= 0 && mem_copy(to + n, size - (size_t)n, at) == 0;
}

bool
envelope_agrees(const char *addr, const char *filtered)
{
	char a[ADDR_MAX], f[ADDR_MAX];
	const char *at;
	size_t i, domain;

	if (!internal_form(a, sizeof a, addr) ||
	    !internal_form(f, sizeof f, filtered) || strlen(a) != strlen(f))
		return false;
	at = strrchr(a, '@');
	domain = at == NULL ? strlen(a) : (size_t)(at - a);
	for (i = 0; a[i] != '\0'; i++) {
		if (a[i] == f[i] || (f[i] == '_' && !text_is_alnum(a[i])))
			continue;
		if (i < domain || text_lower(a[i]) != text_lower(f[i]))
			return false;
	}
	return true;
}
