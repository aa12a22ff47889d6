#include "subject/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct subject s;

static void
read_bytes(const char *bytes, size_t size)
{
	/* On the heap, so that a sanitizer sees a step outside. */
	char *raw = malloc(size > 0 ? size : 1);

	memcpy(raw, bytes, size);
	/* What an earlier message left must not shine through. */
	memset(&s, 0x5a, sizeof s);
	reader_read(&s, raw, size, size);
	free(raw);
	assert_true(subject_is_sound(&s));
}

static void
read_text(const char *text)
{
	read_bytes(text, strlen(text));
}

static const char *const places[PLACE_COUNT] = {
	[PLACE_TO] = "to",
	[PLACE_CC] = "cc",
	[PLACE_BCC] = "bcc",
	[PLACE_RESENT_TO] = "rto",
	[PLACE_RESENT_CC] = "rcc",
	[PLACE_RESENT_BCC] = "rbcc",
	[PLACE_FROM] = "from",
	[PLACE_SENDER] = "sender",
	[PLACE_REPLY_TO] = "reply",
	[PLACE_DELIVERED_TO] = "delivered",
	[PLACE_X_LOOP] = "loop",
};

static const struct {
	const char *header;
	const char *want;
	int destinations;
} addresses[] = {
	{ "To: a@b\n\n", "to a@b|", 1 },
	{ "TO: a@b\n\n", "to a@b|", 1 },
	{ "To : a@b\n\n", "to a@b|", 1 },
	{ "Cc: a@b\n\n", "cc a@b|", 1 },
	{ "Bcc: a@b\n\n", "bcc a@b|", 1 },
	{ "Resent-To: a@b\n\n", "rto a@b|", 1 },
	{ "Resent-Cc: a@b\n\n", "rcc a@b|", 1 },
	{ "Resent-Bcc: a@b\n\n", "rbcc a@b|", 1 },
	{ "Resent-Bcc: : a\n\n", "", 1 },
	{ "From: a@b\n\n", "from a@b|", 0 },
	{ "Sender: a@b\n\n", "sender a@b|", 0 },
	{ "Reply-To: a@b\n\n", "reply a@b|", 0 },
	{ "Delivered-To: a@b\nReceived: x\nDelivered-To: c@d\n\n",
	    "delivered a@b|delivered c@d|", 0 },
	{ "X-Loop: a@b\n\n", "loop a@b|", 0 },
	{ "To:\n\n", "", 1 },
	{ "To: undisclosed-recipients:;\n\n", "", 1 },
	{ "From: Robot:;\n\n", "", 0 },
	{ "To: a@b\nTo: c@d\n\n", "to a@b|to c@d|", 1 },
	{ "Resent-To: a@b\nTo: c@d\nResent-To: e@f\n\n",
	    "rto a@b|to c@d|rto e@f|", 1 },
	{ "To:\n \n\t\n a@b,\n c@d\n\n", "to a@b|to c@d|", 1 },
	{ "To: a@b\n\nCc: c@d\n", "to a@b|", 1 },
	{ "bad\nTo: a@b", "to a@b|", 1 },
	{ "X Foo: a\nTo: a@b\n\n", "to a@b|", 1 },
	{ ": v\nTo: a@b\n\n", "to a@b|", 1 },
	{ "From x@y Mon\nTo: a@b\n\n", "to a@b|", 1 },
	{ ">From x@y Mon\nTo: a@b\n\n", "to a@b|", 1 },
	{ "From: =?utf-8?x?a?= <a@b>\nTo: =?a?z?\n\n", "from a@b|", 1 },
	{ "To: \"bob@example.org\" <z@y>\n\n", "to z@y|", 1 },
	{ "From: a@b\rTo: c@d\r\r", "from c@d|", 0 },
	{ "X-To: a@b\n\n", "", 0 },
};

static void
addresses_have_their_places(void **state)
{
	size_t i;
	uint32_t k;

	(void)state;
	for (i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		char got[256] = "", *at = got;

		read_text(addresses[i].header);
		for (k = 0; k < s.address_count; k++)
			at += snprintf(at, sizeof got - (size_t)(at - got),
			    "%s %s|", places[s.addresses[k].place],
			    subject_address(&s, k));
		if (strcmp(got, addresses[i].want) != 0 ||
		    s.destinations != addresses[i].destinations)
			fail_msg("%s: %s", addresses[i].header, got);
	}
}

static const struct {
	const char *name;
	const char *bytes;
	size_t size;
	uint32_t fields, bad;
	int header, nul;
} shapes[] = {
#define BYTES(s) s, sizeof(s) - 1
	{ "nothing", BYTES(""), 0, 0, 0, 0 },
	{ "a body alone", BYTES("\nTo: a@b\n"), 0, 0, 0, 0 },
	{ "a header alone", BYTES("To: a@b\n"), 1, 0, 1, 0 },
	{ "no final newline", BYTES("A: b\nTo: a@b"), 2, 0, 1, 0 },
	{ "a missing colon", BYTES("A: b\nhallo\nTo: a@b\n\n"), 2, 1, 1, 0 },
	{ "CR alone", BYTES("A: b\rTo: a@b\r\r"), 1, 0, 1, 0 },
	{ "a NUL in a body", BYTES("A: b\0c\n\n"), 1, 0, 1, 1 },
	{ "a NUL in a name", BYTES("A\0: b\n\n"), 0, 1, 0, 1 },
	{ "a NUL in the mbox line", BYTES("From a\0b\nA: b\n\n"), 1, 0, 1, 1 },
	{ "a NUL behind the header", BYTES("A: b\n\nx\0y"), 1, 0, 1, 0 },
};

static void
shapes_are_told(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		read_bytes(shapes[i].bytes, shapes[i].size);
		if (s.fields != shapes[i].fields ||
		    s.bad_lines != shapes[i].bad ||
		    s.has_header != shapes[i].header ||
		    s.nul_in_header != shapes[i].nul || s.header_too_long)
			fail_msg("%s: %u fields %u bad", shapes[i].name,
			    s.fields, s.bad_lines);
		assert_int_equal(s.octets, shapes[i].size);
	}
}

static void
a_header_without_end_is_too_long(void **state)
{
	char *raw = malloc(SUBJECT_RAW_MAX);

	(void)state;
	memset(raw, 'x', SUBJECT_RAW_MAX);
	memcpy(raw, "To: a@b\nX: ", 11);
	reader_read(&s, raw, SUBJECT_HEADER_MAX, SUBJECT_HEADER_MAX);
	assert_false(s.header_too_long);
	reader_read(&s, raw, SUBJECT_HEADER_MAX, SUBJECT_HEADER_MAX + 1);
	assert_true(s.header_too_long);
	assert_int_equal(s.address_count, 1);
	/* An end that comes later is none. */
	memcpy(raw + SUBJECT_HEADER_MAX, "\n\n", 2);
	reader_read(&s, raw, SUBJECT_RAW_MAX, SUBJECT_RAW_MAX);
	assert_true(s.header_too_long);
	memcpy(raw + SUBJECT_HEADER_MAX - 2, "\n\n", 2);
	reader_read(&s, raw, SUBJECT_RAW_MAX, SUBJECT_RAW_MAX);
	assert_false(s.header_too_long);
	free(raw);
}

static void
a_late_field_is_seen_behind_many(void **state)
{
	enum { COUNT = 60000 };
	char *raw = malloc(COUNT * 4 + 100);
	size_t i;

	(void)state;
	for (i = 0; i < COUNT; i++)
		memcpy(raw + i * 4, "a:b\n", 4);
	memcpy(raw + COUNT * 4, "Auto-Submitted: auto-replied\n\n", 30);
	reader_read(&s, raw, COUNT * 4 + 30, COUNT * 4 + 30);
	assert_int_equal(s.fields, COUNT + 1);
	assert_true(s.signs[SIGN_AUTO_SUBMITTED].present);
	assert_true(subject_has_field(&s, "Auto-Submitted"));
	assert_int_equal(s.names_at, 2 + 15);
	free(raw);
}

static const struct {
	const char *header;
	uint32_t count;
	int null, differ, bad;
	const char *addr;
} traces[] = {
	{ "X: y\n\n", 0, 0, 0, 0, "" },
	{ "Return-Path: <a@b>\n\n", 1, 0, 0, 0, "a@b" },
	{ "return-path: a@b\n\n", 1, 0, 0, 0, "a@b" },
	{ "Return-Path: (x) <a@b> (y)\n\n", 1, 0, 0, 0, "a@b" },
	{ "Return-Path: <@x,@y:a@b>\n\n", 1, 0, 0, 0, "a@b" },
	{ "Return-Path: <>\n\n", 1, 1, 0, 0, "" },
	{ "Return-Path: < >\n\n", 1, 1, 0, 0, "" },
	{ "Return-Path:\n\n", 1, 1, 0, 0, "" },
	{ "Return-Path: <MAILER-DAEMON>\n\n", 1, 1, 0, 0, "MAILER-DAEMON" },
	{ "Return-Path: mailer-daemon@x\n\n", 1, 1, 0, 0, "mailer-daemon@x" },
	{ "Return-Path: <a@b> (\n\n", 1, 0, 0, 1, "" },
	{ "Return-Path: <a@b>\nReturn-Path: <a@B>\n\n", 2, 0, 0, 0, "a@b" },
	{ "Return-Path: <a@b>\nReturn-Path: <c@d>\n\n", 2, 0, 1, 0, "a@b" },
	{ "Return-Path: <a@b>\nReturn-Path: <>\n\n", 2, 1, 1, 0, "a@b" },
	{ "Return-Path: <>\nReturn-Path: <>\n\n", 2, 1, 0, 0, "" },
	{ "Return-Path: <a@b>\nReturn-Path: (\n\n", 2, 0, 1, 0, "a@b" },
	{ "Received: x\nReturn-Path: <a@b>\n\n", 0, 0, 0, 0, "" },
	{ "Return-Path: <a@b>\nReceived: x\nReturn-Path: <>\n\n", 1, 0, 0, 0,
	    "a@b" },
	{ "From a@b\nX: y\nReturn-Path: <a@b>\n\n", 1, 0, 0, 0, "a@b" },
};

static void
trace_counts_only_above_the_first_received(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof traces / sizeof *traces; i++) {
		const struct subject_trace *t = &s.return_path;

		read_text(traces[i].header);
		if (t->count != traces[i].count || t->null != traces[i].null ||
		    t->differ != traces[i].differ || t->bad != traces[i].bad ||
		    strcmp(t->addr, traces[i].addr) != 0)
			fail_msg("%s: %u %d %d %d %s", traces[i].header,
			    t->count, t->null, t->differ, t->bad, t->addr);
	}
	read_bytes("Return-Path: <s\0evil@x>\n\n", 25);
	assert_true(s.return_path.bad);
}

static void
each_trace_field_has_its_slot(void **state)
{
	(void)state;
	read_text("X-Original-To: a@b\nEnvelope-To: c@d\nDelivered-To: e@f\n"
		  "Delivered-To: g@h\nReceived: x\nReceived: y\n\n");
	assert_string_equal(s.original_to.addr, "a@b");
	assert_string_equal(s.envelope_to.addr, "c@d");
	assert_string_equal(s.delivered_to.addr, "e@f");
	assert_true(s.delivered_to.differ);
	assert_int_equal(s.return_path.count, 0);
	assert_int_equal(s.received, 2);
}

static const struct {
	const char *line;
	int has;
	const char *sender;
} mboxes[] = {
	{ "X: y\n\n", 0, "" },
	{ "From a@b Mon Jan  1\nX: y\n\n", 1, "a@b" },
	{ ">From a@b Mon\n\n", 1, "a@b" },
	{ "From a@b\n\n", 1, "a@b" },
	{ "From MAILER-DAEMON Mon\n\n", 1, "MAILER-DAEMON" },
	{ "From  Mon Jan\n\n", 1, "" },
	{ "From \"a b\"@c Mon\n\n", 1, "\"a b\"@c" },
	{ "From \"a\\\" b\"@c Mon\n\n", 1, "\"a\\\" b\"@c" },
	{ "From : a@b\n\n", 0, "" },
	{ "X: y\nFrom a@b Mon\n\n", 0, "" },
};

static void
mbox_line_names_its_sender(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof mboxes / sizeof *mboxes; i++) {
		read_text(mboxes[i].line);
		assert_int_equal(s.has_mbox_line, mboxes[i].has);
		assert_string_equal(s.mbox_sender, mboxes[i].sender);
	}
}

static const struct {
	const char *header;
	const char *id;
} ids[] = {
	{ "X: y\n\n", "" },
	{ "Message-ID: <a@b>\n\n", "<a@b>" },
	{ "Message-Id: (x) <a@b> (y)\n\n", "<a@b>" },
	{ "Message-ID:\n <a@b>\n\n", "<a@b>" },
	{ "Message-ID: foo bar\n\n", "" },
	{ "Message-ID: foo <a@b>\n\n", "" },
	{ "Message-ID: <a@b> <a@b>\n\n", "" },
	{ "Message-ID: <a b@c>\n\n", "" },
	{ "Message-ID: <a@b>\nMessage-ID: <a@b>\n\n", "<a@b>" },
	{ "Message-ID: <a@b>\nMessage-ID: <c@d>\n\n", "" },
	{ "Message-ID: <a@b>\nMessage-ID: bad\n\n", "" },
	{ "Resent-Message-ID: <a@b>\n\n", "" },
};

static void
message_id_is_one_valid_id(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof ids / sizeof *ids; i++) {
		read_text(ids[i].header);
		if (strcmp(s.message_id, ids[i].id) != 0)
			fail_msg("%s: %s", ids[i].header, s.message_id);
	}
}

static void
references_keep_the_first_and_the_last(void **state)
{
	char header[2000], *at = header;
	int i;

	(void)state;
	read_text("References: <a@b>\nIn-Reply-To: Your <c@d> (x)\n <e@f>\n"
		  "References: bad <g@h>\n\n");
	assert_int_equal(s.reference_count, 2);
	assert_string_equal(s.references[0], "<a@b>");
	assert_string_equal(s.references[1], "<g@h>");
	assert_int_equal(s.in_reply_to_count, 2);
	assert_string_equal(s.in_reply_to, "<c@d>");
	at += snprintf(at, 20, "References:");
	for (i = 0; i < 50; i++)
		at += snprintf(at, 20, " <%d@x>", i);
	snprintf(at, 3, "\n\n");
	read_text(header);
	assert_int_equal(s.reference_count, SUBJECT_IDS);
	assert_string_equal(s.references[0], "<0@x>");
	assert_string_equal(s.references[1], "<31@x>");
	assert_string_equal(s.references[19], "<49@x>");
}

static const struct {
	const char *header;
	int64_t want;
} dates[] = {
	{ "X: y\n\n", -1 },
	{ "Date: 1 Jan 2000 00:00 +0000\n\n", 946684800 },
	{ "Date: (x) 1 Jan 2000 00:00 +0000 (UTC)\n\n", 946684800 },
	{ "Date: soon\nDate: 1 Jan 2000 00:00 +0000\n\n", 946684800 },
	{ "Received: from a; b; 1 Jan 2000 00:00 +0000\n"
	  "Received: from c; 1 Jan 2001 00:00 +0000\n"
	  "Date: 1 Jan 2002 00:00 +0000\n\n",
	    946684800 },
	{ "Received: from a (;) by b;\n 1 Jan 2000 00:00 +0000 (x)\n\n",
	    946684800 },
	{ "Received: from a\nDate: 1 Jan 2000 00:00 +0000\n\n", 946684800 },
	{ "Received: a\nReceived: from c; 1 Jan 2001 00:00 +0000\n\n", -1 },
};

static void
dated_by_the_top_received_else_by_date(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof dates / sizeof *dates; i++) {
		read_text(dates[i].header);
		if (s.dated != dates[i].want)
			fail_msg("%s: %lld", dates[i].header,
			    (long long)s.dated);
	}
}

static void
subject_is_decoded_and_the_first_counts(void **state)
{
	(void)state;
	read_text("Subject: =?utf-8?q?Gr=C3=BC?=\n =?utf-8?q?=C3=9F?=\r\n"
		  "Subject: x\n\n");
	assert_true(s.has_subject);
	assert_string_equal(s.subject, "Gr\xc3\xbc\xc3\x9f");
	read_text("Subject:\n\n");
	assert_true(s.has_subject);
	assert_string_equal(s.subject, "");
	read_text("X: y\n\n");
	assert_false(s.has_subject);
}

/* Rows of two messages and whether their hashes are the same. */
static const struct {
	const char *name;
	const char *one, *other;
	bool same;
} hashes[] = {
	{ "trace fields do not count", "Received: x\nTo: a@b\n\nc",
	    "Delivered-To: y\nTo: a@b\n\nc", true },
	{ "line ends do not count", "To: a@b\n\nc\nd\n",
	    "To: a@b\r\n\r\nc\r\nd\r\n", true },
	{ "the case of a name does not count", "To: a@b\n\n", "TO: a@b\n\n",
	    true },
	{ "From counts", "From: a@b\n\n", "From: c@d\n\n", false },
	{ "To counts", "To: a@b\n\n", "To: c@d\n\n", false },
	{ "Cc counts", "Cc: a@b\n\n", "Cc: c@d\n\n", false },
	{ "Date counts", "Date: a\n\n", "Date: b\n\n", false },
	{ "Subject counts", "Subject: a\n\n", "Subject: b\n\n", false },
	{ "Message-ID counts", "Message-ID: a\n\n", "Message-ID: b\n\n",
	    false },
	{ "the body counts", "To: a@b\n\nc", "To: a@b\n\nd", false },
	{ "fields do not blend", "To: a\nCc: b\n\n", "To: aCc\nCc:\n b\n\n",
	    false },
};

static void
hash_tells_messages_apart_and_not_deliveries(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof hashes / sizeof *hashes; i++) {
		uint64_t one;

		read_text(hashes[i].one);
		one = s.content_hash;
		read_text(hashes[i].other);
		if ((one == s.content_hash) != hashes[i].same)
			fail_msg("%s", hashes[i].name);
	}
}

static void
content_types_are_judged_at_the_top_and_inside(void **state)
{
	(void)state;
	read_text("Content-Type: multipart/report\n\n");
	assert_true(s.signs[SIGN_REPORT].present);
	read_text("Content-Type: text/plain\n"
		  "Content-Type: multipart/report\n\n");
	assert_true(s.signs[SIGN_REPORT].present);
	read_text("Content-Type: multipart/mixed; boundary=b\n\n"
		  "--b\nContent-Type: message/delivery-status\n\n");
	assert_true(s.signs[SIGN_REPORT].present);
	read_text("Content-Type: multipart/mixed; boundary=b\n\n"
		  "--b\nContent-Type: text/calendar; method=reply\n\n");
	assert_true(s.signs[SIGN_CALENDAR].present);
	read_text("Content-Type: text/plain; boundary=b\n\n"
		  "--b\nContent-Type: message/delivery-status\n\n");
	assert_false(s.signs[SIGN_REPORT].present);
	read_text("Content-Type: multipart/mixed; boundary=b\n\n"
		  "--b\nContent-Type: message/rfc822\n\nList-Id: x\n"
		  "Content-Type: multipart/report\n\n--b--\n");
	assert_false(s.signs[SIGN_REPORT].present);
	assert_false(s.signs[SIGN_LIST_FIELD].present);
}

static void
names_of_all_fields_are_kept_once(void **state)
{
	(void)state;
	read_text("To: a\nX-Foo: b\nto: c\nSubject: d\n\nBody: e\n");
	assert_int_equal(s.names_at, 3 + 6 + 8);
	assert_memory_equal(s.names, "to\0x-foo\0subject", 17);
	assert_false(subject_has_field(&s, "body"));
}

static void
a_message_to_many_hides_neither_from_nor_loop(void **state)
{
	static const char tail[] =
	    "\nX-Loop: vacation \"bob@example.org\"\n"
	    "Delivered-To: bob@example.org\nFrom: noreply@example.net\n\n";
	size_t size = 40000, i, found = 0;
	char *raw = malloc(size + sizeof tail);

	(void)state;
	memcpy(raw, "To: ", 4);
	for (i = 4; i + 20 <= size; i += 20)
		memcpy(raw + i, "person1@example.com,", 20);
	memcpy(raw + i, tail, sizeof tail);
	read_bytes(raw, i + sizeof tail - 1);
	assert_true(s.addresses_cut);
	for (i = 0; i < s.address_count; i++) {
		enum subject_place place = s.addresses[i].place;

		found |= (size_t)(place == PLACE_X_LOOP) |
		    (size_t)(place == PLACE_DELIVERED_TO) << 1 |
		    (size_t)(place == PLACE_FROM) << 2;
	}
	assert_int_equal(found, 7);
	free(raw);
}

static void
too_many_addresses_are_told(void **state)
{
	char *raw = malloc(8 * 2000 + 1);
	int i;

	(void)state;
	for (i = 0; i < 2000; i++)
		memcpy(raw + (size_t)i * 8, "To: a@b\n", 8);
	read_bytes(raw, 8 * 2000);
	assert_true(s.addresses_cut);
	assert_int_equal(s.address_count, SUBJECT_ADDRESSES - SUBJECT_KEPT);
	free(raw);
	raw = malloc(20000);
	memset(raw, ',', 20000);
	memcpy(raw, "To: a@b", 7);
	raw[19999] = '\n';
	read_bytes(raw, 20000);
	assert_true(s.addresses_cut);
	free(raw);
}

static void
hops_and_verdicts_know_their_place(void **state)
{
	(void)state;
	read_text("Authentication-Results: a; spf=pass\n"
		  "Received: from c (d [192.0.2.1]) by mail.example.org; x\n"
		  "Received-SPF: fail\n"
		  "ARC-Authentication-Results: i=1; e; spf=none\n"
		  "X-Original-Authentication-Results: f; spf=pass\n"
		  "X-MS-Exchange-Authentication-Results: g; spf=pass\n"
		  "Received: by mail.example.net; x\n"
		  "authentication-results: h; (\n\n");
	assert_int_equal(s.hop_count, 2);
	assert_string_equal(s.hops[0].by, "mail.example.org");
	assert_string_equal(s.hops[0].ip, "192.0.2.1");
	assert_string_equal(s.hops[1].by, "mail.example.net");
	assert_int_equal(s.auth_count, 4);
	assert_int_equal(s.auths[0].above, 0);
	assert_int_equal(s.auths[0].kind, AUTH_RESULTS);
	assert_int_equal(s.auths[1].above, 1);
	assert_int_equal(s.auths[1].kind, AUTH_RECEIVED_SPF);
	assert_int_equal(s.auths[2].above, 1);
	assert_int_equal(s.auths[2].instance, 1);
	assert_int_equal(s.auths[3].above, 2);
	assert_true(s.auths[3].bad);
	assert_false(s.auths_cut);
}

static void
the_topmost_hops_and_verdicts_are_kept(void **state)
{
	char header[6000], *at = header;
	int i;

	(void)state;
	for (i = 0; i < 40; i++)
		at += sprintf(at, "Received: by h%d; x\nReceived-SPF: %s\n", i,
		    i == 0 ? "fail" : "pass");
	strcpy(at, "\n");
	read_text(header);
	assert_int_equal(s.received, 40);
	assert_int_equal(s.hop_count, SUBJECT_HOPS);
	assert_string_equal(s.hops[SUBJECT_HOPS - 1].by, "h15");
	assert_int_equal(s.auth_count, SUBJECT_AUTHS);
	assert_int_equal(s.auths[SUBJECT_AUTHS - 1].above, 16);
	assert_true(s.auths_cut);
}

static const struct {
	const char *header;
	int instance;
	const char *domain;
} seals[] = {
	{ "X: y\n\n", 0, "" },
	{ "ARC-Seal: i=2; d=b.example\nARC-Seal: i=1; d=a.example\n\n", 2,
	    "b.example" },
	{ "ARC-Seal: i=1; d=a.example\nARC-Seal: i=2; d=b.example\n\n", 2,
	    "b.example" },
	{ "ARC-Seal: i=2; d=a.example\nARC-Seal: i=2; d=b.example\n\n", 2, "" },
	{ "ARC-Seal: i=2; d=a.example\nARC-Seal: i=3\n\n", 3, "" },
	{ "ARC-Seal: i=2; d=a.example\nARC-Seal: x\n\n", 2, "a.example" },
	{ "ARC-Seal: x\nARC-Seal: i=2; d=a.example\n\n", 2, "a.example" },
};

static void
the_last_seal_is_the_one_that_counts(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof seals / sizeof *seals; i++) {
		read_text(seals[i].header);
		if (s.seal_instance != seals[i].instance ||
		    strcmp(s.seal, seals[i].domain) != 0)
			fail_msg("%s: %d %s", seals[i].header, s.seal_instance,
			    s.seal);
	}
}

static void
languages_are_kept_where_they_can_be_read(void **state)
{
	static const struct {
		const char *header, *accept, *content;
	} rows[] = {
		{ "To: a@b\n\n", "", "" },
		{ "Accept-Language: de, en;q=0.5\nContent-Language: de\n\n",
		    "de, en;q=0.5", "de" },
		{ "Accept-Language: de (Deutsch),\n\ten\n\n", "de  , en", "" },
		{ "Accept-Language: de\nAccept-Language: en\n\n", "de", "" },
		{ "Accept-Language:\nAccept-Language: en\n\n", "en", "" },
		{ "Accept-Language: d\xc3\xa9\n\n", "", "" },
		{ "Accept-Language: d\033e\n\n", "", "" },
		{ "Accept-Language: de (\n\n", "", "" },
		{ "To: a@b\n\nAccept-Language: de\n", "", "" },
	};
	char text[400] = "Accept-Language: ";
	size_t i, at = strlen(text);

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		read_text(rows[i].header);
		if (strcmp(s.accept_language, rows[i].accept) != 0 ||
		    strcmp(s.content_language, rows[i].content) != 0)
			fail_msg("%s: \"%s\" \"%s\"", rows[i].header,
			    s.accept_language, s.content_language);
	}
	memset(text + at, 'x', SUBJECT_LANGUAGES);
	read_text(text);
	assert_string_equal(s.accept_language, "");
	text[at + SUBJECT_LANGUAGES - 1] = '\0';
	read_text(text);
	assert_int_equal(strlen(s.accept_language), SUBJECT_LANGUAGES - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(languages_are_kept_where_they_can_be_read),
		cmocka_unit_test(addresses_have_their_places),
		cmocka_unit_test(shapes_are_told),
		cmocka_unit_test(a_header_without_end_is_too_long),
		cmocka_unit_test(a_late_field_is_seen_behind_many),
		cmocka_unit_test(trace_counts_only_above_the_first_received),
		cmocka_unit_test(each_trace_field_has_its_slot),
		cmocka_unit_test(hops_and_verdicts_know_their_place),
		cmocka_unit_test(the_topmost_hops_and_verdicts_are_kept),
		cmocka_unit_test(the_last_seal_is_the_one_that_counts),
		cmocka_unit_test(mbox_line_names_its_sender),
		cmocka_unit_test(message_id_is_one_valid_id),
		cmocka_unit_test(references_keep_the_first_and_the_last),
		cmocka_unit_test(dated_by_the_top_received_else_by_date),
		cmocka_unit_test(subject_is_decoded_and_the_first_counts),
		cmocka_unit_test(hash_tells_messages_apart_and_not_deliveries),
		cmocka_unit_test(
		    content_types_are_judged_at_the_top_and_inside),
		cmocka_unit_test(names_of_all_fields_are_kept_once),
		cmocka_unit_test(a_message_to_many_hides_neither_from_nor_loop),
		cmocka_unit_test(too_many_addresses_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
