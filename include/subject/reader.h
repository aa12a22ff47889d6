/* The reader: raw bytes of a message to the record of it. */
#ifndef BACKSOON_SUBJECT_READER_H
#define BACKSOON_SUBJECT_READER_H

#include "subject/subject.h"

/*
 * Reads a message of which the first `size` octets are at `raw` (at most
 * SUBJECT_RAW_MAX) and which was `octets` long.  Never fails: what cannot be
 * read is told in the record.  Runs in a process of its own in pipe mode.
 */
void
reader_read(struct subject *s, const char *raw, size_t size, uint64_t octets);

#endif
