#include "reverse.h"

#include <stdio.h>
#include <sys/socket.h>

void
reverse_name(char to[REVERSE_NAME], const struct ip *ip, const char *zone)
{
	size_t n = 0;
	int i;

	if (ip->family == AF_INET6) {
		for (i = 15; i >= 0; i--)
			n += (size_t)snprintf(to + n, REVERSE_NAME - n,
			    "%x.%x.", ip->octets[i] & 15, ip->octets[i] >> 4);
	} else {
		for (i = 3; i >= 0; i--)
			n += (size_t)snprintf(to + n, REVERSE_NAME - n, "%u.",
			    ip->octets[i]);
	}
	snprintf(to + n, REVERSE_NAME - n, "%s", zone);
}
