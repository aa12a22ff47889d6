#include "json_history.h"

#include "base/mem.h"
#include "base/text.h"

#include <jansson.h>
#include <string.h>

/* The numbers of a record, as they are called outside. */
static const struct {
	const char *name;
	size_t offset;
	bool wide;
} numbers[] = {
	{ "first", offsetof(struct history_record, first), true },
	{ "last", offsetof(struct history_record, last), true },
	{ "interval", offsetof(struct history_record, interval), false },
	{ "count", offsetof(struct history_record, count), false },
	{ "previous", offsetof(struct history_record, previous), false },
};

#define NUMBERS (sizeof numbers / sizeof *numbers)

static json_int_t
number(const struct history_record *r, size_t i)
{
	const char *at = (const char *)r + numbers[i].offset;
	uint64_t wide;
	uint32_t narrow;

	if (numbers[i].wide) {
		memcpy(&wide, at, sizeof wide);
		return (json_int_t)wide;
	}
	memcpy(&narrow, at, sizeof narrow);
	return narrow;
}

static int
set_number(struct history_record *r, size_t i, json_int_t value)
{
	char *at = (char *)r + numbers[i].offset;
	uint64_t wide = (uint64_t)value;
	uint32_t narrow = (uint32_t)value;

	if (value < 0 || (!numbers[i].wide && value > UINT32_MAX))
		return -1;
	if (numbers[i].wide)
		memcpy(at, &wide, sizeof wide);
	else
		memcpy(at, &narrow, sizeof narrow);
	return 0;
}

void
json_record(FILE *out, const struct history_record *r)
{
	json_t *o = json_object();
	char kind[2] = { r->kind, '\0' };
	size_t i;

	json_object_set_new(o, "kind", json_string(kind));
	json_object_set_new(o, "subject", json_string(r->subject));
	json_object_set_new(o, "text", json_string(r->text));
	for (i = 0; i < NUMBERS; i++)
		json_object_set_new(o, numbers[i].name,
		    json_integer(number(r, i)));
	json_object_set_new(o, "tripped", json_boolean(r->tripped));
	json_dumpf(o, out, JSON_COMPACT);
	fputc('\n', out);
	json_decref(o);
}

static int
take_string(char *to, size_t size, const json_t *o, const char *name)
{
	const char *value = json_string_value(json_object_get(o, name));

	return value == NULL ? -1 : mem_copy(to, size, value);
}

static const char *
take(struct json_storage *s, struct history_record *r, const json_t *o)
{
	char kind[8];
	const json_t *tripped = json_object_get(o, "tripped");
	size_t i;

	if (take_string(kind, sizeof kind, o, "kind") == -1 ||
	    strlen(kind) != 1 || strchr("SADMIU", *kind) == NULL)
		return "kind: expected one of S, A, D, M, I, U";
	if (take_string(s->subject, sizeof s->subject, o, "subject") == -1)
		return "subject: expected a string of at most 511 octets";
	if (take_string(s->text, sizeof s->text, o, "text") == -1)
		return "text: expected a string of at most 79 octets";
	*r = (struct history_record){ .kind = *kind,
		.subject = s->subject,
		.text = s->text,
		.tripped = json_is_true(tripped),
		.sound = true };
	if (!json_is_boolean(tripped))
		return "tripped: expected true or false";
	for (i = 0; i < NUMBERS; i++) {
		const json_t *n = json_object_get(o, numbers[i].name);

		if (!json_is_integer(n) ||
		    set_number(r, i, json_integer_value(n)) == -1)
			return "first, last, interval, count, previous: "
			       "expected numbers from 0";
	}
	return NULL;
}

const char *
json_record_parse(struct history_record *r, struct json_storage *s,
    const char *line)
{
	json_error_t error;
	json_t *o = json_loads(line, JSON_REJECT_DUPLICATES, &error);
	const char *wrong;

	if (!json_is_object(o)) {
		json_decref(o);
		return "expected one JSON object";
	}
	wrong = take(s, r, o);
	json_decref(o);
	return wrong;
}
