/* IP addresses as octets: read, compared, told apart by what they are for. */
#ifndef BACKSOON_BASE_IP_H
#define BACKSOON_BASE_IP_H

#include <stdbool.h>
#include <stddef.h>

/* Octets of the longest text, with the terminator. */
#define IP_TEXT 46

/* Plain data.  An IPv4 address in IPv6 (RFC 4291 section 2.5.5.2) is never
 * kept as such: it is the IPv4 address. */
struct ip {
	int family;               /* AF_INET, AF_INET6, 0 = no address */
	unsigned char octets[16]; /* network order; 4 of them count in IPv4 */
};

/* Reads one address and nothing else: no zone, no port, no brackets.  Returns
 * -1, with family 0, where the text is none. */
int ip_parse(struct ip *ip, const char *text);
/* Reads ADDRESS or ADDRESS/BITS; without bits the prefix is that one address.
 * Returns -1 where it is none, or has bits set behind the prefix. */
int ip_parse_prefix(struct ip *net, unsigned *bits, const char *text);
/* Writes the address as people do; "" for no address.  Returns to. */
char *ip_text(char to[IP_TEXT], const struct ip *ip);

/* True where the first bits of both are the same, and the family is. */
bool ip_in_prefix(const struct ip *ip, const struct ip *net, unsigned bits);

bool ip_is_loopback(const struct ip *ip);
/* Addresses of a site: RFC 1918, RFC 6598, RFC 4193, link-local. */
bool ip_is_private(const struct ip *ip);
/*
 * A unicast address that a host on the Internet may have.  Those for
 * documentation (RFC 5737, RFC 3849) count as such; loopback, private,
 * multicast, reserved addresses and 0.0.0.0/8 do not.
 */
bool ip_is_public(const struct ip *ip);

#endif
