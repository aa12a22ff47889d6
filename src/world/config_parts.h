/* What the rooms of the configuration share with each other. */
#ifndef BACKSOON_WORLD_CONFIG_PARTS_H
#define BACKSOON_WORLD_CONFIG_PARTS_H

#include "world/config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Largest configuration file, in octets. */
#define CONFIG_FILE_MAX (64u << 10)
/* The only section there is. */
#define CONFIG_SECTION "mailbox"

/* Where in a file something stands. */
struct config_place {
	const char *file;
	unsigned line;
	const char *key;
};

/* Adds a problem; the text, from xasprintf(), becomes the report's. */
void config_complain(struct config_report *r, enum config_severity severity,
    struct config_place at, char *text);

/* Foreign text made fit for a message: one line, cut, in quotes. */
#define CONFIG_SHOWN 100
char *config_show(char to[CONFIG_SHOWN], const char *s, size_t len);

/*
 * The bytes of a file that only its owner (root, or the user we run as) can
 * have written: regular, no symlink, not writable by group or others, at most
 * max octets.  Terminated by a NUL that *len does not count.  NULL, with the
 * reason in why[], otherwise; the caller owns the result.
 */
char *config_file_read(const char *path, size_t max, size_t *len,
    char why[CONFIG_WHY]);
/* `path` beside the file `from`, absolute; the caller owns the result. */
char *config_path_beside(const char *from, const char *path);
/* The file of a person with this home directory; the caller owns it. */
char *config_path_in(const char *home);
/* Could it be that of a person?  Spares most runs the password file. */
bool config_path_is_personal(const char *path);
/* Home directory of the user we run as, or NULL; the caller owns it. */
char *config_home(void);

/* One setting as the file has it. */
struct config_entry {
	char *key; /* lower case */
	char *value;
	unsigned line;
	bool quoted; /* the file's text holds a quote */
	bool rest;   /* it goes on behind a closing quote */
	bool broken; /* told already; there is no value */
};

/* What a scan of a file found. */
struct config_scan {
	struct config_entry *entries;
	size_t count;
	/* in progress */
	const char *file;
	struct config_report *report;
	unsigned section; /* line of [mailbox], 0 before */
	bool foreign;     /* in a section that is not ours */
};

/* Reads the text of a file line by line; every fault goes to the report. */
void config_scan(struct config_scan *s, const char *file, const char *bytes,
    size_t len, struct config_report *report);
void config_scan_release(struct config_scan *s);
/*
 * Has iniparser read the same bytes and compares.  What the two read
 * differently is an error, but where a quote is the cause our text stands.
 */
void config_scan_confirm(struct config_scan *s, const char *bytes, size_t len);

/* A row of the table of settings: the public part first. */
struct config_row {
	struct config_setting setting;
	const char *expected; /* completes "expected ..." */
	bool (*take)(const struct config_row *row, struct mailbox *m,
	    const char *value, char why[CONFIG_WHY]);
	size_t offset; /* in struct mailbox */
	bool quotes;   /* quotes are the value's own: a name, a command */
	uint32_t min, max;
	const char *const *words; /* of an enumeration, NULL after the last */
	bool (*item)(const char *item, char why[CONFIG_WHY]); /* of a list */
};

extern const struct config_row config_rows[];
extern const size_t config_rows_count;

/* A function of the table: false, with what is wrong in why[] or "" where the
 * row's "expected" says it all. */
#define CONFIG_TAKE(name)                                          \
	bool name(const struct config_row *row, struct mailbox *m, \
	    const char *value, char why[CONFIG_WHY])
CONFIG_TAKE(config_take_address);
CONFIG_TAKE(config_take_from);
CONFIG_TAKE(config_take_list);
CONFIG_TAKE(config_take_command);
CONFIG_TAKE(config_take_yes_no);
CONFIG_TAKE(config_take_number);
CONFIG_TAKE(config_take_duration);
CONFIG_TAKE(config_take_word);
CONFIG_TAKE(config_take_precedence);
CONFIG_TAKE(config_take_separators);
CONFIG_TAKE(config_take_token);
CONFIG_TAKE(config_take_moment);
CONFIG_TAKE(config_take_absences);
CONFIG_TAKE(config_take_hours);
CONFIG_TAKE(config_take_time_zone);
CONFIG_TAKE(config_take_path);
CONFIG_TAKE(config_take_near_path);
CONFIG_TAKE(config_take_log);
CONFIG_TAKE(config_take_submit);
CONFIG_TAKE(config_take_server);
CONFIG_TAKE(config_take_client);

/* Items of lists. */
bool config_is_pattern(const char *item, char why[CONFIG_WHY]);
bool config_is_rule(const char *item, char why[CONFIG_WHY]);
bool config_is_local_part(const char *item, char why[CONFIG_WHY]);
bool config_is_field_name(const char *item, char why[CONFIG_WHY]);
bool config_is_token(const char *item, char why[CONFIG_WHY]);
bool config_is_zone(const char *item, char why[CONFIG_WHY]);
bool config_is_host(const char *item, char why[CONFIG_WHY]);
bool config_is_absence(const char *item, char why[CONFIG_WHY]);
bool config_is_relay(const char *item, char why[CONFIG_WHY]);

/* True for an address that may be a mailbox of ours. */
bool config_is_own_address(const char *addr, char why[CONFIG_WHY]);

/* Replaces a string of the mailbox. */
void config_set(const struct config_row *row, struct mailbox *m,
    const char *value, size_t len);

/* The nearest of the words that nth() gives until NULL, or NULL. */
const char *config_nearest(const char *word, const char *(*nth)(size_t i));

/* Makes it a person's own where its file is the one of this home; the state
 * directory follows. */
bool config_take_home(struct mailbox *m, const char *home);
/* What no setting shows by itself; lines[] has one number a row. */
void config_check(const struct mailbox *m, const unsigned *lines, bool thorough,
    struct config_report *report);
/* The row of a key, or config_rows_count. */
size_t config_row_find(const char *key);

#endif
