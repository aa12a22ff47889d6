#include "subject/parts.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* An open multipart. */
struct level {
	char boundary[128];
	size_t len;
	bool digest; /* its parts are messages, RFC 2046 section 5.1.5 */
};

struct walk {
	parts_fn *fn;
	void *arg;
	struct level levels[PARTS_DEPTH];
	size_t depth;       /* open multiparts */
	unsigned parts;     /* that were seen */
	const char *header; /* of the part being read, or NULL */
	struct field_reader reader;
};

static void
push(struct walk *w, const struct message_content *c)
{
	struct level *l;

	if (w->depth == PARTS_DEPTH || *c->boundary == '\0' ||
	    !text_begins(c->type, "multipart/"))
		return;
	l = &w->levels[w->depth++];
	mem_copy(l->boundary, sizeof l->boundary, c->boundary);
	l->len = strlen(l->boundary);
	l->digest = text_equal(c->type, "multipart/digest");
}

/* How a line ends a part: the level of its boundary, whether it closes it. */
static bool
is_boundary(const struct walk *w, const char *line, size_t len, size_t *level,
    bool *closes)
{
	size_t i, at;

	if (len < 2 || line[0] != '-' || line[1] != '-')
		return false;
	for (i = w->depth; i-- > 0;) {
		const struct level *l = &w->levels[i];

		at = 2 + l->len;
		if (len < at || memcmp(line + 2, l->boundary, l->len) != 0)
			continue;
		*closes =
		    len >= at + 2 && line[at] == '-' && line[at + 1] == '-';
		if (*closes)
			at += 2;
		while (at < len && text_is_blank(line[at]))
			at++;
		*level = i;
		if (at == len)
			return true;
	}
	return false;
}

/* Tells of the part whose header ends here; `body` where one follows. */
static void
header_done(struct walk *w, const char *end, bool body)
{
	struct message_content c = { .type = "text/plain" };
	struct field f;

	if (w->levels[w->depth - 1].digest)
		mem_copy(c.type, sizeof c.type, "message/rfc822");
	field_start(&w->reader, w->header, (size_t)(end - w->header));
	while (field_next(&w->reader, &f)) {
		if (!field_is(&f, "Content-Type"))
			continue;
		message_content(&c, f.body, f.body_len);
		break;
	}
	w->header = NULL;
	w->fn(&c, w->arg);
	if (body)
		push(w, &c);
}

static void
line_read(struct walk *w, const char *line, size_t len, const char *next)
{
	size_t level;
	bool closes;

	if (is_boundary(w, line, len, &level, &closes)) {
		if (w->header != NULL)
			header_done(w, line, false);
		w->depth = closes ? level : level + 1;
		if (!closes && w->parts++ < PARTS_MAX)
			w->header = next;
	} else if (w->header != NULL && len == 0) {
		header_done(w, line, true);
	}
}

void
parts_walk(const struct message_content *top, const char *body, size_t len,
    parts_fn *fn, void *arg)
{
	const char *end = body + len, *line = body, *next;
	struct walk *w = xmalloc(sizeof *w);

	w->fn = fn;
	w->arg = arg;
	w->depth = 0;
	w->parts = 0;
	w->header = NULL;
	push(w, top);
	while (line < end && w->depth > 0 && w->parts <= PARTS_MAX) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));

		next = stop == NULL ? end : stop + 1;
		if (stop == NULL)
			stop = end;
		while (stop > line && stop[-1] == '\r')
			stop--;
		line_read(w, line, (size_t)(stop - line), next);
		line = next;
	}
	if (w->header != NULL && w->depth > 0)
		header_done(w, line, false);
	free(w);
}
