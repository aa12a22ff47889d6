/* Which text suits a message: whose, and in what language. */
#ifndef BACKSOON_POLICY_WORDING_H
#define BACKSOON_POLICY_WORDING_H

#include "policy/facts.h"

/*
 * The path of the text for these facts: of the window that is open, else of
 * the mailbox; "" where there is none but the built-in one.  Borrowed.
 */
const char *wording_path(const struct facts *f);
/* The same for one who is known to be verified or not: only the verified get
 * a text that is not for everybody. */
const char *wording_path_for(const struct facts *f, bool verified);

/* The default language of the mailbox's texts, or "" where it has no list. */
const char *wording_default(const struct mailbox *m);
/*
 * The language of the list that suits the sender: what the message accepts,
 * else what it is written in, else what the sender's domain speaks, else the
 * default.  Borrowed from the mailbox; "" where it has no list.
 */
const char *wording_language(const struct facts *f);

#endif
