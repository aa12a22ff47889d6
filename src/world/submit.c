#include "world/submit.h"

#include "base/mem.h"
#include "submit_ways.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
submit_settle(struct submit_result *result, enum submit_outcome outcome,
    const char *what, int error)
{
	result->outcome = outcome;
	if (error == 0)
		mem_copy(result->why, sizeof result->why, what);
	else
		snprintf(result->why, sizeof result->why, "%s: %s", what,
		    strerror(error));
}

static int
write_all(int fd, const char *s, size_t len)
{
	ssize_t n;

	for (; len > 0; s += n, len -= (size_t)n) {
		n = write(fd, s, len);
		if (n == -1 && errno == EINTR)
			n = 0;
		if (n == -1)
			return -1;
	}
	return 0;
}

int
submit_write(int fd, const struct response *r)
{
	char *text = xmalloc(r->size);
	size_t i, n = 0;
	int rc, error;

	for (i = 0; i < r->size; i++)
		if (r->bytes[i] != '\r' || i + 1 == r->size ||
		    r->bytes[i + 1] != '\n')
			text[n++] = r->bytes[i];
	rc = write_all(fd, text, n);
	error = errno;
	free(text);
	errno = error;
	return rc;
}

void
submit_response(struct submit_result *result, const struct mailbox *m,
    const struct response *r, uint32_t patience,
    void (*started)(pid_t group, void *arg), void *arg)
{
	*result = (struct submit_result){ .status = -1 };
	if (r->recipient[0] == '\0' || r->recipient[0] == '-')
		submit_settle(result, SUBMIT_REFUSED,
		    "the recipient could be taken for an option", 0);
	else if (m->submit == SUBMIT_MAILDIR)
		submit_maildir(result, m->maildir, r);
	else
		submit_sendmail(result, m, r, patience, started, arg);
}

void
submit_copy(struct submit_result *result, const char *maildir,
    const struct response *r)
{
	*result = (struct submit_result){ .status = -1 };
	submit_maildir(result, maildir, r);
}
