#include "world/caller.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define POSTFIX(user, null, rest)                               \
	"# ours\nbacksoon unix - n n - 10 pipe\n"               \
	"  flags=RhuX " user " " null "\n# in between\n"        \
	"  argv=/usr/local/bin/backsoon --config /etc/x.conf\n" \
	"    --mailbox ${original_recipient} " rest "\n"        \
	"smtp unix - - y - - smtp\n"
#define CLIENT "--client-ip ${client_address} --helo ${client_helo} "
#define SENDER "--sender -- ${sender}"
#define EXIM(command, rest)                                              \
	"begin transports\n\nlocal_delivery:\n  driver = appendfile\n\n" \
	"vac_pipe:\n  driver = pipe\n  command = " command "\n" rest     \
	"\nother:\n  driver = smtp\n"
#define SAFE "  return_path_add\n  timeout_defer\n  temp_errors = *\n"
#define RUN "/usr/local/bin/backsoon"

static const struct {
	const char *name;
	enum caller_kind kind;
	const char *text;
	unsigned us;       /* line of the call; 0 none */
	const char *fault; /* beginning of what the first one says */
	unsigned faults;
	bool rival;
} rows[] = {
	{ "a pipe as the README has it", CALLER_MASTER,
	    POSTFIX("user=_b", "null_sender=", CLIENT SENDER), 5, NULL, 0,
	    false },
	{ "no user", CALLER_MASTER, POSTFIX("", "null_sender=", CLIENT SENDER),
	    5, "pipe(8) runs", 1, false },
	{ "no null_sender", CALLER_MASTER,
	    POSTFIX("user=_b", "", CLIENT SENDER), 5, "a bounce arrives", 1,
	    false },
	{ "null_sender with a name", CALLER_MASTER,
	    POSTFIX("user=_b", "null_sender=root", CLIENT SENDER), 5,
	    "a bounce arrives", 1, false },
	{ "sender not behind dashes", CALLER_MASTER,
	    POSTFIX("user=_b", "null_sender=", CLIENT "--sender ${sender}"), 5,
	    "an empty sender", 1, false },
	{ "sender not at the end", CALLER_MASTER,
	    POSTFIX("user=_b", "null_sender=", SENDER " " CLIENT), 5,
	    "an empty sender", 1, false },
	{ "no sender, but Return-Path", CALLER_MASTER,
	    POSTFIX("user=_b", "null_sender=", CLIENT), 5, NULL, 0, false },
	{ "no client", CALLER_MASTER,
	    POSTFIX("user=_b", "null_sender=", SENDER), 5, "SPF cannot", 1,
	    false },
	{ "nothing right", CALLER_MASTER,
	    "b unix - n n - 10 pipe argv=/bin/sh -c backsoon\n", 1,
	    "pipe(8) runs", 7, false },
	{ "an alias as mailbox", CALLER_MASTER,
	    "b unix - n n - 10 pipe flags=Rhu user=b null_sender= argv=" RUN
	    " --mailbox ${recipient} " CLIENT SENDER "\n",
	    1, "${recipient}", 1, false },
	{ "only a comment", CALLER_MASTER,
	    "#b unix - n n - - pipe argv=backsoon\n", 0, NULL, 0, false },
	{ "vacation in a pipe", CALLER_MASTER,
	    "vacation unix - n n - - pipe\n  flags=Rq user=v "
	    "argv=/var/spool/vacation/vacation.pl -f ${sender}\n",
	    0, NULL, 0, true },
	{ "a setting of the transport", CALLER_MAIN,
	    "backsoon_time_limit = 60s\n", 0, NULL, 0, false },
	{ "as mailbox_command", CALLER_MAIN, "mailbox_command =\n  " RUN "\n",
	    0, "messages go to", 1, false },
	{ "an alias with a copy", CALLER_ALIASES,
	    "desk: \\desk,\n \"|" RUN " --mailbox d@example.org\"\n", 2, NULL,
	    0, false },
	{ "an alias without one", CALLER_ALIASES,
	    "root: bob\ndesk: \"|" RUN "\"\n", 2, "the message itself", 1,
	    false },
	{ "an alias that retries", CALLER_ALIASES,
	    "desk: \\desk, \"|" RUN " --on-failure 75\"\n", 1, "each retry", 1,
	    false },
	{ "an alias of another responder", CALLER_ALIASES,
	    "bob: \\bob, \"|/usr/bin/vacation bob\"\n", 0, NULL, 0, true },
	{ "somebody called vacation", CALLER_ALIASES, "vacation: bob\n", 0,
	    NULL, 0, false },
	{ "a forward on one line", CALLER_FORWARD, "\\bob, \"|" RUN "\"\n", 1,
	    NULL, 0, false },
	{ "a forward on two lines", CALLER_FORWARD,
	    "# away\n\\bob\n\"|" RUN "\"\n", 3, NULL, 0, false },
	{ "a forward without a copy", CALLER_FORWARD, "\"|" RUN "\"\n", 1,
	    "the message itself", 1, false },
	{ "a forward that tells a shell the sender", CALLER_FORWARD,
	    "\\bob, \"|" RUN " --sender $SENDER\"\n", 1, "a shell reads", 1,
	    false },
	{ "two responders in a forward", CALLER_FORWARD,
	    "\\bob, \"|" RUN "\", \"|/usr/bin/vacation bob\"\n", 1, NULL, 0,
	    true },
	{ "qmail", CALLER_QMAIL, "|" RUN "\n./Maildir/\n", 1, NULL, 0, false },
	{ "qmail below the mailbox", CALLER_QMAIL, "./Maildir/\n|" RUN "\n", 2,
	    "it stands below", 1, false },
	{ "Exim", CALLER_EXIM, EXIM(RUN " --mailbox x@example.org", SAFE), 8,
	    NULL, 0, false },
	{ "Exim with the client", CALLER_EXIM,
	    EXIM(RUN,
		SAFE "  environment = <; CLIENT_ADDRESS="
		     "$sender_host_address\n"),
	    8, NULL, 0, false },
	{ "Exim with another separator", CALLER_EXIM,
	    EXIM(RUN,
		SAFE "  environment = CLIENT_ADDRESS="
		     "$sender_host_address\n"),
	    8, "an IPv6 address", 1, false },
	{ "Exim with a tainted argument", CALLER_EXIM,
	    EXIM(RUN " --sender $sender_address", SAFE), 8, "Exim refuses", 1,
	    false },
	{ "Exim without its options", CALLER_EXIM, EXIM(RUN, ""), 8,
	    "there is no Return-path", 3, false },
	{ "Exim's own responder", CALLER_EXIM,
	    "reply:\n  driver = autoreply\n  text = away\n", 0, NULL, 0, true },
	{ "a transport for filters of users", CALLER_EXIM,
	    "address_reply:\n  driver = autoreply\n", 0, NULL, 0, false },
	{ "a program that Exim runs", CALLER_EXIM,
	    "v:\n  driver = pipe\n  command = /usr/bin/vacation bob\n", 0, NULL,
	    0, true },
	{ "OpenSMTPD", CALLER_SMTPD, "action \"v\" mda \"" RUN "\" user _b\n",
	    1, NULL, 0, false },
	{ "OpenSMTPD with a sender", CALLER_SMTPD,
	    "action \"v\" mda \"" RUN " -x %{sender}\" \\\n  user _b\n", 1,
	    "a shell reads", 1, false },
	{ "Dovecot's script service", CALLER_DOVECOT,
	    "service vac {\n  executable = script " RUN "\n}\n", 2, NULL, 0,
	    false },
	{ "Dovecot's directory", CALLER_DOVECOT,
	    "sieve_pipe_bin_dir = /usr/lib/backsoon\n", 0, NULL, 0, false },
	{ "Sieve", CALLER_SIEVE,
	    "require [\"vnd.dovecot.pipe\", \"copy\"];\n/* backsoon;\n*/\n"
	    "if true {\n  pipe :copy :try\n    \"backsoon\";\n}\n",
	    6, NULL, 0, false },
	{ "Sieve without copy", CALLER_SIEVE, "pipe :try \"backsoon\";\n", 1,
	    "without :copy", 1, false },
	{ "Sieve without try", CALLER_SIEVE, "pipe :copy \"backsoon\";\n", 1,
	    "without :try", 1, false },
	{ "Sieve's execute", CALLER_SIEVE, "execute \"backsoon\";\n", 1,
	    "execute and filter", 1, false },
	{ "Sieve's own responder", CALLER_SIEVE,
	    "require \"vacation\";\nvacation :days 7 \"away; pipe\";\n", 0,
	    NULL, 0, true },
	{ "backsoon in a text", CALLER_SIEVE,
	    "vacation text:\npipe \"backsoon\";\n.\n;\nkeep;\n", 0, NULL, 0,
	    true },
	{ "procmail", CALLER_PROCMAIL,
	    ":0 c\n* !^X-Loop\n| " RUN " --mailbox b@example.org\n", 3, NULL, 0,
	    false },
	{ "procmail without c", CALLER_PROCMAIL,
	    ":0 W: c.lock\n| " RUN " --mailbox b@example.org\n", 2,
	    "without the flag c", 1, false },
	{ "the c of another recipe", CALLER_PROCMAIL,
	    ":0 c\n| cat\n:0\n| " RUN " --mailbox b@example.org\n", 4,
	    "without the flag c", 1, false },
	{ "procmail without a mailbox", CALLER_PROCMAIL, ":0 hc\n| " RUN "\n",
	    2, "nothing names", 1, false },
	{ "maildrop", CALLER_MAILDROP,
	    "cc \"| " RUN " --mailbox b@example.org\"\n", 1, NULL, 0, false },
	{ "maildrop's xfilter", CALLER_MAILDROP,
	    "xfilter \"" RUN " --mailbox b@example.org\"\n", 1, "xfilter", 1,
	    false },
	{ "maildrop's to", CALLER_MAILDROP,
	    "to \"| " RUN " --mailbox b@example.org\"\n", 1,
	    "the message itself", 1, false },
	{ "mailbot in maildrop", CALLER_MAILDROP,
	    "cc \"| mailbot -T reply -d db\"\n", 0, NULL, 0, true },
};

struct seen {
	enum caller_kind kind;
	unsigned us, faults;
	const char *fault;
	bool rival;
};

static void
look(const struct caller_unit *u, void *arg)
{
	struct seen *s = arg;
	const struct caller_fault *f;
	size_t at = 0;

	if (caller_calls(s->kind, u))
		s->us = u->us.number;
	s->rival |= caller_has_rival(s->kind, u);
	while ((f = caller_fault(s->kind, u, &at)) != NULL) {
		if (s->faults++ == 0)
			s->fault = f->says;
		assert_true(f->remedy[0] != '\0');
	}
}

static void
every_call_is_found_and_judged(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct seen s = { .kind = rows[i].kind };
		const char *want = rows[i].fault;

		caller_scan(rows[i].kind, rows[i].text, strlen(rows[i].text),
		    look, &s);
		if (s.us != rows[i].us || s.faults != rows[i].faults ||
		    s.rival != rows[i].rival ||
		    (want != NULL &&
			(s.fault == NULL ||
			    strncmp(s.fault, want, strlen(want)) != 0)))
			fail_msg("%s: line %u, %u faults (%s), rival %d",
			    rows[i].name, s.us, s.faults,
			    s.fault == NULL ? "" : s.fault, s.rival);
	}
}

static void
keep_evidence(const struct caller_unit *u, void *arg)
{
	struct caller_line *l = arg;

	if (u->us.number != 0)
		*l = u->us;
	assert_true(strlen(u->text) <= 4097);
}

static void
evidence_is_clean_and_short(void **state)
{
	static char big[20000];
	struct caller_line l = { 0 };
	const char hostile[] = "x: \"|backsoon \x1b[31m\xff\0z\"\n";

	(void)state;
	caller_scan(CALLER_ALIASES, hostile, sizeof hostile - 1, keep_evidence,
	    &l);
	assert_int_equal(l.number, 1);
	assert_string_equal(l.text, "x: \"|backsoon [31m\xef\xbf\xbd z\"");
	snprintf(big, sizeof big, "backsoon%0*d", 19000, 0);
	caller_scan(CALLER_ALIASES, big, strlen(big), keep_evidence, &l);
	assert_int_equal(strlen(l.text), sizeof l.text - 1);
}

/* Files below a directory of their own. */
static char dir[] = "/tmp/backsoon-caller-XXXXXX";

static const char *
at(char to[200], const char *name)
{
	snprintf(to, 200, "%s/%s", dir, name);
	return to;
}

static void
a_link_is_followed_only_where_it_is_safe(void **state)
{
	char path[200], target[200], why[CALLER_WHY];
	size_t len;
	char *bytes;
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(dir));
	f = fopen(at(target, "plain"), "w");
	assert_non_null(f);
	fputs("hello", f);
	assert_int_equal(fclose(f), 0);
	bytes = caller_read(dir, target, &len, why);
	assert_non_null(bytes);
	assert_int_equal(len, 5);
	assert_string_equal(why, "");
	free(bytes);

	assert_int_equal(symlink(target, at(path, "link")), 0);
	bytes = caller_read(dir, path, &len, why);
	assert_non_null(bytes);
	assert_non_null(strstr(why, "is a symbolic link to "));
	free(bytes);
	assert_null(caller_read("/nonexistent", path, &len, why));
	assert_non_null(strstr(why, "it was not read"));
	if (geteuid() == 0) {
		assert_int_equal(chown(target, 12345, 12345), 0);
		assert_null(caller_read(dir, path, &len, why));
		assert_non_null(strstr(why, "belongs to another user"));
	}
	unlink(path);
	unlink(target);

	assert_null(caller_read(dir, at(path, "none"), &len, why));
	assert_string_equal(why, "");
	assert_int_equal(mkfifo(at(path, "fifo"), 0600), 0);
	assert_null(caller_read(dir, path, &len, why));
	assert_string_equal(why, "is no regular file");
	unlink(path);
	assert_null(caller_read(dir, dir, &len, why));
	assert_string_equal(why, "is no regular file");
	rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_call_is_found_and_judged),
		cmocka_unit_test(evidence_is_clean_and_short),
		cmocka_unit_test(a_link_is_followed_only_where_it_is_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
