/*
 * A template that is taken can be expanded and sent; one that is not has a
 * reason.  The first octet says which form the rest is in.
 */
#include "response/template.h"

#include "../../src/response/response_flow.h"
#include "response/response.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum form { FORM_TEXT, FORM_HTML, FORM_ENTITY, FORM_FLOWED, FORM_COUNT };

static void
check_expansion(char *text)
{
	if (strlen(text) > TEMPLATE_MAX)
		abort();
	free(text);
}

/* A response is written whatever the text, in 7 bit and short lines. */
static void
check_response(const struct template *t, bool flowed)
{
	static struct subject s;
	struct envelope e = { .state = ENVELOPE_ADDRESS,
		.sender = "alice@example.net" };
	struct facts f = { .subject = &s, .envelope = &e };
	struct response_moment moment = { .now = 1795532400 };
	struct response r;
	struct mailbox m;
	char why[200];
	size_t i, line = 0;

	subject_init(&s);
	mailbox_init(&m);
	free(m.address);
	m.address = strdup("bob@example.org");
	m.flowed = flowed;
	f.mailbox = &m;
	if (response_write(&r, &f, t, &moment, why) == -1) {
		if (*why == '\0')
			abort();
	} else {
		for (i = 0; i < r.size; i++) {
			line = r.bytes[i] == '\n' ? 0 : line + 1;
			if ((unsigned char)r.bytes[i] >= 127 || line > 999 ||
			    (r.bytes[i] == '\n' && r.bytes[i - 1] != '\r'))
				abort();
		}
	}
	response_release(&r);
	mailbox_release(&m);
}

static int
parse(struct template *t, enum form form, const char *bytes, size_t size,
    struct template_error *e)
{
	if (form == FORM_ENTITY)
		return template_parse_entity(t, bytes, size, e);
	if (form != FORM_HTML)
		return template_parse(t, bytes, size, e);
	template_parse(t, "a", 1, e);
	return template_parse_html(t, bytes, size, e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct template_values values = {
		.sender = "alice@example.net",
		.subject = "${name} <b>",
		.name = "Bob",
	};
	enum form form;
	struct template t;
	struct template_error e = { .line = 0 };
	char *bytes, id[33];

	if (size == 0)
		return 0;
	form = (enum form)(*data % FORM_COUNT);
	bytes = malloc(size);
	if (bytes == NULL)
		abort();
	memcpy(bytes, data + 1, size - 1);
	if (parse(&t, form, bytes, size - 1, &e) == -1) {
		if (e.text[0] == '\0')
			abort();
	} else {
		check_expansion(template_expand(t.body, &values));
		if (t.html != NULL)
			check_expansion(template_expand_html(t.html, &values));
		free(response_flow(t.body));
		template_identity(id, &t, "Bob", "bob@example.org");
		template_uses(t.body, strlen(t.body), "name");
		check_response(&t, form == FORM_FLOWED);
	}
	template_release(&t);
	free(bytes);
	return 0;
}
