#include "subject/key.h"

#include "base/mem.h"

#include "addr_local.h"
#include "key_tags.h"

#include <string.h>

typedef bool undo_fn(struct key_parts *p);

static undo_fn *const tag_steps[] = { key_undo_batv, key_undo_srs };
static undo_fn *const drop_steps[] = { key_drop_verp, key_drop_detail };

bool
key_drop_detail(struct key_parts *p)
{
	char *plus;

	/* Else all that a forwarder tags badly would share one key. */
	if (key_is_tagged(p))
		return false;
	plus = p->local[0] == '\0' ? NULL : strchr(p->local + 1, '+');
	if (plus == NULL)
		return false;
	*plus = '\0';
	return true;
}

/* Tags nest: a forwarder's around a bounce tag, and the reverse. */
static void
repeat(undo_fn *const *steps, size_t count, struct key_parts *p)
{
	size_t i = 0;

	while (i < count)
		i = steps[i](p) ? 0 : i + 1;
}

int
key_take_apart(struct key_parts *p, const char *addr)
{
	char path[ADDR_MAX], text[ADDR_MAX];
	const char *at;

	if (addr_from_path(path, sizeof path, addr) == -1 ||
	    (at = addr_at(path)) == NULL)
		return -1;
	if (addr_unquote(text, sizeof text, path, (size_t)(at - path)) < 1 ||
	    addr_fold(p->local, sizeof p->local, text) == -1 ||
	    addr_ascii_domain(p->domain, sizeof p->domain, at + 1) == -1)
		return -1;
	repeat(tag_steps, sizeof tag_steps / sizeof *tag_steps, p);
	return 0;
}

int
key_normalise(struct key *key, const char *addr)
{
	struct key_parts p;
	size_t len;

	memset(key, 0, sizeof *key);
	if (key_take_apart(&p, addr) == -1)
		return -1;
	repeat(drop_steps, sizeof drop_steps / sizeof *drop_steps, &p);
	if (addr_quote(key->sender, sizeof key->sender, p.local) == -1)
		goto none;
	len = strlen(key->sender);
	if (mem_copy(key->sender + len, sizeof key->sender - len, "@") == -1 ||
	    mem_copy(key->sender + len + 1, sizeof key->sender - len - 1,
		p.domain) == -1)
		goto none;
	return mem_copy(key->domain, sizeof key->domain, p.domain);
none:
	memset(key, 0, sizeof *key);
	return -1;
}
