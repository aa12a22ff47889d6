/*
 * The layers of a configuration: a site's file, that of a domain, that of a
 * mailbox.  domains.d and mailboxes.d lie beside the site's file; a file in
 * them has the name of its domain or address, text_file_name(), and ".conf".
 */
#ifndef BACKSOON_WORLD_CONFIG_LAYERS_H
#define BACKSOON_WORLD_CONFIG_LAYERS_H

#include "world/config.h"

#include <stdbool.h>
#include <stddef.h>

/* Files that one mailbox can be made of. */
#define CONFIG_LAYERS 3

/* Where a setting got its value. */
struct config_origin {
	char *text;       /* as a file holds it; owned, NULL where none does */
	char quote;       /* around it there, or NUL */
	const char *file; /* NULL where the default holds */
	unsigned line;
	const char *lock_file; /* where a site locked it; NULL where none did */
	unsigned lock_line;
};

struct config_origins {
	struct config_origin *rows; /* in the order of config_setting() */
	char *files[CONFIG_LAYERS]; /* owned; the names in rows point here */
	size_t count;
};

void config_origins_init(struct config_origins *o);
void config_origins_release(struct config_origins *o);

/*
 * Loads what holds for one mailbox into m (initialised by mailbox_init()).
 *
 * A file that sets `address` is one mailbox, whatever `address` is asked for;
 * so is a person's own, for which the site's locked keys and limits hold too.
 * Otherwise `address`, with its own +detail undone, names the mailbox: where
 * it has no file, or can have none, nobody is answered (m->missing, enabled is
 * false).  "" loads the site alone and leaves m->address empty.
 *
 * m->config_path is the lowest file afterwards.  Fails like config_load();
 * thorough is as there.  Where `origins` is not NULL, it is filled.
 */
int config_layers(struct mailbox *m, const char *site, const char *address,
    bool thorough, struct config_origins *origins,
    struct config_report *report);

/*
 * What the i-th setting is, as a file would hold it: "" where a file took it
 * back, NULL where none gave it and it has no default.  The caller owns it.
 */
char *
config_value(const struct mailbox *m, const struct config_origins *o, size_t i);

/* A file as it would be: its octets are read in the place of those on disk,
 * whether there is such a file yet or not. */
struct config_draft {
	const char *path;
	const char *bytes;
	size_t len;
};
/* config_layers() with a draft, before it is written. */
int config_layers_draft(struct mailbox *m, const char *site,
    const char *address, bool thorough, const struct config_draft *draft,
    struct config_report *report);

/* As config_layers(), for a domain alone: the site's file and its own. */
int config_layers_domain(struct mailbox *m, const char *site,
    const char *domain, bool thorough, struct config_report *report);

/*
 * Has the file at `site` mailboxes below it?  True where mailboxes.d is
 * there; a single mailbox's file has none.
 */
bool config_has_mailboxes(const char *site);

/* The file of a mailbox, whether it is there or not; NULL where the address
 * cannot have one.  The caller owns the result. */
char *config_mailbox_path(const char *site, const char *address);

/*
 * Calls fn for the address of each file in mailboxes.d, in the order of their
 * names, until it does not return 0, and returns what it did.  Hidden names,
 * and those that no address has, are passed over with a warning.  -1, with an
 * error in the report, where the directory cannot be read or is refused.
 */
typedef int config_each_fn(const char *name, const char *path, void *arg);
int config_each_mailbox(const char *site, config_each_fn *fn, void *arg,
    struct config_report *report);
/* The same for the domains of domains.d; none where that is not there. */
int config_each_domain(const char *site, config_each_fn *fn, void *arg,
    struct config_report *report);

#endif
