/* Tokens of fields with verdicts; private to src/subject. */
#ifndef BACKSOON_SUBJECT_AUTH_SCAN_H
#define BACKSOON_SUBJECT_AUTH_SCAN_H

#include "subject/scan.h"
#include "subject/subject.h"

#include <stdint.h>

struct auth_scan {
	struct scan s;
	bool broken; /* a comment or a quoted string is not closed */
	/* what the comments since the last reset have said */
	bool guess;
	enum dmarc_policy policy;
};

/*
 * Blanks and comments, maybe none.  Against RFC 5322 section 3.2.2 a quoted
 * string in a comment hides parentheses: servers put there quoted local parts
 * as they come, and a sender could close the comment with his.
 */
void auth_skip(struct auth_scan *a);
/* This octet behind blanks and comments, or false and only those taken. */
bool auth_char(struct auth_scan *a, char c);
/* True at a semicolon or the end. */
bool auth_at_end(const struct auth_scan *a);
/* A name such as "smtp.mailfrom", maybe with comments around its dots; "" and
 * broken where there is none that fits. */
void auth_name(struct auth_scan *a, char to[64]);
/*
 * A value up to a blank, a semicolon or a comment; one quoted string is
 * unquoted, any other text stays as it is.  "" where it does not fit, or is
 * no UTF-8.  Returns false where nothing stands there.
 */
bool auth_value(struct auth_scan *a, char *to, size_t size);
/* A number from 1 to 50 as the instance of ARC, 0 for anything else. */
uint8_t auth_instance(const char *digits);
/* The policy that a word means, DMARC_UNKNOWN where it is none. */
enum dmarc_policy auth_policy(const char *word, size_t len);

#endif
