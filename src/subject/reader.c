#include "subject/reader.h"

#include "base/mem.h"
#include "base/text.h"
#include "reader_local.h"
#include "subject/parts.h"
#include "subject/signs.h"

#include <stdlib.h>
#include <string.h>

/* A search gives up after a few, so that names chosen to collide cost no more
 * than a name written twice. */
#define NAME_PROBES 32u

/* Of the body, CR not counted: half of what is kept, so that a message with
 * CRLF gives the same hash as one with LF. */
#define HASH_BODY (SUBJECT_PEEK / 2)

#define FNV_START 0xcbf29ce484222325u
#define FNV_PRIME 0x100000001b3u

static void
hash_bytes(uint64_t *hash, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		*hash = (*hash ^ (unsigned char)s[i]) * FNV_PRIME;
}

static void
note_name(struct reader *r, const struct field *f)
{
	uint64_t hash = FNV_START;
	uint32_t before = r->s->names_at;
	size_t i, probe;

	for (i = 0; i < f->name_len; i++)
		hash = (hash ^ (unsigned)text_lower(f->name[i])) * FNV_PRIME;
	for (probe = 0; probe < NAME_PROBES; probe++) {
		uint16_t *slot =
		    &r->names[((hash >> 32) + probe) % READER_NAME_SLOTS];

		if (*slot == 0) {
			subject_add_name(r->s, f->name, f->name_len);
			if (r->s->names_at > before)
				*slot = (uint16_t)(before + 1);
			return;
		}
		if (field_is(f, r->s->names + *slot - 1))
			return;
	}
	subject_add_name(r->s, f->name, f->name_len);
}

static void
read_field(struct reader *r, const struct field *f)
{
	const char *hashed;

	if (f->had_nul)
		r->s->nul_in_header = 1;
	note_name(r, f);
	signs_of_field(r->s, f);
	hashed = reader_field(r, f);
	if (hashed == NULL)
		return;
	hash_bytes(&r->hash, hashed, strlen(hashed) + 1);
	hash_bytes(&r->hash, f->body, f->body_len + 1);
}

/* The second word of "From SENDER DATE", RFC 4155 appendix A; a quoted local
 * part may hold blanks. */
static void
read_mbox_line(struct reader *r)
{
	const char *s = r->fields.mbox_line;
	size_t i, at, len = r->fields.mbox_len;
	bool quoted = false;

	if (s == NULL)
		return;
	at = *s == '>' ? 6 : 5;
	for (i = at; i < len && (quoted || !text_is_blank(s[i])); i++) {
		if (s[i] == '\\' && quoted && i + 1 < len)
			i++;
		else if (s[i] == '"')
			quoted = !quoted;
	}
	r->s->has_mbox_line = 1;
	mem_copy_n(r->s->mbox_sender, sizeof r->s->mbox_sender, s + at, i - at);
}

static void
references_finish(struct reader *r)
{
	const uint32_t ring = SUBJECT_IDS - 1;
	uint32_t i, kept, first;

	if (r->references == 0)
		return;
	kept = r->references - 1 < ring ? r->references - 1 : ring;
	first = r->references - 1 - kept;
	for (i = 0; i < kept; i++)
		mem_copy(r->s->references[1 + i], SUBJECT_ID,
		    r->recent[(first + i) % ring]);
	r->s->reference_count = 1 + kept;
}

static void
hash_body(struct reader *r, const char *body, size_t len)
{
	size_t i, left = HASH_BODY;

	for (i = 0; i < len && left > 0; i++) {
		if (body[i] == '\r')
			continue;
		hash_bytes(&r->hash, body + i, 1);
		left--;
	}
	r->s->content_hash = r->hash;
}

static void
part_found(const struct message_content *c, void *arg)
{
	struct reader *r = arg;

	signs_of_content(r->s, c, false);
}

static void
read_body(struct reader *r, const char *raw, size_t size)
{
	size_t at = r->fields.body_at, len = size - at;

	if (!r->fields.ended)
		len = 0;
	if (len > SUBJECT_PEEK)
		len = SUBJECT_PEEK;
	hash_body(r, raw + at, len);
	parts_walk(&r->top, raw + at, len, part_found, r);
}

static void
finish(struct reader *r, uint64_t octets)
{
	struct subject *s = r->s;

	s->fields = r->fields.fields;
	s->bad_lines = r->fields.bad_lines;
	s->has_header = s->fields > 0;
	s->header_too_long = !r->fields.ended && octets > SUBJECT_HEADER_MAX;
	if (r->fields.nul_lines > 0)
		s->nul_in_header = 1;
	if (s->dated == -1)
		s->dated = r->date;
	if (r->message_id_bad)
		memset(s->message_id, 0, sizeof s->message_id);
	s->octets = octets;
	references_finish(r);
	read_mbox_line(r);
	signs_of_subject(s);
}

void
reader_read(struct subject *s, const char *raw, size_t size, uint64_t octets)
{
	struct reader *r = xmalloc(sizeof *r);
	struct field f;

	subject_init(s);
	r->s = s;
	r->hash = FNV_START;
	r->date = -1;
	r->message_ids = 0;
	r->message_id_bad = false;
	r->references = 0;
	memset(&r->top, 0, sizeof r->top);
	memset(r->names, 0, sizeof r->names);
	field_start(&r->fields, raw,
	    size < SUBJECT_HEADER_MAX ? size : SUBJECT_HEADER_MAX);
	while (field_next(&r->fields, &f))
		read_field(r, &f);
	read_body(r, raw, size);
	finish(r, octets);
	free(r);
}
