#include "answer.h"

#include "base/mem.h"
#include "base/text.h"

#include <ares.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define HEADER 12
#define CLASS_IN 1
#define TYPE_CNAME 5
/* RFC 1034 asks for no limit on aliases; loops must end. */
#define ALIASES_MAX 10

struct message {
	const unsigned char *bytes;
	size_t len, at;
};

/* One record; data and data_len lie inside of the message. */
struct entry {
	char *owner; /* from ares_expand_name() */
	unsigned type, class;
	size_t data, data_len;
};

static unsigned
two_octets(const unsigned char *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

/* A name at m->at, moved past; NULL where there is none. */
static char *
take_name(struct message *m)
{
	char *name = NULL;
	long used = 0;

	if (m->at >= m->len ||
	    ares_expand_name(m->bytes + m->at, m->bytes, (int)m->len, &name,
		&used) != ARES_SUCCESS)
		return NULL;
	m->at += (size_t)used;
	return name;
}

static bool
take_entry(struct message *m, struct entry *e)
{
	const unsigned char *fixed;

	e->owner = take_name(m);
	if (e->owner == NULL)
		return false;
	if (m->len - m->at >= 10) {
		fixed = m->bytes + m->at;
		e->type = two_octets(fixed);
		e->class = two_octets(fixed + 2);
		e->data_len = two_octets(fixed + 8);
		e->data = m->at + 10;
		if (e->data_len <= m->len - e->data) {
			m->at = e->data + e->data_len;
			return true;
		}
	}
	ares_free_string(e->owner);
	return false;
}

/* Called with each record of the answer section; false ends the walk. */
typedef bool
entry_fn(const struct message *m, const struct entry *e, void *arg);

/* Returns -1 where the section cannot be read to its end. */
static int
walk(const struct message *start, entry_fn *fn, void *arg)
{
	struct message m = *start;
	unsigned left = two_octets(m.bytes + 6);
	struct entry e;
	bool more = true;

	for (; more && left > 0; left--) {
		if (!take_entry(&m, &e))
			return -1;
		if (e.class == CLASS_IN)
			more = fn(&m, &e, arg);
		ares_free_string(e.owner);
	}
	return 0;
}

struct search {
	char *name; /* whose records are wanted; from ares_expand_name() */
	char *target;
	bool bad; /* an alias that is none */
};

static bool
find_alias(const struct message *m, const struct entry *e, void *arg)
{
	struct search *s = arg;
	struct message data = { m->bytes, e->data + e->data_len, e->data };

	if (e->type != TYPE_CNAME || !text_equal(e->owner, s->name))
		return true;
	/* The name may refer to anything before it, in the whole message. */
	s->target = take_name(&data);
	s->bad = s->target == NULL || data.at != data.len;
	return false;
}

struct collection {
	struct answer *answer;
	enum answer_type type;
	const char *name;
	bool bad;
};

static void
keep(struct answer *a, const void *data, size_t len)
{
	struct answer_record *r;

	/* Grows by doubling; a message holds some thousand at most. */
	if ((a->count & (a->count - 1)) == 0)
		a->records = xrealloc(a->records,
		    (a->count == 0 ? 1 : 2 * a->count) * sizeof *a->records);
	r = &a->records[a->count++];
	r->data = xmalloc(len + 1);
	memcpy(r->data, data, len);
	r->data[len] = '\0';
	r->len = len;
}

static bool
keep_text(struct answer *a, const unsigned char *p, size_t len)
{
	char *joined = xmalloc(len + 1);
	size_t at = 0, n = 0;

	while (at < len && p[at] <= len - at - 1) {
		memcpy(joined + n, p + at + 1, p[at]);
		n += p[at];
		at += 1 + (size_t)p[at];
	}
	if (at == len)
		keep(a, joined, n);
	free(joined);
	return at == len;
}

static bool
keep_name(struct answer *a, const struct message *m, size_t at, size_t end)
{
	struct message data = { m->bytes, end, at };
	char *name = take_name(&data);

	if (name == NULL)
		return false;
	keep(a, name, strlen(name));
	ares_free_string(name);
	return data.at == end;
}

static bool
keep_entry(struct answer *a, const struct message *m, const struct entry *e)
{
	const unsigned char *data = m->bytes + e->data;
	size_t end = e->data + e->data_len;

	switch (e->type) {
	case ANSWER_A:
	case ANSWER_AAAA:
		if (e->data_len != (e->type == ANSWER_A ? 4 : 16))
			return false;
		keep(a, data, e->data_len);
		return true;
	case ANSWER_TXT:
		return keep_text(a, data, e->data_len);
	case ANSWER_MX:
		return e->data_len > 2 && keep_name(a, m, e->data + 2, end);
	default:
		return keep_name(a, m, e->data, end);
	}
}

static bool
collect(const struct message *m, const struct entry *e, void *arg)
{
	struct collection *c = arg;

	if (e->type == (unsigned)c->type && text_equal(e->owner, c->name))
		c->bad = !keep_entry(c->answer, m, e);
	return !c->bad;
}

/* The name whose records count, aliases followed; NULL where they never end
 * or cannot be read. */
static char *
find_name(const struct message *m, char *name)
{
	struct search s = { 0 };
	int i;

	s.name = name;
	for (i = 0; i <= ALIASES_MAX; i++) {
		s.target = NULL;
		if (walk(m, find_alias, &s) == -1 || s.bad)
			break;
		if (s.target == NULL)
			return s.name;
		ares_free_string(s.name);
		s.name = s.target;
		s.target = NULL;
	}
	ares_free_string(s.target);
	ares_free_string(s.name);
	return NULL;
}

static bool
read_message(struct answer *a, struct message *m, enum answer_type type)
{
	struct collection c = { .answer = a, .type = type };
	char *name;

	if (m->len < HEADER || two_octets(m->bytes + 4) != 1)
		return false;
	m->at = HEADER;
	name = take_name(m);
	if (name == NULL)
		return false;
	m->at += 4; /* type and class of the question */
	if (m->at <= m->len)
		name = find_name(m, name);
	else {
		ares_free_string(name);
		name = NULL;
	}
	if (name == NULL)
		return false;
	c.name = name;
	if (walk(m, collect, &c) == -1)
		c.bad = true;
	ares_free_string(name);
	return !c.bad;
}

void
answer_read(struct answer *a, const unsigned char *message, size_t len,
    enum answer_type type)
{
	struct message m = { message, len, 0 };

	memset(a, 0, sizeof *a);
	if (read_message(a, &m, type)) {
		a->status = a->count > 0 ? ANSWER_FOUND : ANSWER_NODATA;
		return;
	}
	answer_release(a);
	a->status = ANSWER_TEMPERROR;
	a->why = "an answer that cannot be read";
}

void
answer_release(struct answer *a)
{
	size_t i;

	for (i = 0; i < a->count; i++)
		free(a->records[i].data);
	free(a->records);
	memset(a, 0, sizeof *a);
}

const char *
answer_type_text(enum answer_type type)
{
	switch (type) {
	case ANSWER_A:
		return "A";
	case ANSWER_PTR:
		return "PTR";
	case ANSWER_MX:
		return "MX";
	case ANSWER_TXT:
		return "TXT";
	case ANSWER_AAAA:
		break;
	}
	return "AAAA";
}

const char *
answer_status_text(enum answer_status status)
{
	static const char *const texts[] = {
		[ANSWER_FOUND] = "found",
		[ANSWER_NODATA] = "nodata",
		[ANSWER_NXDOMAIN] = "nxdomain",
		[ANSWER_BAD_NAME] = "bad name",
		[ANSWER_TEMPERROR] = "temperror",
		[ANSWER_LIMIT] = "limit",
	};

	return texts[status];
}
