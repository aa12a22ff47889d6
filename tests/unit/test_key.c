#include "subject/key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct key_case {
	const char *name, *addr, *want; /* want NULL: no address is left */
} key_cases[] = {
	{ "plain", "alice@x.example", "alice@x.example" },
	{ "case is dropped", "Alice@X.Example", "alice@x.example" },
	{ "brackets", "<alice@x.example>", "alice@x.example" },
	{ "source route", "<@a,@b:alice@x.example>", "alice@x.example" },
	{ "needless quotes", "\"alice\"@x.example", "alice@x.example" },
	{ "quoted pair", "\"al\\ice\"@x.example", "alice@x.example" },
	{ "needed quotes", "\"a\\ b\"@x.example", "\"a b\"@x.example" },
	{ "quotes in quotes", "\"\\\"a\\\"\"@x.example",
	    "\"\\\"a\\\"\"@x.example" },
	{ "quoted at sign", "\"a@b\"@x.example", "\"a@b\"@x.example" },
	{ "dots stay", "a.b@gmail.com", "a.b@gmail.com" },
	{ "trailing dot", "alice@x.example.", "alice@x.example" },
	{ "U-label",
	    "alice@b\xc3\xbc"
	    "cher.example",
	    "alice@xn--bcher-kva.example" },
	{ "A-label", "alice@XN--BCHER-KVA.example",
	    "alice@xn--bcher-kva.example" },
	{ "NFC", "j\xc3\xb6rg@x.example", "j\xc3\xb6rg@x.example" },
	{ "NFD", "Jo\xcc\x88rg@x.example", "j\xc3\xb6rg@x.example" },
	{ "detail", "alice+a@x.example", "alice@x.example" },
	{ "two details", "alice+a+b@x.example", "alice@x.example" },
	{ "no detail at the beginning", "+a@x.example", "+a@x.example" },
	{ "quoted detail", "\"alice+a b\"@x.example", "alice@x.example" },

	{ "BATV", "prvs=1234abcdef=alice@x.example", "alice@x.example" },
	{ "BATV of another day", "prvs=1235ABCDE0=alice@x.example",
	    "alice@x.example" },
	{ "BATV, nine octets", "prvs=1057a7a3b=alice@x.example",
	    "alice@x.example" },
	{ "BATV and detail", "prvs=1234abcdef=alice+a@x.example",
	    "alice@x.example" },
	{ "BATV, upper case", "PRVS=1234ABCDEF=alice@x.example",
	    "alice@x.example" },
	{ "BATV behind", "prvs=alice=1234abcdef@x.example", "alice@x.example" },
	{ "BATV of Barracuda", "btv1==054b9d8b8c1==alice@x.example",
	    "alice@x.example" },
	{ "BATV of SparkPost", "msprvs1=18181KzpEYVOO=alice@x.example",
	    "alice@x.example" },
	{ "BATV as detail", "alice+prvs=1234abcdef@x.example",
	    "alice@x.example" },
	{ "BATV twice", "prvs=1234abcdef=prvs=1234abcdef=alice@x.example",
	    "alice@x.example" },
	{ "BATV without a tag", "prvs=x@x.example", "prvs=x@x.example" },
	{ "BATV without a user", "prvs=1234abcdef=@x.example",
	    "prvs=1234abcdef=@x.example" },
	{ "BATV, tag too short", "prvs=1234abcd=alice@x.example",
	    "prvs=1234abcd=alice@x.example" },
	{ "BATV, tag too long", "prvs=1234abcdef0=alice@x.example",
	    "prvs=1234abcdef0=alice@x.example" },
	{ "BATV, tag not hex", "prvs=1234abcdeg=alice@x.example",
	    "prvs=1234abcdeg=alice@x.example" },
	{ "BATV, key not a digit", "prvs=a234abcdef=alice@x.example",
	    "prvs=a234abcdef=alice@x.example" },
	{ "BATV, bad user", "\"prvs=1234abcdef=a b\"@x.example",
	    "\"prvs=1234abcdef=a b\"@x.example" },
	{ "BATV behind, more follows", "prvs=alice=1234abcdefx@x.example",
	    "prvs=alice=1234abcdefx@x.example" },
	{ "a bad tag keeps its detail", "prvs=x+y@x.example",
	    "prvs=x+y@x.example" },
	{ "Barracuda with one sign", "btv1=054b9d8b8c1=alice@x.example",
	    "btv1=054b9d8b8c1=alice@x.example" },
	{ "Barracuda, no second pair", "btv1==054b9d8b8c1=alice@x.example",
	    "btv1==054b9d8b8c1=alice@x.example" },
	{ "SparkPost without a tag", "msprvs1==alice@x.example",
	    "msprvs1==alice@x.example" },

	{ "SRS0 =", "SRS0=HHHH=TT=x.example=alice@fwd.example",
	    "alice@x.example" },
	{ "SRS0 +", "SRS0+HHHH=TT=x.example=alice@fwd.example",
	    "alice@x.example" },
	{ "SRS0 -", "SRS0-HHHH=TT=x.example=alice@fwd.example",
	    "alice@x.example" },
	{ "SRS0, lower case", "srs0=a/+b=2z=X.Example=alice@fwd.example",
	    "alice@x.example" },
	{ "SRS0, user with =", "SRS0=HHHH=TT=x.example=a=b@fwd.example",
	    "a=b@x.example" },
	{ "SRS1 =", "SRS1=GG=f1.example==HHHH=TT=x.example=alice@f2.example",
	    "alice@x.example" },
	{ "SRS1 +", "SRS1+GG=f1.example=+HHHH=TT=x.example=alice@f2.example",
	    "alice@x.example" },
	{ "SRS1 -", "SRS1-GG=f1.example=-HHHH=TT=x.example=alice@f2.example",
	    "alice@x.example" },
	{ "Exchange", "bob+SRS=Tx3xj=SU=x.example=alice@fwd.example",
	    "alice@x.example" },
	{ "SRS of BATV", "SRS0=HH=TT=x.example=prvs=1234abcdef=alice@f.example",
	    "alice@x.example" },
	{ "BATV of SRS", "prvs=1234abcdef=SRS0=HH=TT=x.example=alice@f.example",
	    "alice@x.example" },
	{ "SRS of SRS", "SRS0=HH=TT=f.example=SRS0=HH=TT=x.example=a@g.example",
	    "a@x.example" },
	{ "SRS of VERP", "SRS0=HH=TT=l.example=l+bob=y.example@f.example",
	    "l@l.example" },
	{ "SRS0 without a user", "SRS0=HHHH=TT=x.example=@f.example",
	    "srs0=hhhh=tt=x.example=@f.example" },
	{ "SRS0 without a domain", "SRS0=HHHH=TT=alice@f.example",
	    "srs0=hhhh=tt=alice@f.example" },
	{ "SRS0, single label", "SRS0=HHHH=TT=x=alice@f.example",
	    "srs0=hhhh=tt=x=alice@f.example" },
	{ "SRS0, bad domain", "SRS0=HHHH=TT=x..y=alice@f.example",
	    "\"srs0=hhhh=tt=x..y=alice\"@f.example" },
	{ "SRS0, no hash", "SRS0==TT=x.example=alice@f.example",
	    "srs0==tt=x.example=alice@f.example" },
	{ "SRS0, long time", "SRS0=HHHH=TTT=x.example=alice@f.example",
	    "srs0=hhhh=ttt=x.example=alice@f.example" },
	{ "SRS0, opaque", "SRS0+opaque@f.example", "srs0+opaque@f.example" },
	{ "SRS1 without SRS0", "SRS1=GG=f1.example=alice@f2.example",
	    "srs1=gg=f1.example=alice@f2.example" },
	{ "SRS1, bad host", "SRS1=GG=f1==HHHH=TT=x.example=alice@f2.example",
	    "srs1=gg=f1==hhhh=tt=x.example=alice@f2.example" },
	{ "srs0 alone", "srs0@f.example", "srs0@f.example" },
	{ "srs2", "SRS2=HHHH=TT=x.example=alice@f.example",
	    "srs2=hhhh=tt=x.example=alice@f.example" },
	{ "a bad Exchange tag is a detail", "bob+SRS=x@f.example",
	    "bob@f.example" },

	{ "VERP", "list+bob=y.example@l.example", "list@l.example" },
	{ "VERP of Mailman", "list-bounces+bob=y.example@l.example",
	    "list-bounces@l.example" },
	{ "VERP with serials", "list-12-a1+bob=y.example@l.example",
	    "list@l.example" },
	{ "VERP of ezmlm", "list-return-123-bob=y.example@l.example",
	    "list-return@l.example" },
	{ "VERP of ezmlm, detail", "list-return-124-b+x=y.example@l.example",
	    "list-return@l.example" },
	{ "VERP of a service", "bounces+42-9f3c-bob=y.example@esp.example",
	    "bounces@esp.example" },
	{ "VERP with hyphens", "b-42.7-bob=y.example@esp.example",
	    "b@esp.example" },
	{ "no VERP without a domain", "a-b=c@x.example", "a-b=c@x.example" },
	{ "no VERP without a stem", "bob=y.example@x.example",
	    "bob=y.example@x.example" },
	{ "no VERP without =", "list-return-123@l.example",
	    "list-return-123@l.example" },

	{ "empty", "", NULL },
	{ "null", "<>", NULL },
	{ "no at sign", "alice", NULL },
	{ "no local part", "@x.example", NULL },
	{ "empty quotes", "\"\"@x.example", NULL },
	{ "no domain", "alice@", NULL },
	{ "open quotes", "\"alice@x.example", NULL },
	{ "half quoted", "\"a\"b@x.example", NULL },
	{ "control", "a\nb@x.example", NULL },
	{ "ill-formed", "\xff@x.example", NULL },
	{ "ill-formed domain", "a@\xff.example", NULL },
	{ "two trailing dots", "a@x.example..", NULL },
};

static void
spellings_of_one_sender_have_one_key(void **state)
{
	struct key key;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(key_cases); i++) {
		const struct key_case *c = &key_cases[i];
		int rc = key_normalise(&key, c->addr);

		if (rc != (c->want == NULL ? -1 : 0) ||
		    strcmp(key.sender, c->want == NULL ? "" : c->want) != 0)
			fail_msg("%s: %s", c->name, key.sender);
		assert_string_equal(key.domain, addr_domain(key.sender));
	}
}

static void
a_key_is_its_own_key(void **state)
{
	struct key once, twice;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(key_cases); i++) {
		if (key_normalise(&once, key_cases[i].addr) == -1)
			continue;
		assert_int_equal(key_normalise(&twice, once.sender), 0);
		assert_string_equal(twice.sender, once.sender);
		assert_string_equal(twice.domain, once.domain);
	}
}

static const struct key_case verp_cases[] = {
	{ "plus", "list+bob=y.example@l.example", "bob@y.example" },
	{ "Mailman", "list-bounces+bob=y.example@l.example", "bob@y.example" },
	{ "user with hyphens", "list+a-b=y.example@l.example",
	    "a-b@y.example" },
	{ "user with a digit", "list+b2b-sales=y.example@l.example",
	    "b2b-sales@y.example" },
	{ "user with detail", "list+bob+x=y.example@l.example",
	    "bob+x@y.example" },
	{ "ezmlm", "list-return-123-bob=y.example@l.example", "bob@y.example" },
	{ "ezmlm, user with hyphens and detail",
	    "list-return-123-a-b+x=y.example@l.example", "a-b+x@y.example" },
	{ "service", "bounces+42-9f3c-bob=y.example@esp.example",
	    "bob@y.example" },
	{ "service, short", "bounces+42-bob=y.example@esp.example",
	    "bob@y.example" },
	{ "service, letters only", "bounces+42-beef-bob=y.example@esp.example",
	    "bob@y.example" },
	{ "service, id with letters", "bounces+u42-9f-bob=y.example@e.example",
	    "bob@y.example" },
	{ "hyphens", "b-42.7-bob=y.example@esp.example", "bob@y.example" },
	{ "upper case", "List+Bob=Y.Example@l.example", "bob@y.example" },
	{ "of an SRS address", "SRS0=HH=TT=l.example=l+bob=y.example@f.example",
	    "bob@y.example" },
	{ "of a BATV address", "prvs=1234abcdef=l+bob=y.example@l.example",
	    "bob@y.example" },
	{ "no =", "list+bob@l.example", NULL },
	{ "no domain", "list+bob=y@l.example", NULL },
	{ "no user", "list+=y.example@l.example", NULL },
	{ "no stem", "bob=y.example@l.example", NULL },
	{ "a bad tag", "prvs=1=a-bob=y.example@l.example", NULL },
	{ "bad user", "\"list+a b=y.example\"@l.example", NULL },
	{ "no address", "list+bob=y.example", NULL },
	{ "empty", "", NULL },
};

static void
verp_names_the_subscriber(void **state)
{
	char to[ADDR_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(verp_cases); i++) {
		const struct key_case *c = &verp_cases[i];
		bool found = key_verp_target(to, sizeof to, c->addr);

		if (found != (c->want != NULL) ||
		    strcmp(to, c->want == NULL ? "" : c->want) != 0)
			fail_msg("%s: %s", c->name, to);
	}
	assert_false(key_verp_target(to, 13, "l+bob=y.example@l.example"));
	assert_true(key_verp_target(to, 14, "l+bob=y.example@l.example"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spellings_of_one_sender_have_one_key),
		cmocka_unit_test(a_key_is_its_own_key),
		cmocka_unit_test(verp_names_the_subscriber),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
