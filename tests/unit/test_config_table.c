#include "config_home.h"

#include "../../src/world/config_parts.h"
#include "cli/commands.h"

/* Each setting but lists reaches its own member. */
static void
each_setting_reaches_its_member(void **state)
{
	static const char text[] = "[mailbox]\n"
				   "address = a1@example.org\n"
				   "aliases = a2@example.org\n"
				   "from = A3 <a4@example.org>\n"
				   "reply-to = a5@example.org\n"
				   "detail-separators = -\n"
				   "enabled = no\n"
				   "allow = a6@example.org\n"
				   "deny = a7@example.org\n"
				   "disable = stale\n"
				   "class = acknowledge\n"
				   "audience = known\n"
				   "internal-domains = a10\n"
				   "known-correspondents = /k11\n"
				   "template-internal = /t35\n"
				   "template-known = /t36\n"
				   "system-senders = a8\n"
				   "bulk-headers = A9\n"
				   "max-age = 11m\n"
				   "spam-level = 12\n"
				   "template = /t13\n"
				   "handle = a14\n"
				   "absent-from = 2026-01-15\n"
				   "absent-until = 2026-01-16\n"
				   "absences = 2026-01-17\n"
				   "absence-calendar = /c18\n"
				   "hours = Mon 09:00-19:00\n"
				   "holiday-calendar = /c20\n"
				   "time-zone = Etc/GMT+11\n"
				   "echo-subject = never\n"
				   "precedence = none\n"
				   "interval = 17h\n"
				   "max-per-sender-day = 18\n"
				   "max-per-domain-day = 19\n"
				   "max-per-hour = 20\n"
				   "max-per-day = 21\n"
				   "max-site-day = 22\n"
				   "max-site-domain-day = 23\n"
				   "state = /s24\n"
				   "submit = maildir:/m25\n"
				   "sendmail = /s26\n"
				   "deadline = 27s\n"
				   "log = /l28\n"
				   "log-format = json\n"
				   "statistics = yes\n"
				   "metrics-file = /m35.prom\n"
				   "fcc = /f36\n"
				   "notify = a37@example.org\n"
				   "notify-on = ended\n"
				   "trusted-authserv-id = a29\n"
				   "dns-server = 192.0.2.30\n"
				   "trusted-position = below\n"
				   "trusted-hosts = a32\n"
				   "trusted-relays = 192.0.2.33\n"
				   "client-from = received:4\n"
				   "trusted-arc-sealers = a34\n"
				   "rescue = dkim\n"
				   "locked = log\n"
				   "interval-min = 18h\n"
				   "interval-max = 31d\n"
				   "languages = aa, bb\n"
				   "language-domains = a36=bb\n"
				   "both-languages = alternative\n"
				   "text-for-unverified = /t37\n"
				   "subject = a38\n"
				   "html = yes\n"
				   "flowed = yes\n";
	struct mailbox m;
	struct config_report r;

	(void)state;
	assert_int_equal(load(&m, &r, text, sizeof text - 1, false), 0);
	assert_string_equal(m.address, "a1@example.org");
	assert_string_equal(m.aliases.items[0], "a2@example.org");
	assert_string_equal(m.from_name, "A3");
	assert_string_equal(m.from_address, "a4@example.org");
	assert_string_equal(m.reply_to, "a5@example.org");
	assert_string_equal(m.separators, "-");
	assert_false(m.enabled);
	assert_string_equal(m.allow.items[0], "a6@example.org");
	assert_string_equal(m.deny.items[0], "a7@example.org");
	assert_string_equal(m.disabled_rules.items[0], "stale");
	assert_string_equal(m.system_senders.items[0], "a8");
	assert_string_equal(m.bulk_headers.items[0], "A9");
	assert_int_equal(m.max_age, 660);
	assert_int_equal(m.spam_level, 12);
	assert_string_equal(m.template_path, "/t13");
	assert_string_equal(m.handle, "a14");
	assert_string_equal(m.languages.items[1], "bb");
	assert_string_equal(m.language_domains.items[0], "a36=bb");
	assert_int_equal(m.both_languages, BOTH_ALTERNATIVE);
	assert_string_equal(m.unverified_path, "/t37");
	assert_string_equal(m.subject, "a38");
	assert_true(m.html);
	assert_true(m.flowed);
	assert_string_equal(m.absent_from, "2026-01-15");
	assert_string_equal(m.absent_until, "2026-01-16");
	assert_int_equal(m.class, CLASS_ACKNOWLEDGE);
	assert_int_equal(m.audience.count, 1);
	assert_string_equal(m.audience.items[0], "known");
	assert_string_equal(m.internal_domains.items[0], "a10");
	assert_string_equal(m.correspondents, "/k11");
	assert_string_equal(m.template_internal, "/t35");
	assert_string_equal(m.template_known, "/t36");
	assert_string_equal(m.absences.items[0], "2026-01-17");
	assert_string_equal(m.absence_calendar, "/c18");
	assert_string_equal(m.hours, "Mon 09:00-19:00");
	assert_string_equal(m.holiday_calendar, "/c20");
	assert_string_equal(m.time_zone, "Etc/GMT+11");
	assert_int_equal(m.echo_subject, ECHO_NEVER);
	assert_string_equal(m.precedence, "");
	assert_int_equal(m.interval, 17 * 3600);
	assert_int_equal(m.caps.sender_day, 18);
	assert_int_equal(m.caps.domain_day, 19);
	assert_int_equal(m.caps.hour, 20);
	assert_int_equal(m.caps.day, 21);
	assert_int_equal(m.caps.site_day, 22);
	assert_int_equal(m.caps.site_domain_day, 23);
	assert_string_equal(m.state, "/s24");
	assert_int_equal(m.submit, SUBMIT_MAILDIR);
	assert_string_equal(m.maildir, "/m25");
	assert_int_equal(m.sendmail.count, 1);
	assert_string_equal(m.sendmail.items[0], "/s26");
	assert_int_equal(m.deadline, 27);
	assert_string_equal(m.locked.items[0], "log");
	assert_int_equal(m.interval_min, 18 * 3600);
	assert_int_equal(m.interval_max, 31 * 86400);
	assert_string_equal(m.log, "/l28");
	assert_int_equal(m.log_format, LOG_FORMAT_JSON);
	assert_true(m.statistics);
	assert_string_equal(m.metrics_file, "/m35.prom");
	assert_string_equal(m.fcc, "/f36");
	assert_string_equal(m.notify, "a37@example.org");
	assert_string_equal(m.notify_on.items[0], "ended");
	assert_string_equal(m.trusted_authserv_ids.items[0], "a29");
	assert_string_equal(m.dns_server, "192.0.2.30");
	assert_int_equal(m.trusted_position, POSITION_BELOW);
	assert_string_equal(m.trusted_hosts.items[0], "a32");
	assert_string_equal(m.trusted_relays.items[0], "192.0.2.33");
	assert_int_equal(m.client_from, CLIENT_RECEIVED);
	assert_int_equal(m.client_received, 4);
	assert_string_equal(m.trusted_arc_sealers.items[0], "a34");
	assert_int_equal(m.rescue, RESCUE_DKIM);
	unload(&m, &r);
}

static void
each_unit_and_word_has_its_value(void **state)
{
	static const struct {
		const char *line;
		uint32_t max_age;
		enum mailbox_echo echo;
		bool enabled;
	} rows[] = {
		{ "max-age = 7s", 7, ECHO_VERIFIED, true },
		{ "max-age = 7m", 420, ECHO_VERIFIED, true },
		{ "max-age = 7h", 25200, ECHO_VERIFIED, true },
		{ "max-age = 7d", 604800, ECHO_VERIFIED, true },
		{ "max-age = 7w", 4233600, ECHO_VERIFIED, true },
		{ "max-age = 007s", 7, ECHO_VERIFIED, true },
		{ "max-age = 0", 0, ECHO_VERIFIED, true },
		{ "max-age = 0d", 0, ECHO_VERIFIED, true },
		{ "echo-subject = verified", 172800, ECHO_VERIFIED, true },
		{ "echo-subject = always", 172800, ECHO_ALWAYS, true },
		{ "echo-subject = never", 172800, ECHO_NEVER, true },
		{ "enabled = yes", 172800, ECHO_VERIFIED, true },
		{ "enabled = true", 172800, ECHO_VERIFIED, true },
		{ "enabled = on", 172800, ECHO_VERIFIED, true },
		{ "enabled = no", 172800, ECHO_VERIFIED, false },
		{ "enabled = false", 172800, ECHO_VERIFIED, false },
		{ "enabled = off", 172800, ECHO_VERIFIED, false },
	};
	struct mailbox m;
	struct config_report r;
	char *text;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		text = xasprintf(HEAD "%s\n", rows[i].line);
		load(&m, &r, text, strlen(text), false);
		if (r.count != 0 || m.max_age != rows[i].max_age ||
		    m.echo_subject != rows[i].echo ||
		    m.enabled != rows[i].enabled)
			fail_msg("%s", rows[i].line);
		free(text);
		unload(&m, &r);
	}
}

static void
every_row_is_documented(void **state)
{
	const struct config_setting *s;
	size_t i, k;

	(void)state;
	for (i = 0; (s = config_setting(i)) != NULL; i++) {
		assert_true(strlen(s->says) > 10);
		assert_int_equal(s->says[strlen(s->says) - 1], '.');
		assert_int_equal(config_row_find(s->key), i);
		for (k = 0; k < i; k++)
			assert_string_not_equal(config_setting(k)->key, s->key);
	}
}

static void
a_persons_own_file_is_known(void **state)
{
	static const struct {
		const char *path, *state;
		bool personal;
	} rows[] = {
		{ "/home/b/.config/backsoon/backsoon.conf",
		    "/home/b/.local/state/backsoon", true },
		{ "/home/a/.config/backsoon/backsoon.conf", "", false },
		{ "/etc/backsoon/backsoon.conf", "", false },
		{ ".config/backsoon/backsoon.conf", "", false },
	};
	struct mailbox m;
	char *path;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		mailbox_init(&m);
		free(m.config_path);
		m.config_path = xstrdup(rows[i].path);
		assert_int_equal(config_take_home(&m, "/home/b"),
		    rows[i].personal);
		assert_int_equal(m.personal, rows[i].personal);
		assert_string_equal(m.state, rows[i].state);
		mailbox_release(&m);
	}
	mailbox_init(&m);
	free(m.config_path);
	m.config_path = xstrdup(".config/backsoon/backsoon.conf");
	assert_true(config_take_home(&m, home));
	mailbox_release(&m);
	path = config_default_path();
	assert_int_equal(path[0], '/');
	assert_string_equal(path + strlen(path) - 23,
	    "/backsoon/backsoon.conf");
	free(path);
}

static void
paths_are_beside_their_file(void **state)
{
	static const struct {
		const char *from, *path, *want;
		bool below; /* the working directory */
	} rows[] = {
		{ "/etc/b/b.conf", "t.txt", "/etc/b/t.txt", false },
		{ "/etc/b/b.conf", "/t.txt", "/t.txt", false },
		{ "/b.conf", "t.txt", "/t.txt", false },
		{ "b.conf", "t.txt", "/t.txt", true },
		{ "d/b.conf", "../t.txt", "/d/../t.txt", true },
	};
	char *got;
	size_t i, skip;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		got = config_path_beside(rows[i].from, rows[i].path);
		skip = rows[i].below ? strlen(home) : 0;
		assert_int_equal(strncmp(got, home, skip), 0);
		assert_string_equal(got + skip, rows[i].want);
		free(got);
	}
}

/* Runs the command and returns what it wrote to stdout and stderr. */
static char *
check(int argc, const char *const *args, int *status)
{
	char *argv[5], *got = xcalloc(1, 4096);
	int i, saved[2];
	FILE *out = tmpfile();

	assert_non_null(out);
	for (i = 0; i < argc; i++)
		argv[i] = xstrdup(args[i]);
	argv[argc] = NULL;
	for (i = 0; i < 2; i++) {
		fflush(i == 0 ? stdout : stderr);
		saved[i] = dup(i + 1);
		dup2(fileno(out), i + 1);
	}
	*status =
	    check_config_command(command_find("check-config"), argc, argv);
	for (i = 0; i < 2; i++) {
		fflush(i == 0 ? stdout : stderr);
		dup2(saved[i], i + 1);
		close(saved[i]);
	}
	rewind(out);
	assert_true(fread(got, 1, 4095, out) > 0);
	fclose(out);
	for (i = 0; i < argc; i++)
		free(argv[i]);
	return got;
}

static void
check_config_tells_all(void **state)
{
#define NOTE                                                                   \
	"c: note: anybody on the Internet can get the response; keep private " \
	"matters out of it\n"
	static const char good[] =
	    HEAD "from = b@example.org\nsubmit = maildir:m\ntemplate = t.txt\n"
		 "state = /nowhere\n";
	static const char bad[] = "[mailbox]\nfrom = b@example.org\n"
				  "submit = maildir:m\nstate = nowhere\n";
	const struct {
		int argc;
		const char *argv[4];
		const char *text, *want;
		int status;
	} rows[] = {
		{ 2, { "check-config", "c" }, good, NOTE "c: ok\n", 0 },
		{ 3, { "check-config", "--config", "c" }, good, NOTE "c: ok\n",
		    0 },
		{ 2, { "check-config", "--config=c" }, good, NOTE "c: ok\n",
		    0 },
		{ 3, { "check-config", "--", "c" }, good, NOTE "c: ok\n", 0 },
		{ 2, { "check-config", "c" }, bad,
		    "c:4: state: not absolute; expected an absolute path\n"
		    "c: address: missing; expected the mailbox's address, or mailboxes in mailboxes.d beside this file\n"
		    "c: warning: template: missing; the built-in text is "
		    "used\n"
		    "c: 2 errors, 1 warning\n",
		    78 },
		{ 2, { "check-config", "x" }, good,
		    "x: No such file or directory\n"
		    "x: 1 error, 0 warnings\n",
		    78 },
		{ 3, { "check-config", "c", "c" }, good, NULL, 64 },
		{ 2, { "check-config", "--config" }, good, NULL, 64 },
		{ 2, { "check-config", "--config=" }, good, NULL, 64 },
		{ 2, { "check-config", "--all" }, good, NULL, 64 },
		{ 2, { "check-config", "" }, good, NULL, 64 },
	};
	char *got;
	size_t i;
	int status;

	(void)state;
	put("t.txt", "Away\n", 5);
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		put("c", rows[i].text, strlen(rows[i].text));
		got = check(rows[i].argc, rows[i].argv, &status);
		if (status != rows[i].status ||
		    (rows[i].want != NULL && strcmp(got, rows[i].want) != 0))
			fail_msg("%zu: %d\n%s", i, status, got);
		/* one helpful line */
		if (rows[i].want == NULL)
			assert_ptr_equal(strchr(got, '\n'),
			    got + strlen(got) - 1);
		free(got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_setting_reaches_its_member),
		cmocka_unit_test(each_unit_and_word_has_its_value),
		cmocka_unit_test(every_row_is_documented),
		cmocka_unit_test(a_persons_own_file_is_known),
		cmocka_unit_test(paths_are_beside_their_file),
		cmocka_unit_test(check_config_tells_all),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
