#include "base/ip.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <string.h>

struct range {
	struct ip net;
	unsigned bits;
};

#define V4(bits, ...)                              \
	{                                          \
		{ AF_INET, { __VA_ARGS__ } }, bits \
	}
#define V6(bits, ...)                               \
	{                                           \
		{ AF_INET6, { __VA_ARGS__ } }, bits \
	}
#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct range loopback[] = {
	V4(8, 127),
	V6(128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
};

static const struct range private[] = {
	V4(8, 10), V4(12, 172, 16), V4(16, 192, 168),
	V4(10, 100, 64),    /* RFC 6598 */
	V4(16, 169, 254),   /* RFC 3927 */
	V4(15, 198, 18),    /* RFC 2544 */
	V6(10, 0xfe, 0x80), /* RFC 4291 section 2.5.6 */
	V6(10, 0xfe, 0xc0), /* RFC 3879 */
	V6(7, 0xfc),        /* RFC 4193 */
};

static const struct range reserved[] = {
	V4(8, 0),
	V4(24, 192, 0, 0), /* RFC 6890 */
	V4(4, 224),
	V4(4, 240),
};

/* RFC 4291 section 2.4: the only prefix that is given out to networks. */
static const struct range v6_unicast = V6(3, 0x20);

int
ip_parse(struct ip *ip, const char *text)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

	memset(ip, 0, sizeof *ip);
	if (inet_pton(AF_INET, text, ip->octets) == 1) {
		ip->family = AF_INET;
	} else if (inet_pton(AF_INET6, text, ip->octets) == 1) {
		ip->family = AF_INET6;
	} else {
		memset(ip, 0, sizeof *ip);
		return -1;
	}
	if (ip->family == AF_INET6 &&
	    memcmp(ip->octets, mapped, sizeof mapped) == 0) {
		ip->family = AF_INET;
		memmove(ip->octets, ip->octets + 12, 4);
		memset(ip->octets + 4, 0, 12);
	}
	return 0;
}

/* At most three digits, without a leading zero. */
static int
parse_bits(unsigned *bits, const char *text, unsigned most)
{
	size_t len = strspn(text, "0123456789"), i;

	if (len == 0 || len > 3 || text[len] != '\0' ||
	    (len > 1 && *text == '0'))
		return -1;
	for (*bits = 0, i = 0; i < len; i++)
		*bits = *bits * 10 + (unsigned)(text[i] - '0');
	return *bits <= most ? 0 : -1;
}

static unsigned
width(const struct ip *ip)
{
	return ip->family == AF_INET ? 32 : 128;
}

/* True where every bit behind the prefix is 0. */
static bool
is_net(const struct ip *net, unsigned bits)
{
	unsigned i;

	for (i = bits; i < width(net); i++)
		if ((net->octets[i / 8] & (0x80u >> i % 8)) != 0)
			return false;
	return true;
}

int
ip_parse_prefix(struct ip *net, unsigned *bits, const char *text)
{
	size_t len = strcspn(text, "/");
	bool in_v6 = memchr(text, ':', len) != NULL;
	unsigned mapped;
	char address[IP_TEXT];

	if (mem_copy_n(address, sizeof address, text, len) == -1 ||
	    ip_parse(net, address) == -1)
		return -1;
	*bits = width(net);
	if (text[len] == '\0')
		return 0;
	mapped = in_v6 && net->family == AF_INET ? 96 : 0;
	if (parse_bits(bits, text + len + 1, width(net) + mapped) == -1 ||
	    *bits < mapped)
		return -1;
	*bits -= mapped;
	return is_net(net, *bits) ? 0 : -1;
}

char *
ip_text(char to[IP_TEXT], const struct ip *ip)
{
	if (ip->family == 0 ||
	    inet_ntop(ip->family, ip->octets, to, IP_TEXT) == NULL)
		*to = '\0';
	return to;
}

bool
ip_in_prefix(const struct ip *ip, const struct ip *net, unsigned bits)
{
	size_t whole = bits / 8;
	unsigned rest = bits % 8;
	unsigned differ;

	if (ip->family == 0 || ip->family != net->family || bits > width(net) ||
	    memcmp(ip->octets, net->octets, whole) != 0)
		return false;
	if (rest == 0)
		return true;
	differ = (unsigned)(ip->octets[whole] ^ net->octets[whole]);
	return differ >> (8 - rest) == 0;
}

static bool
is_in(const struct ip *ip, const struct range *ranges, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (ip_in_prefix(ip, &ranges[i].net, ranges[i].bits))
			return true;
	return false;
}

bool
ip_is_loopback(const struct ip *ip)
{
	return is_in(ip, loopback, COUNT(loopback));
}

bool
ip_is_private(const struct ip *ip)
{
	return is_in(ip, private, COUNT(private));
}

bool
ip_is_public(const struct ip *ip)
{
	if (ip->family == AF_INET6)
		return is_in(ip, &v6_unicast, 1);
	return ip->family == AF_INET && !ip_is_loopback(ip) &&
	    !ip_is_private(ip) && !is_in(ip, reserved, COUNT(reserved));
}
