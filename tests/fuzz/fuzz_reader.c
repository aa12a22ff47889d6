/* libFuzzer target: whatever comes in, the record is sound. */
#include "subject/reader.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct subject s;

	if (size > SUBJECT_RAW_MAX)
		size = SUBJECT_RAW_MAX;
	reader_read(&s, (const char *)data, size, size);
	assert(subject_is_sound(&s));
	return 0;
}
