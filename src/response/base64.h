/* Base64 without line breaks (RFC 4648 section 4). */
#ifndef BACKSOON_RESPONSE_BASE64_H
#define BACKSOON_RESPONSE_BASE64_H

#include <stddef.h>

#define BASE64_SIZE(len) (((len) + 2) / 3 * 4)

/* Writes BASE64_SIZE(len) octets, no terminator; returns their number. */
size_t base64_write(char *to, const char *s, size_t len);

#endif
