/* The response: the only writer of header fields. */
#ifndef BACKSOON_RESPONSE_RESPONSE_H
#define BACKSOON_RESPONSE_RESPONSE_H

#include "policy/facts.h"
#include "response/template.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct response {
	char recipient[ADDR_MAX]; /* for RCPT TO, as the wire wants it */
	char message_id[SUBJECT_ID];
	char *bytes; /* the whole message, CRLF line ends, 7 bit */
	size_t size;
};

/* What a response depends on beside the facts. */
struct response_moment {
	uint64_t now;
	int32_t zone;              /* seconds east of UTC */
	unsigned char entropy[16]; /* for the Message-ID */
	bool sender_verified;      /* SPF pass or trusted DKIM/DMARC pass */
};

/*
 * Writes the response of RFC 3834 section 3 for a message that may be
 * answered.  Returns -1, with the reason in why[], where no valid response
 * can be written (no From address, a recipient that is no address).
 * The caller releases r in every case.
 */
int response_write(struct response *r, const struct facts *f,
    const struct template *t, const struct response_moment *m, char why[200]);
void response_release(struct response *r);

/*
 * True where `id` is one that response_write() made for this From address:
 * how an answer to our own response is told (mail-loop).
 */
bool response_is_own_id(const char *id, const char *from_address);

#endif
