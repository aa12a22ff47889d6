/* One claim about the sender, inside of envelope only. */
#ifndef BACKSOON_SUBJECT_ENVELOPE_SOURCE_H
#define BACKSOON_SUBJECT_ENVELOPE_SOURCE_H

#include "subject/envelope.h"

#include <stdbool.h>

struct envelope_source {
	const char *name; /* static */
	bool present;
	bool null;
	bool broken; /* cannot be read, or contradicts itself */
	char addr[ADDR_MAX];
};

/* Reads one claim: a path, with or without brackets.  An empty one and
 * MAILER-DAEMON are null.  What does not fit or holds controls is kept in a
 * form that addr_check() always refuses, never as another address. */
void envelope_source_set(struct envelope_source *src, const char *path);

/* True where both name the same mailbox.  `filtered` may hold '_' in the
 * place of octets that Postfix does not let into the environment. */
bool envelope_agrees(const char *addr, const char *filtered);

/* Adds to the note, behind "; ". */
void envelope_note(struct envelope *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Fills recipient and recipient_source. */
void envelope_find_recipient(struct envelope *e,
    const struct envelope_options *options, envelope_env_fn *env,
    const struct subject *s);
/* Fills client_ip and helo. */
void envelope_find_client(struct envelope *e,
    const struct envelope_options *options, envelope_env_fn *env);

#endif
