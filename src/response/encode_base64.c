#include "base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "abcdefghijklmnopqrstuvwxyz0123456789+/";

size_t
base64_write(char *to, const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t i, at = 0;

	for (i = 0; i < len; i += 3) {
		size_t left = len - i;
		unsigned v = (unsigned)u[i] << 16;

		if (left > 1)
			v |= (unsigned)u[i + 1] << 8;
		if (left > 2)
			v |= u[i + 2];
		to[at++] = digits[v >> 18];
		to[at++] = digits[v >> 12 & 63];
		to[at++] = left > 1 ? digits[v >> 6 & 63] : '=';
		to[at++] = left > 2 ? digits[v & 63] : '=';
	}
	return at;
}
