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

/* Loads the template a mailbox names, or the built-in one. */
int config_template(struct template *t, const struct mailbox *m,
    struct config_report *report);
/* Loads the text at this path, "" being the built-in one. */
int config_template_read(struct template *t, const struct mailbox *m,
    const char *path, struct config_report *report);

/* One row of the table of settings. */
struct config_setting {
	const char *key;
	const char *type;   /* "address", "duration", ... */
	const char *preset; /* default as written in a file */
	const char *says;   /* one sentence for the manual */
};
/* The i-th row, or NULL after the last. */
const struct config_setting *config_setting(size_t i);

#endif
