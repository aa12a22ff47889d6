#include "ports_template.h"

#include "base/mem.h"
#include "policy/wording.h"
#include "world/config.h"

#include <stdlib.h>
#include <string.h>

static int
load(struct template *t, const struct mailbox *m, const char *path,
    const char *language, char why[200])
{
	struct config_report report;
	char *text;
	int rc;

	config_report_init(&report);
	rc = config_template_read(t, m, path, *path == '\0' ? "" : language,
	    &report);
	if (rc == -1 && report.count > 0) {
		text = config_problem_text(&report.problems[0]);
		mem_copy(why, 200, text);
		free(text);
	}
	config_report_release(&report);
	return rc;
}

int
ports_template(struct template *t, const struct facts *f, char why[200],
    void *arg)
{
	(void)arg;
	return load(t, f->mailbox, wording_path(f), wording_default(f->mailbox),
	    why);
}

/* The same in the default language, beside it; the main text is it already
 * where the path is the same. */
static int
add_other(struct template *own, struct template *t, const struct mailbox *m,
    const char *path, bool same_path, char why[200])
{
	own->other = xcalloc(1, sizeof *own->other);
	if (!same_path)
		return load(own->other, m, path, wording_default(m), why);
	*own->other = *t;
	*t = (struct template){ .body = NULL };
	return 0;
}

int
ports_suit(struct template *t, const struct facts *f, char why[200], void *arg)
{
	const struct mailbox *m = f->mailbox;
	const char *path = wording_path_for(f, facts_verified(f));
	const char *language = wording_language(f);
	bool same_path = strcmp(path, wording_path(f)) == 0;
	bool same_language = *path == '\0' || language == wording_default(m);
	struct template own;
	int rc;

	(void)arg;
	if (same_path && same_language)
		return 0;
	rc = load(&own, m, path, language, why);
	if (rc == 0 && !same_language && m->both_languages != BOTH_NEVER)
		rc = add_other(&own, t, m, path, same_path, why);
	if (rc == -1) {
		template_release(&own);
		return -1;
	}
	template_release(t);
	*t = own;
	return 0;
}
