/* Text made fit for the wire: RFC 2047 words, RFC 2045 bodies. */
#ifndef BACKSOON_RESPONSE_ENCODE_H
#define BACKSOON_RESPONSE_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * UTF-8 as unstructured field text: ASCII stays as it is unless it looks like
 * an encoded word or holds a run too long to fold; else B words of at most 75
 * octets, separated by blanks, never half a character (RFC 2047 section 5).
 * The caller owns the result.
 */
char *encode_text(const char *utf8);
/*
 * A display name (RFC 5322 section 3.2.5): atoms as they are, else a quoted
 * string, else encoded words.  The caller owns the result.
 */
char *encode_phrase(const char *utf8);

enum encode_transfer { TRANSFER_7BIT, TRANSFER_QP, TRANSFER_BASE64 };
const char *encode_transfer_name(enum encode_transfer t);
/* The smallest transfer encoding that serves this body. */
enum encode_transfer encode_choose(const char *body, size_t len);
/* The same for format=flowed, whose blanks at line ends may be lost without
 * harm (RFC 3676 section 4.2). */
enum encode_transfer encode_choose_flowed(const char *body, size_t len);
/* The body (lines ended by LF) encoded, with CRLF; the caller owns it. */
char *encode_body(enum encode_transfer t, const char *body, size_t len);

#endif
