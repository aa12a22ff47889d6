/* Addresses as names: RFC 1035 section 3.5, RFC 3596 section 2.5, RFC 5782
 * section 2.1. */
#ifndef BACKSOON_SENDER_REVERSE_H
#define BACKSOON_SENDER_REVERSE_H

#include "base/ip.h"

#define REVERSE_NAME 384

/* "4.3.2.1.ZONE", or the 32 nibbles of IPv6 in front of the zone. */
void reverse_name(char to[REVERSE_NAME], const struct ip *ip, const char *zone);

#endif
