#include "cli/commands.h"
#include "cli/load.h"
#include "progress.h"
#include "stored.h"
#include "supervise/process.h"

#include "base/mem.h"
#include "subject/key.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

struct collection {
	struct mailbox mailbox;
	struct stored stored;
	void *people; /* a tree of normalised addresses */
	bool full;    /* no memory for more of them */
};

static int
by_address(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool
owns(const struct collection *c, const char *addr)
{
	return mailbox_owns(&c->mailbox, "", addr) ||
	    (*c->mailbox.from_address != '\0' &&
		addr_equal(addr, c->mailbox.from_address));
}

/*
 * Mail of the mailbox itself that a person has written: a copy of a response
 * would make everybody known who was answered.
 */
static bool
is_own_letter(const struct collection *c, const struct subject *s)
{
	uint32_t i;

	if (s->signs[SIGN_AUTO_SUBMITTED].present ||
	    s->signs[SIGN_AUTO_HEADER].present)
		return false;
	for (i = 0; i < s->address_count; i++)
		if (s->addresses[i].place == PLACE_FROM &&
		    owns(c, subject_address(s, i)))
			return true;
	return false;
}

static void
add(struct collection *c, const char *addr)
{
	struct key key;
	char *copy;

	if (addr_check(addr) != ADDR_GOOD || owns(c, addr) ||
	    key_normalise(&key, addr) == -1 ||
	    tfind(key.sender, &c->people, by_address) != NULL)
		return;
	copy = xstrdup(key.sender);
	if (tsearch(copy, &c->people, by_address) == NULL) {
		free(copy);
		c->full = true;
	}
}

static void
take(struct collection *c, const struct mailstore_entry *e)
{
	static struct subject s;
	uint32_t i;

	if (stored_read(&c->stored, e, &s) == -1 || !is_own_letter(c, &s))
		return;
	for (i = 0; i < s.address_count; i++)
		if (s.addresses[i].place <= PLACE_RESENT_BCC)
			add(c, subject_address(&s, i));
}

static void
print(const void *node, VISIT visit, int depth)
{
	(void)depth;
	if (visit == postorder || visit == leaf)
		puts(*(const char *const *)node);
}

static void
collect(struct collection *c, uint64_t since)
{
	const struct mailstore *store = &c->stored.store;
	size_t i = stored_since(&c->stored, since);
	struct progress progress;

	progress_begin(&progress, store->count - i);
	for (; i < store->count; i++) {
		take(c, &store->entries[i]);
		progress_step(&progress);
	}
	progress_clear(&progress);
	twalk(c->people, print);
	tdestroy(c->people, free);
}

int
correspondents_command(const struct command *self, int argc, char **argv)
{
	static struct collection c;
	static struct options o;
	char path[OPTIONS_PATH], problem[200];
	int status = EX_CONFIG;

	if (command_options(&o, self, argc, argv) == -1)
		return OPTIONS_USAGE;
	if (o.rest_count != 1 || *o.rest[0] == '\0' ||
	    options_absolute(path, o.rest[0]) == -1) {
		fputs("backsoon: correspondents: expected one Maildir or mbox "
		      "of sent mail, as in backsoon correspondents "
		      "~/Maildir/.Sent\n",
		    stderr);
		return OPTIONS_USAGE;
	}
	process_normalise(false);
	mailbox_init(&c.mailbox);
	if (load_mailbox(&c.mailbox, &o, stderr, problem, sizeof problem) ==
	    0) {
		status = EX_NOINPUT;
		if (stored_open(&c.stored, path) == 0) {
			collect(&c, load_time(&o.since, &c.mailbox));
			status = c.full ? EX_OSERR : EX_OK;
		}
		stored_close(&c.stored);
	}
	mailbox_release(&c.mailbox);
	return fflush(stdout) == 0 ? status : EX_IOERR;
}
