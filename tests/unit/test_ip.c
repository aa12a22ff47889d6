#include "base/ip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct {
	const char *text;
	const char *want; /* as it is written again; NULL: no address */
} texts[] = {
	{ "192.0.2.1", "192.0.2.1" },
	{ "0.0.0.0", "0.0.0.0" },
	{ "2001:DB8::0:1", "2001:db8::1" },
	{ "::1", "::1" },
	{ "::ffff:192.0.2.1", "192.0.2.1" },
	{ "::FFFF:c000:201", "192.0.2.1" },
	{ "::192.0.2.1", "::192.0.2.1" },
	{ "", NULL },
	{ "192.0.2", NULL },
	{ "192.0.2.256", NULL },
	{ "192.0.2.01", NULL },
	{ "192.0.2.1.", NULL },
	{ " 192.0.2.1", NULL },
	{ "192.0.2.1 ", NULL },
	{ "192.0.2.1:25", NULL },
	{ "[192.0.2.1]", NULL },
	{ "fe80::1%eth0", NULL },
	{ "IPv6:2001:db8::1", NULL },
	{ "2001:db8:::1", NULL },
	{ "unknown", NULL },
};

static void
one_address_and_nothing_else_is_read(void **state)
{
	char text[IP_TEXT];
	struct ip ip;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		int rc = ip_parse(&ip, texts[i].text);
		const char *want = texts[i].want;

		if (rc != (want == NULL ? -1 : 0) ||
		    strcmp(ip_text(text, &ip), want == NULL ? "" : want) != 0)
			fail_msg("%s: %d %s", texts[i].text, rc, text);
	}
}

static const struct {
	const char *prefix, *inside, *outside;
} prefixes[] = {
	{ "192.0.2.7", "192.0.2.7", "192.0.2.8" },
	{ "192.0.2.7/32", "192.0.2.7", "192.0.2.6" },
	{ "192.0.2.0/24", "192.0.2.255", "192.0.3.0" },
	{ "192.0.2.0/25", "192.0.2.127", "192.0.2.128" },
	{ "192.0.2.0/31", "192.0.2.1", "192.0.2.2" },
	{ "192.0.2.0/24", "::ffff:192.0.2.9", "::192.0.2.9" },
	{ "128.0.0.0/1", "255.0.0.0", "127.0.0.0" },
	{ "0.0.0.0/0", "203.0.113.9", "2001:db8::1" },
	{ "::/0", "2001:db8::1", "203.0.113.9" },
	{ "2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1" },
	{ "2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1" },
	{ "2001:db8::1", "2001:db8::1", "2001:db8::2" },
	{ "::ffff:192.0.2.0/120", "192.0.2.1", "192.0.3.1" },
};

static void
a_prefix_has_its_addresses_and_no_others(void **state)
{
	struct ip net, in, out;
	unsigned bits;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(prefixes); i++) {
		assert_int_equal(ip_parse(&in, prefixes[i].inside), 0);
		assert_int_equal(ip_parse(&out, prefixes[i].outside), 0);
		if (ip_parse_prefix(&net, &bits, prefixes[i].prefix) == -1 ||
		    !ip_in_prefix(&in, &net, bits) ||
		    ip_in_prefix(&out, &net, bits))
			fail_msg("%s", prefixes[i].prefix);
	}
}

static void
no_address_is_in_no_prefix(void **state)
{
	struct ip none, net;
	unsigned bits;

	(void)state;
	ip_parse(&none, "");
	ip_parse_prefix(&net, &bits, "0.0.0.0/0");
	assert_false(ip_in_prefix(&none, &net, 0));
	assert_false(ip_in_prefix(&none, &none, 0));
	assert_false(ip_in_prefix(&net, &net, 33));
	assert_false(ip_is_loopback(&none) || ip_is_private(&none) ||
	    ip_is_public(&none));
}

static void
a_prefix_that_means_something_else_is_refused(void **state)
{
	static const char *const rows[] = { "", "/8", "10.0.0.0/", "10/8",
		"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/8 ",
		"10.0.0.0/4294967304", "10.0.0.1/8", "10.0.0.0/8/8",
		"2001:db8::/129", "2001:db8::1/64", "::ffff:10.0.0.0/8",
		"2001:db8:1111:2222:3333:4444:5555:6666:7777:8888/64" };
	struct ip net;
	unsigned bits;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		if (ip_parse_prefix(&net, &bits, rows[i]) == 0)
			fail_msg("%s", rows[i]);
}

enum kind { LOOPBACK, PRIVATE, PUBLIC, NEITHER };

static const struct {
	const char *text;
	enum kind want;
} kinds[] = {
	{ "127.0.0.1", LOOPBACK },
	{ "127.255.255.255", LOOPBACK },
	{ "::1", LOOPBACK },
	{ "::ffff:127.0.0.1", LOOPBACK },
	{ "10.255.0.1", PRIVATE },
	{ "172.16.0.1", PRIVATE },
	{ "172.31.255.255", PRIVATE },
	{ "192.168.1.1", PRIVATE },
	{ "100.64.0.1", PRIVATE },
	{ "100.127.255.255", PRIVATE },
	{ "169.254.1.1", PRIVATE },
	{ "198.19.0.1", PRIVATE },
	{ "fe80::1", PRIVATE },
	{ "fec0::1", PRIVATE },
	{ "fd00::1", PRIVATE },
	{ "fc00::1", PRIVATE },
	{ "::ffff:10.0.0.1", PRIVATE },
	{ "8.8.8.8", PUBLIC },
	{ "11.0.0.1", PUBLIC },
	{ "126.0.0.1", PUBLIC },
	{ "128.0.0.1", PUBLIC },
	{ "172.15.0.1", PUBLIC },
	{ "172.32.0.1", PUBLIC },
	{ "192.167.0.1", PUBLIC },
	{ "100.63.0.1", PUBLIC },
	{ "100.128.0.1", PUBLIC },
	{ "192.0.2.1", PUBLIC },
	{ "198.51.100.1", PUBLIC },
	{ "203.0.113.1", PUBLIC },
	{ "223.255.255.255", PUBLIC },
	{ "2001:db8::1", PUBLIC },
	{ "2a00::1", PUBLIC },
	{ "3fff::1", PUBLIC },
	{ "0.0.0.0", NEITHER },
	{ "0.1.2.3", NEITHER },
	{ "192.0.0.8", NEITHER },
	{ "224.0.0.1", NEITHER },
	{ "239.1.2.3", NEITHER },
	{ "240.0.0.1", NEITHER },
	{ "255.255.255.255", NEITHER },
	{ "::", NEITHER },
	{ "::2", NEITHER },
	{ "::192.0.2.1", NEITHER },
	{ "64:ff9b::c000:201", NEITHER },
	{ "4000::1", NEITHER },
	{ "ff02::1", NEITHER },
};

static void
each_address_is_of_its_kind_only(void **state)
{
	struct ip ip;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(kinds); i++) {
		enum kind want = kinds[i].want;

		assert_int_equal(ip_parse(&ip, kinds[i].text), 0);
		if (ip_is_loopback(&ip) != (want == LOOPBACK) ||
		    ip_is_private(&ip) != (want == PRIVATE) ||
		    ip_is_public(&ip) != (want == PUBLIC))
			fail_msg("%s", kinds[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_address_and_nothing_else_is_read),
		cmocka_unit_test(a_prefix_has_its_addresses_and_no_others),
		cmocka_unit_test(no_address_is_in_no_prefix),
		cmocka_unit_test(a_prefix_that_means_something_else_is_refused),
		cmocka_unit_test(each_address_is_of_its_kind_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
