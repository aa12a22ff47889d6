/* The files of mail systems: any octets, every kind; what is told of them is
 * one clean line. */
#include "world/caller.h"

#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_line(const struct caller_line *l)
{
	size_t len = strlen(l->text);

	if (l->number != 0 &&
	    (len >= sizeof l->text || !text_is_utf8(l->text, len) ||
		strpbrk(l->text, "\r\n\x1b") != NULL))
		abort();
}

static void
look(const struct caller_unit *u, void *arg)
{
	enum caller_kind kind = *(enum caller_kind *)arg;
	const struct caller_fault *f;
	size_t at = 0;

	if (strlen(u->text) > 4097)
		abort();
	check_line(&u->us);
	check_line(&u->rival);
	(void)caller_has_rival(kind, u);
	while ((f = caller_fault(kind, u, &at)) != NULL)
		if (u->us.number == 0 || *f->says == '\0')
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum caller_kind kind;

	if (size < 1)
		return 0;
	kind = (enum caller_kind)(data[0] % CALLER_KINDS);
	caller_scan(kind, (const char *)data + 1, size - 1, look, &kind);
	return 0;
}
