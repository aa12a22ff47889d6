/* What the rooms of the reader share. */
#ifndef BACKSOON_SUBJECT_READER_LOCAL_H
#define BACKSOON_SUBJECT_READER_LOCAL_H

#include "subject/field.h"
#include "subject/message.h"
#include "subject/subject.h"

/* Slots for the names that were seen, more than fit in names[]. */
#define READER_NAME_SLOTS 4096u

struct reader {
	struct subject *s;
	struct field_reader fields;
	struct message_content top;
	uint64_t hash;
	int64_t date;
	unsigned message_ids;
	bool message_id_bad;
	uint32_t references;
	/* the last ones, in a ring behind the first */
	char recent[SUBJECT_IDS - 1][SUBJECT_ID];
	uint16_t names[READER_NAME_SLOTS]; /* place in names[] plus 1 */
	char scratch[FIELD_BODY_MAX + 1];
};

/*
 * Puts down what a field that the record wants says.  Returns the name that
 * it adds to the hash of the content, or NULL where it adds nothing.
 */
const char *reader_field(struct reader *r, const struct field *f);

#endif
