#include "policy/mailbox.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
refused(char why[MAILBOX_WHY], const char *text)
{
	snprintf(why, MAILBOX_WHY, "%s", text);
	return false;
}

bool
mailbox_can_be(const char *addr, char why[MAILBOX_WHY])
{
	enum addr_fault fault = addr_check(addr);

	/* a mailbox of ours may live in example.org or at localhost */
	return fault == ADDR_GOOD || fault == ADDR_SPECIAL_USE ||
	    fault == ADDR_SINGLE_LABEL || refused(why, addr_fault_text(fault));
}

/* A display name without its quotes and backslashes, in place: RFC 5322
 * section 3.4.  False where it needs quotes, or its quotes are in its middle.
 */
static bool
take_name(char *name)
{
	size_t len = strlen(name), i, out = 0;

	if (name[0] != '"')
		return strpbrk(name, "\",:;@()[]\\") == NULL;
	for (i = 1; i < len && name[i] != '"'; i++) {
		if (name[i] == '\\' && i + 1 < len)
			i++;
		name[out++] = name[i];
	}
	name[out] = '\0';
	return i + 1 == len;
}

/* The '<' of an address (not one in quotes), or NULL. */
static const char *
angle(const char *p)
{
	bool quoted = false;

	for (; *p != '\0' && (quoted || *p != '<'); p++) {
		if (quoted && *p == '\\' && p[1] != '\0')
			p++;
		else
			quoted ^= *p == '"';
	}
	return *p == '<' ? p : NULL;
}

/* Divides "name <address>" or "address"; the caller owns both. */
static bool
split_mailbox(const char *value, char **name, char **addr,
    char why[MAILBOX_WHY])
{
	const char *open = angle(value), *close;
	size_t len;

	if (open == NULL) {
		if (strchr(value, ',') != NULL && !mailbox_can_be(value, why))
			return refused(why, "more than one mailbox");
		*addr = xstrdup(value);
		return true;
	}
	close = open + strcspn(open, ">");
	if (close[0] == '\0')
		return refused(why, "\"<\" without \">\"");
	if (strchr(close, ',') != NULL)
		return refused(why, "more than one mailbox");
	if (close[1] != '\0')
		return refused(why, "text after \">\"");
	len = (size_t)(open - value);
	while (len > 0 && text_is_blank(value[len - 1]))
		len--;
	*name = xstrndup(value, len);
	*addr = xstrndup(open + 1, (size_t)(close - open - 1));
	return true;
}

int
mailbox_from(char **name, char **addr, const char *value, char why[MAILBOX_WHY])
{
	*name = *addr = NULL;
	if (split_mailbox(value, name, addr, why) &&
	    ((*name == NULL || take_name(*name)) ||
		refused(why, "a display name with signs that need quotes")) &&
	    mailbox_can_be(*addr, why)) {
		if (*name == NULL)
			*name = xstrdup("");
		return 0;
	}
	free(*name);
	free(*addr);
	*name = *addr = NULL;
	return -1;
}
