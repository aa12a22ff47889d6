/* The options of the commands that take a message. */
#ifndef BACKSOON_CLI_OPTIONS_H
#define BACKSOON_CLI_OPTIONS_H

#include "subject/envelope.h"

#include <stdbool.h>
#include <stdint.h>

#define OPTIONS_PATH 4096
#define OPTIONS_USAGE 64  /* EX_USAGE */
#define OPTIONS_CONFIG 78 /* EX_CONFIG */

struct options {
	struct envelope_options envelope; /* borrowed from argv */
	char config[OPTIONS_PATH];        /* absolute; "" = the default file */
	int on_failure;                   /* 0 or 75 */
	bool has_at;
	uint64_t at;
	bool json;
	bool all;
	const char *dns_server; /* NULL where not given */
	const char *dns_timeout;
	bool test_lists;
	/* operands left over; only where `operands` was asked for */
	char **rest;
	int rest_count;
};

/* Which options beside those of respond a command takes. */
enum options_kind {
	OPTIONS_RESPOND,
	OPTIONS_EXPLAIN, /* --at --json --all too */
	OPTIONS_SENDER,  /* --dns-server, --dns-timeout, --test-lists */
	OPTIONS_ADMIN    /* --config --mailbox --json --all, and operands */
};

/*
 * Reads argv[1] and on; argv[0] names the command.  A relative --config is
 * made absolute while the working directory is still the caller's.  Returns
 * -1 with one helpful line in error[].  Uses no heap.
 */
int options_parse(struct options *o, enum options_kind kind, int argc,
    char **argv, char error[200]);
/* Makes a path absolute; -1 where it does not fit. */
int options_absolute(char to[OPTIONS_PATH], const char *path);
/* "@SECONDS", "2026-12-24", "2026-12-24 17:00", "2026-12-24T17:00:00Z";
 * local time where no Z stands.  Returns -1 where it is no time. */
int options_time(uint64_t *to, const char *text);

#endif
