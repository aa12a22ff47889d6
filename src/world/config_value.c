#include "config_parts.h"

#include "base/mem.h"
#include "base/text.h"
#include "subject/subject.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
config_set(const struct config_row *row, struct mailbox *m, const char *value,
    size_t len)
{
	char **to = (void *)((char *)m + row->offset);

	free(*to);
	*to = xstrndup(value, len);
}

void
config_clear_text(const struct config_row *row, struct mailbox *m)
{
	config_set(row, m, "", 0);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits to a number of at most 32 bits; *p is moved behind them. */
static bool
take_digits(const char **p, uint64_t *number)
{
	const char *s = *p;

	for (*number = 0; is_digit(**p); ++*p) {
		*number = *number * 10 + (uint64_t)(**p - '0');
		if (*number > UINT32_MAX)
			return false;
	}
	return *p > s;
}

static bool
take_limited(const struct config_row *row, struct mailbox *m, uint64_t number,
    char why[CONFIG_WHY])
{
	uint32_t *to = (void *)((char *)m + row->offset);

	if (number < row->min || number > row->max) {
		snprintf(why, CONFIG_WHY, "too %s",
		    number < row->min ? "small" : "large");
		return false;
	}
	*to = (uint32_t)number;
	return true;
}

bool
config_take_number(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	const char *p = value;
	uint64_t number;

	if (!take_digits(&p, &number)) {
		if (is_digit(*p))
			snprintf(why, CONFIG_WHY, "too large");
		return false;
	}
	return *p == '\0' && take_limited(row, m, number, why);
}

static const struct {
	char unit;
	uint32_t seconds;
} units[] = {
	{ 's', 1 },
	{ 'm', 60 },
	{ 'h', 3600 },
	{ 'd', 86400 },
	{ 'w', 604800 },
};

/* Weeks are not used: people think of an interval in days. */
void
config_duration_text(char to[CONFIG_DURATION], uint32_t seconds)
{
	size_t i = 3;

	while (seconds % units[i].seconds != 0)
		i--;
	if (seconds == 0)
		snprintf(to, CONFIG_DURATION, "0");
	else
		snprintf(to, CONFIG_DURATION, "%u%c",
		    seconds / units[i].seconds, units[i].unit);
}

bool
config_take_duration(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	const char *p = value;
	uint64_t number;
	size_t i;

	if (!take_digits(&p, &number)) {
		if (is_digit(*p))
			snprintf(why, CONFIG_WHY, "too large");
		return false;
	}
	if (number == 0 && *p == '\0')
		return take_limited(row, m, 0, why);
	for (i = 0; i < sizeof units / sizeof *units; i++)
		if (*p == units[i].unit && p[1] == '\0')
			return take_limited(row, m, number * units[i].seconds,
			    why);
	return false;
}

bool
config_take_yes_no(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	static const char *const words[] = { "no", "yes", "false", "true",
		"off", "on" };
	bool *to = (void *)((char *)m + row->offset);
	size_t i;

	why[0] = '\0';
	for (i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(value, words[i]) == 0) {
			*to = i % 2 == 1;
			return true;
		}
	return false;
}

bool
config_take_word(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	unsigned *to = (void *)((char *)m + row->offset);
	unsigned i;

	why[0] = '\0';
	for (i = 0; row->words[i] != NULL; i++)
		if (strcmp(value, row->words[i]) == 0) {
			*to = i;
			return true;
		}
	return false;
}

bool
config_take_precedence(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	size_t i;

	why[0] = '\0';
	for (i = 0; row->words[i] != NULL; i++)
		if (strcmp(value, row->words[i]) == 0) {
			config_set(row, m, value,
			    strcmp(value, "none") == 0 ? 0 : strlen(value));
			return true;
		}
	return false;
}

/* Signs that RFC 5322 section 3.2.3 allows in a local part, and the dot is
 * none of them: bob.smith is not a detail of bob. */
bool
config_take_separators(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	size_t len = strlen(value);

	why[0] = '\0';
	if (strspn(value, "!#$%&'*+-/=?^_`{|}~") != len || len > 8)
		return false;
	config_set(row, m, value, len);
	return true;
}

bool
config_take_token(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	size_t len = strlen(value);

	if (len > row->max || !config_is_token(value, why))
		return false;
	config_set(row, m, value, len);
	return true;
}

/* "192.0.2.1", "192.0.2.1:53", "2001:db8::1", "[2001:db8::1]:53" */
bool
config_take_server(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	unsigned char binary[sizeof(struct in6_addr)];
	char host[INET6_ADDRSTRLEN + 1];
	const char *port = NULL, *p = value;
	uint64_t number;
	bool v6 = strchr(value, ':') != strrchr(value, ':');
	size_t len = strlen(value);

	if (*value == '[') {
		p++;
		len = strcspn(p, "]");
		if (p[len] == '\0' || (p[len + 1] != '\0' && p[len + 1] != ':'))
			return false;
		port = p[len + 1] == ':' ? p + len + 2 : NULL;
		v6 = true;
	} else if (!v6 && strchr(value, ':') != NULL) {
		len = strcspn(value, ":");
		port = value + len + 1;
	}
	if (mem_copy_n(host, sizeof host, p, len) == -1 ||
	    inet_pton(v6 ? AF_INET6 : AF_INET, host, binary) != 1)
		return false;
	if (port != NULL &&
	    (!take_digits(&port, &number) || *port != '\0' || number < 1 ||
		number > 65535)) {
		snprintf(why, CONFIG_WHY, "not a port");
		return false;
	}
	config_set(row, m, value, strlen(value));
	return true;
}

bool
config_take_client(const struct config_row *row, struct mailbox *m,
    const char *value, char why[CONFIG_WHY])
{
	static const char received[] = "received:";
	const char *p = value + sizeof received - 1;
	uint64_t number;

	(void)row;
	why[0] = '\0';
	m->client_from = CLIENT_AUTO;
	if (strcmp(value, "auto") == 0)
		return true;
	m->client_from = CLIENT_NONE;
	if (strcmp(value, "none") == 0)
		return true;
	if (strncmp(value, received, sizeof received - 1) != 0 ||
	    !take_digits(&p, &number) || *p != '\0' || number < 1 ||
	    number > SUBJECT_HOPS)
		return false;
	m->client_from = CLIENT_RECEIVED;
	m->client_received = (uint32_t)number;
	return true;
}
