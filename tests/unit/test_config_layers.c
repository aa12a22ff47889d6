#include "tree.h"

#include "../../src/world/config_parts.h"

#include <sys/wait.h>

static struct mailbox m;
static struct config_report report;
static struct config_origins origins;

static int
load(const char *address)
{
	char *site = xasprintf("%s/backsoon.conf", top);
	int rc;

	mailbox_init(&m);
	config_report_init(&report);
	config_origins_init(&origins);
	rc = config_layers(&m, site, address, false, &origins, &report);
	free(site);
	return rc;
}

static void
unload(void)
{
	mailbox_release(&m);
	config_report_release(&report);
	config_origins_release(&origins);
}

static void
refuse(const char *address, const char *want)
{
	char *got;
	int rc = load(address);

	got = told(&report);
	if (rc != -1 || strcmp(got, want) != 0)
		fail_msg("%s: %d\n%s", address, rc, got);
	free(got);
	unload();
}

static const struct config_origin *
origin(const char *key)
{
	size_t i = 0;

	while (strcmp(config_setting(i)->key, key) != 0)
		i++;
	return &origins.rows[i];
}

static void
put_site(const char *lines)
{
	clear();
	put("backsoon.conf", lines);
	mkdir("mailboxes.d", 0755);
}

static void
a_lower_layer_overrides_a_higher_one(void **state)
{
	(void)state;
	put_site("interval = 9d\nmax-per-day = 1\nspam-level = 1\n");
	put("domains.d/example.org.conf", "max-per-day = 2\nspam-level = 2\n");
	put("domains.d/example.net.conf", "max-per-day = 7\n");
	put("mailboxes.d/bob@example.org.conf", "spam-level = 3\n");
	assert_int_equal(load("bob@example.org"), 0);
	assert_int_equal(m.interval, 9 * 86400);
	assert_int_equal(m.caps.day, 2);
	assert_int_equal(m.spam_level, 3);
	assert_int_equal(m.caps.hour, 60);
	assert_string_equal(m.address, "bob@example.org");
	assert_string_equal(m.missing, "");
	assert_true(m.enabled);
	assert_string_equal(m.config_path + strlen(top),
	    "/mailboxes.d/bob@example.org.conf");
	assert_string_equal(origin("interval")->file + strlen(top),
	    "/backsoon.conf");
	assert_int_equal(origin("interval")->line, 2);
	assert_string_equal(origin("max-per-day")->file + strlen(top),
	    "/domains.d/example.org.conf");
	assert_int_equal(origin("max-per-day")->line, 2);
	assert_string_equal(origin("spam-level")->text, "3");
	assert_null(origin("max-per-hour")->file);
	unload();
}

static void
a_path_is_relative_to_the_file_that_names_it(void **state)
{
	static const struct {
		const char *site, *domain, *mailbox, *want;
	} rows[] = {
		{ "template = t\n", "", "", "/t" },
		{ "template = t\n", "template = t\n", "", "/domains.d/t" },
		{ "template = t\n", "template = t\n", "template = t\n",
		    "/mailboxes.d/t" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		put_site(rows[i].site);
		put("domains.d/example.org.conf", rows[i].domain);
		put("mailboxes.d/bob@example.org.conf", rows[i].mailbox);
		assert_int_equal(load("bob@example.org"), 0);
		assert_string_equal(m.template_path + strlen(top),
		    rows[i].want);
		unload();
	}
}

static void
an_empty_value_takes_a_higher_one_back(void **state)
{
	(void)state;
	put_site("reply-to = desk@example.org\nfrom = A <a@example.org>\n"
		 "deny = x@example.net\ntemplate = t\n");
	put("mailboxes.d/bob@example.org.conf",
	    "reply-to =\nfrom =\ndeny =\ntemplate =\n");
	assert_int_equal(load("bob@example.org"), 0);
	assert_string_equal(m.reply_to, "");
	assert_string_equal(m.from_name, "");
	assert_string_equal(m.from_address, "");
	assert_int_equal(m.deny.count, 0);
	assert_string_equal(m.template_path, "");
	unload();
	put("mailboxes.d/bob@example.org.conf", "interval =\nhandle =\n");
	refuse("bob@example.org",
	    "mailboxes.d/bob@example.org.conf:2: interval: empty; expected a "
	    "duration such as 7d, up to 24855d\n"
	    "mailboxes.d/bob@example.org.conf:3: handle: empty; expected at "
	    "most 64 letters, digits and -._~+:\n");
}

static void
what_the_site_locks_no_other_file_sets(void **state)
{
	(void)state;
	put_site("locked = max-per-day, log\nmax-per-day = 4\n");
	put("domains.d/example.org.conf", "log = /tmp/log\n");
	put("mailboxes.d/bob@example.net.conf", "max-per-day = 4\n");
	put("mailboxes.d/bob@example.com.conf", "max-per-hour = 4\n");
	refuse("bob@example.org",
	    "domains.d/example.org.conf:2: log: locked in "
	    "backsoon.conf:2; expected it there only\n");
	refuse("bob@example.net",
	    "mailboxes.d/bob@example.net.conf:2: max-per-day: locked in "
	    "backsoon.conf:2; expected it there only\n");
	assert_int_equal(load("bob@example.com"), 0);
	assert_int_equal(m.caps.day, 4);
	assert_non_null(origin("log")->lock_file);
	assert_int_equal(origin("log")->lock_line, 2);
	assert_null(origin("max-per-hour")->lock_file);
	unload();
}

static void
some_settings_stand_in_one_layer_only(void **state)
{
	(void)state;
	put_site("");
	put("domains.d/example.org.conf", "address = x@example.org\n");
	put("mailboxes.d/bob@example.net.conf",
	    "locked = log\nmax-site-day = 4\n");
	put("mailboxes.d/eve@example.net.conf", "address = bob@example.net\n");
	put("mailboxes.d/amy@example.net.conf", "address = AMY@example.net\n");
	refuse("bob@example.org",
	    "domains.d/example.org.conf:2: address: stands in a domain's "
	    "file; expected it in a mailbox's file only\n");
	refuse("bob@example.net",
	    "mailboxes.d/bob@example.net.conf:2: locked: stands in a "
	    "mailbox's file; expected it in the site's file only\n"
	    "mailboxes.d/bob@example.net.conf:3: max-site-day: stands in a "
	    "mailbox's file; expected it in the site's file only\n");
	refuse("eve@example.net",
	    "mailboxes.d/eve@example.net.conf:2: address: not the one of the "
	    "file's name; expected eve@example.net, and others in aliases\n");
	assert_int_equal(load("amy@example.net"), 0);
	unload();
	put("backsoon.conf", "locked = address\n");
	refuse("",
	    "backsoon.conf:2: locked: \"address\"; expected names of settings "
	    "that other files could make\n");
	put("backsoon.conf", "locked = max-site-day\n");
	refuse("",
	    "backsoon.conf:2: locked: \"max-site-day\"; expected names of "
	    "settings that other files could make\n");
	put("backsoon.conf", "locked = intervall\n");
	refuse("",
	    "backsoon.conf:2: locked: \"intervall\" has no such setting (did "
	    "you mean interval?); expected names of settings that other files "
	    "could make\n");
}

#define NONE "/mailboxes.d/"

/* What the caller names, and whose file is read, or looked for. */
static const struct {
	const char *recipient, *address, *missing;
} names[] = {
	{ "bob@example.org", "bob@example.org", NULL },
	{ "<Bob@EXAMPLE.org>", "bob@example.org", NULL },
	{ "bob+x@example.org", "bob@example.org", NULL },
	{ "bob+x+y@example.org", "bob@example.org", NULL },
	{ "BOB+X@example.org", "bob@example.org", NULL },
	{ "+bob@example.org", "+bob@example.org",
	    NONE "+bob@example.org.conf does not exist" },
	{ "bob-x@example.org", "bob-x@example.org",
	    NONE "bob-x@example.org.conf does not exist" },
	{ "eve+x@example.org", "eve@example.org",
	    NONE "eve@example.org.conf does not exist" },
	/* separators of the domain, and the longest name that is there */
	{ "ann-lee@example.net", "ann-lee@example.net", NULL },
	{ "ann-lee-x@example.net", "ann-lee@example.net", NULL },
	{ "ann-x-y@example.net", "ann@example.net", NULL },
	{ "ann+x@example.net", "ann+x@example.net",
	    NONE "ann+x@example.net.conf does not exist" },
	/* nothing leaves the directory */
	{ "../bob@example.org", "../bob@example.org", "" },
	{ "a/b@example.org", "a/b@example.org", NULL },
	{ "a/c@example.org", "a/c@example.org",
	    NONE "a%2Fc@example.org.conf does not exist" },
	{ "/etc/passwd", "/etc/passwd", "" },
	{ ".hidden@example.org", ".hidden@example.org", "" },
	{ "\"..\"@example.org", "\"..\"@example.org",
	    NONE "%22..%22@example.org.conf does not exist" },
	{ "\"a+b\"@example.org", "\"a+b\"@example.org",
	    NONE "%22a+b%22@example.org.conf does not exist" },
	{ "bob@[192.0.2.1]", "bob@[192.0.2.1]", "" },
	{ "bob", "bob", "" },
	{ "bob@", "bob@", "" },
	{ "@example.org", "@example.org", "" },
	{ "-x@example.org", "-x@example.org", "" },
	{ "b\xc3\xb6@example.org", "b\xc3\xb6@example.org", "" },
	{ "eva@b\xc3\xbc"
	  "cher.example",
	    "eva@xn--bcher-kva.example", NULL },
};

static void
the_recipient_names_the_file(void **state)
{
	size_t i;

	(void)state;
	put_site("");
	put("domains.d/example.net.conf", "detail-separators = -\n");
	put("mailboxes.d/bob@example.org.conf", "");
	put("mailboxes.d/ann@example.net.conf", "");
	put("mailboxes.d/ann-lee@example.net.conf", "");
	put("mailboxes.d/a%2Fb@example.org.conf", "");
	put("mailboxes.d/eva@xn--bcher-kva.example.conf", "");
	for (i = 0; i < sizeof names / sizeof *names; i++) {
		const char *want = names[i].missing;

		if (load(names[i].recipient) != 0 ||
		    strcmp(m.address, names[i].address) != 0 ||
		    m.enabled != (want == NULL) ||
		    (want == NULL && m.missing[0] != '\0') ||
		    (want != NULL && strstr(m.missing, want) == NULL))
			fail_msg("%s: %s, %s", names[i].recipient, m.address,
			    m.missing);
		unload();
	}
}

static void
a_draft_is_read_as_if_it_were_there(void **state)
{
	static const struct {
		const char *text, *complaint; /* NULL: it is good */
	} rows[] = {
		{ "[mailbox]\nspam-level = 3\n", NULL },
		{ "[mailbox]\nmax-per-day = 4\n", "locked in" },
		{ "[mailbox]\nspam-level = x\n", "spam-level" },
		{ "", "no settings" },
	};
	char *site = xasprintf("%s/backsoon.conf", top);
	struct config_draft draft = { .path = NULL };
	char *path, *all;
	size_t i, there;
	int rc;

	(void)state;
	path = config_mailbox_path(site, "bob@example.org");
	for (i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
		there = i % 2;
		put_site("locked = max-per-day\n");
		if (there)
			put("mailboxes.d/bob@example.org.conf",
			    "spam-level = 1\n");
		draft = (struct config_draft){ path, rows[i / 2].text,
			strlen(rows[i / 2].text) };
		mailbox_init(&m);
		config_report_init(&report);
		config_origins_init(&origins);
		rc = config_layers_draft(&m, site, "bob@example.org", false,
		    &draft, &report);
		all = told(&report);
		if (rc != (rows[i / 2].complaint == NULL ? 0 : -1) ||
		    (rc == -1 && strstr(all, rows[i / 2].complaint) == NULL))
			fail_msg("%s: %s", rows[i / 2].text, all);
		if (rc == 0)
			assert_int_equal(m.spam_level, 3);
		free(all);
		unload();
	}
	free(path);
	free(site);
}

static void
an_address_too_long_for_a_name_has_no_file(void **state)
{
	char long_one[ADDR_MAX];
	size_t i;

	(void)state;
	put_site("");
	/* each slash of the local part takes three octets of a name */
	memset(long_one, '/', 64);
	for (i = 64; i < 248; i += 2)
		memcpy(long_one + i, i == 64 ? "@a" : ".a", 3);
	assert_int_equal(load(long_one), 0);
	assert_false(m.enabled);
	assert_non_null(strstr(m.missing, "too long"));
	unload();
}

static void
one_file_with_an_address_is_one_mailbox(void **state)
{
	(void)state;
	clear();
	put("backsoon.conf", "address = bob@example.org\n");
	assert_int_equal(load("eve@example.net"), 0);
	assert_string_equal(m.address, "bob@example.org");
	assert_true(m.enabled);
	unload();
	put("mailboxes.d/eve@example.net.conf", "");
	assert_int_equal(load("eve@example.net"), 0);
	assert_string_equal(m.address, "bob@example.org");
	unload();
	clear();
	put("backsoon.conf", "");
	refuse("bob@example.org",
	    "backsoon.conf: address: missing; expected the mailbox's address, "
	    "or mailboxes in mailboxes.d beside this file\n");
}

static void
a_site_alone_has_no_address(void **state)
{
	(void)state;
	put_site("max-per-day = 3\n");
	assert_int_equal(load(""), 0);
	assert_string_equal(m.address, "");
	assert_string_equal(m.missing, "");
	assert_int_equal(m.caps.day, 3);
	unload();
}

/* What of a sound tree is spoilt, and how. */
static const struct {
	const char *path, *link;
	mode_t mode;
	const char *told;
} spoilt[] = {
	{ "backsoon.conf", NULL, 0664,
	    "backsoon.conf: writable by group or others; expected chmod "
	    "go-w\n" },
	{ "domains.d/example.org.conf", NULL, 0646,
	    "domains.d/example.org.conf: writable by group or others; "
	    "expected chmod go-w\n" },
	{ "mailboxes.d/bob@example.org.conf", NULL, 0664,
	    "mailboxes.d/bob@example.org.conf: writable by group or others; "
	    "expected chmod go-w\n" },
	{ ".", NULL, 0775,
	    ": writable by group or others; expected chmod go-w\n" },
	{ "domains.d", NULL, 0775,
	    "domains.d: writable by group or others; expected chmod go-w\n" },
	{ "mailboxes.d", NULL, 0757,
	    "mailboxes.d: writable by group or others; expected chmod "
	    "go-w\n" },
	{ "backsoon.conf", "real", 0,
	    "backsoon.conf: is a symbolic link; expected a regular file\n" },
	{ "domains.d/example.org.conf", "real", 0,
	    "domains.d/example.org.conf: is a symbolic link; expected a "
	    "regular file\n" },
	{ "mailboxes.d/bob@example.org.conf", "real", 0,
	    "mailboxes.d/bob@example.org.conf: is a symbolic link; expected "
	    "a regular file\n" },
	{ "domains.d", "real", 0,
	    "domains.d: is a symbolic link; expected a directory\n" },
	{ "mailboxes.d", "real", 0,
	    "mailboxes.d: is a symbolic link; expected a directory\n" },
};

static void
what_others_could_have_written_is_refused(void **state)
{
	struct stat st;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof spoilt / sizeof *spoilt; i++) {
		const char *want = spoilt[i].told;
		char *whole =
		    *want == ':' ? xasprintf("%s%s", top, want) : xstrdup(want);

		put_site("");
		put("domains.d/example.org.conf", "");
		put("mailboxes.d/bob@example.org.conf", "");
		assert_int_equal(load("bob@example.org"), 0);
		unload();
		assert_int_equal(stat(spoilt[i].path, &st), 0);
		if (spoilt[i].link != NULL) {
			assert_int_equal(rename(spoilt[i].path, "real"), 0);
			assert_int_equal(symlink(strchr(spoilt[i].path, '/')
						 ? "../real"
						 : "real",
					     spoilt[i].path),
			    0);
		} else {
			assert_int_equal(chmod(spoilt[i].path, spoilt[i].mode),
			    0);
		}
		refuse("bob@example.org", whole);
		assert_int_equal(chmod(".", 0755), 0);
		free(whole);
	}
}

static void
a_fault_in_any_layer_is_told_with_its_file(void **state)
{
	static const struct {
		const char *site, *domain, *mailbox, *told;
	} rows[] = {
		{ "log = x\n", "", "",
		    "backsoon.conf:2: log: \"x\"; expected syslog, journal or "
		    "an absolute path\n" },
		{ "", "deny = a\ndeny = a\n", "",
		    "domains.d/example.org.conf:3: deny: given twice, first "
		    "in line 2; expected it once\n" },
		{ "", "", "from = \"Bob <b@example.org>\n",
		    "mailboxes.d/bob@example.org.conf:2: from: a quote is not "
		    "closed; expected its other end\n" },
		{ "", "", "handle = a#b\n",
		    "mailboxes.d/bob@example.org.conf:2: handle: '#' or ';' "
		    "begins a comment and cuts the value; expected a blank "
		    "before it, or the value in quotes\n" },
		{ "", "# away \\\nlog = /tmp/x\n", "",
		    "domains.d/example.org.conf:2: a comment ends in '\\' and "
		    "swallows the next line; expected no '\\' there\n" },
		{ "", "", "reply-to = bob@example.org\n",
		    "mailboxes.d/bob@example.org.conf:2: reply-to: an address "
		    "of the mailbox itself (RFC 3834 section 3.1.2); expected "
		    "another one\n" },
		{ "reply-to = bob@example.org\n", "", "",
		    "backsoon.conf:2: reply-to: an address of the mailbox "
		    "itself (RFC 3834 section 3.1.2); expected another "
		    "one\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		put_site(rows[i].site);
		put("domains.d/example.org.conf", rows[i].domain);
		put("mailboxes.d/bob@example.org.conf", rows[i].mailbox);
		refuse("bob@example.org", rows[i].told);
	}
}

static void
an_address_has_a_path(void **state)
{
	static const struct {
		const char *site, *address, *path;
	} rows[] = {
		{ "/etc/b/b.conf", "Bob@Example.ORG",
		    "/etc/b/mailboxes.d/bob@example.org.conf" },
		{ "/b.conf", "a&b@example.org",
		    "/mailboxes.d/a%26b@example.org.conf" },
		{ "/b.conf", "bob+x@example.org",
		    "/mailboxes.d/bob+x@example.org.conf" },
		{ "/b.conf", "bob", NULL },
		{ "/b.conf", "", NULL },
		{ "/b.conf", "../x@example.org", NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *path = config_mailbox_path(rows[i].site, rows[i].address);

		if (rows[i].path == NULL)
			assert_null(path);
		else
			assert_string_equal(path, rows[i].path);
		free(path);
	}
}

static int
note(const char *name, const char *path, void *arg)
{
	char *seen = arg;

	assert_non_null(strstr(path, ".d/"));
	strncat(seen, name, 99);
	strncat(seen, " ", 2);
	return strcmp(name, "c@example.org") == 0 ? 7 : 0;
}

static void
each_mailbox_and_domain_is_found_in_order(void **state)
{
	char *site = xasprintf("%s/backsoon.conf", top), seen[400] = "";

	(void)state;
	config_report_init(&report);
	put_site("");
	assert_int_equal(config_each_domain(site, note, seen, &report), 0);
	put("mailboxes.d/b@example.org.conf", "");
	put("mailboxes.d/a%2Fa@example.org.conf", "");
	put("domains.d/example.org.conf", "");
	assert_int_equal(config_each_mailbox(site, note, seen, &report), 0);
	assert_int_equal(config_each_domain(site, note, seen, &report), 0);
	assert_string_equal(seen, "a/a@example.org b@example.org example.org ");
	put("mailboxes.d/c@example.org.conf", "");
	put("mailboxes.d/d@example.org.conf", "");
	*seen = '\0';
	assert_int_equal(config_each_mailbox(site, note, seen, &report), 7);
	assert_string_equal(seen,
	    "a/a@example.org b@example.org c@example.org ");
	assert_int_equal(report.count, 0);
	assert_int_equal(chmod("mailboxes.d", 0777), 0);
	assert_int_equal(config_each_mailbox(site, note, seen, &report), -1);
	assert_int_equal(report.errors, 1);
	config_report_release(&report);
	free(site);
}

/* What the site says, what a person says, and what comes of it. */
static const struct {
	const char *site; /* NULL: it is not there */
	mode_t mode;
	const char *own, *told;
	uint32_t day, interval;
} persons[] = {
	{ NULL, 0644, "max-per-day = 9\n", "", 9, 7 * 86400 },
	{ "max-per-day = 4\n", 0644, "max-per-day = 9\n", "", 9, 7 * 86400 },
	/* what is not locked does not hold for a person */
	{ "max-per-day = 4\n", 0644, "", "", 500, 7 * 86400 },
	{ "max-per-day = 4\nlocked = max-per-day\n", 0644, "", "", 4,
	    7 * 86400 },
	{ "max-per-day = 4\nlocked = max-per-day\n", 0644, "max-per-day = 9\n",
	    "own:3: max-per-day: locked in site:3; expected it there only\n", 4,
	    7 * 86400 },
	{ "locked = max-per-day\n", 0644, "max-per-day = 9\n",
	    "own:3: max-per-day: locked in site:2; expected it there only\n",
	    500, 7 * 86400 },
	{ "interval-min = 3d\n", 0644, "interval = 2d\n", "", 500, 3 * 86400 },
	{ "interval-max = 20d\n", 0644, "interval = 90d\n", "", 500,
	    20 * 86400 },
	{ "", 0644, "interval-min = 1h\n",
	    "own:3: interval-min: stands in a person's own file; expected it "
	    "in the site's file only\n",
	    500, 7 * 86400 },
	/* the site may be one mailbox, too */
	{ "address = desk@example.org\nlocked = log\n", 0644, "", "", 500,
	    7 * 86400 },
	{ "nonsense = 4\n", 0644, "",
	    "site:2: nonsense: unknown setting; expected one of "
	    "backsoon.conf(5)\n",
	    500, 7 * 86400 },
	{ "", 0666, "",
	    "site: writable by group or others; expected chmod go-w\n", 500,
	    7 * 86400 },
};

static void
a_site_limits_a_persons_own_file(void **state)
{
	struct config_load l = { &m, &origins, &report, false, false, NULL };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof persons / sizeof *persons; i++) {
		char *own =
		    xasprintf("address = bob@example.org\n%s", persons[i].own);
		char *got;

		clear();
		put("own", own);
		if (persons[i].site != NULL) {
			put("site", persons[i].site);
			assert_int_equal(chmod("site", persons[i].mode), 0);
		}
		mailbox_init(&m);
		config_report_init(&report);
		config_origins_init(&origins);
		config_defaults(&m);
		config_read_person(&l, "own", "site");
		config_finish(&l);
		got = told(&report);
		if (strcmp(got, persons[i].told) != 0 ||
		    m.caps.day != persons[i].day ||
		    m.interval != persons[i].interval ||
		    strcmp(m.address, "bob@example.org") != 0 ||
		    strcmp(m.config_path, "own") != 0)
			fail_msg("%zu: %s %u %u %s", i, m.address, m.caps.day,
			    m.interval, got);
		free(got);
		free(own);
		unload();
	}
}

/* The whole of a file, so that nothing stands before it. */
static const struct {
	const char *name, *text;
	size_t len; /* 0 = strlen(text) */
	const char *told;
} traps[] = {
	{ "a byte order mark", "\xef\xbb\xbf[mailbox]\n", 0,
	    ":1: a byte order mark; expected UTF-8 without one\n" },
	{ "a NUL", "[mailbox]\nlog = \0syslog\n", 23,
	    ":2: a NUL octet; expected text\n" },
	{ "a section of a site's", "[site]\nlog = syslog\n", 0,
	    ":1: unknown section \"site\"; expected \"[mailbox]\"\n" },
	{ "a section twice", "[mailbox]\n[mailbox]\n", 0,
	    ":2: section \"[mailbox]\" again, first in line 1; expected it "
	    "once\n" },
	{ "a key before the section", "log = syslog\n[mailbox]\n", 0,
	    ":1: log: stands before any section; expected \"[mailbox]\" "
	    "first\n" },
	{ "nothing", "", 0, ": no settings; expected \"[mailbox]\"\n" },
	{ "cut off in a quote", "[mailbox]\nhandle = \"a", 0,
	    ":2: handle: a quote is not closed; expected its other end\n" },
	{ "cut off in a continuation", "[mailbox]\ndeny = a.example, \\", 0,
	    ":2: ends in '\\'; expected the line it is continued by\n" },
	{ "a directory", NULL, 0,
	    ": is a directory; expected a regular file\n" },
};

static void
each_trap_is_closed_in_each_layer(void **state)
{
	static const char *const files[] = { "backsoon.conf",
		"domains.d/example.org.conf",
		"mailboxes.d/bob@example.org.conf" };
	size_t layer, i, len;
	char *want;
	FILE *out;

	(void)state;
	for (i = 0; i < sizeof traps / sizeof *traps; i++)
		for (layer = 0; layer < 3; layer++) {
			put_site("");
			put(files[1], "");
			put(files[2], "");
			assert_int_equal(unlink(files[layer]), 0);
			len = traps[i].len;
			if (traps[i].text == NULL) {
				assert_int_equal(mkdir(files[layer], 0755), 0);
			} else {
				out = fopen(files[layer], "w");
				assert_non_null(out);
				fwrite(traps[i].text, 1,
				    len == 0 ? strlen(traps[i].text) : len,
				    out);
				assert_int_equal(fclose(out), 0);
			}
			want = xasprintf("%s%s", files[layer], traps[i].told);
			refuse("bob@example.org", want);
			free(want);
		}
}

/* As somebody who is not root: who is may read everything. */
static int
count_unread(bool thorough)
{
	struct config_load l = { &m, &origins, &report, thorough, false, NULL };
	int count;

	if (geteuid() == 0 && setuid(65534) == -1)
		return 99;
	mailbox_init(&m);
	config_report_init(&report);
	config_origins_init(&origins);
	config_defaults(&m);
	config_read_person(&l, "own", "site");
	count = report.errors > 0 ? 98 : (int)report.count;
	if (m.caps.day != 9)
		count = 97;
	unload();
	return count;
}

/* A person cannot write where the service of the site does. */
static void
the_places_of_the_service_are_not_a_persons(void **state)
{
	struct config_load l = { &m, &origins, &report, false, false, NULL };
	char *got;

	(void)state;
	clear();
	put("own", "address = bob@example.org\nlog = /home/bob/log\n");
	put("site",
	    "locked = state, shared-state, log, fcc, "
	    "statistics\nstate = /s\nshared-state = yes\n"
	    "log = /l\nfcc = /f\n"
	    "statistics = yes\n");
	mailbox_init(&m);
	config_report_init(&report);
	config_origins_init(&origins);
	config_defaults(&m);
	config_read_person(&l, "own", "site");
	config_finish(&l);
	got = told(&report);
	assert_string_equal(got, "");
	free(got);
	assert_string_equal(m.state, "/var/lib/backsoon");
	assert_false(m.shared_state);
	assert_string_equal(m.log, "/home/bob/log");
	assert_string_equal(m.fcc, "");
	assert_true(m.statistics);
	unload();
}

static void
a_site_that_a_person_may_not_read_binds_nobody(void **state)
{
	int thorough, status;
	pid_t child;

	(void)state;
	clear();
	put("own", "address = bob@example.org\nmax-per-day = 9\n");
	put("site", "locked = max-per-day\n");
	assert_int_equal(chmod("site", 0), 0);
	for (thorough = 0; thorough < 2; thorough++) {
		child = fork();
		if (child == 0)
			_exit(count_unread(thorough));
		assert_int_equal(waitpid(child, &status, 0), child);
		/* check-config warns of it */
		assert_int_equal(status, thorough << 8);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lower_layer_overrides_a_higher_one),
		cmocka_unit_test(a_path_is_relative_to_the_file_that_names_it),
		cmocka_unit_test(an_empty_value_takes_a_higher_one_back),
		cmocka_unit_test(what_the_site_locks_no_other_file_sets),
		cmocka_unit_test(some_settings_stand_in_one_layer_only),
		cmocka_unit_test(the_recipient_names_the_file),
		cmocka_unit_test(a_draft_is_read_as_if_it_were_there),
		cmocka_unit_test(an_address_too_long_for_a_name_has_no_file),
		cmocka_unit_test(one_file_with_an_address_is_one_mailbox),
		cmocka_unit_test(a_site_alone_has_no_address),
		cmocka_unit_test(what_others_could_have_written_is_refused),
		cmocka_unit_test(a_fault_in_any_layer_is_told_with_its_file),
		cmocka_unit_test(each_trap_is_closed_in_each_layer),
		cmocka_unit_test(an_address_has_a_path),
		cmocka_unit_test(each_mailbox_and_domain_is_found_in_order),
		cmocka_unit_test(a_site_limits_a_persons_own_file),
		cmocka_unit_test(the_places_of_the_service_are_not_a_persons),
		cmocka_unit_test(
		    a_site_that_a_person_may_not_read_binds_nobody),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
