#include "doctor.h"

#include "json_text.h"

void
doctor_print_json(const struct doctor *d, FILE *out)
{
	static const char *const words[] = { "ok", "warning", "error" };
	json_t *all = json_object(), *list = json_array();
	size_t i;

	for (i = 0; i < d->count; i++) {
		const struct doctor_finding *f = &d->findings[i];
		json_t *o = json_object();

		json_put(o, "severity", words[f->severity]);
		json_put(o, "check", f->check);
		json_put(o, "found", f->found);
		json_put(o, "remedy", *f->remedy == '\0' ? NULL : f->remedy);
		json_array_append_new(list, o);
	}
	json_put(all, "configuration", d->path);
	json_object_set_new(all, "status", json_integer(doctor_worst(d)));
	json_object_set_new(all, "findings", list);
	json_dumpf(all, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(all);
}
