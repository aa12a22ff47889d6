/* backsoon-sender, asked: could this sender really have sent it? */
#ifndef BACKSOON_WORLD_SENDER_H
#define BACKSOON_WORLD_SENDER_H

#include "sender/record.h"

#include <stddef.h>

#define SENDER_DIED 80

/*
 * Runs the checker and waits for its budget and a little more.  What it was
 * to find out and did not is a temperror in the reply, and died[] then says
 * why it did not: killed by a signal, no answer in time, an answer that is
 * none; "" otherwise.  `trace` may be NULL, and is empty where it died.
 */
void sender_ask(const struct sender_request *q, struct sender_reply *reply,
    struct sender_trace *trace, char died[SENDER_DIED]);

/* Where the checker is, or should be: beside our own program, or installed. */
void sender_program(char *to, size_t size);

#endif
