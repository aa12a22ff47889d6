/* A key is its own key, and a VERP target is an address. */
#include "subject/key.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char a[1024], to[ADDR_MAX];
	struct key once, twice;

	if (size >= sizeof a)
		return 0;
	memcpy(a, data, size);
	a[size] = '\0';
	if (key_normalise(&once, a) == 0) {
		if (key_normalise(&twice, once.sender) == -1 ||
		    strcmp(once.sender, twice.sender) != 0 ||
		    strcmp(once.domain, twice.domain) != 0 ||
		    strcmp(once.domain, addr_domain(once.sender)) != 0)
			abort();
	} else if (once.sender[0] != '\0' || once.domain[0] != '\0') {
		abort();
	}
	if (key_verp_target(to, sizeof to, a) && addr_at(to) == NULL)
		abort();
	return 0;
}
