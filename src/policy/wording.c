#include "policy/wording.h"

#include "base/mem.h"
#include "base/text.h"
#include "subject/language.h"

#include <stdlib.h>
#include <string.h>

const char *
wording_path(const struct facts *f)
{
	/* the most special first */
	const char *const paths[] = { f->occasion.template,
		audience_template(f->mailbox, f->audience.circle),
		f->mailbox->template_path };
	size_t i;

	for (i = 0; i < sizeof paths / sizeof *paths; i++)
		if (paths[i] != NULL && *paths[i] != '\0')
			return paths[i];
	return "";
}

const char *
wording_path_for(const struct facts *f, bool verified)
{
	const char *path = f->mailbox->unverified_path;

	return verified || *path == '\0' ? wording_path(f) : path;
}

const char *
wording_default(const struct mailbox *m)
{
	return m->languages.count == 0 ? "" : m->languages.items[0];
}

/* Does the item "PATTERN=TAG" speak of this sender? */
static bool
covers(const char *item, const char *mark, const char *sender)
{
	char *pattern = xstrndup(item, (size_t)(mark - item));
	bool covered = addr_matches(sender, pattern, "");

	free(pattern);
	return covered;
}

static int
by_domain(const struct mailbox *m, const char *sender)
{
	size_t i, k;

	for (i = 0; i < m->language_domains.count; i++) {
		const char *item = m->language_domains.items[i];
		const char *mark = strrchr(item, '=');

		if (mark == NULL || !covers(item, mark, sender))
			continue;
		for (k = 0; k < m->languages.count; k++)
			if (text_equal(m->languages.items[k], mark + 1))
				return (int)k;
	}
	return -1;
}

const char *
wording_language(const struct facts *f)
{
	const struct mailbox_list *list = &f->mailbox->languages;
	int i;

	if (list->count < 2)
		return wording_default(f->mailbox);
	i = language_accepted(f->subject->accept_language, list->items,
	    list->count);
	if (i == -1)
		i = language_spoken(f->subject->content_language, list->items,
		    list->count);
	if (i == -1)
		i = by_domain(f->mailbox, f->envelope->sender);
	return list->items[i == -1 ? 0 : i];
}
