#include "rule.h"

#include "base/mem.h"
#include "base/text.h"

#include <fnmatch.h>
#include <string.h>

bool
rule_null_sender(const struct facts *f, struct evidence *e)
{
	return f->envelope->state == ENVELOPE_NULL &&
	    because(e, "%s: null reverse-path", f->envelope->sender_source);
}

bool
rule_no_sender(const struct facts *f, struct evidence *e)
{
	switch (f->envelope->state) {
	case ENVELOPE_UNKNOWN:
		return because(e, "no envelope source");
	case ENVELOPE_CONFLICT:
		return because(e, "sources disagree: %s", f->envelope->note);
	case ENVELOPE_NULL:
	case ENVELOPE_ADDRESS:
		break;
	}
	return false;
}

bool
rule_malformed_sender(const struct facts *f, struct evidence *e)
{
	enum addr_fault fault;

	if (f->envelope->state != ENVELOPE_ADDRESS)
		return false;
	fault = addr_check(f->envelope->sender);
	return fault != ADDR_GOOD &&
	    because(e, "%s: %s", f->envelope->sender, addr_fault_text(fault));
}

/* The address after -f in the sendmail command, or NULL. */
static const char *
own_envelope_sender(const struct mailbox *m)
{
	size_t i;

	for (i = 1; i < m->sendmail.count; i++)
		if (strcmp(m->sendmail.items[i - 1], "-f") == 0)
			return m->sendmail.items[i];
	return NULL;
}

bool
rule_is_own(const struct facts *f, const char *addr)
{
	const char *bounce = own_envelope_sender(f->mailbox);

	return *addr != '\0' &&
	    (facts_owns(f, addr) ||
		addr_equal(addr, f->mailbox->from_address) ||
		(bounce != NULL && addr_equal(addr, bounce)));
}

bool
rule_own_address(const struct facts *f, struct evidence *e)
{
	if (rule_is_own(f, f->envelope->sender))
		return because(e, "%s is my own", f->envelope->sender);
	return rule_is_own(f, f->key.sender) &&
	    because(e, "%s stands for my own %s", f->envelope->sender,
		f->key.sender);
}

void
rule_local_part(char *to, size_t size, const char *addr)
{
	const char *at = addr_at(addr);
	size_t i;

	mem_copy_n(to, size, addr,
	    at == NULL ? strlen(addr) : (size_t)(at - addr));
	for (i = 0; to[i] != '\0'; i++)
		to[i] = (char)text_lower(to[i]);
}

/* Nobody reads what is sent to these, however they are spelled. */
static const char *const machines[] = { "noreply", "donotreply", "mailerdaemon",
	"maildaemon" };

bool
rule_is_machine(const char *local)
{
	char bare[ADDR_MAX];
	size_t i, n = 0;

	for (i = 0; local[i] != '\0' && n + 1 < sizeof bare; i++)
		if (strchr("-_.+=", local[i]) == NULL)
			bare[n++] = local[i];
	bare[n] = '\0';
	for (i = 0; i < sizeof machines / sizeof *machines; i++)
		if (strstr(bare, machines[i]) != NULL)
			return true;
	return false;
}

/* RFC 5230 section 4.6 and what mail systems call their robots. */
static const char *const robots[] = { "listserv", "majordomo", "mailman",
	"*-request", "*-owner", "owner-*", "bounce", "bounces", "*-bounce",
	"*-bounces", "bounce[-+_.=]*", "bounces[-+_.=]*", "*-bounces[+=]*",
	"autoreply", "auto-reply", "autoresponder", "auto-responder",
	"*-confirm", "*-confirm[-+]*", "confirm-*", "*-return-*", "nobody",
	"daemon", "uucp", "root" };

static const char *
system_pattern(const struct facts *f, const char *local)
{
	const struct mailbox_list *more = &f->mailbox->system_senders;
	size_t i;

	if (rule_is_machine(local))
		return "no-reply";
	for (i = 0; i < sizeof robots / sizeof *robots; i++)
		if (fnmatch(robots[i], local, 0) == 0)
			return robots[i];
	for (i = 0; i < more->count; i++)
		if (fnmatch(more->items[i], local, FNM_CASEFOLD) == 0)
			return more->items[i];
	return NULL;
}

/* From counts only for the words that can be nobody's name. */
static bool
machine_in_from(const struct facts *f, struct evidence *e)
{
	const struct subject *s = f->subject;
	char local[ADDR_MAX];
	uint32_t i;

	for (i = 0; i < s->address_count; i++) {
		if (s->addresses[i].place != PLACE_FROM)
			continue;
		rule_local_part(local, sizeof local, subject_address(s, i));
		if (rule_is_machine(local))
			return because(e, "From: %s", subject_address(s, i));
	}
	return false;
}

bool
rule_system_sender(const struct facts *f, struct evidence *e)
{
	const char *const senders[] = { f->envelope->sender, f->key.sender };
	char local[ADDR_MAX];
	const char *pattern;
	size_t i;

	for (i = 0; i < sizeof senders / sizeof *senders; i++) {
		rule_local_part(local, sizeof local, senders[i]);
		pattern = system_pattern(f, local);
		if (pattern != NULL)
			return because(e, "%s is like %s", senders[i], pattern);
	}
	return machine_in_from(f, e);
}

bool
rule_denied_sender(const struct facts *f, struct evidence *e)
{
	const struct mailbox_list *deny = &f->mailbox->deny;
	size_t i;

	for (i = 0; i < deny->count; i++)
		if (addr_matches(f->envelope->sender, deny->items[i], "+") ||
		    addr_matches(f->key.sender, deny->items[i], "+"))
			return because(e, "%s is covered by deny = %s",
			    f->envelope->sender, deny->items[i]);
	return false;
}
