/* Stub programs stand for sendmail(8); each writes what it saw to a file. */
#include "world/submit.h"

#include "base/mem.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE 20000
#define SHORT 300

struct rig {
	char dir[64];
	char stub[80]; /* the program */
	char seen[80]; /* what it saw */
	struct mailbox mailbox;
	struct response response;
};

static void
set(char **to, const char *s)
{
	free(*to);
	*to = xstrdup(s);
}

static void
rig_init(struct rig *rig, const char *script)
{
	static char message[] = "Subject: x\r\n\r\n.\r\nbare\rcr\r\n";
	FILE *out;

	memset(rig, 0, sizeof *rig);
	mem_copy(rig->dir, sizeof rig->dir, "/tmp/backsoon-submit.XXXXXX");
	assert_non_null(mkdtemp(rig->dir));
	snprintf(rig->stub, sizeof rig->stub, "%s/stub", rig->dir);
	snprintf(rig->seen, sizeof rig->seen, "%s/seen", rig->dir);
	mailbox_init(&rig->mailbox);
	mailbox_list_add(&rig->mailbox.sendmail, rig->stub, strlen(rig->stub));
	mem_copy(rig->response.recipient, sizeof rig->response.recipient,
	    "alice@example.net");
	rig->response.bytes = message;
	rig->response.size = sizeof message - 1;
	if (script == NULL)
		return;
	out = fopen(rig->stub, "w");
	assert_non_null(out);
	fprintf(out, "#!/bin/sh\nexec 3>%s\n%s\n", rig->seen, script);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(rig->stub, 0700), 0);
}

static void
remove_tree(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		char *inner = xasprintf("%s/%s", path, entry->d_name);

		if (entry->d_name[0] != '.' && unlink(inner) == -1)
			remove_tree(inner);
		free(inner);
	}
	if (dir != NULL)
		closedir(dir);
	rmdir(path);
}

static void
rig_release(struct rig *rig)
{
	mailbox_release(&rig->mailbox);
	remove_tree(rig->dir);
}

static char *
read_back(const char *path)
{
	char *to = xcalloc(1, 8192);
	FILE *in = fopen(path, "r");

	if (in != NULL) {
		to[fread(to, 1, 8191, in)] = '\0';
		fclose(in);
	}
	return to;
}

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
	/* The stub itself holds 3, and the shell its script beyond that. */
	seen = run(&result,
	    "out=$(readlink /proc/$$/fd/1 /proc/$$/fd/2)\n"
	    "echo \"$out\" >&3\n"
	    "for i in /proc/$$/fd/*; do\n"
	    "readlink $i | grep -v -e ^/dev/null$ -e memfd:response "
	    "-e stub$ -e seen$ >&3\ndone",
	    PATIENCE);
	assert_string_equal(seen, "/dev/null\n/dev/null\n");
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
	{ "exit 75 may have been taken", "exit 75", SUBMIT_UNKNOWN, 75 },
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

/* The path of the only file in a directory, or NULL. */
static char *
only_file(const char *dir)
{
	DIR *d = opendir(dir);
	char *found = NULL;
	struct dirent *entry;
	int count = 0;

	while (d != NULL && (entry = readdir(d)) != NULL)
		if (entry->d_name[0] != '.' && count++ == 0)
			found = xasprintf("%s/%s", dir, entry->d_name);
	if (d != NULL)
		closedir(d);
	if (count == 1)
		return found;
	free(found);
	return NULL;
}

static void
delivers_to_a_maildir(void **state)
{
	struct submit_result result;
	char path[160], *file, *seen;
	struct stat st;
	struct rig rig;

	(void)state;
	rig_init(&rig, NULL);
	rig.mailbox.submit = SUBMIT_MAILDIR;
	snprintf(path, sizeof path, "%s/out", rig.dir);
	set(&rig.mailbox.maildir, path);
	submit_response(&result, &rig.mailbox, &rig.response, PATIENCE, NULL,
	    NULL);
	assert_string_equal(result.why, "");
	assert_int_equal(result.outcome, SUBMIT_ACCEPTED);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	snprintf(path, sizeof path, "%s/out/tmp", rig.dir);
	assert_null(only_file(path));
	snprintf(path, sizeof path, "%s/out/new", rig.dir);
	file = only_file(path);
	assert_non_null(file);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	seen = read_back(file);
	assert_string_equal(seen,
	    "Return-Path: <>\nSubject: x\n\n.\nbare\rcr\n");
	free(seen);
	free(file);
	submit_response(&result, &rig.mailbox, &rig.response, PATIENCE, NULL,
	    NULL);
	assert_int_equal(result.outcome, SUBMIT_ACCEPTED);
	assert_null(only_file(path)); /* there are two */
	rig_release(&rig);
}

static void
make_symlink(const char *path)
{
	assert_int_equal(symlink("/tmp", path), 0);
}

static void
make_file(const char *path)
{
	close(open(path, O_CREAT | O_WRONLY, 0600));
}

static void
make_group_writable(const char *path)
{
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(chmod(path, 0720), 0);
}

static void
make_world_writable(const char *path)
{
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(chmod(path, 0702), 0);
}

static const struct {
	const char *name;
	void (*make)(const char *path);
} planted[] = {
	{ "a symlink", make_symlink },
	{ "a file", make_file },
	{ "a directory that its group may write", make_group_writable },
	{ "a directory that everybody may write", make_world_writable },
};

static void
refuses_a_planted_maildir(void **state)
{
	static const char *const places[] = { "out", "out/new", "out/tmp",
		"out/cur" };
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof planted / sizeof *planted; i++) {
		for (k = 0; k < sizeof places / sizeof *places; k++) {
			struct submit_result result;
			struct rig rig;
			char path[160];

			rig_init(&rig, NULL);
			rig.mailbox.submit = SUBMIT_MAILDIR;
			snprintf(path, sizeof path, "%s/out", rig.dir);
			set(&rig.mailbox.maildir, path);
			if (k > 0)
				assert_int_equal(mkdir(path, 0700), 0);
			snprintf(path, sizeof path, "%s/%s", rig.dir,
			    places[k]);
			planted[i].make(path);
			submit_response(&result, &rig.mailbox, &rig.response,
			    PATIENCE, NULL, NULL);
			if (result.outcome != SUBMIT_REFUSED ||
			    result.why[0] == '\0')
				fail_msg("%s at %s", planted[i].name,
				    places[k]);
			rig_release(&rig);
		}
	}
}

/* Only root can give a directory away; for all others, root's will do. */
static void
refuses_a_maildir_of_somebody_else(void **state)
{
	struct submit_result result;
	char path[160] = "/usr";
	struct rig rig;

	(void)state;
	rig_init(&rig, NULL);
	rig.mailbox.submit = SUBMIT_MAILDIR;
	if (geteuid() == 0) {
		snprintf(path, sizeof path, "%s/out", rig.dir);
		assert_int_equal(mkdir(path, 0700), 0);
		assert_int_equal(chown(path, 65534, 65534), 0);
	}
	set(&rig.mailbox.maildir, path);
	submit_response(&result, &rig.mailbox, &rig.response, PATIENCE, NULL,
	    NULL);
	assert_int_equal(result.outcome, SUBMIT_REFUSED);
	assert_non_null(strstr(result.why, "not permitted"));
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
		cmocka_unit_test(refuses_what_cannot_be_run),
		cmocka_unit_test(refuses_a_recipient_that_looks_like_an_option),
		cmocka_unit_test(kills_a_hanging_sendmail_with_its_group),
		cmocka_unit_test(lets_no_output_out),
		cmocka_unit_test(does_not_wait_for_a_message_to_be_read),
		cmocka_unit_test(delivers_to_a_maildir),
		cmocka_unit_test(refuses_a_planted_maildir),
		cmocka_unit_test(refuses_a_maildir_of_somebody_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
