#include "config_parts.h"

#include "base/mem.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char ending[] = ".conf";

bool
config_dir_is_ours(const char *path, char why[CONFIG_WHY])
{
	struct stat st;
	const char *no = NULL;

	if (lstat(path, &st) == -1)
		no = strerror(errno);
	else if (S_ISLNK(st.st_mode))
		no = "is a symbolic link; expected a directory";
	else if (!S_ISDIR(st.st_mode))
		no = "not a directory; expected one";
	else if (st.st_uid != 0 && st.st_uid != geteuid())
		no = "owned by another user; expected root or the user that "
		     "runs backsoon";
	else if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		no = "writable by group or others; expected chmod go-w";
	if (no != NULL)
		snprintf(why, CONFIG_WHY, "%s", no);
	return no == NULL;
}

char *
config_name_path(const char *site, const char *dir, const char *name)
{
	char file[NAME_MAX + 1 - (sizeof ending - 1)], *near, *path;

	if (text_file_name(file, sizeof file, name) == -1)
		return NULL;
	near = xasprintf("%s/%s%s", dir, file, ending);
	path = config_path_beside(site, near);
	free(near);
	return path;
}

bool
config_name_of(char to[ADDR_MAX], const char *address)
{
	char path[ADDR_MAX], why[MAILBOX_WHY];
	char *p;

	if (addr_from_path(path, sizeof path, address) == -1 ||
	    addr_for_wire(to, ADDR_MAX, path) == -1 || !mailbox_can_be(to, why))
		return false;
	for (p = to; *p != '\0'; p++)
		*p = (char)text_lower((unsigned char)*p);
	return true;
}

char *
config_mailbox_path(const char *site, const char *address)
{
	char name[ADDR_MAX];

	return config_name_of(name, address)
	    ? config_name_path(site, CONFIG_MAILBOXES, name)
	    : NULL;
}

bool
config_has_mailboxes(const char *site)
{
	char *dir = config_path_beside(site, CONFIG_MAILBOXES);
	struct stat st;
	bool there = lstat(dir, &st) == 0;

	free(dir);
	return there;
}

static int
digit(char c)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

/* What text_file_name() was given for a name; false where it gives none such.
 */
static bool
unescape(char to[NAME_MAX + 1], const char *name, size_t len)
{
	char again[NAME_MAX + 1];
	size_t i, n = 0;

	for (i = 0; i < len; i++) {
		bool escaped = name[i] == '%' && i + 2 < len;

		to[n++] = name[i];
		if (!escaped)
			continue;
		if (digit(name[i + 1]) == -1 || digit(name[i + 2]) == -1)
			return false;
		to[n - 1] =
		    (char)(digit(name[i + 1]) * 16 + digit(name[i + 2]));
		i += 2;
	}
	to[n] = '\0';
	return text_file_name(again, sizeof again, to) == (int)len &&
	    memcmp(again, name, len) == 0;
}

static bool
is_domain(const char *name)
{
	char addr[NAME_MAX + 4], again[ADDR_MAX];

	snprintf(addr, sizeof addr, "x@%s", name);
	return config_name_of(again, addr) && strcmp(again, addr) == 0;
}

static bool
is_address(const char *name)
{
	char again[ADDR_MAX];

	return config_name_of(again, name) && strcmp(again, name) == 0;
}

/* What a file of the directory describes, or why it describes nothing. */
static const char *
read_name(char to[NAME_MAX + 1], const char *file,
    bool (*is_name)(const char *name))
{
	size_t len = strlen(file);

	if (file[0] == '.')
		return "hidden, and not read; expected it elsewhere";
	if (len <= sizeof ending - 1 || !text_ends(file, ending))
		return "not read; expected a name that ends in .conf";
	if (!unescape(to, file, len - (sizeof ending - 1)) || !is_name(to))
		return "not read; expected the address or domain in lower "
		       "case as its name, see backsoon.conf(5)";
	return NULL;
}

struct walk {
	const char *dir;
	bool (*is_name)(const char *name);
	config_each_fn *fn;
	void *arg;
	struct config_report *report;
};

static int
visit(const struct walk *w, const char *file)
{
	char name[NAME_MAX + 1];
	char *path = xasprintf("%s/%s", w->dir, file);
	const char *why = read_name(name, file, w->is_name);
	int rc = 0;

	if (why == NULL)
		rc = w->fn(name, path, w->arg);
	else
		config_complain(w->report, CONFIG_WARNING,
		    (struct config_place){ path, 0, NULL }, xstrdup(why));
	free(path);
	return rc;
}

/* "backsoon on --message" puts its text beside the file of the mailbox. */
static int
is_entry(const struct dirent *d)
{
	return strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0 &&
	    (d->d_name[0] == '.' || !text_ends(d->d_name, ".message.txt"));
}

static int
by_octets(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
walk(const struct walk *w)
{
	struct dirent **list = NULL;
	char why[CONFIG_WHY];
	int n = -1, i, rc = 0;

	if (config_dir_is_ours(w->dir, why)) {
		n = scandir(w->dir, &list, is_entry, by_octets);
		if (n == -1)
			snprintf(why, sizeof why, "%s", strerror(errno));
	}
	if (n == -1) {
		config_complain(w->report, CONFIG_ERROR,
		    (struct config_place){ w->dir, 0, NULL }, xstrdup(why));
		return -1;
	}
	for (i = 0; i < n; i++) {
		if (rc == 0)
			rc = visit(w, list[i]->d_name);
		free(list[i]);
	}
	free(list);
	return rc;
}

int
config_each_mailbox(const char *site, config_each_fn *fn, void *arg,
    struct config_report *report)
{
	char *dir = config_path_beside(site, CONFIG_MAILBOXES);
	int rc = walk(&(struct walk){ dir, is_address, fn, arg, report });

	free(dir);
	return rc;
}

int
config_each_domain(const char *site, config_each_fn *fn, void *arg,
    struct config_report *report)
{
	char *dir = config_path_beside(site, CONFIG_DOMAINS);
	struct stat st;
	int rc = 0;

	if (lstat(dir, &st) == 0 || errno != ENOENT)
		rc = walk(&(struct walk){ dir, is_domain, fn, arg, report });
	free(dir);
	return rc;
}
