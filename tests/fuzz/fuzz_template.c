/* A template that is taken can be expanded; one that is not has a reason. */
#include "response/template.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct template_values values = {
		.sender = "alice@example.net",
		.subject = "${name}",
		.name = "Bob",
	};
	struct template t;
	struct template_error e = { .line = 0 };
	char *bytes = malloc(size + 1), *text, id[33];

	if (bytes == NULL)
		abort();
	if (size > 0)
		memcpy(bytes, data, size);
	if (template_parse(&t, bytes, size, &e) == -1) {
		if (e.text[0] == '\0')
			abort();
	} else {
		text = template_expand(t.body, &values);
		if (strlen(text) > TEMPLATE_MAX)
			abort();
		free(text);
		template_identity(id, &t, "Bob", "bob@example.org");
		template_uses(t.body, strlen(t.body), "name");
	}
	template_release(&t);
	free(bytes);
	return 0;
}
