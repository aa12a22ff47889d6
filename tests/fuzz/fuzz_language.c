/* Whatever asks for a language gets one that is there, or none. */
#include "subject/language.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char en[] = "en", de[] = "de", zh[] = "zh-Hans";
	static char *const tags[] = { en, de, zh };
	char *body = malloc(size + 1);
	int i;

	if (body == NULL)
		abort();
	if (size > 0)
		memcpy(body, data, size);
	body[size] = '\0';
	i = language_accepted(body, tags, 3);
	if (i < -1 || i > 2)
		abort();
	i = language_spoken(body, tags, 3);
	if (i < -1 || i > 2)
		abort();
	language_is_tag(body, size);
	free(body);
	return 0;
}
