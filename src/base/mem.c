#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Nothing may be allocated here any more, and nothing need be flushed. */
static void *
or_end(void *p)
{
	if (p == NULL)
		_exit(MEM_EXIT);
	return p;
}

void *
xmalloc(size_t size)
{
	return or_end(malloc(size == 0 ? 1 : size));
}

void *
xcalloc(size_t count, size_t size)
{
	return or_end(calloc(count == 0 ? 1 : count, size == 0 ? 1 : size));
}

void *
xrealloc(void *old, size_t size)
{
	return or_end(realloc(old, size == 0 ? 1 : size));
}

char *
xstrdup(const char *s)
{
	return or_end(strdup(s));
}

char *
xstrndup(const char *s, size_t len)
{
	return or_end(strndup(s, len));
}

char *
xasprintf(const char *format, ...)
{
	va_list args;
	char *s;
	int n;

	va_start(args, format);
	n = vasprintf(&s, format, args);
	va_end(args);
	return or_end(n == -1 ? NULL : s);
}

int
mem_copy_n(char *to, size_t size, const char *from, size_t len)
{
	size_t n = len < size ? len : size - 1;

	memmove(to, from, n);
	to[n] = '\0';
	return n == len ? 0 : -1;
}

int
mem_copy(char *to, size_t size, const char *from)
{
	return mem_copy_n(to, size, from, strlen(from));
}
