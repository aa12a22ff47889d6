#include "cli/options.h"

#include "base/mem.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum name {
	NAME_CONFIG = 256,
	NAME_MAILBOX,
	NAME_SENDER,
	NAME_CLIENT_IP,
	NAME_HELO,
	NAME_ON_FAILURE,
	NAME_AT,
	NAME_JSON,
	NAME_ALL,
	NAME_DNS_SERVER,
	NAME_DNS_TIMEOUT,
	NAME_TEST_LISTS
};

static const struct option names[] = {
	{ "config", required_argument, NULL, NAME_CONFIG },
	{ "mailbox", required_argument, NULL, NAME_MAILBOX },
	{ "sender", required_argument, NULL, NAME_SENDER },
	{ "client-ip", required_argument, NULL, NAME_CLIENT_IP },
	{ "helo", required_argument, NULL, NAME_HELO },
	{ "on-failure", required_argument, NULL, NAME_ON_FAILURE },
	{ "at", required_argument, NULL, NAME_AT },
	{ "json", no_argument, NULL, NAME_JSON },
	{ "all", no_argument, NULL, NAME_ALL },
	{ "dns-server", required_argument, NULL, NAME_DNS_SERVER },
	{ "dns-timeout", required_argument, NULL, NAME_DNS_TIMEOUT },
	{ "test-lists", no_argument, NULL, NAME_TEST_LISTS },
	{ NULL, 0, NULL, 0 },
};

static const enum name accepted[][10] = {
	[OPTIONS_RESPOND] = { NAME_CONFIG, NAME_MAILBOX, NAME_SENDER,
	    NAME_CLIENT_IP, NAME_HELO, NAME_ON_FAILURE },
	[OPTIONS_EXPLAIN] = { NAME_CONFIG, NAME_MAILBOX, NAME_SENDER,
	    NAME_CLIENT_IP, NAME_HELO, NAME_ON_FAILURE, NAME_AT, NAME_JSON,
	    NAME_ALL },
	[OPTIONS_ADMIN] = { NAME_CONFIG, NAME_MAILBOX, NAME_JSON, NAME_ALL },
	[OPTIONS_SENDER] = { NAME_CONFIG, NAME_SENDER, NAME_CLIENT_IP,
	    NAME_HELO, NAME_JSON, NAME_DNS_SERVER, NAME_DNS_TIMEOUT,
	    NAME_TEST_LISTS },
};

static bool
is_accepted(enum options_kind kind, int name)
{
	size_t i;

	for (i = 0; accepted[kind][i] != 0; i++)
		if ((int)accepted[kind][i] == name)
			return true;
	return false;
}

int
options_absolute(char to[OPTIONS_PATH], const char *path)
{
	char cwd[OPTIONS_PATH];
	int n;

	if (*path == '/')
		return mem_copy(to, OPTIONS_PATH, path);
	if (getcwd(cwd, sizeof cwd) == NULL)
		return -1;
	n = snprintf(to, OPTIONS_PATH, "%s/%s", cwd, path);
	return n < 0 || n >= OPTIONS_PATH ? -1 : 0;
}

int
options_time(uint64_t *to, const char *text)
{
	static const struct {
		const char *format;
		bool utc;
	} forms[] = {
		{ "%Y-%m-%dT%H:%M:%SZ", true },
		{ "%Y-%m-%dT%H:%M:%S", false },
		{ "%Y-%m-%d %H:%M:%S", false },
		{ "%Y-%m-%dT%H:%M", false },
		{ "%Y-%m-%d %H:%M", false },
		{ "%Y-%m-%d", false },
	};
	char *stop;
	size_t i;

	if (text[0] == '@' && text[1] >= '0' && text[1] <= '9') {
		*to = strtoull(text + 1, &stop, 10);
		return *stop == '\0' ? 0 : -1;
	}
	for (i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct tm tm = { .tm_mday = 1, .tm_isdst = -1 };
		const char *end = strptime(text, forms[i].format, &tm);
		time_t t;

		if (end == NULL || *end != '\0')
			continue;
		t = forms[i].utc ? timegm(&tm) : mktime(&tm);
		if (t < 0)
			return -1;
		*to = (uint64_t)t;
		return 0;
	}
	return -1;
}

/* Returns what was expected where the value is wrong, else NULL. */
static const char *
set(struct options *o, int name, char *value)
{
	switch (name) {
	case NAME_CONFIG:
		if (*value == '\0' || options_absolute(o->config, value) == -1)
			return "--config: expected a file";
		return NULL;
	case NAME_MAILBOX:
		o->envelope.mailbox = value;
		return NULL;
	case NAME_SENDER:
		o->envelope.sender = value;
		return NULL;
	case NAME_CLIENT_IP:
		o->envelope.client_ip = value;
		return NULL;
	case NAME_HELO:
		o->envelope.helo = value;
		return NULL;
	case NAME_ON_FAILURE:
		if (strcmp(value, "0") != 0 && strcmp(value, "75") != 0)
			return "--on-failure: expected 0 or 75";
		o->on_failure = value[0] == '7' ? 75 : 0;
		return NULL;
	case NAME_AT:
		if (options_time(&o->at, value) == -1)
			return "--at: expected a time such as 2026-12-24 17:00";
		o->has_at = true;
		return NULL;
	case NAME_JSON:
		o->json = true;
		return NULL;
	case NAME_DNS_SERVER:
		o->dns_server = value;
		return NULL;
	case NAME_DNS_TIMEOUT:
		o->dns_timeout = value;
		return NULL;
	case NAME_TEST_LISTS:
		o->test_lists = true;
		return NULL;
	default:
		o->all = true;
		return NULL;
	}
}

/*
 * Callers write "--sender -- ADDRESS" so that an address can never be taken
 * for an option; getopt_long() sees the "--" as the value.
 */
static void
take_sender_after_dashes(struct options *o)
{
	if (o->rest_count != 1 || o->envelope.sender == NULL ||
	    strcmp(o->envelope.sender, "--") != 0)
		return;
	o->envelope.sender = o->rest[0];
	o->rest_count = 0;
}

int
options_parse(struct options *o, enum options_kind kind, int argc, char **argv,
    char error[200])
{
	const char *wrong;
	int name;

	memset(o, 0, sizeof *o);
	opterr = 0;
	optind = 0;
	while ((name = getopt_long(argc, argv,
		    kind == OPTIONS_ADMIN ? ":" : "+:", names, NULL)) != -1) {
		if (name == ':' || name == '?' || !is_accepted(kind, name)) {
			snprintf(error, 200, "%.100s: %s; try backsoon --help",
			    argv[optind - 1],
			    name == ':' ? "needs a value" : "unknown option");
			return -1;
		}
		wrong = set(o, name, optarg);
		if (wrong != NULL) {
			snprintf(error, 200, "%s, not %.80s", wrong, optarg);
			return -1;
		}
	}
	o->rest = argv + optind;
	o->rest_count = argc - optind;
	take_sender_after_dashes(o);
	if (kind == OPTIONS_ADMIN || o->rest_count == 0)
		return 0;
	snprintf(error, 200, "%.100s: unexpected word; try backsoon --help",
	    o->rest[0]);
	return -1;
}
