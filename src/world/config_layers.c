#include "config_parts.h"

#include "base/mem.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_there(const char *path)
{
	struct stat st;

	/* what cannot be looked at is told when it is read */
	return lstat(path, &st) == 0 || errno != ENOENT;
}

static bool
is_read(const struct config_load *l, const char *path)
{
	return (l->draft != NULL && strcmp(l->draft->path, path) == 0) ||
	    is_there(path);
}

static int
refuse(const struct config_load *l, const char *path, const char *why)
{
	config_complain(l->report, CONFIG_ERROR,
	    (struct config_place){ path, 0, NULL }, xstrdup(why));
	return -1;
}

/* The directory of the site's file, where dir is "", or one beside it. */
static int
check_dir(const struct config_load *l, const char *site, const char *dir)
{
	char *path = config_path_beside(site, dir), why[CONFIG_WHY];
	size_t len = strlen(path);
	int rc = 0;

	if (len > 1 && path[len - 1] == '/')
		path[len - 1] = '\0';
	if (!config_dir_is_ours(path, why))
		rc = refuse(l, path, why);
	free(path);
	return rc;
}

/* The settings of the site that hold for a person's own file, too. */
static void
adopt(const struct config_load *l, const struct config_load *site)
{
	char why[CONFIG_WHY];
	size_t i;

	for (i = 0; i < config_rows_count; i++) {
		const struct config_row *row = &config_rows[i];
		const struct config_origin *from = &site->origins->rows[i];
		struct config_origin *to = &l->origins->rows[i];

		if (row->service ||
		    (row->layers != LAYER_SITE && from->lock_file == NULL))
			continue;
		*to = *from;
		to->file = from->file == NULL ? NULL : l->origins->files[0];
		to->lock_file =
		    from->lock_file == NULL ? NULL : l->origins->files[0];
		if (from->text == NULL)
			continue;
		to->text = xstrdup(from->text);
		row->take(row, l->m, to->text, why);
	}
}

/*
 * A site's file that this person may not read binds nobody: its admin chose
 * so.  One that is broken does: what it wants cannot be known.
 */
static void
read_limits(const struct config_load *l, const char *site)
{
	struct mailbox m;
	struct config_origins origins;
	struct config_load from = { &m, &origins, l->report, false, true,
		NULL };

	if (access(site, R_OK) == -1 && errno == EACCES && l->thorough)
		config_complain(l->report, CONFIG_WARNING,
		    (struct config_place){ site, 0, NULL },
		    xstrdup("cannot be read by this user; what it locks does "
			    "not hold here"));
	if (access(site, R_OK) == -1 && (errno == ENOENT || errno == EACCES))
		return;
	mailbox_init(&m);
	config_origins_init(&origins);
	config_defaults(&m);
	config_read_layer(&from, site, LAYER_SITE);
	l->origins->files[l->origins->count++] = xstrdup(site);
	free(l->m->config_path);
	l->m->config_path = xstrdup(site);
	adopt(l, &from);
	config_origins_release(&origins);
	mailbox_release(&m);
}

/* A mailbox of one file has to name its address there. */
static void
need_address(const struct config_load *l, const char *path, const char *more)
{
	if (l->origins->rows[config_row_find("address")].file == NULL)
		config_complain(l->report, CONFIG_ERROR,
		    (struct config_place){ path, 0, "address" },
		    xasprintf("missing; expected the mailbox's address%s",
			more));
}

void
config_read_person(const struct config_load *l, const char *path,
    const char *site)
{
	size_t count;

	read_limits(l, site);
	count = l->origins->count;
	config_read_layer(l, path, LAYER_PERSON);
	if (l->origins->count > count)
		need_address(l, path, "");
}

static int
read_domain(const struct config_load *l, const char *site, const char *name)
{
	char *path;
	int rc = 0;

	path = config_path_beside(site, CONFIG_DOMAINS);
	if (!is_there(path)) {
		free(path);
		return 0;
	}
	free(path);
	if (check_dir(l, site, CONFIG_DOMAINS) == -1)
		return -1;
	path = config_name_path(site, CONFIG_DOMAINS, name);
	if (path != NULL && is_there(path))
		rc = config_read_layer(l, path, LAYER_DOMAIN);
	free(path);
	return rc;
}

/*
 * The file of the longest of bob+x+y, bob+x and bob that is there, or of the
 * last one; name[] becomes what it is for.  NULL where there can be none.
 */
static char *
find_file(const struct config_load *l, const char *site, char name[ADDR_MAX])
{
	const char *separators = l->m->separators;
	char *path = config_name_path(site, CONFIG_MAILBOXES, name);
	size_t i = (size_t)(addr_at(name) - name);

	while (path != NULL && !is_read(l, path) && --i > 0) {
		if (strchr(separators, name[i]) == NULL || name[0] == '"')
			continue;
		memmove(name + i, addr_at(name), strlen(addr_at(name)) + 1);
		free(path);
		path = config_name_path(site, CONFIG_MAILBOXES, name);
	}
	return path;
}

static void
take_name(const struct config_load *l, const char *name)
{
	size_t i = config_row_find("address");
	struct config_origin *o = &l->origins->rows[i];

	if (l->m->address[0] == '\0') {
		config_set(&config_rows[i], l->m, name, strlen(name));
		o->file = l->origins->files[l->origins->count - 1];
		return;
	}
	if (addr_equal(l->m->address, name))
		return;
	config_complain(l->report, CONFIG_ERROR,
	    (struct config_place){ o->file, o->line, "address" },
	    xasprintf("not the one of the file's name; expected %s, and "
		      "others in aliases",
		name));
}

static void
miss(struct mailbox *m, const char *name, char *what)
{
	m->enabled = false;
	free(m->missing);
	m->missing = what;
	free(m->address);
	m->address = xstrdup(name);
}

/* The layers below the site's file. */
static void
read_below(const struct config_load *l, const char *site, const char *address)
{
	char name[ADDR_MAX], *path;

	/* its kill switch is for all, wherever a mailbox has its own */
	free(l->m->site_state);
	l->m->site_state = xstrdup(l->m->state);
	if (check_dir(l, site, "") == -1 ||
	    check_dir(l, site, CONFIG_MAILBOXES) == -1)
		return;
	if (!config_name_of(name, address)) {
		miss(l->m, address,
		    xasprintf("%s is no address that a file can have",
			address));
		return;
	}
	if (read_domain(l, site, addr_domain(name)) == -1 && !l->thorough)
		return;
	path = find_file(l, site, name);
	if (path == NULL || !is_read(l, path)) {
		miss(l->m, name,
		    path == NULL ? xasprintf("%s is too long for a file", name)
				 : xasprintf("%s does not exist", path));
	} else {
		config_read_layer(l, path, LAYER_MAILBOX);
		take_name(l, name);
	}
	free(path);
}

static void
read_layers(const struct config_load *l, const char *site, const char *address)
{
	int rc = config_read_layer(l, site, LAYER_SITE);

	if (l->origins->count == 0 || l->m->address[0] != '\0')
		return;
	if (!config_has_mailboxes(site))
		need_address(l, site,
		    ", or mailboxes in " CONFIG_MAILBOXES " beside this file");
	else if (rc == -1 && !l->thorough)
		return;
	else if (*address == '\0')
		check_dir(l, site, CONFIG_MAILBOXES);
	else
		read_below(l, site, address);
}

/* Prepares m for its files; true where the first is a person's own. */
static bool
begin(struct mailbox *m, const char *path)
{
	char *home = config_path_is_personal(path) ? config_home() : NULL;
	bool own = false;

	free(m->config_path);
	m->config_path = xstrdup(path);
	config_defaults(m);
	if (home != NULL)
		own = config_take_home(m, home);
	free(home);
	return own;
}

static int
load(struct config_load l, const char *site, const char *address)
{
	size_t before = l.report->errors;

	if (begin(l.m, site))
		config_read_person(&l, site, CONFIG_SITE);
	else
		read_layers(&l, site, address);
	l.partial = *address == '\0' && l.m->address[0] == '\0' &&
	    config_has_mailboxes(site);
	config_finish(&l);
	return l.report->errors == before ? 0 : -1;
}

int
config_layers_draft(struct mailbox *m, const char *site, const char *address,
    bool thorough, const struct config_draft *draft,
    struct config_report *report)
{
	struct config_origins origins;
	struct config_load l = { m, &origins, report, thorough, false, draft };
	int rc;

	config_origins_init(&origins);
	rc = load(l, site, address);
	config_origins_release(&origins);
	return rc;
}

int
config_layers(struct mailbox *m, const char *site, const char *address,
    bool thorough, struct config_origins *origins, struct config_report *report)
{
	struct config_origins mine;
	struct config_load l = { m, origins, report, thorough, false, NULL };
	int rc;

	if (origins != NULL)
		return load(l, site, address);
	config_origins_init(&mine);
	l.origins = &mine;
	rc = load(l, site, address);
	config_origins_release(&mine);
	return rc;
}

int
config_load(struct mailbox *m, const char *path, bool thorough,
    struct config_report *report)
{
	return config_layers(m, path, "", thorough, NULL, report);
}

int
config_layers_domain(struct mailbox *m, const char *site, const char *domain,
    bool thorough, struct config_report *report)
{
	struct config_origins origins;
	struct config_load l = { m, &origins, report, thorough, true, NULL };
	size_t before = report->errors;

	config_origins_init(&origins);
	begin(m, site);
	if (config_read_layer(&l, site, LAYER_SITE) == 0 || l.thorough)
		read_domain(&l, site, domain);
	config_finish(&l);
	config_origins_release(&origins);
	return report->errors == before ? 0 : -1;
}
