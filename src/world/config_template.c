#include "config_parts.h"

#include "base/mem.h"

#include "response/template.h"

#include <stdlib.h>
#include <string.h>

/* Can the days of an absence ever have a value? */
static bool
has_days(const struct mailbox *m, const char *day)
{
	return *day != '\0' || m->absences.count > 0 ||
	    *m->absence_calendar != '\0';
}

/* A variable that stands for a setting which has no value. */
static void
check_date(const struct mailbox *m, const char *path, const char *bytes,
    size_t len, const char *name, const char *key, const char *value,
    struct config_report *report)
{
	size_t line = template_uses(bytes, len, name);

	if (line != 0 && !has_days(m, value))
		config_complain(report, CONFIG_ERROR,
		    (struct config_place){ path, (unsigned)line, NULL },
		    xasprintf(
			"${%s} has no value; expected %s in the configuration",
			name, key));
}

static int
parse(struct template *t, const struct mailbox *m, const char *path,
    const char *bytes, size_t len, struct config_report *report)
{
	struct template_error error;
	size_t before = report->errors;

	if (template_parse(t, bytes, len, &error) == -1) {
		config_complain(report, CONFIG_ERROR,
		    (struct config_place){ path, (unsigned)error.line, NULL },
		    xstrdup(error.text));
		return -1;
	}
	check_date(m, path, bytes, len, "from", "absent-from", m->absent_from,
	    report);
	check_date(m, path, bytes, len, "until", "absent-until",
	    m->absent_until, report);
	return report->errors == before ? 0 : -1;
}

int
config_template_read(struct template *t, const struct mailbox *m,
    const char *path, struct config_report *report)
{
	char *bytes, why[CONFIG_WHY];
	size_t len;
	int rc;

	t->subject = t->body = NULL;
	if (*path == '\0')
		return parse(t, m, path, template_builtin,
		    strlen(template_builtin), report);
	bytes = config_file_read(path, TEMPLATE_MAX, &len, why);
	if (bytes == NULL) {
		config_complain(report, CONFIG_ERROR,
		    (struct config_place){ path, 0, NULL },
		    xasprintf("the template: %s", why));
		return -1;
	}
	rc = parse(t, m, path, bytes, len, report);
	free(bytes);
	return rc;
}

int
config_template(struct template *t, const struct mailbox *m,
    struct config_report *report)
{
	return config_template_read(t, m, m->template_path, report);
}
