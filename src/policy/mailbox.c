#include "policy/mailbox.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* One list for init and release: no string is forgotten in either. */
static const size_t strings[] = {
	offsetof(struct mailbox, address),
	offsetof(struct mailbox, from_name),
	offsetof(struct mailbox, from_address),
	offsetof(struct mailbox, reply_to),
	offsetof(struct mailbox, separators),
	offsetof(struct mailbox, correspondents),
	offsetof(struct mailbox, template_internal),
	offsetof(struct mailbox, template_known),
	offsetof(struct mailbox, template_path),
	offsetof(struct mailbox, unverified_path),
	offsetof(struct mailbox, subject),
	offsetof(struct mailbox, handle),
	offsetof(struct mailbox, absent_from),
	offsetof(struct mailbox, absent_until),
	offsetof(struct mailbox, hours),
	offsetof(struct mailbox, absence_calendar),
	offsetof(struct mailbox, holiday_calendar),
	offsetof(struct mailbox, time_zone),
	offsetof(struct mailbox, precedence),
	offsetof(struct mailbox, state),
	offsetof(struct mailbox, site_state),
	offsetof(struct mailbox, maildir),
	offsetof(struct mailbox, log),
	offsetof(struct mailbox, metrics_file),
	offsetof(struct mailbox, fcc),
	offsetof(struct mailbox, notify),
	offsetof(struct mailbox, dns_server),
	offsetof(struct mailbox, config_path),
	offsetof(struct mailbox, missing),
};

static const size_t lists[] = {
	offsetof(struct mailbox, aliases),
	offsetof(struct mailbox, allow),
	offsetof(struct mailbox, deny),
	offsetof(struct mailbox, disabled_rules),
	offsetof(struct mailbox, system_senders),
	offsetof(struct mailbox, bulk_headers),
	offsetof(struct mailbox, audience),
	offsetof(struct mailbox, internal_domains),
	offsetof(struct mailbox, absences),
	offsetof(struct mailbox, sendmail),
	offsetof(struct mailbox, notify_on),
	offsetof(struct mailbox, exempt_domains),
	offsetof(struct mailbox, dns_lists),
	offsetof(struct mailbox, dns_domain_lists),
	offsetof(struct mailbox, trusted_authserv_ids),
	offsetof(struct mailbox, trusted_hosts),
	offsetof(struct mailbox, trusted_relays),
	offsetof(struct mailbox, trusted_arc_sealers),
	offsetof(struct mailbox, locked),
	offsetof(struct mailbox, languages),
	offsetof(struct mailbox, language_domains),
};

static void *
member(struct mailbox *m, size_t offset)
{
	return (char *)m + offset;
}

void
mailbox_init(struct mailbox *m)
{
	size_t i;

	memset(m, 0, sizeof *m);
	for (i = 0; i < sizeof strings / sizeof *strings; i++)
		*(char **)member(m, strings[i]) = xstrdup("");
}

void
mailbox_release(struct mailbox *m)
{
	size_t i;

	for (i = 0; i < sizeof strings / sizeof *strings; i++)
		free(*(char **)member(m, strings[i]));
	for (i = 0; i < sizeof lists / sizeof *lists; i++)
		mailbox_list_release(member(m, lists[i]));
	memset(m, 0, sizeof *m);
}

void
mailbox_list_add(struct mailbox_list *list, const char *item, size_t len)
{
	list->items =
	    xrealloc(list->items, (list->count + 1) * sizeof *list->items);
	list->items[list->count++] = xstrndup(item, len);
}

void
mailbox_list_release(struct mailbox_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	list->items = NULL;
	list->count = 0;
}

bool
mailbox_list_has(const struct mailbox_list *list, const char *word)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (text_equal(list->items[i], word))
			return true;
	return false;
}

/*
 * The recipient comes from the envelope: at a catch-all a stranger chose it,
 * and "*@example.org" must not become a pattern that owns everybody.
 */
static bool
is_recipient(const struct mailbox *m, const char *recipient, const char *addr)
{
	const char *at = addr_at(recipient);

	if (at == NULL || at == recipient)
		return false;
	if (addr_equal(recipient, addr))
		return true;
	return strpbrk(recipient, "*?") == NULL &&
	    addr_matches(addr, recipient, m->separators);
}

bool
mailbox_owns(const struct mailbox *m, const char *recipient, const char *addr)
{
	size_t i;

	if (m->address[0] != '\0' &&
	    addr_matches(addr, m->address, m->separators))
		return true;
	for (i = 0; i < m->aliases.count; i++)
		if (addr_matches(addr, m->aliases.items[i], m->separators))
			return true;
	return is_recipient(m, recipient, addr);
}
