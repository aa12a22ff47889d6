#include "config_parts.h"

#include "base/mem.h"
#include "base/text.h"
#include "policy/absence.h"
#include "policy/wording.h"
#include "subject/language.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Octets of a text that is still brief. */
#define TEMPLATE_BRIEF 4096

/* Can the days of an absence ever have a value? */
static bool
has_days(const struct mailbox *m, const char *day)
{
	return *day != '\0' || m->absences.count > 0 ||
	    *m->absence_calendar != '\0';
}

/* A text in progress. */
struct reading {
	const struct mailbox *m;
	struct config_report *report;
	const char *file; /* "" of the built-in text */
};

static void
complain(const struct reading *r, size_t line, char *text)
{
	config_complain(r->report, CONFIG_ERROR,
	    (struct config_place){ r->file, (unsigned)line, NULL }, text);
}

/* Variables that stand for a setting which has no value. */
static void
check_days(const struct reading *r, const char *bytes, size_t len)
{
	const struct {
		const char *name, *key, *day;
	} rows[] = {
		{ "from", "absent-from", r->m->absent_from },
		{ "until", "absent-until", r->m->absent_until },
		{ "from_words", "absent-from", r->m->absent_from },
		{ "until_words", "absent-until", r->m->absent_until },
	};
	size_t i, line;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		line = template_uses(bytes, len, rows[i].name);
		if (line != 0 && !has_days(r->m, rows[i].day))
			complain(r, line,
			    xasprintf("${%s} has no value; expected %s in the "
				      "configuration",
				rows[i].name, rows[i].key));
	}
}

/* What a site has locked is not for a text to say either. */
static void
check_locks(const struct reading *r, const struct template *t)
{
	if (t->from_address != NULL && mailbox_list_has(&r->m->locked, "from"))
		complain(r, 0,
		    xstrdup("\"From:\" says what the site has locked; "
			    "expected no such line"));
}

typedef int parse_fn(struct template *t, const char *bytes, size_t len,
    struct template_error *error);

static int
parse(struct template *t, const struct reading *r, parse_fn *fn,
    const char *bytes, size_t len)
{
	struct template_error error;
	size_t before = r->report->errors;

	if (fn(t, bytes, len, &error) == -1) {
		complain(r, error.line, xstrdup(error.text));
		return -1;
	}
	if (fn != template_parse_entity)
		check_days(r, bytes, len);
	if (fn == template_parse)
		check_locks(r, t);
	if (len > TEMPLATE_BRIEF)
		config_complain(r->report, CONFIG_WARNING,
		    (struct config_place){ r->file, 0, NULL },
		    xstrdup("over 4 KiB; expected a brief text (RFC 3834 "
			    "section 3.2)"));
	return r->report->errors == before ? 0 : -1;
}

int
config_template_text(const struct mailbox *m, const char *file,
    const char *bytes, size_t len, struct config_report *report)
{
	struct reading r = { m, report, file };
	struct template t;
	int rc = parse(&t, &r, template_parse, bytes, len);

	template_release(&t);
	return rc;
}

static int
read_file(struct template *t, const struct reading *r, parse_fn *fn)
{
	char *bytes, why[CONFIG_WHY];
	size_t len;
	int rc;

	bytes = config_file_read(r->file, TEMPLATE_MAX, &len, why);
	if (bytes == NULL) {
		complain(r, 0, xasprintf("the template: %s", why));
		return -1;
	}
	rc = parse(t, r, fn, bytes, len);
	free(bytes);
	return rc;
}

/* Where the extension of the file name begins, or its end. */
static size_t
extension(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash == NULL ? path : slash, '.');

	return dot == NULL || dot == path || dot[-1] == '/'
	    ? strlen(path)
	    : (size_t)(dot - path);
}

char *
config_template_path(const char *path, const char *language)
{
	size_t n = extension(path);

	if (*language == '\0')
		return xstrdup(path);
	return xasprintf("%.*s.%s%s", (int)n, path, language, path + n);
}

/* The tag in "away.de.txt"; a longer word could be anything. */
static char *
language_of(const char *path)
{
	size_t end = extension(path), at = end;

	while (at > 0 && path[at - 1] != '.' && path[at - 1] != '/')
		at--;
	if (at == 0 || path[at - 1] != '.' || end - at < 2 ||
	    !language_is_tag(path + at, end - at) ||
	    (end - at > 2 && path[at + 2] != '-'))
		return NULL;
	return xstrndup(path + at, end - at);
}

static char *
html_path(const char *path)
{
	return xasprintf("%.*s.html", (int)extension(path), path);
}

/* RFC 3834 section 3.2: the plain text is always there, HTML comes on top. */
static int
read_html(struct template *t, const struct reading *of)
{
	struct reading r = *of;
	char *path = html_path(of->file);
	int rc;

	r.file = path;
	rc = read_file(t, &r, template_parse_html);
	free(path);
	return rc;
}

static int
read_built_in(struct template *t, const struct reading *r)
{
	const char *text = template_builtin(r->m->class);

	return parse(t, r, template_parse, text, strlen(text));
}

int
config_template_read(struct template *t, const struct mailbox *m,
    const char *path, const char *language, struct config_report *report)
{
	char *file = config_template_path(path, language);
	struct reading r = { m, report, file };
	int rc;

	*t = (struct template){ .body = NULL };
	if (*path == '\0')
		rc = read_built_in(t, &r);
	else
		rc = read_file(t, &r,
		    m->mime ? template_parse_entity : template_parse);
	if (rc == 0 && *path != '\0' && m->html && !m->mime)
		rc = read_html(t, &r);
	if (rc == 0 && t->language == NULL)
		t->language = language_of(file);
	free(file);
	return rc;
}

int
config_template(struct template *t, const struct mailbox *m,
    struct config_report *report)
{
	const char *path = m->template_path;

	return config_template_read(t, m, path,
	    *path == '\0' ? "" : wording_default(m), report);
}

static void
add_languages(const struct mailbox *m, const char *path,
    struct mailbox_list *files)
{
	size_t i;
	char *file;

	if (m->languages.count == 0 || *path == '\0')
		mailbox_list_add(files, path, strlen(path));
	for (i = 0; *path != '\0' && i < m->languages.count; i++) {
		file = config_template_path(path, m->languages.items[i]);
		mailbox_list_add(files, file, strlen(file));
		free(file);
	}
}

void
config_template_files(const struct mailbox *m, struct mailbox_list *files)
{
	const char *const others[] = { m->unverified_path, m->template_internal,
		m->template_known };
	char why[ABSENCE_WHY];
	struct absence a;
	size_t i;

	add_languages(m, m->template_path, files);
	for (i = 0; i < m->absences.count; i++)
		if (absence_parse(&a, m->absences.items[i], why) == 0 &&
		    *a.template != '\0')
			add_languages(m, a.template, files);
	for (i = 0; i < sizeof others / sizeof *others; i++)
		if (*others[i] != '\0')
			add_languages(m, others[i], files);
}

/* Is it BASE.LANGUAGE.EXT of the path BASE.EXT? */
static bool
is_sibling(const char *name, const char *base, size_t n)
{
	const char *tail = base + n;
	size_t len = strlen(name);
	char *language;
	bool found;

	if (len <= n + 1 + strlen(tail) || strncmp(name, base, n) != 0 ||
	    name[n] != '.' || strcmp(name + len - strlen(tail), tail) != 0)
		return false;
	language = language_of(name);
	found =
	    language != NULL && strlen(language) == len - n - 1 - strlen(tail);
	free(language);
	return found;
}

void
config_template_siblings(const char *path, struct mailbox_list *files)
{
	const char *slash = strrchr(path, '/');
	size_t head = slash == NULL ? 0 : (size_t)(slash - path) + 1, before;
	char *dir = slash == NULL ? xstrdup(".") : xstrndup(path, head), *file;
	struct dirent **names;
	int i, n = scandir(dir, &names, NULL, alphasort);

	free(dir);
	before = files->count;
	for (i = 0; i < n; i++) {
		if (is_sibling(names[i]->d_name, path + head,
			extension(path) - head)) {
			file = xasprintf("%.*s%s", (int)head, path,
			    names[i]->d_name);
			mailbox_list_add(files, file, strlen(file));
			free(file);
		}
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	/* a family may have no file without a language */
	if (files->count == before || access(path, F_OK) == 0)
		mailbox_list_add(files, path, strlen(path));
}

bool
config_template_has_html(const char *path)
{
	char *html = html_path(path);
	bool there = access(html, F_OK) == 0;

	free(html);
	return there;
}

void
config_template_check(const struct mailbox *m, struct config_report *report)
{
	struct mailbox_list files = { NULL, 0 };
	struct template t;
	size_t i;

	config_template_files(m, &files);
	for (i = 0; i < files.count; i++) {
		config_template_read(&t, m, files.items[i], "", report);
		template_release(&t);
	}
	mailbox_list_release(&files);
}
