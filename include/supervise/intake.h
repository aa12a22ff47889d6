/* stdin to its end, and the reader's record of it. */
#ifndef BACKSOON_SUPERVISE_INTAKE_H
#define BACKSOON_SUPERVISE_INTAKE_H

#include "subject/subject.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The beginning of a message; the rest was read and thrown away. */
struct intake {
	char *bytes; /* SUBJECT_RAW_MAX octets, from mmap(2) */
	size_t size;
	uint64_t octets; /* of the whole message */
	bool complete;   /* the end was reached without an error */
};

/* Returns -1 where there is no memory. */
int intake_init(struct intake *in);
void intake_release(struct intake *in);

/*
 * Reads fd to its end, keeping the beginning.  Gives up only after `idle`
 * milliseconds without a single octet.
 */
void intake_read(struct intake *in, int fd, int idle);
/* Reads and forgets, for runs that fail before they could listen. */
uint64_t intake_drain(int fd, int idle);

/*
 * Starts the reader, a confined child that writes one record to `out` and
 * ends.  `close_too` (-1 = none) is closed in it.  Returns its pid or -1.
 */
pid_t intake_start_reader(const struct intake *in, int out, int close_too);
/* Receives and checks a record; -1 where none came or it is not sound. */
int intake_receive(int fd, struct subject *s);
/* Both, outside of pipe mode: the record of what was read, by a reader that
 * has ended.  -1 where there is none, or the end was not reached. */
int intake_subject(const struct intake *in, struct subject *s);

#endif
