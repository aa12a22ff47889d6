/* Stub programs stand for sendmail(8); each writes what it saw to a file. */
#include "submit_rig.h"

/* Milliseconds that are up while the stub still hangs. */
#define SHORT 300

/* Runs the script as sendmail; returns what it wrote to descriptor 3. */
static char *
run(struct submit_result *result, const char *script, uint32_t patience)
{
	struct rig rig;
	char *seen;

	rig_init(&rig, script);
	submit_response(result, &rig.mailbox, &rig.response, patience, NULL,
	    NULL);
	seen = read_back(rig.seen);
	rig_release(&rig);
	return seen;
}

static void
hands_over_exactly_the_arguments(void **state)
{
	struct submit_result result;
	struct rig rig;
	char *seen;

	(void)state;
	rig_init(&rig, "printf '[%s]' \"$@\" >&3");
	mailbox_list_add(&rig.mailbox.sendmail, "-i", 2);
	mailbox_list_add(&rig.mailbox.sendmail, "-f", 2);
	mailbox_list_add(&rig.mailbox.sendmail, "", 0);
	mailbox_list_add(&rig.mailbox.sendmail, "--", 2);
	mem_copy(rig.response.recipient, sizeof rig.response.recipient,
	    "\"a b;$(id)\"@example.net");
	submit_response(&result, &rig.mailbox, &rig.response, PATIENCE, NULL,
	    NULL);
	seen = read_back(rig.seen);
	assert_string_equal(seen, "[-i][-f][][--][\"a b;$(id)\"@example.net]");
	assert_int_equal(result.outcome, SUBMIT_ACCEPTED);
	free(seen);
	rig_release(&rig);
}

static void
hands_over_the_message_with_bare_line_ends(void **state)
{
	struct submit_result result;
	char *seen = run(&result, "cat >&3", PATIENCE);

	(void)state;
	assert_string_equal(result.why, "");
	assert_string_equal(seen, "Subject: x\n\n.\nbare\rcr\n");
	free(seen);
}

static void
hands_over_a_clean_environment(void **state)
{
	struct submit_result result;
	char *seen;

	(void)state;
	setenv("MAIL_CONFIG", "/etc/postfix-two", 1);
	setenv("HOME", "/home/bob", 1);
	setenv("USER", "bob", 1);
	setenv("LOGNAME", "bobby", 1);
	setenv("TZ", "UTC", 1);
	setenv("LD_LIBRARY_PATH", "/evil", 1);
	setenv("SENDER", "eve@example.com", 1);
	seen = run(&result, "tr '\\0' '\\n' </proc/$$/environ >&3", PATIENCE);
	assert_string_equal(seen,
	    "PATH=/usr/sbin:/usr/bin:/sbin:/bin\nLANG=C\n"
	    "MAIL_CONFIG=/etc/postfix-two\nHOME=/home/bob\nUSER=bob\n"
	    "LOGNAME=bobby\nTZ=UTC\n");
	free(seen);
	unsetenv("MAIL_CONFIG");
	seen =
	    run(&result, "printf '%s' \"${MAIL_CONFIG-unset}\" >&3", PATIENCE);
	assert_string_equal(seen, "unset");
	free(seen);
}

static void
hands_over_no_other_descriptor(void **state)
{
	struct submit_result result;
	int zero = open("/dev/zero", O_RDONLY);
	int leak = fcntl(zero, F_DUPFD, 20);
	char *seen;

	(void)state;
	seen = run(&result,
	    "out=$(readlink /proc/$$/fd/1 /proc/$$/fd/2)\n"
	    "echo \"$out\" >&3\n"
	    "ls -l /proc/self/fd >&3",
	    PATIENCE);
	assert_int_equal(strncmp(seen, "/dev/null\n/dev/null\n", 20), 0);
	assert_non_null(strstr(seen, "memfd:response"));
	assert_null(strstr(seen, "/dev/zero"));
	free(seen);
	close(zero);
	close(leak);
}

/* A shell would clear its mask by itself, so cp(1) stands for sendmail. */
static void
hands_over_default_signals(void **state)
{
	struct submit_result result;
	sigset_t block, old;
	struct rig rig;
	char *seen;

	(void)state;
	rig_init(&rig, NULL);
	rig.mailbox.sendmail.count = 0;
	free(rig.mailbox.sendmail.items[0]);
	mailbox_list_add(&rig.mailbox.sendmail, "/bin/cp", 7);
	mailbox_list_add(&rig.mailbox.sendmail, "/proc/self/status", 17);
	mem_copy(rig.response.recipient, sizeof rig.response.recipient,
	    rig.seen);
	signal(SIGTERM, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&block);
	sigaddset(&block, SIGHUP);
	sigprocmask(SIG_BLOCK, &block, &old);
	submit_response(&result, &rig.mailbox, &rig.response, PATIENCE, NULL,
	    NULL);
	sigprocmask(SIG_SETMASK, &old, NULL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	seen = read_back(rig.seen);
	assert_non_null(strstr(seen, "\nSigBlk:\t0000000000000000\n"));
	/* glibc ignores 32 and 33, its own, in all that it spawns. */
	assert_true(strstr(seen, "\nSigIgn:\t0000000000000000\n") != NULL ||
	    strstr(seen, "\nSigIgn:\t0000000180000000\n") != NULL);
	free(seen);
	rig_release(&rig);
}

static void
starts_a_group_of_its_own(void **state)
{
	struct submit_result result;
	char *seen = run(&result,
	    "set -- $(cat /proc/$$/stat); [ $5 = $$ ] && echo leader >&3",
	    PATIENCE);

	(void)state;
	assert_string_equal(seen, "leader\n");
	free(seen);
}

static const struct {
	const char *name, *script;
	enum submit_outcome outcome;
	int status;
} ends[] = {
	{ "exit 0 is acceptance", "exit 0", SUBMIT_ACCEPTED, 0 },
	{ "exit 1 is a refusal", "exit 1", SUBMIT_REFUSED, 1 },
	{ "exit 64 is a refusal", "exit 64", SUBMIT_REFUSED, 64 },
	{ "exit 127 is a refusal", "exit 127", SUBMIT_REFUSED, 127 },
	{ "exit 75 is a refusal", "exit 75", SUBMIT_REFUSED, 75 },
	{ "a crash may have been taken", "kill -SEGV $$", SUBMIT_UNKNOWN, -1 },
	{ "a kill may have been taken", "kill -KILL $$", SUBMIT_UNKNOWN, -1 },
};

static void
tells_refusals_from_doubts(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct submit_result result;

		free(run(&result, ends[i].script, PATIENCE));
		if (result.outcome != ends[i].outcome ||
		    result.status != ends[i].status ||
		    (result.outcome == SUBMIT_ACCEPTED) !=
			(result.why[0] == '\0'))
			fail_msg("%s: %d, %d, '%s'", ends[i].name,
			    (int)result.outcome, result.status, result.why);
	}
}

static void
knows_that_opensmtpd_keeps_what_it_refuses(void **state)
{
	struct submit_result result;
	struct rig rig;
	char real[96];

	(void)state;
	rig_init(&rig, "exit 75");
	snprintf(real, sizeof real, "%s/smtpctl", rig.dir);
	assert_int_equal(rename(rig.stub, real), 0);
	assert_int_equal(symlink("smtpctl", rig.stub), 0);
	submit_response(&result, &rig.mailbox, &rig.response, PATIENCE, NULL,
	    NULL);
	assert_int_equal(result.outcome, SUBMIT_UNKNOWN);
	assert_int_equal(result.status, 75);
	rig_release(&rig);
}

static void
refuses_what_cannot_be_run(void **state)
{
	struct submit_result result;
	struct rig rig;

	(void)state;
	rig_init(&rig, NULL);
	submit_response(&result, &rig.mailbox, &rig.response, PATIENCE, NULL,
	    NULL);
	assert_int_equal(result.outcome, SUBMIT_REFUSED);
	assert_int_equal(result.status, -1);
	assert_non_null(strstr(result.why, "No such file"));
	close(open(rig.stub, O_CREAT | O_WRONLY, 0600));
	submit_response(&result, &rig.mailbox, &rig.response, PATIENCE, NULL,
	    NULL);
	assert_int_equal(result.outcome, SUBMIT_REFUSED);
	assert_non_null(strstr(result.why, "Permission denied"));
	mailbox_list_release(&rig.mailbox.sendmail);
	rig.mailbox.sendmail = (struct mailbox_list){ .items = NULL };
	submit_response(&result, &rig.mailbox, &rig.response, PATIENCE, NULL,
	    NULL);
	assert_int_equal(result.outcome, SUBMIT_REFUSED);
	rig_release(&rig);
}

static void
refuses_a_recipient_that_looks_like_an_option(void **state)
{
	static const char *const bad[] = { "-bs@example.net", "" };
	struct submit_result result;
	struct rig rig;
	char *seen;
	size_t i;

	(void)state;
	rig_init(&rig, "echo ran >&3");
	for (i = 0; i < 2; i++) {
		mem_copy(rig.response.recipient, sizeof rig.response.recipient,
		    bad[i]);
		submit_response(&result, &rig.mailbox, &rig.response, PATIENCE,
		    NULL, NULL);
		assert_int_equal(result.outcome, SUBMIT_REFUSED);
		seen = read_back(rig.seen);
		assert_string_equal(seen, "");
		free(seen);
	}
	rig_release(&rig);
}

static void
note_group(pid_t group, void *arg)
{
	*(pid_t *)arg = group;
}

/* Every process of the group must be gone or a corpse that we can bury. */
static void
kills_a_hanging_sendmail_with_its_group(void **state)
{
	static const char *const scripts[] = {
		"sleep 1000 & wait",
		"trap '' TERM; sleep 1000 & while :; do wait; done",
	};
	struct submit_result result;
	size_t i;

	(void)state;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	for (i = 0; i < 2; i++) {
		struct rig rig;
		pid_t group = 0;
		int status = 0;

		rig_init(&rig, scripts[i]);
		submit_response(&result, &rig.mailbox, &rig.response, SHORT,
		    note_group, &group);
		assert_int_equal(result.outcome, SUBMIT_UNKNOWN);
		assert_int_equal(result.status, -1);
		assert_true(group > 1);
		while (waitpid(-1, &status, 0) > 0)
			assert_true(WIFSIGNALED(status));
		assert_int_equal(kill(-group, 0), -1);
		rig_release(&rig);
	}
	prctl(PR_SET_CHILD_SUBREAPER, 0);
}

static void
lets_no_output_out(void **state)
{
	int ends_of_pipe[2], saved[2] = { dup(1), dup(2) };
	struct submit_result result;
	struct rig rig;
	char byte;
	ssize_t n;

	(void)state;
	assert_int_equal(pipe(ends_of_pipe), 0);
	rig_init(&rig, "echo 5.7.1 refused; echo 5.7.1 refused >&2");
	fflush(NULL);
	dup2(ends_of_pipe[1], 1);
	dup2(ends_of_pipe[1], 2);
	submit_response(&result, &rig.mailbox, &rig.response, PATIENCE, NULL,
	    NULL);
	dup2(saved[0], 1);
	dup2(saved[1], 2);
	close(saved[0]);
	close(saved[1]);
	close(ends_of_pipe[1]);
	n = read(ends_of_pipe[0], &byte, 1);
	close(ends_of_pipe[0]);
	assert_int_equal(n, 0);
	assert_int_equal(result.outcome, SUBMIT_ACCEPTED);
	rig_release(&rig);
}

static void
does_not_wait_for_a_message_to_be_read(void **state)
{
	const size_t size = 5u << 20;
	struct submit_result result;
	struct rig rig;
	char *seen;

	(void)state;
	rig_init(&rig, "exit 0");
	rig.response.bytes = xmalloc(size);
	rig.response.size = size;
	memset(rig.response.bytes, 'x', size);
	submit_response(&result, &rig.mailbox, &rig.response, PATIENCE, NULL,
	    NULL);
	assert_int_equal(result.outcome, SUBMIT_ACCEPTED);
	free(rig.response.bytes);
	seen = read_back(rig.seen);
	free(seen);
	rig_release(&rig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hands_over_exactly_the_arguments),
		cmocka_unit_test(hands_over_the_message_with_bare_line_ends),
		cmocka_unit_test(hands_over_a_clean_environment),
		cmocka_unit_test(hands_over_no_other_descriptor),
		cmocka_unit_test(hands_over_default_signals),
		cmocka_unit_test(starts_a_group_of_its_own),
		cmocka_unit_test(tells_refusals_from_doubts),
		cmocka_unit_test(knows_that_opensmtpd_keeps_what_it_refuses),
		cmocka_unit_test(refuses_what_cannot_be_run),
		cmocka_unit_test(refuses_a_recipient_that_looks_like_an_option),
		cmocka_unit_test(kills_a_hanging_sendmail_with_its_group),
		cmocka_unit_test(lets_no_output_out),
		cmocka_unit_test(does_not_wait_for_a_message_to_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
