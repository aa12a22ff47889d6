/* libFuzzer target: a DNS message from anybody, read for each type. */
#include "../../src/sender/answer.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_record(const struct answer_record *r, enum answer_type type)
{
	assert(r->data[r->len] == '\0');
	switch (type) {
	case ANSWER_A:
		assert(r->len == 4);
		break;
	case ANSWER_AAAA:
		assert(r->len == 16);
		break;
	case ANSWER_TXT:
		break;
	case ANSWER_PTR:
	case ANSWER_MX:
		assert(strlen(r->data) == r->len);
	}
}

static void
check(const uint8_t *data, size_t size, enum answer_type type)
{
	struct answer a;
	size_t i;

	answer_read(&a, data, size, type);
	assert(a.status == ANSWER_FOUND || a.status == ANSWER_NODATA ||
	    a.status == ANSWER_TEMPERROR);
	assert((a.status == ANSWER_FOUND) == (a.count > 0));
	assert((a.status == ANSWER_TEMPERROR) == (a.why != NULL));
	assert(a.count == 0 || a.count < size);
	for (i = 0; i < a.count; i++)
		check_record(&a.records[i], type);
	answer_release(&a);
	assert(a.records == NULL && a.count == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum answer_type types[] = { ANSWER_A, ANSWER_PTR,
		ANSWER_MX, ANSWER_TXT, ANSWER_AAAA };
	size_t i;

	for (i = 0; i < sizeof types / sizeof *types; i++)
		check(data, size, types[i]);
	return 0;
}
