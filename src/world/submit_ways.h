/* The ways out that submit_response() knows, one file each. */
#ifndef BACKSOON_WORLD_SUBMIT_WAYS_H
#define BACKSOON_WORLD_SUBMIT_WAYS_H

#include "world/submit.h"

/* Sets the outcome, and the reason with the text of errno where that is not
 * 0. */
void submit_settle(struct submit_result *result, enum submit_outcome outcome,
    const char *what, int error);

/* Writes the message with LF line ends; -1 with errno set. */
int submit_write(int fd, const struct response *r);

void submit_sendmail(struct submit_result *result, const struct mailbox *m,
    const struct response *r, uint32_t patience,
    void (*started)(pid_t group, void *arg), void *arg);
void submit_maildir(struct submit_result *result, const char *maildir,
    const struct response *r);

#endif
