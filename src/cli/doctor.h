/* What an installation looks like; private to src/cli. */
#ifndef BACKSOON_CLI_DOCTOR_H
#define BACKSOON_CLI_DOCTOR_H

#include "cli/options.h"
#include "policy/mailbox.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/statvfs.h>

enum doctor_severity { DOCTOR_OK, DOCTOR_WARNING, DOCTOR_ERROR };

struct doctor_finding {
	enum doctor_severity severity;
	const char *check; /* the name of the check; static */
	char *found;       /* one clean line; owned */
	char *remedy;      /* what to type; owned; "" where all is well */
};

struct doctor {
	const struct options *options;
	/* Where mail systems are looked for: "" = the real root directory. */
	const char *root;
	const char *home; /* of the user we run as, below root; "" = none */
	const char *path; /* the configuration */
	uint64_t now;
	struct mailbox mailbox;
	bool usable; /* the mailbox, or the site, was loaded */
	/* The mailboxes that are looked at: the one that is named, or all of
	 * a site; as their stores are called. */
	struct mailbox_list names;
	uint64_t newest; /* record of their histories, 0 = none */
	bool no_checker; /* backsoon-sender cannot be run */

	const char *check;
	struct doctor_finding *findings;
	size_t count;
};

/* Notes a finding of the check that runs; found is formatted and cleaned.
 * A remedy is copied; NULL = all is well. */
void
doctor_tell(struct doctor *d, enum doctor_severity severity, const char *remedy,
    const char *format, ...) __attribute__((format(printf, 4, 5)));
#define doctor_ok(d, ...) doctor_tell(d, DOCTOR_OK, NULL, __VA_ARGS__)
/* The same with a remedy made by xasprintf(), which is released. */
void
doctor_tell_free(struct doctor *d, enum doctor_severity severity, char *remedy,
    const char *format, ...) __attribute__((format(printf, 4, 5)));
enum doctor_severity doctor_worst(const struct doctor *d);
void doctor_print(const struct doctor *d, FILE *out);
void doctor_print_json(const struct doctor *d, FILE *out);
void doctor_release(struct doctor *d);

/* The checks. */
void doctor_configuration(struct doctor *d);
void doctor_directories(struct doctor *d);
void doctor_state(struct doctor *d);
void doctor_stop(struct doctor *d);
void doctor_store(struct doctor *d);
void doctor_sendmail(struct doctor *d);
void doctor_probe(struct doctor *d);
void doctor_log(struct doctor *d);
void doctor_clock(struct doctor *d);
void doctor_helpers(struct doctor *d);
void doctor_dns(struct doctor *d);
void doctor_lists(struct doctor *d);
void doctor_trust(struct doctor *d);
void doctor_callers(struct doctor *d);

/* Their parts that need no world. */
enum doctor_severity doctor_space(const struct statvfs *fs, char found[200]);
/* What is wrong with a kind of file system, by its number; NULL = nothing. */
const char *doctor_file_system(uint64_t kind);
/* Whose sendmail a program is, by its real path and, below root, by other
 * files of theirs; NULL = not known. */
const char *doctor_flavour(const char *root, const char *real);

#endif
