#include "doctor.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const char *const words[] = { "ok", "warning", "error" };

static void __attribute__((format(printf, 4, 0)))
tell(struct doctor *d, enum doctor_severity severity, const char *remedy,
    const char *format, va_list args)
{
	char raw[2048], clean[1024];
	struct doctor_finding *f;

	vsnprintf(raw, sizeof raw, format, args);
	text_clean(clean, sizeof clean, sizeof clean, raw, strlen(raw));
	d->findings =
	    xrealloc(d->findings, (d->count + 1) * sizeof *d->findings);
	f = &d->findings[d->count++];
	*f = (struct doctor_finding){ .severity = severity,
		.check = d->check,
		.found = xstrdup(clean),
		.remedy = xstrdup(remedy == NULL ? "" : remedy) };
	text_clean(f->remedy, strlen(f->remedy) + 1, strlen(f->remedy),
	    remedy == NULL ? "" : remedy, remedy == NULL ? 0 : strlen(remedy));
}

void
doctor_tell(struct doctor *d, enum doctor_severity severity, const char *remedy,
    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell(d, severity, remedy, format, args);
	va_end(args);
}

void
doctor_tell_free(struct doctor *d, enum doctor_severity severity, char *remedy,
    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell(d, severity, remedy, format, args);
	va_end(args);
	free(remedy);
}

enum doctor_severity
doctor_worst(const struct doctor *d)
{
	enum doctor_severity worst = DOCTOR_OK;
	size_t i;

	for (i = 0; i < d->count; i++)
		if (d->findings[i].severity > worst)
			worst = d->findings[i].severity;
	return worst;
}

void
doctor_print(const struct doctor *d, FILE *out)
{
	size_t i, counts[3] = { 0 };

	for (i = 0; i < d->count; i++) {
		const struct doctor_finding *f = &d->findings[i];

		counts[f->severity]++;
		fprintf(out, "%-8s %-14s %s\n", words[f->severity], f->check,
		    f->found);
		if (*f->remedy != '\0')
			fprintf(out, "%-8s %-14s remedy: %s\n", "", "",
			    f->remedy);
	}
	fprintf(out, "%zu ok, %zu warning%s, %zu error%s\n", counts[DOCTOR_OK],
	    counts[DOCTOR_WARNING], counts[DOCTOR_WARNING] == 1 ? "" : "s",
	    counts[DOCTOR_ERROR], counts[DOCTOR_ERROR] == 1 ? "" : "s");
}

void
doctor_release(struct doctor *d)
{
	size_t i;

	for (i = 0; i < d->count; i++) {
		free(d->findings[i].found);
		free(d->findings[i].remedy);
	}
	free(d->findings);
	mailbox_list_release(&d->names);
	mailbox_release(&d->mailbox);
}
