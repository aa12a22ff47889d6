#include "response/template.h"

#include <stdio.h>

/* 128 bits of FNV-1a: the text is the owner's own, so nobody gains by two
 * texts of one identity. */
static void
hash(unsigned __int128 *h, const char *s)
{
	const unsigned __int128 prime = ((unsigned __int128)1 << 88) + 0x13b;

	do
		*h = (*h ^ (unsigned char)*s) * prime;
	while (*s++ != '\0');
}

void
template_identity(char to[33], const struct template *t, const char *from_name,
    const char *from_address)
{
	unsigned __int128 h = ((unsigned __int128)0x6c62272e07bb0142u << 64) |
	    0x62b821756295c58du;

	const char *const more[] = { t->html, t->entity };
	size_t i;

	hash(&h, t->subject == NULL ? "" : t->subject);
	hash(&h, t->body);
	hash(&h, t->from_name == NULL ? from_name : t->from_name);
	hash(&h, t->from_address == NULL ? from_address : t->from_address);
	for (i = 0; i < sizeof more / sizeof *more; i++)
		if (more[i] != NULL)
			hash(&h, more[i]);
	snprintf(to, 33, "%016llx%016llx", (unsigned long long)(h >> 64),
	    (unsigned long long)h);
}
