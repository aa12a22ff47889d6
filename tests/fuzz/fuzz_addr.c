/* What addr.h promises about any two strings. */
#include "subject/addr.h"

#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
demand(int truth)
{
	if (!truth)
		abort();
}

static void
fit_for_the_wire(const char *addr)
{
	char wire[ADDR_MAX], again[ADDR_MAX];

	demand(addr[0] != '-' && addr_at(addr) != NULL);
	demand(addr_for_wire(wire, sizeof wire, addr) == 0);
	demand(text_is_ascii(wire, strlen(wire)) && strlen(wire) <= 254);
	demand(addr_check(wire) == ADDR_GOOD);
	demand(addr_equal(addr, wire));
	demand(addr_from_path(again, sizeof again, wire) == 0);
	demand(strcmp(wire, again) == 0);
	demand(addr_matches(addr, addr_domain(addr), "+"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char a[1024], b[1024], to[ADDR_MAX], again[ADDR_MAX];
	size_t cut = size / 2;

	if (size >= sizeof a)
		return 0;
	memcpy(a, data, size);
	a[size] = '\0';
	memcpy(b, data + cut, size - cut);
	b[size - cut] = '\0';
	if (addr_check(a) == ADDR_GOOD)
		fit_for_the_wire(a);
	if (addr_from_path(to, sizeof to, a) == 0 &&
	    addr_check(to) == ADDR_GOOD)
		fit_for_the_wire(to);
	if (addr_ascii_domain(to, sizeof to, a) == 0) {
		demand(addr_ascii_domain(again, sizeof again, to) == 0);
		demand(strcmp(to, again) == 0);
	}
	demand(addr_equal(a, b) == addr_equal(b, a));
	addr_matches(a, b, "+-");
	addr_matches(b, a, "+");
	addr_is_mailer_daemon(a);
	return 0;
}
