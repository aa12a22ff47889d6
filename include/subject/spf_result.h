/* The results of a check of the sender's policy, RFC 7208 section 2.6, as
 * told by a header field or found by asking. */
#ifndef BACKSOON_SUBJECT_SPF_RESULT_H
#define BACKSOON_SUBJECT_SPF_RESULT_H

#include <stddef.h>

/* RESULT_ABSENT is none of RFC 7208: nobody has looked, or has said so. */
enum spf_result {
	RESULT_ABSENT,
	RESULT_NONE,
	RESULT_NEUTRAL,
	RESULT_PASS,
	RESULT_FAIL,
	RESULT_SOFTFAIL,
	RESULT_TEMPERROR,
	RESULT_PERMERROR,
	RESULT_COUNT
};

/* "pass", "fail", ...; static.  "absent" for anything else. */
const char *spf_result_text(enum spf_result r);
/*
 * The result that a word means, without regard to case, RESULT_ABSENT where
 * it is none.  Knows what RFC 4408 and older programs wrote, too: hardfail,
 * error, unknown, policy.
 */
enum spf_result spf_result_parse(const char *word, size_t len);

#endif
