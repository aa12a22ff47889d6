/* The options of the commands: one table for parsing, help, completion. */
#ifndef BACKSOON_CLI_OPTIONS_H
#define BACKSOON_CLI_OPTIONS_H

#include "subject/envelope.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTIONS_PATH 4096
#define OPTIONS_USAGE 64  /* EX_USAGE */
#define OPTIONS_CONFIG 78 /* EX_CONFIG */

/* In the order of the table. */
enum option_name {
	OPTION_CONFIG,
	OPTION_MAILBOX,
	OPTION_SENDER,
	OPTION_CLIENT_IP,
	OPTION_HELO,
	OPTION_ON_FAILURE,
	OPTION_AT,
	OPTION_JSON,
	OPTION_ALL,
	OPTION_DNS_SERVER,
	OPTION_DNS_TIMEOUT,
	OPTION_TEST_LISTS,
	OPTION_FROM,
	OPTION_UNTIL,
	OPTION_MESSAGE,
	OPTION_TEMPLATE,
	OPTION_REASON,
	OPTION_CSV,
	OPTION_PROBE,
	OPTION_ROOT,
	OPTION_DAYS,
	OPTION_LANGUAGE,
	OPTION_SINCE,
	OPTION_ORIGIN,
	OPTION_IGNORE_SCHEDULE,
	OPTION_COUNT
};

struct option_row {
	const char *name;  /* without dashes */
	const char *value; /* what stands behind it, or NULL for a flag */
	const char *says;  /* a few words for help and completion */
};
extern const struct option_row option_rows[OPTION_COUNT];

/* A set of options: OPTION_SET(OPTION_JSON) | ... */
#define OPTION_SET(name) (UINT64_C(1) << (name))

struct options_time {
	bool given;
	bool civil; /* in the zone of the mailbox, which is not known yet */
	int64_t seconds;
};

struct options {
	/* As given, borrowed from argv; a flag's value is "".  NULL where the
	 * option was not given. */
	const char *value[OPTION_COUNT];
	/* Those that need more than to be borrowed. */
	struct envelope_options envelope;
	char config[OPTIONS_PATH]; /* absolute; "" = the default file */
	int on_failure;            /* 0 or 75 */
	struct options_time at, since;
	bool json;
	bool all;
	/* operands left over */
	char **rest;
	int rest_count;
};

/*
 * Reads argv[1] and on; argv[0] names the command.  Options outside of
 * `accepted` are refused, and operands too where they are not wanted.  A
 * relative --config is made absolute while the working directory is still
 * the caller's.  Returns -1 with one helpful line in error[].  Uses no heap.
 */
int options_parse(struct options *o, uint64_t accepted, bool operands, int argc,
    char **argv, char error[200]);
/* Makes a path absolute; -1 where it does not fit. */
int options_absolute(char to[OPTIONS_PATH], const char *path);
/* "@SECONDS", "2026-12-24", "2026-12-24 17:00", "2026-12-24T17:00:00Z"; a
 * civil time where no @ or Z stands.  Returns -1 where it is no time. */
int options_time(struct options_time *to, const char *text);

#endif
