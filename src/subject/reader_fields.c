#include "reader_local.h"

#include "base/mem.h"
#include "subject/auth.h"
#include "subject/date.h"
#include "subject/hop.h"
#include "subject/signs.h"

#include <string.h>

struct row;
typedef void
read_fn(struct reader *r, const struct field *f, const struct row *row);

struct row {
	const char *name;
	read_fn *read;
	size_t trace; /* offset of the struct subject_trace, or of a text */
	enum subject_place place;
	enum subject_auth_kind kind;
	bool destination;
	bool hashed;
};

struct destination {
	struct subject *s;
	enum subject_place place;
};

static void
add_address(const char *addr, void *arg)
{
	struct destination *d = arg;

	subject_add_address(d->s, d->place, addr);
}

static void
read_addresses(struct reader *r, const struct field *f, const struct row *row)
{
	struct destination d = { .s = r->s, .place = row->place };

	if (row->destination)
		r->s->destinations = 1;
	/* What has no room anyway is not worth the time; other fields have
	 * room of their own. */
	if (r->s->addresses_cut && row->destination)
		return;
	message_addresses(f->body, f->body_len, add_address, &d);
	if (f->cut)
		r->s->addresses_cut = 1;
}

/* RFC 5321 section 4.4: what stands below the first Received field was
 * written by somebody else. */
static void
read_trace(struct reader *r, const struct field *f, const struct row *row)
{
	struct subject_trace *t = (void *)((char *)r->s + row->trace);
	char path[ADDR_MAX] = "";
	bool bad;

	if (r->s->received > 0)
		return;
	bad = f->cut || f->had_nul ||
	    field_strip_comments(r->scratch, f->body, f->body_len) == -1 ||
	    addr_from_path(path, sizeof path, r->scratch) == -1;
	if (bad)
		*path = '\0';
	else if (*path == '\0' || addr_is_mailer_daemon(path))
		t->null = 1;
	if (t->count++ == 0) {
		t->bad = bad;
		mem_copy(t->addr, sizeof t->addr, path);
	} else if (bad || t->bad ||
	    (strcmp(t->addr, path) != 0 && !addr_equal(t->addr, path))) {
		t->differ = 1;
	}
}

static void
read_delivered(struct reader *r, const struct field *f, const struct row *row)
{
	read_trace(r, f, row);
	if (f->cut)
		r->s->header_too_long = 1;
	read_addresses(r, f, row);
}

/*
 * X-Loop has no grammar: any word of it may be the address.  A field too long
 * to be read whole is taken for a loop by whoever looks at the header.
 */
static void
read_loop(struct reader *r, const struct field *f, const struct row *row)
{
	static const char between[] = " \t,;<>()[]\"'";
	struct destination d = { .s = r->s, .place = row->place };
	const char *at = f->body;
	char word[ADDR_MAX];

	if (f->cut)
		r->s->header_too_long = 1;
	while (*(at += strspn(at, between)) != '\0') {
		size_t len = strcspn(at, between);

		if (mem_copy_n(word, sizeof word, at, len) == 0 &&
		    addr_at(word) != NULL)
			add_address(word, &d);
		at += len;
	}
}

static void
read_received(struct reader *r, const struct field *f, const struct row *row)
{
	const char *date;

	(void)row;
	if (r->s->hop_count < SUBJECT_HOPS)
		hop_parse(&r->s->hops[r->s->hop_count++], f);
	if (r->s->received++ > 0 ||
	    field_strip_comments(r->scratch, f->body, f->body_len) == -1)
		return;
	date = strrchr(r->scratch, ';');
	if (date != NULL)
		r->s->dated = date_parse(date + 1, strlen(date + 1));
}

/* The topmost are the ones that may be our own. */
static void
read_auth(struct reader *r, const struct field *f, const struct row *row)
{
	struct subject *s = r->s;
	struct subject_auth *a;

	if (s->auth_count == SUBJECT_AUTHS) {
		s->auths_cut = 1;
		return;
	}
	a = &s->auths[s->auth_count++];
	auth_parse(a, row->kind, f);
	a->above = s->received;
}

/* RFC 8617 section 4.2.1: an instance has one seal. */
static void
read_seal(struct reader *r, const struct field *f, const struct row *row)
{
	struct subject *s = r->s;
	char domain[SUBJECT_HOST];
	uint8_t instance;

	(void)row;
	if (auth_seal(&instance, domain, f) == -1)
		*domain = '\0';
	if (instance > s->seal_instance) {
		s->seal_instance = instance;
		mem_copy(s->seal, sizeof s->seal, domain);
	} else if (instance == s->seal_instance) {
		*s->seal = '\0';
	}
}

static void
read_date(struct reader *r, const struct field *f, const struct row *row)
{
	long len = field_strip_comments(r->scratch, f->body, f->body_len);

	(void)row;
	if (r->date == -1 && len > 0)
		r->date = date_parse(r->scratch, (size_t)len);
}

static void
read_subject(struct reader *r, const struct field *f, const struct row *row)
{
	struct subject *s = r->s;

	(void)row;
	if (s->has_subject)
		return;
	s->has_subject = 1;
	message_text(s->subject, sizeof s->subject, sizeof s->subject, f->body,
	    f->body_len);
}

static void
add_message_id(const char *id, size_t len, void *arg)
{
	struct reader *r = arg;
	char *to = r->s->message_id;

	if (r->message_ids++ == 0)
		mem_copy_n(to, SUBJECT_ID, id, len);
	else if (strlen(to) != len || memcmp(to, id, len) != 0)
		r->message_id_bad = true;
}

/* RFC 5322 section 3.6.4 allows one id and nothing else. */
static void
read_message_id(struct reader *r, const struct field *f, const struct row *row)
{
	long len = field_strip_comments(r->scratch, f->body, f->body_len);

	(void)row;
	if (len == -1 ||
	    message_ids(r->scratch, (size_t)len, add_message_id, r) != 1 ||
	    strlen(r->s->message_id) != (size_t)len)
		r->message_id_bad = true;
}

static void
add_reference(const char *id, size_t len, void *arg)
{
	struct reader *r = arg;
	uint32_t i = r->references++;

	mem_copy_n(i == 0 ? r->s->references[0]
			  : r->recent[(i - 1) % (SUBJECT_IDS - 1)],
	    SUBJECT_ID, id, len);
}

static void
read_references(struct reader *r, const struct field *f, const struct row *row)
{
	(void)row;
	message_ids(f->body, f->body_len, add_reference, r);
}

static void
add_in_reply_to(const char *id, size_t len, void *arg)
{
	struct subject *s = arg;

	if (s->in_reply_to_count++ == 0)
		mem_copy_n(s->in_reply_to, SUBJECT_ID, id, len);
}

static void
read_in_reply_to(struct reader *r, const struct field *f, const struct row *row)
{
	(void)row;
	message_ids(f->body, f->body_len, add_in_reply_to, r->s);
}

/* The first one that can be read; half a field could mean something else. */
static void
read_languages(struct reader *r, const struct field *f, const struct row *row)
{
	char *to = (char *)r->s + row->trace;
	long len, i;

	if (*to != '\0' || f->had_control || f->eightbit)
		return;
	len = field_strip_comments(r->scratch, f->body, f->body_len);
	if (len <= 0 || len >= SUBJECT_LANGUAGES)
		return;
	for (i = 0; i < len; i++)
		if (r->scratch[i] == '\t')
			r->scratch[i] = ' ';
	mem_copy_n(to, SUBJECT_LANGUAGES, r->scratch, (size_t)len);
}

/* Any instance may convict, the first one tells of the parts. */
static void
read_content(struct reader *r, const struct field *f, const struct row *row)
{
	struct message_content c;

	message_content(&c, f->body, f->body_len);
	if (f->cut) /* nobody writes such a type: what it hides is a report */
		subject_add_sign(r->s, SIGN_REPORT, row->name, f->body);
	signs_of_content(r->s, &c, true);
	if (*r->top.boundary == '\0')
		r->top = c;
}

#define TRACE(member) offsetof(struct subject, member)

static const struct row rows[] = {
	{ "Received", .read = read_received },
	{ "Authentication-Results", .read = read_auth, .kind = AUTH_RESULTS },
	{ "Received-SPF", .read = read_auth, .kind = AUTH_RECEIVED_SPF },
	{ "ARC-Authentication-Results", .read = read_auth,
	    .kind = AUTH_ARC_RESULTS },
	{ "ARC-Seal", .read = read_seal },
	{ "Return-Path", .read = read_trace, .trace = TRACE(return_path) },
	{ "X-Original-To", .read = read_trace, .trace = TRACE(original_to) },
	{ "Envelope-To", .read = read_trace, .trace = TRACE(envelope_to) },
	{ "Delivered-To", .read = read_delivered, .trace = TRACE(delivered_to),
	    .place = PLACE_DELIVERED_TO },
	{ "To", .read = read_addresses, .place = PLACE_TO, .destination = true,
	    .hashed = true },
	{ "Cc", .read = read_addresses, .place = PLACE_CC, .destination = true,
	    .hashed = true },
	{ "Bcc", .read = read_addresses, .place = PLACE_BCC,
	    .destination = true },
	{ "Resent-To", .read = read_addresses, .place = PLACE_RESENT_TO,
	    .destination = true },
	{ "Resent-Cc", .read = read_addresses, .place = PLACE_RESENT_CC,
	    .destination = true },
	{ "Resent-Bcc", .read = read_addresses, .place = PLACE_RESENT_BCC,
	    .destination = true },
	{ "From", .read = read_addresses, .place = PLACE_FROM, .hashed = true },
	{ "Sender", .read = read_addresses, .place = PLACE_SENDER },
	{ "Reply-To", .read = read_addresses, .place = PLACE_REPLY_TO },
	{ "X-Loop", .read = read_loop, .place = PLACE_X_LOOP },
	{ "Message-ID", .read = read_message_id, .hashed = true },
	{ "References", .read = read_references },
	{ "In-Reply-To", .read = read_in_reply_to },
	{ "Subject", .read = read_subject, .hashed = true },
	{ "Date", .read = read_date, .hashed = true },
	{ "Content-Type", .read = read_content },
	{ "Accept-Language", .read = read_languages,
	    .trace = TRACE(accept_language) },
	{ "Content-Language", .read = read_languages,
	    .trace = TRACE(content_language) },
};

const char *
reader_field(struct reader *r, const struct field *f)
{
	const struct row *row;

	for (row = rows; row < rows + sizeof rows / sizeof *rows; row++) {
		if (!field_is(f, row->name))
			continue;
		row->read(r, f, row);
		return row->hashed ? row->name : NULL;
	}
	return NULL;
}
