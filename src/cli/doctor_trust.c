#include "doctor.h"

#include "base/mem.h"
#include "world/machine.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Who writes Authentication-Results here (RFC 8601), by a file of his. */
static const struct {
	const char *name;
	const char *path;
} verifiers[] = {
	{ "OpenDMARC", "/etc/opendmarc.conf" },
	{ "OpenDKIM", "/etc/opendkim.conf" },
	{ "Rspamd", "/etc/rspamd/rspamd.conf" },
	{ "policyd-spf", "/etc/postfix-policyd-spf-python/policyd-spf.conf" },
	{ "authentication_milter", "/etc/authentication_milter.json" },
};

static const char *
find_verifier(const char *root)
{
	char *path;
	size_t i;
	bool there;

	for (i = 0; i < sizeof verifiers / sizeof *verifiers; i++) {
		path = xasprintf("%s%s", root, verifiers[i].path);
		there = access(path, F_OK) == 0;
		free(path);
		if (there)
			return verifiers[i].name;
	}
	return NULL;
}

static void
check_unset(struct doctor *d, const struct mailbox_list *names)
{
	const char *name = find_verifier(d->root);
	const char *cost = "what a server found out about a sender (DKIM, "
			   "DMARC) is not looked at";

	if (name == NULL)
		doctor_ok(d, "trusted-authserv-id is not set: %s", cost);
	else
		doctor_tell_free(d, DOCTOR_WARNING,
		    xasprintf("trusted-authserv-id = %s, or how %s calls "
			      "itself",
			names->count > 0 ? names->items[0] : "the name", name),
		    "%s is here, and trusted-authserv-id is not set: %s", name,
		    cost);
}

/* A verdict counts by its name; a stranger can write any name, so it has to
 * be one that our own servers take out of what comes in. */
static void
check_set(struct doctor *d, const struct mailbox_list *names)
{
	const struct mailbox_list *ids = &d->mailbox.trusted_authserv_ids;
	size_t i;

	for (i = 0; i < ids->count; i++) {
		const char *id = ids->items[i];

		if (mailbox_list_has(names, id) ||
		    mailbox_list_has(&d->mailbox.trusted_hosts, id))
			doctor_ok(d,
			    "%s is a name of this machine or a "
			    "trusted host",
			    id);
		else
			doctor_tell_free(d, DOCTOR_WARNING,
			    xasprintf("trusted-hosts = %s, if another server "
				      "of yours writes it; else "
				      "trusted-authserv-id = %s",
				id,
				names->count > 0 ? names->items[0]
						 : "this machine"),
			    "trusted-authserv-id: %s is no name of this "
			    "machine",
			    id);
	}
}

void
doctor_trust(struct doctor *d)
{
	struct mailbox_list names = { .count = 0 };
	char *mailname = xasprintf("%s/etc/mailname", d->root);

	machine_names(&names, mailname);
	free(mailname);
	if (d->mailbox.trusted_authserv_ids.count == 0)
		check_unset(d, &names);
	else
		check_set(d, &names);
	mailbox_list_release(&names);
}
