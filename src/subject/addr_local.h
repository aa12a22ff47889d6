/* Local parts and domains of addresses, inside of addr and key only. */
#ifndef BACKSOON_SUBJECT_ADDR_LOCAL_H
#define BACKSOON_SUBJECT_ADDR_LOCAL_H

#include <stdbool.h>
#include <stddef.h>

/* atext of RFC 5322 section 3.2.3, or an octet beyond ASCII (RFC 6532). */
bool addr_is_atext(int c);
/* Dot-atom, RFC 5321 section 4.1.2 Dot-string. */
bool addr_is_dot_atom(const char *s, size_t len);
/* Labels of letters, digits and inner hyphens, 1 to 63 octets each. */
bool addr_is_host(const char *s, size_t len);

/*
 * What a local part says, without its quotes and quoted-pairs.  Returns the
 * length, or -1 where it does not fit or a quoted string is not closed.
 */
long addr_unquote(char *to, size_t size, const char *local, size_t len);
/* The reverse, with as little quoting as can be. */
int addr_quote(char *to, size_t size, const char *text);

/* Lower case and NFC.  Returns -1 where it does not fit, is no UTF-8 or the
 * library for text beyond ASCII is not there. */
int addr_fold(char *to, size_t size, const char *text);

/* libidn2: see addr_ascii_domain(); `domain` is well-formed UTF-8. */
int addr_idn(char *to, size_t size, const char *domain);

#endif
