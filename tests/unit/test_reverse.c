#include "../../src/sender/reverse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct {
	const char *ip, *zone, *want;
} rows[] = {
	{ "192.0.2.3", "in-addr.arpa", "3.2.0.192.in-addr.arpa" },
	{ "0.0.0.0", "in-addr.arpa", "0.0.0.0.in-addr.arpa" },
	{ "255.255.255.254", "in-addr.arpa", "254.255.255.255.in-addr.arpa" },
	{ "::ffff:192.0.2.3", "in-addr.arpa", "3.2.0.192.in-addr.arpa" },
	/* RFC 5782 section 2.1 */
	{ "192.0.2.99", "bad.example.com", "99.2.0.192.bad.example.com" },
	/* RFC 3596 section 2.5 */
	{ "4321:0:1:2:3:4:567:89ab", "ip6.arpa",
	    "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4"
	    ".ip6.arpa" },
	/* RFC 5782 section 2.4 */
	{ "2001:db8:1:2:3:4:567:89ab", "ugly.example.com",
	    "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2"
	    ".ugly.example.com" },
};

static void
an_address_becomes_a_name_from_its_end(void **state)
{
	char name[REVERSE_NAME];
	struct ip ip;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		assert_int_equal(ip_parse(&ip, rows[i].ip), 0);
		reverse_name(name, &ip, rows[i].zone);
		if (strcmp(name, rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].ip, name);
	}
}

static void
the_longest_zone_fits(void **state)
{
	char name[REVERSE_NAME], zone[256];
	struct ip ip;

	(void)state;
	memset(zone, 'z', sizeof zone - 1);
	zone[sizeof zone - 1] = '\0';
	assert_int_equal(ip_parse(&ip, "2001:db8::1"), 0);
	reverse_name(name, &ip, zone);
	assert_int_equal(strlen(name), 64 + 255);
	assert_string_equal(name + 64, zone);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_becomes_a_name_from_its_end),
		cmocka_unit_test(the_longest_zone_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
