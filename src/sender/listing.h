/* DNS lists of addresses and domains, RFC 5782. */
#ifndef BACKSOON_SENDER_LISTING_H
#define BACKSOON_SENDER_LISTING_H

#include "resolve.h"

/* Is an address on the list `zone`? */
void listing_of_ip(struct resolve *r, const struct ip *ip, const char *zone,
    struct sender_listing *l);
/* Is a domain? */
void listing_of_domain(struct resolve *r, const char *domain, const char *zone,
    struct sender_listing *l);

#endif
