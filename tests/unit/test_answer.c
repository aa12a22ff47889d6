#include "../../src/sender/answer.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define NAME_AT 12 /* of the question's name */

struct message {
	unsigned char bytes[8192];
	size_t len;
};

static void
put(struct message *m, const void *data, size_t len)
{
	assert_true(m->len + len <= sizeof m->bytes);
	memcpy(m->bytes + m->len, data, len);
	m->len += len;
}

static void
put16(struct message *m, unsigned n)
{
	unsigned char two[2] = { (unsigned char)(n >> 8), (unsigned char)n };

	put(m, two, 2);
}

/* "a.org" as labels; a backslash before a dot that is part of one.  "@12" is
 * a pointer to octet 12. */
static void
put_name(struct message *m, const char *s)
{
	if (*s == '@') {
		put16(m, 0xc000u | (unsigned)strtoul(s + 1, NULL, 10));
		return;
	}
	while (*s != '\0') {
		size_t at = m->len;

		put(m, "", 1);
		for (; *s != '\0' && *s != '.'; s++) {
			s += *s == '\\';
			put(m, s, 1);
		}
		s += *s == '.';
		m->bytes[at] = (unsigned char)(m->len - at - 1);
	}
	put(m, "", 1);
}

struct rr {
	const char *owner; /* NULL: the end of a list */
	unsigned type, class;
	const char *data;
	size_t len;
	const char *name; /* behind the data; NULL: none */
};

/* clang-format off */
#define RAW(owner, type, class, data) \
	{ owner, type, class, data, sizeof(data) - 1, NULL }
#define A(owner, data) RAW(owner, ANSWER_A, 1, data)
#define AAAA(owner, data) RAW(owner, ANSWER_AAAA, 1, data)
#define TXT(owner, data) RAW(owner, ANSWER_TXT, 1, data)
#define MX(owner, name) { owner, ANSWER_MX, 1, "\0\12", 2, name }
#define PTR(owner, name) { owner, ANSWER_PTR, 1, "", 0, name }
#define CNAME(owner, name) { owner, 5, 1, "", 0, name }
/* clang-format on */

static void
put_rr(struct message *m, const struct rr *rr)
{
	size_t at;

	put_name(m, rr->owner);
	put16(m, rr->type);
	put16(m, rr->class);
	put(m, "\0\0\0\74", 4);
	at = m->len;
	put16(m, 0);
	put(m, rr->data, rr->len);
	if (rr->name != NULL)
		put_name(m, rr->name);
	m->bytes[at] = (unsigned char)((m->len - at - 2) >> 8);
	m->bytes[at + 1] = (unsigned char)(m->len - at - 2);
}

static void
begin(struct message *m, const char *name, unsigned type)
{
	m->len = 0;
	put(m, "\1\2\201\200\0\1\0\0\0\0\0\0", 12);
	put_name(m, name);
	put16(m, type);
	put16(m, 1);
}

static void
add(struct message *m, const struct rr *rr)
{
	put_rr(m, rr);
	m->bytes[7]++;
}

static void
build(struct message *m, const char *name, unsigned type, const struct rr *rr)
{
	begin(m, name, type);
	for (; rr->owner != NULL; rr++)
		add(m, rr);
}

/* From a copy of just that size: to read behind it is an error. */
static void
read_copy(struct answer *a, const struct message *m, size_t len,
    enum answer_type type)
{
	unsigned char *copy = xmalloc(len);

	memcpy(copy, m->bytes, len);
	answer_read(a, copy, len, type);
	free(copy);
}

/* "found 01.02 a.org": octets that are no text in hex. */
static void
describe(char *to, size_t size, const struct answer *a)
{
	size_t i, k, n;

	n = (size_t)snprintf(to, size, "%s", answer_status_text(a->status));
	for (i = 0; i < a->count; i++) {
		const struct answer_record *r = &a->records[i];

		assert_int_equal(r->data[r->len], '\0');
		n += (size_t)snprintf(to + n, size - n, " ");
		for (k = 0; k < r->len; k++)
			n += (size_t)snprintf(to + n, size - n,
			    r->data[k] > ' ' && r->data[k] < 0x7f ? "%c"
								  : "<%02x>",
			    (unsigned char)r->data[k]);
	}
}

static const struct {
	const char *what, *name;
	enum answer_type type;
	struct rr records[16];
	const char *want;
} rows[] = {
	{ "nothing", "a.org", ANSWER_A, { { 0 } }, "nodata" },
	{ "an address", "a.org", ANSWER_A, { A("a.org", "abcd") },
	    "found abcd" },
	{ "two addresses", "a.org", ANSWER_A,
	    { A("a.org", "abcd"), A("a.org", "\1\0\2\0") },
	    "found abcd <01><00><02><00>" },
	{ "an owner as a pointer", "a.org", ANSWER_A, { A("@12", "abcd") },
	    "found abcd" },
	{ "an owner in other case", "a.org", ANSWER_A, { A("A.oRG", "abcd") },
	    "found abcd" },
	{ "an address of IPv6", "a.org", ANSWER_AAAA,
	    { AAAA("@12", "abcdefghijklmnop") }, "found abcdefghijklmnop" },
	{ "other types beside", "a.org", ANSWER_A,
	    { AAAA("@12", "abcdefghijklmnop"), A("@12", "abcd"),
		TXT("@12", "\1a") },
	    "found abcd" },
	{ "other types alone", "a.org", ANSWER_A, { TXT("@12", "\1a") },
	    "nodata" },
	{ "another class", "a.org", ANSWER_A,
	    { RAW("@12", ANSWER_A, 3, "abcd") }, "nodata" },
	{ "a type that ends as ours", "a.org", ANSWER_A,
	    { RAW("@12", 0x101, 1, "abcd") }, "nodata" },
	{ "an owner that nobody asked for", "a.org", ANSWER_A,
	    { A("b.org", "abcd"), A("a.org.a.org", "abcd"), A("org", "abcd"),
		A("", "abcd"), A("@14", "abcd") },
	    "nodata" },
	{ "an owner whose label has the dot", "a.org", ANSWER_A,
	    { A("a\\.org", "abcd") }, "nodata" },
	{ "a question whose label has the dot", "a\\.org", ANSWER_A,
	    { A("a.org", "abcd") }, "nodata" },
	{ "the same with its own record", "a\\.org", ANSWER_A,
	    { A("@12", "abcd") }, "found abcd" },
	{ "an address too short", "a.org", ANSWER_A, { A("@12", "abc") },
	    "temperror" },
	{ "an address too long", "a.org", ANSWER_A, { A("@12", "abcde") },
	    "temperror" },
	{ "an empty address", "a.org", ANSWER_A, { A("@12", "") },
	    "temperror" },
	{ "IPv4 where IPv6 belongs", "a.org", ANSWER_AAAA,
	    { AAAA("@12", "abcd") }, "temperror" },
	{ "one bad record behind a good one", "a.org", ANSWER_A,
	    { A("@12", "abcd"), A("@12", "abc"), A("@12", "abcd") },
	    "temperror" },
	{ "a bad record of another owner", "a.org", ANSWER_A,
	    { A("b.org", "abc"), A("@12", "abcd") }, "found abcd" },
	/* MX */
	{ "exchanges", "a.org", ANSWER_MX,
	    { MX("@12", "mx.a.org"), MX("@12", "@12") },
	    "found mx.a.org a.org" },
	{ "a null MX", "a.org", ANSWER_MX, { MX("@12", "") }, "found " },
	{ "an MX without name", "a.org", ANSWER_MX,
	    { RAW("@12", ANSWER_MX, 1, "\0\12") }, "temperror" },
	{ "an MX of one octet", "a.org", ANSWER_MX,
	    { RAW("@12", ANSWER_MX, 1, "\0") }, "temperror" },
	{ "an MX with more behind its name", "a.org", ANSWER_MX,
	    { RAW("@12", ANSWER_MX, 1, "\0\12\1b\0x") }, "temperror" },
	{ "an MX whose name leaves it", "a.org", ANSWER_MX,
	    { RAW("@12", ANSWER_MX, 1, "\0\12\5b") }, "temperror" },
	{ "an exchange with a dot in a label", "a.org", ANSWER_MX,
	    { MX("@12", "b\\.c.org") }, "found b\\.c.org" },
	/* PTR */
	{ "names", "1.2.0.192.in-addr.arpa", ANSWER_PTR,
	    { PTR("@12", "a.org"), PTR("@12", "") }, "found a.org " },
	{ "a name that points at itself", "a.org", ANSWER_PTR,
	    { PTR("@12", "@35") }, "temperror" },
	/* TXT */
	{ "a text", "a.org", ANSWER_TXT, { TXT("@12", "\6v=spf1") },
	    "found v=spf1" },
	{ "strings in one record", "a.org", ANSWER_TXT,
	    { TXT("@12", "\3v=s\0\3pf1\5 -all") }, "found v=spf1<20>-all" },
	{ "strings in two records", "a.org", ANSWER_TXT,
	    { TXT("@12", "\3v=s"), TXT("@12", "\3pf1") }, "found v=s pf1" },
	{ "NUL and other octets", "a.org", ANSWER_TXT,
	    { TXT("@12", "\3a\0b\2\377\0") }, "found a<00>b<ff><00>" },
	{ "an empty string", "a.org", ANSWER_TXT, { TXT("@12", "\0") },
	    "found " },
	{ "a string longer than its record", "a.org", ANSWER_TXT,
	    { TXT("@12", "\3a\2bc\3de") }, "temperror" },
	{ "a length and no string", "a.org", ANSWER_TXT,
	    { TXT("@12", "\1a\1") }, "temperror" },
	/* aliases */
	{ "an alias", "a.org", ANSWER_A,
	    { CNAME("@12", "b.org"), A("b.org", "abcd") }, "found abcd" },
	{ "aliases in order", "a.org", ANSWER_A,
	    { CNAME("@12", "b.org"), CNAME("b.org", "c.org"),
		A("c.org", "abcd") },
	    "found abcd" },
	{ "aliases out of order", "a.org", ANSWER_A,
	    { A("c.org", "abcd"), CNAME("b.org", "c.org"),
		CNAME("a.org", "b.org") },
	    "found abcd" },
	{ "an alias in other case", "a.org", ANSWER_A,
	    { CNAME("A.ORG", "B.org"), A("b.ORG", "abcd") }, "found abcd" },
	{ "an alias that ends nowhere", "a.org", ANSWER_A,
	    { CNAME("@12", "b.org"), CNAME("b.org", "c.org") }, "nodata" },
	{ "an alias of somebody else", "a.org", ANSWER_A,
	    { CNAME("b.org", "c.org"), A("c.org", "abcd") }, "nodata" },
	{ "records beside an alias", "a.org", ANSWER_A,
	    { A("@12", "abcd"), CNAME("@12", "b.org") }, "nodata" },
	{ "an alias of another class", "a.org", ANSWER_A,
	    { { "@12", 5, 3, "", 0, "b.org" }, A("b.org", "abcd") }, "nodata" },
	{ "an alias of itself", "a.org", ANSWER_A,
	    { CNAME("@12", "@12"), A("@12", "abcd") }, "temperror" },
	{ "aliases in a circle", "a.org", ANSWER_A,
	    { CNAME("@12", "b.org"), CNAME("b.org", "c.org"),
		CNAME("c.org", "a.org"), A("@12", "abcd") },
	    "temperror" },
	{ "an alias for the root", "a.org", ANSWER_A,
	    { CNAME("@12", ""), A("", "abcd") }, "found abcd" },
	{ "an alias without name", "a.org", ANSWER_A,
	    { RAW("@12", 5, 1, ""), A("@12", "abcd") }, "temperror" },
	{ "an alias whose name leaves it", "a.org", ANSWER_A,
	    { RAW("@12", 5, 1, "\5b"), A("@12", "abcd") }, "temperror" },
	{ "an alias with more behind its name", "a.org", ANSWER_A,
	    { RAW("@12", 5, 1, "\1b\0x"), A("b", "abcd") }, "temperror" },
	{ "an alias that points forward", "a.org", ANSWER_A,
	    { CNAME("@12", "@50"), A("b.org", "abcd") }, "temperror" },
	{ "ten aliases", "a0", ANSWER_A,
	    { CNAME("a0", "a1"), CNAME("a1", "a2"), CNAME("a2", "a3"),
		CNAME("a3", "a4"), CNAME("a4", "a5"), CNAME("a5", "a6"),
		CNAME("a6", "a7"), CNAME("a7", "a8"), CNAME("a8", "a9"),
		CNAME("a9", "aa"), A("aa", "abcd") },
	    "found abcd" },
	{ "eleven aliases", "a0", ANSWER_A,
	    { CNAME("a0", "a1"), CNAME("a1", "a2"), CNAME("a2", "a3"),
		CNAME("a3", "a4"), CNAME("a4", "a5"), CNAME("a5", "a6"),
		CNAME("a6", "a7"), CNAME("a7", "a8"), CNAME("a8", "a9"),
		CNAME("a9", "aa"), CNAME("aa", "ab"), A("ab", "abcd") },
	    "temperror" },
};

static void
the_records_of_the_name_are_found_and_no_others(void **state)
{
	static struct message m;
	char text[600];
	struct answer a;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		build(&m, rows[i].name, rows[i].type, rows[i].records);
		read_copy(&a, &m, m.len, rows[i].type);
		describe(text, sizeof text, &a);
		if (strcmp(text, rows[i].want) != 0 ||
		    (a.status == ANSWER_TEMPERROR) != (a.why != NULL))
			fail_msg("%s: %s", rows[i].what, text);
		answer_release(&a);
	}
}

static void
a_message_that_is_cut_anywhere_is_an_error(void **state)
{
	static struct message m;
	struct answer a;
	size_t i, len;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		build(&m, rows[i].name, rows[i].type, rows[i].records);
		for (len = 0; len < m.len; len++) {
			read_copy(&a, &m, len, rows[i].type);
			if (a.status != ANSWER_TEMPERROR || a.count != 0 ||
			    a.records != NULL)
				fail_msg("%s: %zu", rows[i].what, len);
			answer_release(&a);
		}
	}
}

/* What holds of every answer, whatever the message. */
static void
check_consistent(const struct answer *a)
{
	size_t i;

	assert_true(a->status == ANSWER_FOUND || a->status == ANSWER_NODATA ||
	    a->status == ANSWER_TEMPERROR);
	assert_int_equal(a->status == ANSWER_FOUND, a->count > 0);
	for (i = 0; i < a->count; i++)
		assert_int_equal(a->records[i].data[a->records[i].len], '\0');
}

static void
a_message_that_is_spoiled_anywhere_stays_readable_or_an_error(void **state)
{
	static const unsigned char spoils[] = { 0, 1, 0x3f, 0x40, 0x7f, 0x80,
		0xc0, 0xc1, 0xff };
	static struct message m;
	struct answer a;
	size_t i, k, at;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		build(&m, rows[i].name, rows[i].type, rows[i].records);
		for (at = 0; at < m.len; at++) {
			unsigned char before = m.bytes[at];

			for (k = 0; k < COUNT(spoils); k++) {
				m.bytes[at] = spoils[k];
				read_copy(&a, &m, m.len, rows[i].type);
				check_consistent(&a);
				answer_release(&a);
			}
			m.bytes[at] = before;
		}
	}
}

static enum answer_status
status_of(const struct message *m)
{
	enum answer_status status;
	struct answer a;

	read_copy(&a, m, m->len, ANSWER_A);
	status = a.status;
	check_consistent(&a);
	answer_release(&a);
	return status;
}

static void
counts_that_lie_are_an_error(void **state)
{
	static const struct rr records[] = { A("@12", "abcd"), A("@12", "efgh"),
		{ 0 } };
	static struct message m;

	(void)state;
	build(&m, "a.org", ANSWER_A, records);
	assert_int_equal(status_of(&m), ANSWER_FOUND);
	m.bytes[7] = 3;
	assert_int_equal(status_of(&m), ANSWER_TEMPERROR);
	m.bytes[6] = m.bytes[7] = 0xff;
	assert_int_equal(status_of(&m), ANSWER_TEMPERROR);
	m.bytes[6] = m.bytes[7] = 0;
	assert_int_equal(status_of(&m), ANSWER_NODATA);
	m.bytes[7] = 2;
	m.bytes[5] = 0; /* questions */
	assert_int_equal(status_of(&m), ANSWER_TEMPERROR);
	m.bytes[5] = 2;
	assert_int_equal(status_of(&m), ANSWER_TEMPERROR);
	m.bytes[4] = 1;
	m.bytes[5] = 1;
	assert_int_equal(status_of(&m), ANSWER_TEMPERROR);
}

static void
what_comes_behind_the_answers_is_not_looked_at(void **state)
{
	static const struct rr records[] = { A("@12", "abcd"), { 0 } };
	static struct message m;
	struct answer a;

	(void)state;
	build(&m, "a.org", ANSWER_A, records);
	m.bytes[9] = m.bytes[11] = 0xff;
	put(&m, "\377\377\377", 3);
	read_copy(&a, &m, m.len, ANSWER_A);
	assert_int_equal(a.status, ANSWER_FOUND);
	assert_int_equal(a.count, 1);
	assert_memory_equal(a.records[0].data, "abcd", 5);
	answer_release(&a);
}

static void
pointers_that_never_end_are_an_error(void **state)
{
	static struct message m;

	(void)state;
	begin(&m, "@12", ANSWER_A); /* at itself */
	assert_int_equal(status_of(&m), ANSWER_TEMPERROR);
	begin(&m, "a.org", ANSWER_A);
	memcpy(m.bytes + NAME_AT + 2, "\300\14", 2); /* back to its label */
	assert_int_equal(status_of(&m), ANSWER_TEMPERROR);
	begin(&m, "@14", ANSWER_A); /* two that point at each other */
	memcpy(m.bytes + NAME_AT + 2, "\300\14", 2);
	assert_int_equal(status_of(&m), ANSWER_TEMPERROR);
	begin(&m, "@16383", ANSWER_A); /* out of the message */
	assert_int_equal(status_of(&m), ANSWER_TEMPERROR);
	begin(&m, "a.org", ANSWER_A);
	add(&m, &(struct rr)A("@23", "abcd")); /* an owner at itself */
	assert_int_equal(status_of(&m), ANSWER_TEMPERROR);
}

static void
hundreds_of_records_are_all_kept(void **state)
{
	static struct message m;
	struct answer a;
	unsigned i;

	(void)state;
	begin(&m, "a.org", ANSWER_A);
	for (i = 0; i < 500; i++) {
		char data[4] = { 10, 0, (char)(i >> 8), (char)i };
		struct rr rr = { "@12", ANSWER_A, 1, data, 4, NULL };

		put_rr(&m, &rr);
	}
	m.bytes[6] = 500 >> 8;
	m.bytes[7] = 500 & 0xff;
	read_copy(&a, &m, m.len, ANSWER_A);
	assert_int_equal(a.count, 500);
	for (i = 0; i < 500; i++) {
		assert_int_equal(a.records[i].len, 4);
		assert_int_equal((unsigned char)a.records[i].data[3], i & 0xff);
	}
	answer_release(&a);
	answer_release(&a); /* of an empty one, too */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_records_of_the_name_are_found_and_no_others),
		cmocka_unit_test(a_message_that_is_cut_anywhere_is_an_error),
		cmocka_unit_test(
		    a_message_that_is_spoiled_anywhere_stays_readable_or_an_error),
		cmocka_unit_test(counts_that_lie_are_an_error),
		cmocka_unit_test(
		    what_comes_behind_the_answers_is_not_looked_at),
		cmocka_unit_test(pointers_that_never_end_are_an_error),
		cmocka_unit_test(hundreds_of_records_are_all_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
