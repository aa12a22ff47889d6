/* Configuration: a file in, a mailbox out, or every reason why not. */
#ifndef BACKSOON_WORLD_CONFIG_H
#define BACKSOON_WORLD_CONFIG_H

#include "policy/mailbox.h"
#include "response/template.h"

#include <stdbool.h>
#include <stddef.h>

enum config_severity { CONFIG_WARNING, CONFIG_ERROR };

struct config_problem {
	enum config_severity severity;
	char *file;
	unsigned line; /* from 1; 0 where no line is to blame */
	char *key;     /* "" where no key is to blame */
	char *text;    /* what is wrong and what was expected */
};

struct config_report {
	struct config_problem *problems;
	size_t count;
	size_t errors;
};

void config_report_init(struct config_report *r);
void config_report_release(struct config_report *r);
/* "file:line: key: text", without what is not known; the caller owns it. */
char *config_problem_text(const struct config_problem *p);

/*
 * The file used where --config names none: ~/.config/backsoon/backsoon.conf
 * of the user we run as, else /etc/backsoon/backsoon.conf.  The caller owns
 * the result.
 */
char *config_default_path(void);
/* The first of these, whether it is there or not; NULL without a home. */
char *config_personal_path(void);

/*
 * Loads a file into m (initialised by mailbox_init()).  -1 where the report
 * holds an error; m must then not be used for a response.  With `thorough`
 * every warning is reported and the template and programs it names are
 * looked at too; without, only errors.
 */
int config_load(struct mailbox *m, const char *path, bool thorough,
    struct config_report *report);

/* Sets every setting to its default. */
void config_defaults(struct mailbox *m);
/* Sets one setting as if a file had it; -1, with the reason in why[], where
 * the value is wrong.  The key must be in the table. */
#define CONFIG_WHY 160
int config_apply(struct mailbox *m, const char *key, const char *value,
    char why[CONFIG_WHY]);

/*
 * The bytes of a file that only its owner (root, or the user we run as) can
 * have written: regular, no symlink, not writable by group or others, at most
 * max octets.  Terminated by a NUL that *len does not count.  NULL, with the
 * reason in why[], otherwise; the caller owns the result.
 */
char *config_file_read(const char *path, size_t max, size_t *len,
    char why[CONFIG_WHY]);

/*
 * Loads the template a mailbox names, in its default language, or the built-in
 * one of its class.  The caller releases t in every case, here and below.
 */
int config_template(struct template *t, const struct mailbox *m,
    struct config_report *report);
/*
 * Loads the text at this path, "" being the built-in one, in this language
 * ("" where the path is the file's own), with its HTML where the mailbox has
 * such.  The language it is in comes from its header, else from its name.
 */
int config_template_read(struct template *t, const struct mailbox *m,
    const char *path, const char *language, struct config_report *report);
/* Would this text do as the mailbox's?  Problems are told of `file`. */
int config_template_text(const struct mailbox *m, const char *file,
    const char *bytes, size_t len, struct config_report *report);
/* "/a/away.txt" in German is "/a/away.de.txt"; the caller owns it. */
char *config_template_path(const char *path, const char *language);
/* Adds every file that the mailbox names a text by, one a language; "" is the
 * built-in one. */
void config_template_files(const struct mailbox *m, struct mailbox_list *files);
/* Adds the files of a path where no mailbox names the languages: every
 * "BASE.LANGUAGE.EXT" beside the path, and the path itself where it exists or
 * nothing else. */
void config_template_siblings(const char *path, struct mailbox_list *files);
/* Is there HTML beside it? */
bool config_template_has_html(const char *path);
/* Reports what is wrong with any text that the mailbox names. */
void
config_template_check(const struct mailbox *m, struct config_report *report);

/* One row of the table of settings. */
struct config_setting {
	const char *key;
	const char *type;   /* "address", "duration", ... */
	const char *preset; /* default as written in a file */
	const char *says;   /* one sentence for the manual */
};
/* The i-th row, or NULL after the last. */
const struct config_setting *config_setting(size_t i);
/* Its default in a class. */
const char *config_preset(size_t i, enum mailbox_class class);
/* True where only the site's file can have it. */
bool config_is_of_site(size_t i);

#endif
