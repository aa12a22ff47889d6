/* Comma-separated values, RFC 4180; private to src/cli. */
#ifndef BACKSOON_CLI_CSV_H
#define BACKSOON_CLI_CSV_H

#include <stddef.h>
#include <stdio.h>

/*
 * Writes one record, ended by CRLF.  Every cell stands in quotes.  One that a
 * spreadsheet would take for a formula (it begins with = + - @, a tab or a
 * CR) gets an apostrophe in front; numbers do not begin so.
 */
void csv_record(FILE *out, const char *const cells[], size_t count);

#endif
