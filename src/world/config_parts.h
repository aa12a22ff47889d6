/* What the rooms of the configuration share with each other. */
#ifndef BACKSOON_WORLD_CONFIG_PARTS_H
#define BACKSOON_WORLD_CONFIG_PARTS_H

#include "world/config.h"
#include "world/config_layers.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Largest configuration file, in octets. */
#define CONFIG_FILE_MAX (64u << 10)
/* The site's file. */
#define CONFIG_SITE "/etc/backsoon/backsoon.conf"
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
	char quote;  /* the one around the whole value, or NUL */
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
/* Where the comment after a value begins, or the end of the text; NULL for a
 * quote that is not closed. */
const char *config_value_end(const char *value);
/*
 * Has iniparser read the same bytes and compares.  What the two read
 * differently is an error, but where a quote is the cause our text stands.
 */
void config_scan_confirm(struct config_scan *s, const char *bytes, size_t len);

/* Whose file a setting may stand in. */
enum config_layer {
	LAYER_SITE = 1, /* or that of a single mailbox */
	LAYER_DOMAIN = 2,
	LAYER_MAILBOX = 4,
	LAYER_PERSON = 8
};

#define CLASS_BIT(class) (1u << (class))

/* A row of the table of settings: the public part first. */
struct config_row {
	struct config_setting setting;
	const char *expected; /* completes "expected ..." */
	bool (*take)(const struct config_row *row, struct mailbox *m,
	    const char *value, char why[CONFIG_WHY]);
	size_t offset;     /* in struct mailbox */
	bool quotes;       /* quotes are the value's own: a name, a command */
	uint32_t min, max; /* of a number; of the items of a list */
	const char *const *words; /* of an enumeration, NULL after the last */
	bool (*item)(const char *item, char why[CONFIG_WHY]); /* of a list */
	/* Takes a higher layer's value back, for an empty one; NULL where it
	 * cannot be. */
	void (*clear)(const struct config_row *row, struct mailbox *m);
	unsigned layers; /* those it may stand in; 0 = all */
	/* Where the service of a site writes, and a person cannot: a site says
	 * nothing about it over a person's own file. */
	bool service;
	unsigned not_in; /* classes in which it means nothing, CLASS_BIT() */
	/* Defaults of a class, by enum mailbox_class, where they differ. */
	const char *of_class[CLASS_LEAVER + 1];
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
CONFIG_TAKE(config_take_metrics);
CONFIG_TAKE(config_take_submit);
CONFIG_TAKE(config_take_server);
CONFIG_TAKE(config_take_client);
CONFIG_TAKE(config_take_line);

/* Items of lists. */
bool config_is_pattern(const char *item, char why[CONFIG_WHY]);
bool config_is_rule(const char *item, char why[CONFIG_WHY]);
bool config_is_local_part(const char *item, char why[CONFIG_WHY]);
bool config_is_field_name(const char *item, char why[CONFIG_WHY]);
bool config_is_token(const char *item, char why[CONFIG_WHY]);
bool config_is_zone(const char *item, char why[CONFIG_WHY]);
bool config_is_host(const char *item, char why[CONFIG_WHY]);
bool config_is_circle(const char *item, char why[CONFIG_WHY]);
bool config_is_absence(const char *item, char why[CONFIG_WHY]);
bool config_is_relay(const char *item, char why[CONFIG_WHY]);
bool config_is_language(const char *item, char why[CONFIG_WHY]);
bool config_is_language_domain(const char *item, char why[CONFIG_WHY]);
bool config_is_notice(const char *item, char why[CONFIG_WHY]);

bool config_is_lockable(const char *item, char why[CONFIG_WHY]);

void config_clear_text(const struct config_row *row, struct mailbox *m);
void config_clear_list(const struct config_row *row, struct mailbox *m);
void config_clear_from(const struct config_row *row, struct mailbox *m);

/* As a file holds a duration, in the largest unit that divides it. */
#define CONFIG_DURATION 16
void config_duration_text(char to[CONFIG_DURATION], uint32_t seconds);

/* Replaces a string of the mailbox. */
void config_set(const struct config_row *row, struct mailbox *m,
    const char *value, size_t len);

/* The nearest of the words that nth() gives until NULL, or NULL. */
const char *config_nearest(const char *word, const char *(*nth)(size_t i));

/* Makes it a person's own where its file is the one of this home; the state
 * directory follows. */
bool config_take_home(struct mailbox *m, const char *home);
/* The row of a key, or config_rows_count. */
size_t config_row_find(const char *key);

/* A mailbox while its files are read. */
struct config_load {
	struct mailbox *m;
	struct config_origins *origins;
	struct config_report *report;
	bool thorough;
	bool partial; /* a site or domain, without any mailbox */
	const struct config_draft *draft; /* or NULL */
};
/* Reads one file over what is there; -1 where it, or what it says, is
 * refused. */
int config_read_layer(const struct config_load *l, const char *path,
    enum config_layer layer);
/* Reads a person's own file, and of the site's what holds for it, too. */
void config_read_person(const struct config_load *l, const char *path,
    const char *site);
/* What holds when all layers are read: limits, and what no setting shows by
 * itself. */
void config_finish(const struct config_load *l);
/* Complains at the line that set a key.  Where none did: at the lowest file, or
 * at the site's if each mailbox below has the same default.  The text becomes
 * the report's. */
void config_tell(const struct config_load *l, enum config_severity severity,
    const char *key, char *text);
/* What the class of the mailbox changes, and the limits of its interval. */
void config_class_defaults(const struct config_load *l);
void config_class_check(const struct config_load *l);
/* What no setting shows by itself. */
void config_check(const struct config_load *l);

/* False, with the reason in why[], where somebody else could have put a file
 * into this directory. */
bool config_dir_is_ours(const char *path, char why[CONFIG_WHY]);
/* The two directories beside a site's file. */
#define CONFIG_DOMAINS "domains.d"
#define CONFIG_MAILBOXES "mailboxes.d"
/* A file in one of them, or NULL; the caller owns it. */
char *config_name_path(const char *site, const char *dir, const char *name);
/* The address as a mailbox's file is named by it: lower case, A-labels. */
bool config_name_of(char to[ADDR_MAX], const char *address);

#endif
