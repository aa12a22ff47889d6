#include "json_text.h"

#include "base/text.h"

#include <string.h>

json_t *
json_text(const char *s)
{
	char clean[2048];

	if (s == NULL)
		return json_null();
	if (text_is_utf8(s, strlen(s)))
		return json_string(s);
	text_clean(clean, sizeof clean, sizeof clean, s, strlen(s));
	return json_string(clean);
}

void
json_put(json_t *object, const char *key, const char *value)
{
	json_object_set_new(object, key, json_text(value));
}
