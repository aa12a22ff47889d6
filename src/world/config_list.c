#include "config_parts.h"

#include "base/ip.h"
#include "base/mem.h"
#include "base/text.h"
#include "policy/audience.h"
#include "policy/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
nth_setting(size_t i)
{
	return i < config_rows_count ? config_rows[i].setting.key : NULL;
}

/* All but what is a single mailbox's or the site's anyhow. */
bool
config_is_lockable(const char *item, char why[CONFIG_WHY])
{
	size_t i = config_row_find(item);
	const char *near;

	why[0] = '\0';
	if (i < config_rows_count)
		return config_rows[i].layers == 0;
	near = config_nearest(item, nth_setting);
	if (near != NULL)
		snprintf(why, CONFIG_WHY, "no such setting (did you mean %s?)",
		    near);
	else
		snprintf(why, CONFIG_WHY, "no such setting");
	return false;
}

static const char *
nth_rule(size_t i)
{
	return i < rules_count ? rules[i].name : NULL;
}

bool
config_is_rule(const char *item, char why[CONFIG_WHY])
{
	const struct rule *r = rule_find(item);
	const char *near;
	char shown[CONFIG_SHOWN];

	if (r == NULL) {
		near = config_nearest(item, nth_rule);
		config_show(shown, item, strlen(item));
		snprintf(why, CONFIG_WHY, "no rule %s%s%s%s", shown,
		    near ? " (did you mean " : "", near ? near : "",
		    near ? "?)" : "");
		return false;
	}
	if (r->force == RULE_MUST) {
		snprintf(why, CONFIG_WHY,
		    "%s cannot be disabled: it is a MUST (%s)", r->name,
		    r->source);
		return false;
	}
	return true;
}

/* A pattern is an address or domain once its wildcards are letters. */
bool
config_is_pattern(const char *item, char why[CONFIG_WHY])
{
	const char *at = addr_at(item);
	const char *domain = at == NULL ? item : at + 1;
	size_t local = at == NULL ? 0 : (size_t)(at - item), i;
	char *addr;
	bool good;

	if (at != NULL && strncmp(domain, "*.", 2) == 0)
		domain += 2;
	else if (local == 0 && *domain == '.')
		domain++;
	addr =
	    xasprintf("%.*s%s@%s", (int)local, item, local ? "" : "x", domain);
	for (i = 0; i < local; i++)
		if (addr[i] == '*' || addr[i] == '?')
			addr[i] = 'x';
	good = mailbox_can_be(addr, why);
	free(addr);
	return good;
}

/* RFC 5322 section 3.2.3 atoms with dots, and the glob signs. */
bool
config_is_local_part(const char *item, char why[CONFIG_WHY])
{
	size_t i;

	why[0] = '\0';
	for (i = 0; item[i] != '\0'; i++)
		if ((unsigned char)item[i] < 0x80 && !text_is_alnum(item[i]) &&
		    strchr("!#$%&'*+-/=?^_`{|}~.", item[i]) == NULL)
			return false;
	return i <= 64;
}

/* RFC 5322 section 2.2 */
bool
config_is_field_name(const char *item, char why[CONFIG_WHY])
{
	size_t i;

	why[0] = '\0';
	for (i = 0; item[i] != '\0'; i++)
		if (item[i] <= 32 || item[i] >= 127 || item[i] == ':')
			return false;
	return i <= 77;
}

bool
config_is_token(const char *item, char why[CONFIG_WHY])
{
	size_t i;

	why[0] = '\0';
	for (i = 0; item[i] != '\0'; i++)
		if (!text_is_alnum((unsigned char)item[i]) &&
		    strchr("-._~+:", item[i]) == NULL)
			return false;
	return i > 0 && i <= 253;
}

bool
config_is_zone(const char *item, char why[CONFIG_WHY])
{
	size_t i, label = 0;

	why[0] = '\0';
	for (i = 0; item[i] != '\0'; i++) {
		bool dot = item[i] == '.';

		if (dot ? label == 0
			: !text_is_alnum((unsigned char)item[i]) &&
			    item[i] != '-' && item[i] != '_')
			return false;
		label = dot ? 0 : label + 1;
	}
	/* The address or domain in front of it needs room, too. */
	return label > 0 && i <= 180;
}

/* A name as a Received or ARC-Seal field has it, or an address literal. */
bool
config_is_host(const char *item, char why[CONFIG_WHY])
{
	size_t i;

	why[0] = '\0';
	for (i = 0; item[i] != '\0'; i++)
		if (!text_is_alnum((unsigned char)item[i]) &&
		    strchr("-._:[]", item[i]) == NULL)
			return false;
	return i > 0 && i <= 253;
}

bool
config_is_circle(const char *item, char why[CONFIG_WHY])
{
	int i;

	why[0] = '\0';
	for (i = 0; i < AUDIENCE_CIRCLES; i++)
		if (strcmp(item, audience_text((enum audience_circle)i)) == 0)
			return true;
	return strcmp(item, "everyone") == 0;
}

bool
config_is_relay(const char *item, char why[CONFIG_WHY])
{
	struct ip net;
	unsigned bits;

	why[0] = '\0';
	return strcmp(item, "loopback") == 0 || strcmp(item, "private") == 0 ||
	    ip_parse_prefix(&net, &bits, item) == 0;
}

bool
config_is_notice(const char *item, char why[CONFIG_WHY])
{
	why[0] = '\0';
	return strcmp(item, "breaker") == 0 || strcmp(item, "ended") == 0 ||
	    strcmp(item, "endless") == 0;
}

/* The comma that ends an item (not one in double quotes), or the end. */
static const char *
item_end(const char *p)
{
	bool quoted = false;

	for (; *p != '\0' && (quoted || *p != ','); p++)
		quoted ^= *p == '"';
	return p;
}

static bool
take_item(const struct config_row *row, struct mailbox_list *list,
    const char *item, size_t len, char why[CONFIG_WHY])
{
	char shown[CONFIG_SHOWN], *copy = xstrndup(item, len),
				  reason[CONFIG_WHY] = "";
	bool good = len > 0 && row->item(copy, reason);

	if (good)
		mailbox_list_add(list, item, len);
	else if (len == 0)
		snprintf(why, CONFIG_WHY, "an empty item");
	else if (row->item == config_is_rule)
		mem_copy(why, CONFIG_WHY, reason);
	else
		snprintf(why, CONFIG_WHY, "%s%s%s",
		    config_show(shown, item, len),
		    reason[0] == '\0' ? "" : " has ", reason);
	free(copy);
	return good;
}

void
config_clear_list(const struct config_row *row, struct mailbox *m)
{
	mailbox_list_release((void *)((char *)m + row->offset));
}

bool
config_take_list(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	struct mailbox_list *list = (void *)((char *)m + row->offset);
	const char *p = value, *end;
	size_t len;

	mailbox_list_release(list);
	if (*p == '\0')
		return row->min == 0;
	for (;; p = end + 1) {
		while (text_is_blank(*p))
			p++;
		end = item_end(p);
		for (len = (size_t)(end - p);
		     len > 0 && text_is_blank(p[len - 1]);)
			len--;
		if (!take_item(row, list, p, len, why))
			return false;
		if (row->max > 0 && list->count > row->max) {
			snprintf(why, CONFIG_WHY, "more than %u", row->max);
			return false;
		}
		if (*end == '\0')
			return true;
	}
}

/* Appends the word at p, its quotes undone; NULL where a quote is open. */
static const char *
take_argument(struct mailbox_list *list, const char *p)
{
	char *word = xmalloc(strlen(p) + 1), quote = '\0';
	size_t len = 0;

	for (; *p != '\0' && (quote != '\0' || !text_is_blank(*p)); p++) {
		if (quote == '\0' && (*p == '"' || *p == '\''))
			quote = *p;
		else if (*p == quote)
			quote = '\0';
		else
			word[len++] = *p;
	}
	if (quote == '\0')
		mailbox_list_add(list, word, len);
	free(word);
	return quote == '\0' ? p : NULL;
}

/* Words at blanks, '' and "" as a shell has them, and nothing else of it. */
bool
config_take_command(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	struct mailbox_list *list = (void *)((char *)m + row->offset);
	const char *p = value;

	mailbox_list_release(list);
	for (;;) {
		while (text_is_blank(*p))
			p++;
		if (*p == '\0')
			break;
		p = take_argument(list, p);
		if (p == NULL) {
			snprintf(why, CONFIG_WHY, "a quote is not closed");
			return false;
		}
	}
	return list->count > 0 && list->items[0][0] == '/';
}
