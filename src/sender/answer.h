/* A DNS message as the records that were asked for. */
#ifndef BACKSOON_SENDER_ANSWER_H
#define BACKSOON_SENDER_ANSWER_H

#include <stddef.h>

/* RFC 1035 section 3.2.2, RFC 3596 section 2.1. */
enum answer_type {
	ANSWER_A = 1,
	ANSWER_PTR = 12,
	ANSWER_MX = 15,
	ANSWER_TXT = 16,
	ANSWER_AAAA = 28
};

enum answer_status {
	ANSWER_FOUND, /* at least one record */
	ANSWER_NODATA,
	ANSWER_NXDOMAIN,
	ANSWER_BAD_NAME, /* it cannot be asked */
	ANSWER_TEMPERROR,
	ANSWER_LIMIT /* no time, or no question, is left */
};

struct answer_record {
	/* A, AAAA: the octets of the address.  TXT: its strings joined, any
	 * octet possible.  MX, PTR: a name as below.  A NUL follows, which
	 * len does not count. */
	char *data;
	size_t len;
};

struct answer {
	enum answer_status status;
	const char *why; /* static, of a TEMPERROR or LIMIT */
	struct answer_record *records;
	size_t count;
};

/*
 * Names are written as RFC 1035 section 5.1 has them: a backslash before an
 * octet that is no part of the syntax; "" is the root.
 */

/*
 * Takes from a message the records of `type`, class IN, that belong to the
 * name of its question, aliases in the message followed (RFC 1034 section
 * 3.6.2).  Whatever else is in it is not looked at.  A message that cannot be
 * read to its end is a TEMPERROR.
 */
void answer_read(struct answer *a, const unsigned char *message, size_t len,
    enum answer_type type);
void answer_release(struct answer *a);

const char *answer_type_text(enum answer_type type);
const char *answer_status_text(enum answer_status status);

#endif
