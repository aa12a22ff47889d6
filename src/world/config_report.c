#include "config_parts.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
config_report_init(struct config_report *r)
{
	memset(r, 0, sizeof *r);
}

void
config_report_release(struct config_report *r)
{
	size_t i;

	for (i = 0; i < r->count; i++) {
		free(r->problems[i].file);
		free(r->problems[i].key);
		free(r->problems[i].text);
	}
	free(r->problems);
	memset(r, 0, sizeof *r);
}

char *
config_problem_text(const struct config_problem *p)
{
	char line[16] = "";

	if (p->line != 0)
		snprintf(line, sizeof line, "%u:", p->line);
	return xasprintf("%s:%s %s%s%s%s", p->file, line,
	    p->severity == CONFIG_WARNING ? "warning: " : "", p->key,
	    p->key[0] == '\0' ? "" : ": ", p->text);
}

void
config_complain(struct config_report *r, enum config_severity severity,
    struct config_place at, char *text)
{
	struct config_problem *p;

	r->problems =
	    xrealloc(r->problems, (r->count + 1) * sizeof *r->problems);
	p = &r->problems[r->count++];
	p->severity = severity;
	p->file = xstrdup(at.file);
	p->line = at.line;
	p->key = xstrdup(at.key == NULL ? "" : at.key);
	p->text = text;
	r->errors += severity == CONFIG_ERROR;
}

char *
config_show(char to[CONFIG_SHOWN], const char *s, size_t len)
{
	size_t n;

	to[0] = '"';
	n = 1 + text_clean(to + 1, CONFIG_SHOWN - 5, 60, s, len);
	if (text_clean((char[512]){ "" }, 512, 500, s, len) > n - 1) {
		memcpy(to + n, "...", 3);
		n += 3;
	}
	to[n] = '"';
	to[n + 1] = '\0';
	return to;
}

/* Levenshtein's distance, for words of a table's length. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[64], i, k, n = strlen(b), above, left;

	if (n >= sizeof row / sizeof *row || strlen(a) > 2 * sizeof row)
		return SIZE_MAX;
	for (k = 0; k <= n; k++)
		row[k] = k;
	for (i = 1; a[i - 1] != '\0'; i++) {
		above = row[0];
		row[0] = i;
		for (k = 1; k <= n; k++) {
			left = above +
			    (text_lower((unsigned char)a[i - 1]) !=
				text_lower((unsigned char)b[k - 1]));
			above = row[k];
			if (row[k] + 1 < left)
				left = row[k] + 1;
			if (row[k - 1] + 1 < left)
				left = row[k - 1] + 1;
			row[k] = left;
		}
	}
	return row[n];
}

const char *
config_nearest(const char *word, const char *(*nth)(size_t i))
{
	const char *best = NULL, *other;
	size_t i, d, least = 2 + strlen(word) / 3;

	for (i = 0; (other = nth(i)) != NULL; i++) {
		d = distance(word, other);
		if (d < least) {
			least = d;
			best = other;
		}
	}
	return best;
}
