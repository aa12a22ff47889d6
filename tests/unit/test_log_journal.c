#include "../../src/base/log_journal.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[] = "/tmp/backsoon-journal.XXXXXX";
static char path[64];
static int server = -1;

static int
listen_there(void **state)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	(void)state;
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/socket", dir);
	(void)mem_copy(at.sun_path, sizeof at.sun_path, path);
	server = socket(AF_UNIX, SOCK_DGRAM, 0);
	return bind(server, (struct sockaddr *)&at, sizeof at);
}

static int
leave(void **state)
{
	(void)state;
	close(server);
	unlink(path);
	return rmdir(dir);
}

/* One datagram, or fails. */
static size_t
received(char *to, size_t size)
{
	ssize_t n = recv(server, to, size - 1, MSG_DONTWAIT);

	assert_true(n > 0);
	to[n] = '\0';
	return (size_t)n;
}

static void
an_entry_has_the_line_and_its_fields(void **state)
{
	struct log_line line;
	char got[1024], want[1024];

	(void)state;
	log_begin(&line);
	log_journal_add(&line, "verdict", "suppress");
	log_journal_add(&line, "message-id", "<a=b@example.org>");
	log_journal_add(&line, "ms", "12");
	assert_int_equal(log_journal_send(path, &line, "verdict=suppress", 6),
	    0);
	received(got, sizeof got);
	snprintf(want, sizeof want,
	    "MESSAGE=verdict=suppress\n"
	    "PRIORITY=6\n"
	    "SYSLOG_FACILITY=2\n"
	    "SYSLOG_IDENTIFIER=backsoon\n"
	    "SYSLOG_PID=%ld\n"
	    "BACKSOON_VERDICT=suppress\n"
	    "BACKSOON_MESSAGE_ID=<a=b@example.org>\n"
	    "BACKSOON_MS=12\n",
	    (long)getpid());
	assert_string_equal(got, want);
}

static void
a_value_with_line_feeds_makes_no_field_of_its_own(void **state)
{
	static const char want[] = "BACKSOON_SENDER\n"
				   "\x0a\0\0\0\0\0\0\0"
				   "a\nMESSAGE=\n";
	struct log_line line;

	(void)state;
	log_begin(&line);
	log_journal_add(&line, "sender", "a\nMESSAGE=");
	assert_int_equal(line.fields_len, sizeof want - 1);
	assert_memory_equal(line.fields, want, sizeof want - 1);
}

static void
what_does_not_fit_is_left_out_whole(void **state)
{
	char *value = xmalloc(LOG_FIELDS), got[3 * LOG_FIELDS];
	struct log_line line;
	size_t i, before;

	(void)state;
	memset(value, 'v', 1000);
	value[1000] = '\0';
	log_begin(&line);
	for (i = 0; i < 10; i++) {
		before = line.fields_len;
		log_journal_add(&line, "key", value);
		if (line.fields_len != before)
			assert_int_equal(line.fields_len,
			    before + strlen("BACKSOON_KEY=\n") + 1000);
	}
	assert_int_equal(line.fields_len, 4 * (1000 + 14));
	log_journal_add(&line, "ms", "1");
	assert_int_equal(log_journal_send(path, &line, "x", 6), 0);
	i = received(got, sizeof got);
	assert_string_equal(got + i - 14, "BACKSOON_MS=1\n");
	free(value);
}

static void
nobody_is_waited_for(void **state)
{
	struct log_line line;
	char got[1024];
	int sent;

	(void)state;
	log_begin(&line);
	assert_int_equal(log_journal_send("/nonexistent/socket", &line, "x", 6),
	    -1);
	for (sent = 0; sent < 100000; sent++)
		if (log_journal_send(path, &line, "x", 6) == -1)
			break;
	assert_in_range(sent, 1, 99999); /* the queue is full, and we go on */
	for (; sent > 0; sent--)
		received(got, sizeof got);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_has_the_line_and_its_fields),
		cmocka_unit_test(
		    a_value_with_line_feeds_makes_no_field_of_its_own),
		cmocka_unit_test(what_does_not_fit_is_left_out_whole),
		cmocka_unit_test(nobody_is_waited_for),
	};

	return cmocka_run_group_tests(tests, listen_there, leave);
}
