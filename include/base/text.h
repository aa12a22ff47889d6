/* UTF-8 text of unknown origin: measured, checked, made harmless. */
#ifndef BACKSOON_BASE_TEXT_H
#define BACKSOON_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Octets of the character at p (1 to 4), or 0 where the bytes are not
 * well-formed UTF-8 (RFC 3629 section 4: no overlong forms, no surrogates).
 */
size_t text_char(const char *p, size_t len);

/* True where every octet belongs to a well-formed character. */
bool text_is_utf8(const char *s, size_t len);
/* True where every octet is in the range 1 to 127. */
bool text_is_ascii(const char *s, size_t len);

/*
 * One line of harmless UTF-8: controls (C0, C1, DEL, line and paragraph
 * separators, bidirectional overrides, NUL) become a blank, runs of blanks one
 * blank, ill-formed octets U+FFFD; leading and trailing blanks go.  Holds at
 * most `chars` characters and size - 1 octets, never half a character.
 * Returns the octets written, the terminator not counted.
 */
size_t
text_clean(char *to, size_t size, size_t chars, const char *s, size_t len);

/*
 * The name of a file that stands for `s`: ASCII letters in lower case, all
 * octets but letters, digits and "-_+@=.", and a dot at the beginning, as %HH.
 * Different words have different names, but for ASCII case; no name is hidden
 * or leaves its directory.  Returns the octets written, the terminator not
 * counted, or -1 where `s` is empty or its name does not fit.
 */
int text_file_name(char *to, size_t size, const char *s);

/* ASCII only, and independent of the locale. */
int text_lower(int c);
bool text_is_blank(int c);
bool text_is_alnum(int c);
/* Compares without regard to ASCII case. */
bool text_equal(const char *a, const char *b);
bool text_equal_n(const char *a, size_t alen, const char *b);
/* True where `s` begins (ends) with `part`, without regard to ASCII case. */
bool text_begins(const char *s, const char *part);
bool text_ends(const char *s, const char *part);
/* First place of `part` in `s`, without regard to ASCII case, or NULL. */
const char *text_find(const char *s, const char *part);

#endif
