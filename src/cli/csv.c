#include "csv.h"

#include <string.h>

/* RFC 4180 section 2, 7: a quote in a cell is written twice. */
static void
cell(FILE *out, const char *s)
{
	fputc('"', out);
	/* Addresses are chosen by strangers, and =cmd|... is a local part. */
	if (*s != '\0' && strchr("=+-@\t\r", *s) != NULL)
		fputc('\'', out);
	for (; *s != '\0'; s++) {
		if (*s == '"')
			fputc('"', out);
		fputc(*s, out);
	}
	fputc('"', out);
}

void
csv_record(FILE *out, const char *const cells[], size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (i > 0)
			fputc(',', out);
		cell(out, cells[i]);
	}
	fputs("\r\n", out);
}
