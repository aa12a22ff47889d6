#include "cli/options.h"

#include "base/mem.h"
#include "policy/civil.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct option_row option_rows[OPTION_COUNT] = {
	[OPTION_CONFIG] = { "config", "FILE", "the configuration" },
	[OPTION_MAILBOX] = { "mailbox", "ADDRESS",
	    "the mailbox: the envelope recipient" },
	[OPTION_SENDER] = { "sender", "ADDRESS", "envelope sender, '' for <>" },
	[OPTION_CLIENT_IP] = { "client-ip", "IP",
	    "address of the sending host" },
	[OPTION_HELO] = { "helo", "NAME", "name that host gave" },
	[OPTION_ON_FAILURE] = { "on-failure", "0|75",
	    "status of a temporary failure" },
	[OPTION_AT] = { "at", "TIME", "as of this time, not now" },
	[OPTION_JSON] = { "json", NULL, "JSON instead of text" },
	[OPTION_ALL] = { "all", NULL, "everything: every rule, every record" },
	[OPTION_DNS_SERVER] = { "dns-server", "IP[:PORT]",
	    "the name server asked" },
	[OPTION_DNS_TIMEOUT] = { "dns-timeout", "TIME",
	    "time for all questions" },
	[OPTION_TEST_LISTS] = { "test-lists", NULL,
	    "ask the DNS lists for their test entries" },
	[OPTION_FROM] = { "from", "DATE", "first day of the absence" },
	[OPTION_UNTIL] = { "until", "DATE", "last day of the absence" },
	[OPTION_MESSAGE] = { "message", "TEXT",
	    "the text of the response, - for standard input" },
	[OPTION_TEMPLATE] = { "template", "FILE",
	    "the file with the text of the response" },
	[OPTION_REASON] = { "reason", "TEXT", "why, for those who ask" },
	[OPTION_CSV] = { "csv", NULL, "comma-separated values" },
	[OPTION_PROBE] = { "probe", NULL,
	    "send a message to the mailbox itself" },
	[OPTION_ROOT] = { "root", "DIRECTORY",
	    "look for mail systems below it" },
	[OPTION_DAYS] = { "days", "N", "how many days ahead" },
	[OPTION_LANGUAGE] = { "language", "TAG",
	    "the language the sender asks for, such as de" },
	[OPTION_SINCE] = { "since", "TIME", "only what came since then" },
	[OPTION_ORIGIN] = { "origin", NULL, "where each value comes from" },
	[OPTION_IGNORE_SCHEDULE] = { "ignore-schedule", NULL,
	    "as if answers were always due" },
};

/* What getopt_long() returns for the first of the table. */
#define FIRST 256

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

/* "17:00" or "17:00:30" */
static int64_t
take_time(const char **p)
{
	int64_t time = civil_take_time(p, true);

	return time == -1 ? civil_take_time(p, false) : time;
}

int
options_time(struct options_time *to, const char *text)
{
	const char *p = text + 1;
	char *stop;
	int64_t time = 0;

	*to = (struct options_time){ .given = true };
	if (*text == '@' && *p >= '0' && *p <= '9' && strlen(p) <= 12) {
		to->seconds = strtoll(p, &stop, 10);
		return *stop == '\0' ? 0 : -1;
	}
	p = text;
	to->seconds = civil_take_date(&p);
	if (to->seconds != -1 && (*p == ' ' || *p == 'T')) {
		p++;
		time = take_time(&p);
		to->civil = *p != 'Z';
		p += *p == 'Z';
	} else {
		to->civil = true;
	}
	if (to->seconds == -1 || time == -1 || *p != '\0')
		return -1;
	to->seconds += time;
	return 0;
}

/* Returns what was expected where the value is wrong, else NULL. */
static const char *
set(struct options *o, enum option_name name, const char *value)
{
	o->value[name] = value;
	switch (name) {
	case OPTION_CONFIG:
		if (*value == '\0' || options_absolute(o->config, value) == -1)
			return "--config: expected a file";
		break;
	case OPTION_MAILBOX:
		o->envelope.mailbox = value;
		break;
	case OPTION_SENDER:
		o->envelope.sender = value;
		break;
	case OPTION_CLIENT_IP:
		o->envelope.client_ip = value;
		break;
	case OPTION_HELO:
		o->envelope.helo = value;
		break;
	case OPTION_ON_FAILURE:
		if (strcmp(value, "0") != 0 && strcmp(value, "75") != 0)
			return "--on-failure: expected 0 or 75";
		o->on_failure = value[0] == '7' ? 75 : 0;
		break;
	case OPTION_AT:
		if (options_time(&o->at, value) == -1)
			return "--at: expected a time such as 2026-12-24 17:00";
		break;
	case OPTION_SINCE:
		if (options_time(&o->since, value) == -1)
			return "--since: expected a time such as 2026-12-24";
		break;
	case OPTION_JSON:
		o->json = true;
		break;
	case OPTION_ALL:
		o->all = true;
		break;
	default: /* borrowed, that is all */
		break;
	}
	return NULL;
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

/* The table as getopt_long() wants it. */
static void
list_names(struct option names[OPTION_COUNT + 1])
{
	int i;

	for (i = 0; i < OPTION_COUNT; i++)
		names[i] = (struct option){ option_rows[i].name,
			option_rows[i].value == NULL ? no_argument
						     : required_argument,
			NULL, FIRST + i };
	names[i] = (struct option){ NULL, 0, NULL, 0 };
}

/* What getopt_long() has just refused, or the command itself: an option that
 * another command takes can have its value behind it. */
static void
tell_unknown(char error[200], const struct option *names, int name,
    const char *word)
{
	snprintf(error, 200, "%s%.100s: %s; try backsoon --help",
	    name < FIRST ? "" : "--",
	    name < FIRST ? word : names[name - FIRST].name,
	    name == ':' ? "needs a value" : "unknown option");
}

int
options_parse(struct options *o, uint64_t accepted, bool operands, int argc,
    char **argv, char error[200])
{
	struct option names[OPTION_COUNT + 1];
	const char *wrong;
	int name;

	list_names(names);
	memset(o, 0, sizeof *o);
	opterr = 0;
	optind = 0;
	while ((name = getopt_long(argc, argv, operands ? ":" : "+:", names,
		    NULL)) != -1) {
		if (name < FIRST ||
		    (accepted & OPTION_SET(name - FIRST)) == 0) {
			tell_unknown(error, names, name, argv[optind - 1]);
			return -1;
		}
		wrong = set(o, (enum option_name)(name - FIRST),
		    optarg == NULL ? "" : optarg);
		if (wrong != NULL) {
			snprintf(error, 200, "%s, not %.80s", wrong, optarg);
			return -1;
		}
	}
	o->rest = argv + optind;
	o->rest_count = argc - optind;
	if (operands)
		return 0;
	take_sender_after_dashes(o);
	if (o->rest_count == 0)
		return 0;
	snprintf(error, 200, "%.100s: unexpected word; try backsoon --help",
	    o->rest[0]);
	return -1;
}
