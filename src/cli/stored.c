#include "stored.h"

#include <stdio.h>

int
stored_open(struct stored *s, const char *path)
{
	char problem[MAILSTORE_WHY];

	if (mailstore_open(&s->store, path, problem) == -1) {
		fprintf(stderr, "backsoon: %s\n", problem);
		return -1;
	}
	return intake_init(&s->intake);
}

int
stored_read(struct stored *s, const struct mailstore_entry *e,
    struct subject *subject)
{
	struct intake *in = &s->intake;
	int64_t n = mailstore_read(&s->store, e, in->bytes, SUBJECT_RAW_MAX,
	    &in->octets);

	if (n < 0)
		return -1;
	in->size = (size_t)n;
	in->complete = true;
	return intake_subject(in, subject);
}

void
stored_close(struct stored *s)
{
	intake_release(&s->intake);
	mailstore_close(&s->store);
}

size_t
stored_since(const struct stored *s, uint64_t since)
{
	size_t i = 0;

	while (i < s->store.count && s->store.entries[i].when < since)
		i++;
	return i;
}
