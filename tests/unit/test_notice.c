#include "base/mem.h"
#include "response/notice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct mailbox m;
static const struct response_moment moment = { .now = 1766592000,
	.zone = 3600 };

static int
begin(void **state)
{
	(void)state;
	mailbox_init(&m);
	free(m.address);
	m.address = xstrdup("bob@example.org");
	free(m.notify);
	m.notify = xstrdup("owner@example.org");
	return 0;
}

static int
end(void **state)
{
	(void)state;
	mailbox_release(&m);
	return 0;
}

static void
a_notice_is_whole_and_keeps_responders_silent(void **state)
{
	static const char want[] =
	    "Date: Wed, 24 Dec 2025 17:00:00 +0100\r\n"
	    "From: bob@example.org\r\n"
	    "To: owner@example.org\r\n"
	    "Subject: backsoon: bob@example.org: still answering, without an"
	    " end\r\n"
	    "Message-ID: "
	    "<backsoon.694c0e00.00000000000000000000000000000000@example.org>"
	    "\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "Precedence: bulk\r\n"
	    "X-Auto-Response-Suppress: All\r\n"
	    "X-Loop: bob@example.org\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=us-ascii\r\n"
	    "Content-Transfer-Encoding: 7bit\r\n"
	    "\r\n"
	    "bob@example.org still answers its mail, and no end of the absence"
	    " is set.\r\n"
	    "\r\n"
	    "Set \"absent-until\", or \"enabled = no\" where it is over.\r\n"
	    "This is said again in 30 days.\r\n";
	const struct notice n = { .kind = NOTICE_ENDLESS, .mailbox = &m };
	struct response r;
	char why[200], *fold;

	(void)state;
	assert_int_equal(notice_write(&r, &n, &moment, why), 0);
	assert_string_equal(r.recipient, "owner@example.org");
	/* a fold is no difference */
	while ((fold = strstr(r.bytes, "\r\n ")) != NULL)
		memmove(fold, fold + 2, strlen(fold + 2) + 1);
	assert_string_equal(r.bytes, want);
	response_release(&r);
}

static void
an_end_tells_who_was_answered(void **state)
{
	struct notice_summary s = { .senders = xstrdup("    x a@b.example\n"),
		.shown = 1,
		.omitted = 7,
		.counts = xstrdup("    flood 3\n") };
	struct notice n = { .kind = NOTICE_ENDED,
		.mailbox = &m,
		.from = "2025-12-01",
		.until = "2025-12-23",
		.summary = &s };
	struct response r;
	char why[200];

	(void)state;
	assert_int_equal(notice_write(&r, &n, &moment, why), 0);
	assert_non_null(strstr(r.bytes,
	    "of bob@example.org from 2025-12-01 ended with 2025-12-23."));
	assert_non_null(strstr(r.bytes,
	    "    x a@b.example\r\n    and 7 more\r\n"));
	assert_non_null(strstr(r.bytes, "    flood 3\r\n"));
	response_release(&r);
	notice_summary_release(&s);
	n.from = "";
	assert_int_equal(notice_write(&r, &n, &moment, why), 0);
	assert_non_null(strstr(r.bytes,
	    "of bob@example.org ended with 2025-12-23."));
	assert_non_null(strstr(r.bytes, "    nobody\r\n"));
	assert_non_null(strstr(r.bytes, "Nothing was counted"));
	response_release(&r);
	s.partial = true; /* then nobody knows that it was nobody */
	assert_int_equal(notice_write(&r, &n, &moment, why), 0);
	assert_null(strstr(r.bytes, "nobody"));
	assert_non_null(strstr(r.bytes, "could not be looked at as a whole"));
	response_release(&r);
}

/* The evidence names an address or domain of a stranger. */
static void
a_stranger_adds_no_line(void **state)
{
	const struct notice n = { .kind = NOTICE_BREAKER,
		.mailbox = &m,
		.evidence = "max-per-hour\r\n.\r\nRCPT TO:<x@y>\n\xff" };
	struct response r;
	char why[200];

	(void)state;
	assert_int_equal(notice_write(&r, &n, &moment, why), 0);
	assert_null(strstr(r.bytes, "\n."));
	assert_null(strstr(r.bytes, "\nRCPT"));
	assert_non_null(strstr(r.bytes, "max-per-hour . RCPT TO:<x@y>"));
	assert_non_null(strstr(r.bytes, "limit on responses reached\r\n"));
	response_release(&r);
}

static void
it_comes_from_the_address_of_responses(void **state)
{
	const struct notice n = { .kind = NOTICE_ENDLESS, .mailbox = &m };
	struct response r;
	char why[200];

	(void)state;
	free(m.from_address);
	m.from_address = xstrdup("desk@b\xc3\xbc"
				 "cher.example");
	assert_int_equal(notice_write(&r, &n, &moment, why), 0);
	assert_non_null(strstr(r.bytes,
	    "From: desk@xn--bcher-kva.example\r\n"));
	response_release(&r);
}

static void
each_kind_has_its_word(void **state)
{
	(void)state;
	assert_string_equal(notice_word(NOTICE_BREAKER), "breaker");
	assert_string_equal(notice_word(NOTICE_ENDED), "ended");
	assert_string_equal(notice_word(NOTICE_ENDLESS), "endless");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_notice_is_whole_and_keeps_responders_silent),
		TEST(an_end_tells_who_was_answered),
		TEST(a_stranger_adds_no_line),
		TEST(it_comes_from_the_address_of_responses),
		TEST(each_kind_has_its_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
