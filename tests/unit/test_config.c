#include "config_home.h"

static void
the_issues_example_loads(void **state)
{
	static const char text[] =
	    "[mailbox]\n"
	    "address  = bob@example.org\n"
	    "aliases  = robert@example.org, *@bob.example.org\n"
	    "from     = Bob <bob@example.org>\n"
	    "template = away.txt          ; relative to the file that names "
	    "it\n"
	    "interval = 7d\n"
	    "state    = /var/lib/backsoon ; default; for a person "
	    "~/.local/state/backsoon\n"
	    "submit   = sendmail          ; or maildir:PATH\n"
	    "sendmail = /usr/sbin/sendmail -i -f '' --\n"
	    "trusted-authserv-id = mx.example.org ; read by the sender check\n"
	    "dns-server = 127.0.0.1:5353          ; read by the sender "
	    "check\n";
	static const char *const argv[] = { "/usr/sbin/sendmail", "-i", "-f",
		"", "--" };
	struct mailbox m;
	struct config_report r;
	char *path;
	size_t i;

	(void)state;
	assert_int_equal(load(&m, &r, text, sizeof text - 1, false), 0);
	assert_int_equal(r.count, 0);
	assert_string_equal(m.address, "bob@example.org");
	assert_int_equal(m.aliases.count, 2);
	assert_string_equal(m.aliases.items[0], "robert@example.org");
	assert_string_equal(m.aliases.items[1], "*@bob.example.org");
	assert_string_equal(m.from_name, "Bob");
	assert_string_equal(m.from_address, "bob@example.org");
	path = xasprintf("%s/away.txt", home);
	assert_string_equal(m.template_path, path);
	free(path);
	assert_int_equal(m.interval, 7 * 86400);
	assert_string_equal(m.state, "/var/lib/backsoon");
	assert_int_equal(m.submit, SUBMIT_SENDMAIL);
	assert_int_equal(m.sendmail.count, 5);
	for (i = 0; i < 5; i++)
		assert_string_equal(m.sendmail.items[i], argv[i]);
	assert_int_equal(m.trusted_authserv_ids.count, 1);
	assert_string_equal(m.trusted_authserv_ids.items[0], "mx.example.org");
	assert_string_equal(m.dns_server, "127.0.0.1:5353");
	assert_string_equal(m.config_path, "c");
	unload(&m, &r);
}

static void
defaults_are_as_documented(void **state)
{
	struct mailbox m;
	struct config_report r;

	(void)state;
	assert_int_equal(load(&m, &r, HEAD, sizeof HEAD - 1, false), 0);
	assert_string_equal(m.separators, "+");
	assert_true(m.enabled);
	assert_int_equal(m.max_age, 2 * 86400);
	assert_int_equal(m.spam_level, 5);
	assert_string_equal(m.template_path, "");
	assert_string_equal(m.handle, "");
	assert_int_equal(m.echo_subject, ECHO_VERIFIED);
	assert_string_equal(m.precedence, "bulk");
	assert_int_equal(m.interval, 7 * 86400);
	assert_int_equal(m.caps.sender_day, 3);
	assert_int_equal(m.caps.domain_day, 50);
	assert_int_equal(m.caps.hour, 60);
	assert_int_equal(m.caps.day, 500);
	assert_int_equal(m.caps.site_day, 5000);
	assert_int_equal(m.caps.site_domain_day, 500);
	assert_string_equal(m.state, "/var/lib/backsoon");
	assert_false(m.personal);
	assert_int_equal(m.submit, SUBMIT_SENDMAIL);
	assert_int_equal(m.sendmail.count, 5);
	assert_string_equal(m.sendmail.items[3], "");
	assert_int_equal(m.deadline, 8);
	assert_string_equal(m.log, "");
	unload(&m, &r);
}

static void
refuse_file(const char *path, const char *want)
{
	struct mailbox m;
	struct config_report r;
	char *got;

	mailbox_init(&m);
	config_report_init(&r);
	assert_int_equal(config_load(&m, path, false, &r), -1);
	got = told(&r);
	assert_string_equal(got, want);
	free(got);
	unload(&m, &r);
}

static void
unfit_files_are_refused(void **state)
{
	char *big = xmalloc(65537);
	struct mailbox m;
	struct config_report r;

	(void)state;
	put("c", HEAD, sizeof HEAD - 1);
	refuse_file("missing", "missing: No such file or directory\n");
	refuse_file(".", ".: is a directory; expected a regular file\n");
	refuse_file("/dev/null",
	    "/dev/null: not a regular file; expected one\n");
	assert_int_equal(mkfifo("link", 0600), 0);
	refuse_file("link", "link: not a regular file; expected one\n");
	assert_int_equal(unlink("link"), 0);
	assert_int_equal(symlink("c", "link"), 0);
	refuse_file("link",
	    "link: is a symbolic link; expected a regular file\n");
	assert_int_equal(unlink("link"), 0);
	assert_int_equal(chmod("c", 0620), 0);
	refuse_file("c",
	    "c: writable by group or others; expected chmod "
	    "go-w\n");
	assert_int_equal(chmod("c", 0602), 0);
	refuse_file("c",
	    "c: writable by group or others; expected chmod "
	    "go-w\n");
	assert_int_equal(chmod("c", 0644), 0);
	memset(big, '\n', 65537);
	memcpy(big, HEAD, sizeof HEAD - 1);
	put("c", big, 65537);
	refuse_file("c", "c: too large; expected at most 65536 octets\n");
	put("c", big, 65536);
	free(big);
	/* root's files are read by everybody's responder */
	mailbox_init(&m);
	config_report_init(&r);
	assert_int_equal(config_load(&m, "/etc/passwd", false, &r), -1);
	assert_true(r.problems[0].line == 1);
	unload(&m, &r);
	if (geteuid() == 0) {
		assert_int_equal(chown("c", 65533, (gid_t)-1), 0);
		refuse_file("c",
		    "c: owned by another user; expected root or "
		    "the user that runs backsoon\n");
	}
}

static void
all_warnings_come_with_thorough(void **state)
{
	static const char text[] =
	    HEAD "sendmail = /nonexistent/sendmail\ninterval = 23h\n"
		 "max-per-sender-day = 0\nmax-per-domain-day = 0\n"
		 "max-per-hour = 0\nmax-per-day = 0\nmax-site-day = 0\n"
		 "max-site-domain-day = 0\nstate = /nonexistent/state\n"
		 "notify-on = ended\n";
#define NONE \
	": 0 lets no response out; expected enabled = no where that is meant\n"
	static const char want[] =
	    "c:4: warning: interval: less than interval-min; taken as 1d\n"
	    "c: warning: from: missing; the address that the message was sent "
	    "to is used, without a name\n"
	    "c: warning: template: missing; the built-in text is used\n"
	    "c:3: warning: sendmail: no program that can be run here; expected "
	    "one such as /usr/sbin/sendmail\n"
	    "c:5: warning: max-per-sender-day" NONE
	    "c:6: warning: max-per-domain-day" NONE
	    "c:7: warning: max-per-hour" NONE "c:8: warning: max-per-day" NONE
	    "c:9: warning: max-site-day" NONE
	    "c:10: warning: max-site-domain-day" NONE
	    "c:12: warning: notify-on: nobody is told; expected notify = "
	    "ADDRESS, too\n";
	struct mailbox m;
	struct config_report r;
	char *got;

	(void)state;
	assert_int_equal(load(&m, &r, text, sizeof text - 1, true), 0);
	assert_int_equal(r.errors, 0);
	got = told(&r);
	assert_string_equal(got, want);
	free(got);
	unload(&m, &r);
	assert_int_equal(load(&m, &r, text, sizeof text - 1, false), 0);
	assert_int_equal(r.count, 0);
	unload(&m, &r);
}

static void
a_state_directory_is_looked_at(void **state)
{
	static const struct {
		mode_t mode;
		const char *told;
	} rows[] = {
		{ 0700, "" },
		{ 0755, "" },
		{ 0770, "writable by group or others; expected chmod go-w" },
		{ 0707, "writable by group or others; expected chmod go-w" },
		{ 0, "not a directory; expected one that is no symbolic link" },
	};
	struct mailbox m;
	struct config_report r;
	char *text;
	size_t i;

	(void)state;
	text = xasprintf(HEAD "from = b@example.org\nsubmit = maildir:m\n"
			      "template = t.txt\nstate = %s/link\n",
	    home);
	put("t.txt", "Away\n", 5);
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (rows[i].mode == 0)
			assert_int_equal(symlink("/tmp", "link"), 0);
		else
			assert_int_equal(mkdir("link", 0700), 0);
		if (rows[i].mode != 0)
			assert_int_equal(chmod("link", rows[i].mode), 0);
		load(&m, &r, text, strlen(text), true);
		assert_int_equal(r.count, rows[i].told[0] != '\0');
		if (r.count > 0) {
			assert_int_equal(r.problems[0].line, 6);
			assert_string_equal(r.problems[0].key, "state");
			assert_string_equal(r.problems[0].text, rows[i].told);
		}
		unload(&m, &r);
		assert_int_equal(remove("link"), 0);
	}
	free(text);
}

static void
templates_are_looked_at(void **state)
{
	static const struct {
		const char *name, *settings, *template, *told;
	} rows[] = {
		{ "a good one", "", "Away\n", "" },
		{ "a missing one", "", NULL,
		    "t.txt: the template: No such file or directory\n" },
		{ "a bad one", "", "a\n${x\n",
		    "t.txt:2: \"${\" without \"}\"; expected ${name} (\"$$\" is "
		    "one \"$\")\n" },
		{ "no first day", "absent-until = 2026-12-24\n",
		    "a\n${until}\n${from}\n",
		    "t.txt:3: ${from} has no value; expected absent-from in "
		    "the configuration\n" },
		{ "no last day", "absent-from = 2026-12-24\n",
		    "a ${from}\n${until}\n",
		    "t.txt:2: ${until} has no value; expected absent-until in "
		    "the configuration\n" },
		{ "both days",
		    "absent-from = 2026-12-24\nabsent-until = 2026-12-24\n",
		    "${from} ${until}\n", "" },
	};
	struct mailbox m;
	struct config_report r;
	struct template t;
	char *text, *got, *want;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		unlink("t.txt");
		if (rows[i].template != NULL)
			put("t.txt", rows[i].template,
			    strlen(rows[i].template));
		text = xasprintf(HEAD "from = b@example.org\n"
				      "submit = maildir:m\nstate = /nowhere\n"
				      "template = t.txt\n%s",
		    rows[i].settings);
		want = rows[i].told[0] == '\0'
		    ? xstrdup("")
		    : xasprintf("%s/%s", home, rows[i].told);
		load(&m, &r, text, strlen(text), true);
		got = told(&r);
		if (strcmp(got, want) != 0)
			fail_msg("%s: %s", rows[i].name, got);
		free(got);
		/* a run that only answers tells the same */
		config_report_release(&r);
		for (k = 0; k < 2; k++)
			assert_int_equal(config_template(&t, &m, &r),
			    rows[i].told[0] == '\0' ? 0 : -1),
			    template_release(&t);
		assert_int_equal(r.errors, rows[i].told[0] == '\0' ? 0 : 2);
		free(want);
		free(text);
		unload(&m, &r);
	}
}

static void
without_a_template_the_built_in_text_is_used(void **state)
{
	struct mailbox m;
	struct config_report r;
	struct template t;

	(void)state;
	load(&m, &r, HEAD, sizeof HEAD - 1, false);
	assert_int_equal(config_template(&t, &m, &r), 0);
	assert_null(t.subject);
	template_release(&t);
	unload(&m, &r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_issues_example_loads),
		cmocka_unit_test(defaults_are_as_documented),
		cmocka_unit_test(unfit_files_are_refused),
		cmocka_unit_test(all_warnings_come_with_thorough),
		cmocka_unit_test(a_state_directory_is_looked_at),
		cmocka_unit_test(templates_are_looked_at),
		cmocka_unit_test(without_a_template_the_built_in_text_is_used),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
