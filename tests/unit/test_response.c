/*
 * Responses byte for byte against tests/golden/NAME.eml; NAME.txt holds the
 * text that a reader must show, which tests/golden/check.py compares.
 * UPDATE_GOLDEN=1 build/unit/test_response writes them anew, for review.
 */
#include "response/response.h"

#include "base/mem.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libetpan/mailmime.h>

#define NOW 1795532400 /* Tue, 24 Nov 2026 15:00:00 +0000 */
#define HOUR 3600

#define X50 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define W50 "aaaaaaaaaaaa bbbbbbbbbbbb cccccccccccc ddddddddddd "
#define ZH10                                                           \
	"\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xbd\xa0" \
	"\xe5\xa5\xbd\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xbd\xa0\xe5\xa5\xbd"

struct golden {
	const char *name;
	const char *subject; /* decoded; NULL = none; ECHO_ALWAYS */
	const char *sender, *from, *from_name, *reply_to, *precedence;
	const char *message_id, *in_reply_to, *own_subject;
	unsigned references, id_length, in_reply_to_count;
	int32_t zone;
	enum mailbox_echo echo;
	bool verified, unknown;
	const char *body; /* of the template */
	const char *text; /* what a reader sees; NULL = body */
	/* the forms of a text */
	const char *language, *html, *entity, *author, *set_subject;
	const char *other, *other_language, *other_html;
	enum mailbox_both both;
	bool flowed;
};

#define ALWAYS .echo = ECHO_ALWAYS

static const struct golden goldens[] = {
	{ .name = "plain", ALWAYS, .subject = "Hello" },
	{ .name = "umlauts",
	    ALWAYS,
	    .subject = "Gr\xc3\xbc\xc3\x9f Gott, liebe K\xc3\xb6nigin",
	    .from_name = "Bj\xc3\xb6rn \xc3\x98"
			 "b",
	    .body = "Gr\xc3\xbc\xc3\x9f Gott,\nich bin nicht da.\n-- \nBob\n" },
	{ .name = "chinese",
	    ALWAYS,
	    .subject = ZH10 ZH10 ZH10 ZH10,
	    .from_name = ZH10 ZH10,
	    .body = ZH10 "\n" ZH10 ZH10 ZH10 "\n" },
	{ .name = "long-subject", ALWAYS, .subject = W50 W50 W50 W50 W50 W50 },
	{ .name = "long-run-subject",
	    ALWAYS,
	    .subject = X50 X50 X50 X50 X50 X50 },
	{ .name = "long-chinese-subject",
	    ALWAYS,
	    .subject = ZH10 ZH10 ZH10 ZH10 ZH10 ZH10 ZH10 ZH10 ZH10 ZH10 ZH10
		ZH10 ZH10 ZH10 ZH10 ZH10 ZH10 ZH10 ZH10 ZH10 ZH10 ZH10 ZH10 },
	{ .name = "hostile-line-ends",
	    ALWAYS,
	    .subject = "Hi\r\nBcc: victim@example.com\r\n\r\nBuy\nthis" },
	{ .name = "hostile-controls",
	    ALWAYS,
	    .subject = "a\033[2J\x07 \xe2\x80\xae"
		       "cod.exe\xe2\x80\xac "
		       "\xc2\x85\xff"
		       "z" },
	{ .name = "encoded-word-lookalike",
	    ALWAYS,
	    .subject = "=?utf-8?q?=0D=0ABcc:_x@y?= and =?broken" },
	{ .name = "no-subject", ALWAYS },
	{ .name = "empty-subject", ALWAYS, .subject = " " },
	{ .name = "subject-not-verified", .subject = "Confirm: buy pills" },
	{ .name = "subject-verified", .subject = "Hello", .verified = true },
	{ .name = "subject-never",
	    .echo = ECHO_NEVER,
	    .verified = true,
	    .subject = "Hello" },
	{ .name = "template-subject",
	    ALWAYS,
	    .subject = "D\xc3\xa4"
		       "s",
	    .own_subject = "Abwesend: ${subject}",
	    .body = "Ihre Nachricht \"${subject}\" an ${recipient} von "
		    "${sender}\nkam am ${date}.\n\n${name} <${address}>\n",
	    .text = "Ihre Nachricht \"D\xc3\xa4"
		    "s\" an bob@example.org von "
		    "alice@example.net\nkam am 2026-11-24.\n\n"
		    "Bob <bob@example.org>\n" },
	{ .name = "template-subject-not-verified",
	    .subject = "Buy pills",
	    .own_subject = "Abwesend: ${subject}",
	    .body = "Betreff: (${subject})\n",
	    .text = "Betreff: ()\n" },
	{ .name = "template-subject-empty",
	    .subject = "Buy pills",
	    .own_subject = "${subject}" },
	{ .name = "many-references",
	    ALWAYS,
	    .subject = "Hello",
	    .references = 20 },
	{ .name = "long-references",
	    ALWAYS,
	    .subject = "Hello",
	    .references = 20,
	    .id_length = 250,
	    .message_id = "<m@e.net>" },
	{ .name = "long-ids",
	    ALWAYS,
	    .subject = "Hello",
	    .references = 3,
	    .id_length = 80 },
	{ .name = "no-message-id",
	    ALWAYS,
	    .subject = "Hello",
	    .message_id = "",
	    .references = 2 },
	{ .name = "in-reply-to-only",
	    ALWAYS,
	    .subject = "Hello",
	    .in_reply_to = "<parent@example.net>",
	    .in_reply_to_count = 1 },
	{ .name = "two-in-reply-to",
	    ALWAYS,
	    .subject = "Hello",
	    .in_reply_to = "<parent@example.net>",
	    .in_reply_to_count = 2 },
	{ .name = "no-ids", ALWAYS, .subject = "Hello", .message_id = "" },
	{ .name = "bad-id",
	    ALWAYS,
	    .subject = "Hello",
	    .message_id = "<a b@\xc3\xbc>" },
	{ .name = "quoted-name",
	    ALWAYS,
	    .subject = "Hello",
	    .from_name = "Ob, Bob \"The\" B." },
	{ .name = "no-name", ALWAYS, .subject = "Hello", .from_name = "" },
	{ .name = "long-name",
	    ALWAYS,
	    .subject = "Hello",
	    .from_name = "Customer Services, Returns and Complaints, "
			 "of the Example Organisation and its Friends" },
	{ .name = "idn-domain",
	    ALWAYS,
	    .subject = "Hello",
	    .from = "bob@b\xc3\xbc"
		    "cher.example.org",
	    .sender = "alice@m\xc3\xbcnchen.example.net" },
	{ .name = "from-found", ALWAYS, .subject = "Hello", .from = "" },
	{ .name = "from-mailbox",
	    ALWAYS,
	    .subject = "Hello",
	    .from = "",
	    .unknown = true },
	{ .name = "long-addresses",
	    ALWAYS,
	    .subject = "Hello",
	    .sender = "prvs=12345678901234567890=abcdefghijklmnopqrstuvwxyz"
		      "@a-rather-long-host-name.of-a-long-domain.example.net" },
	{ .name = "quoted-local-part",
	    ALWAYS,
	    .subject = "Hello",
	    .sender = "\"al ice\"@example.net" },
	{ .name = "reply-to",
	    ALWAYS,
	    .subject = "Hello",
	    .reply_to = "desk@example.org",
	    .precedence = "" },
	{ .name = "long-lines",
	    ALWAYS,
	    .subject = "Hello",
	    .body = W50 W50 W50 "\n" X50 X50 X50 X50 "\nthe end=\n" },
	{ .name = "from-lines",
	    ALWAYS,
	    .subject = "Hello",
	    .body = "From here on\n>From there\n From: x\n" },
	{ .name = "dot-lines",
	    ALWAYS,
	    .subject = "Hello",
	    .body = ".\n..\n.dot\n\n.\n" },
	{ .name = "no-line-end",
	    ALWAYS,
	    .subject = "Hello",
	    .body = "no line end",
	    .text = "no line end\n" },
	{ .name = "zone-india",
	    ALWAYS,
	    .subject = "Hello",
	    .zone = 5 * HOUR + HOUR / 2,
	    .body = "${date}\n",
	    .text = "2026-11-24\n" },
	{ .name = "zone-nepal",
	    ALWAYS,
	    .subject = "Hello",
	    .zone = 5 * HOUR + HOUR * 3 / 4 },
	{ .name = "zone-newfoundland",
	    ALWAYS,
	    .subject = "Hello",
	    .zone = -3 * HOUR - HOUR / 2 },
	{ .name = "zone-tomorrow",
	    ALWAYS,
	    .subject = "Hello",
	    .zone = 13 * HOUR,
	    .body = "${date}\n",
	    .text = "2026-11-25\n" },
	{ .name = "language",
	    .language = "de",
	    .body = "Abwesend vom ${from_words} bis ${until_words}, "
		    "${date_words}.\n",
	    .text = "Abwesend vom 24. Dezember 2026 bis 1. Januar 2027, "
		    "24. November 2026.\n" },
	{ .name = "language-of-the-subject",
	    .language = "fr",
	    .own_subject = "Absent jusqu'au ${until_words}" },
	{ .name = "author", .author = "desk@example.com" },
	{ .name = "subject-of-the-setting",
	    .set_subject = "Away: ${name} until ${until}" },
	{ .name = "subject-of-the-template",
	    .set_subject = "never seen",
	    .own_subject = "Away" },
	{ .name = "html",
	    ALWAYS,
	    .subject = "<script>",
	    .body = "Away: ${subject}\n",
	    .html = "<p>Away: ${subject}</p>\n",
	    .text = "== plain None\nAway: <script>\n"
		    "== html None\n<p>Away: &lt;script&gt;</p>\n" },
	{ .name = "html-umlauts",
	    .language = "de",
	    .body = "Gr\xc3\xbc\xc3\x9f Gott\n",
	    .html = "<p title=\"a=b\">Gr\xc3\xbc\xc3\x9f Gott</p>\n",
	    .text = "== plain de\nGr\xc3\xbc\xc3\x9f Gott\n"
		    "== html de\n<p title=\"a=b\">Gr\xc3\xbc\xc3\x9f "
		    "Gott</p>\n" },
	{ .name = "both-in-one",
	    .language = "de",
	    .body = "Abwesend bis ${until_words}.\n",
	    .other = "Away until ${until_words}.\n",
	    .other_language = "en",
	    .both = BOTH_BODY,
	    .text = "Abwesend bis 1. Januar 2027.\n\n"
		    "----------------------------------------\n\n"
		    "Away until 1 January 2027.\n" },
	{ .name = "both-as-alternatives",
	    .language = "de",
	    .body = "Abwesend bis ${until_words}.\n",
	    .other = "Away until ${until_words}.\n",
	    .other_language = "en",
	    .both = BOTH_ALTERNATIVE,
	    .text = "== plain en\nAway until 1 January 2027.\n"
		    "== plain de\nAbwesend bis 1. Januar 2027.\n" },
	{ .name = "both-with-html",
	    .language = "de",
	    .body = "Abwesend.\n",
	    .html = "<p>Abwesend.</p>\n",
	    .other = "Away.\n",
	    .other_html = "<p>Away.</p>\n",
	    .other_language = "en",
	    .both = BOTH_ALTERNATIVE,
	    .text = "== plain en\nAway.\n== html en\n<p>Away.</p>\n"
		    "== plain de\nAbwesend.\n== html de\n"
		    "<p>Abwesend.</p>\n" },
	{ .name = "flowed",
	    .flowed = true,
	    .body = W50 W50 "end\n> no quote\nFrom here\n indented\n-- \nBob\n",
	    .text = W50 "aaaaaaaaaaaa \n"
			"bbbbbbbbbbbb cccccccccccc ddddddddddd end\n"
			" > no quote\n From here\n  indented\n-- \nBob\n" },
	{ .name = "flowed-umlauts",
	    .flowed = true,
	    .body = "\xc3\xbc " W50 W50 "\n",
	    .text = "\xc3\xbc " W50 "aaaaaaaaaaaa \n"
		    "bbbbbbbbbbbb cccccccccccc ddddddddddd\n" },
	{ .name = "entity",
	    .entity = "Content-Type: text/plain; charset=utf-8\n"
		      "Content-Transfer-Encoding: quoted-printable\n"
		      "Content-Language: de\n",
	    .body = "Gr=C3=BC=C3=9F ${name}\n",
	    .text = "Gr\xc3\xbc\xc3\x9f ${name}\n" },
	{ .name = "entity-multipart",
	    .entity = "Content-Type: multipart/alternative; "
		      "boundary=\"a b\"\n",
	    .body = "--a b\nContent-Type: text/plain\n\nAway.\n\n"
		    "--a b\nContent-Type: text/html\n\n<p>Away.\n\n"
		    "--a b--\n",
	    .text = "== plain None\nAway.\n== html None\n<p>Away.\n" },
};

struct world {
	struct subject *subject;
	struct envelope envelope;
	struct mailbox mailbox;
	struct template text;
	struct facts facts;
	struct response_moment moment;
};

static const char *
either(const char *s, const char *otherwise)
{
	return s == NULL ? otherwise : s;
}

static void
set(char **to, const char *s)
{
	free(*to);
	*to = xstrdup(s);
}

static void
set_subject(struct subject *s, const struct golden *g)
{
	size_t i, len;

	s->magic = SUBJECT_MAGIC;
	s->size = sizeof *s;
	s->has_subject = g->subject != NULL;
	mem_copy(s->subject, sizeof s->subject, either(g->subject, ""));
	mem_copy(s->message_id, sizeof s->message_id,
	    either(g->message_id, "<m1@example.net>"));
	mem_copy(s->in_reply_to, sizeof s->in_reply_to,
	    either(g->in_reply_to, ""));
	s->in_reply_to_count = g->in_reply_to_count;
	s->reference_count = g->references;
	for (i = 0; i < g->references; i++) {
		char *id = s->references[i];

		snprintf(id, SUBJECT_ID, "<r%zu", i);
		for (len = strlen(id); len + 2 < g->id_length; len++)
			id[len] = 'x';
		snprintf(id + len, SUBJECT_ID - len, "@r>");
	}
	if (!g->unknown) {
		s->destinations = 1;
		subject_add_address(s, PLACE_TO, "bob@example.org");
	}
}

static char *
copy(const char *s)
{
	return s == NULL ? NULL : xstrdup(s);
}

static void
world_form(struct world *w, const struct golden *g)
{
	struct template *t = &w->text;

	t->language = copy(g->language);
	t->html = copy(g->html);
	t->entity = copy(g->entity);
	t->from_address = copy(g->author);
	t->from_name = g->author == NULL ? NULL : xstrdup("Desk");
	if (g->other != NULL) {
		t->other = xcalloc(1, sizeof *t->other);
		t->other->body = xstrdup(g->other);
		t->other->language = copy(g->other_language);
		t->other->html = copy(g->other_html);
	}
	set(&w->mailbox.subject, either(g->set_subject, ""));
	w->mailbox.both_languages = g->both;
	w->mailbox.flowed = g->flowed;
	mem_copy(w->facts.occasion.from, sizeof w->facts.occasion.from,
	    "2026-12-24");
	mem_copy(w->facts.occasion.until, sizeof w->facts.occasion.until,
	    "2027-01-01");
}

static void
world_init(struct world *w, const struct golden *g)
{
	size_t i;

	memset(w, 0, sizeof *w);
	w->subject = xcalloc(1, sizeof *w->subject);
	set_subject(w->subject, g);
	w->envelope.state = ENVELOPE_ADDRESS;
	mem_copy(w->envelope.sender, sizeof w->envelope.sender,
	    either(g->sender, "alice@example.net"));
	mailbox_init(&w->mailbox);
	set(&w->mailbox.address,
	    g->unknown ? "desk@example.org" : "bob@example.org");
	set(&w->mailbox.from_address, either(g->from, "bob@example.org"));
	set(&w->mailbox.from_name, either(g->from_name, "Bob"));
	set(&w->mailbox.reply_to, either(g->reply_to, ""));
	set(&w->mailbox.precedence, either(g->precedence, "bulk"));
	w->mailbox.echo_subject = g->echo;
	w->text.subject =
	    g->own_subject == NULL ? NULL : xstrdup(g->own_subject);
	w->text.body = xstrdup(either(g->body, "I am away.\n"));
	world_form(w, g);
	w->facts.subject = w->subject;
	w->facts.envelope = &w->envelope;
	w->facts.mailbox = &w->mailbox;
	w->moment.now = NOW;
	w->moment.zone = g->zone;
	w->moment.sender_verified = g->verified;
	for (i = 0; i < sizeof w->moment.entropy; i++)
		w->moment.entropy[i] = (unsigned char)(i * 17);
}

static void
world_release(struct world *w)
{
	template_release(&w->text);
	mailbox_release(&w->mailbox);
	free(w->subject);
}

static void
file_write(const char *path, const char *bytes, size_t len)
{
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, len, out), len);
	assert_int_equal(fclose(out), 0);
}

static bool
file_is(const char *path, const char *bytes, size_t len)
{
	char *got = xmalloc(len + 1);
	FILE *in = fopen(path, "rb");
	bool same = false;

	if (in != NULL) {
		same = fread(got, 1, len + 1, in) == len &&
		    memcmp(got, bytes, len) == 0;
		fclose(in);
	}
	free(got);
	return same;
}

static void
check_golden(const struct golden *g, const char *extension, const char *bytes,
    size_t len)
{
	char path[128];

	snprintf(path, sizeof path, "tests/golden/%s.%s", g->name, extension);
	if (getenv("UPDATE_GOLDEN") != NULL)
		file_write(path, bytes, len);
	else if (!file_is(path, bytes, len))
		fail_msg("%s differs from:\n%.*s", path, (int)len, bytes);
}

/* Texts at the ends of the branches, as libetpan finds them. */
static unsigned
count_texts(const struct mailmime *m)
{
	unsigned n = 0;
	clistiter *i;

	switch (m->mm_type) {
	case MAILMIME_SINGLE:
		return m->mm_content_type->ct_type->tp_type ==
		    MAILMIME_TYPE_DISCRETE_TYPE;
	case MAILMIME_MULTIPLE:
		for (i = clist_begin(m->mm_data.mm_multipart.mm_mp_list);
		     i != NULL; i = clist_next(i))
			n += count_texts(clist_content(i));
		return n;
	default:
		return count_texts(m->mm_data.mm_message.mm_msg_mime);
	}
}

/* Each part of the text that a reader must show begins with "== ". */
static void
libetpan_reads_it(const struct golden *g, const struct response *r,
    const char *text)
{
	struct mailmime *m;
	size_t at = 0;
	unsigned parts = 0;
	const char *p = text;

	if (mailmime_parse(r->bytes, r->size, &at, &m) != MAILIMF_NO_ERROR)
		fail_msg("%s: libetpan reads no message", g->name);
	for (; (p = strstr(p, "== ")) != NULL; p += 3)
		parts++;
	if (count_texts(m) != (parts == 0 ? 1 : parts))
		fail_msg("%s: libetpan reads %u texts", g->name,
		    count_texts(m));
	mailmime_free(m);
}

static void
writes_every_golden_response(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof goldens / sizeof *goldens; i++) {
		const struct golden *g = &goldens[i];
		const char *text =
		    either(g->text, either(g->body, "I am away.\n"));
		struct response r;
		struct world w;
		char why[200];

		world_init(&w, g);
		if (response_write(&r, &w.facts, &w.text, &w.moment, why) != 0)
			fail_msg("%s: %s", g->name, why);
		assert_int_equal(strlen(r.bytes), r.size);
		assert_non_null(strstr(r.bytes, r.message_id));
		libetpan_reads_it(g, &r, text);
		check_golden(g, "eml", r.bytes, r.size);
		check_golden(g, "txt", text, strlen(text));
		response_release(&r);
		world_release(&w);
	}
}

static const struct {
	struct golden g;
	const char *why;
} refused[] = {
	{ { .name = "a recipient that needs SMTPUTF8",
	      .sender = "j\xc3\xb6rg@example.net" },
	    "recipient: " },
	{ { .name = "a recipient that is no address", .sender = "alice" },
	    "recipient: " },
	{ { .name = "a recipient that looks like an option",
	      .sender = "-x@example.net" },
	    "recipient: " },
	{ { .name = "a line end in the recipient",
	      .sender = "a@example.net\r\nBcc: b@example.net" },
	    "recipient: " },
	{ { .name = "a From address that is none", .from = "bob" }, "from: " },
	{ { .name = "a Reply-To address that is none", .reply_to = "desk" },
	    "reply-to: " },
	{ { .name = "an author that is no address", .author = "desk" },
	    "from: " },
	{ { .name = "an author who is the sender",
	      .author = "ALICE@example.net" },
	    "from: the sender's own address" },
	{ { .name = "a line end in Precedence", .precedence = "bulk\nX: y" },
	    "Precedence: " },
	{ { .name = "a From domain too long for a Message-ID",
	      .from = "b@" X50 "." X50 "." X50 "." X50 ".example.org" },
	    "from: " },
};

static void
refuses_what_makes_no_valid_response(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct response r;
		struct world w;
		char why[200];

		world_init(&w, &refused[i].g);
		if (response_write(&r, &w.facts, &w.text, &w.moment, why) !=
			-1 ||
		    !text_begins(why, refused[i].why))
			fail_msg("%s: '%s'", refused[i].g.name, why);
		response_release(&r);
		world_release(&w);
	}
}

static void
refuses_without_an_own_address_or_a_sender(void **state)
{
	static const struct golden g = { .from = "", .unknown = true };
	struct response r;
	struct world w;
	char why[200];

	(void)state;
	world_init(&w, &g);
	w.envelope.state = ENVELOPE_NULL;
	assert_int_equal(response_write(&r, &w.facts, &w.text, &w.moment, why),
	    -1);
	assert_string_equal(why, "recipient: no envelope sender");
	response_release(&r);
	set(&w.mailbox.address, "");
	assert_int_equal(response_write(&r, &w.facts, &w.text, &w.moment, why),
	    -1);
	assert_string_equal(why, "from: no own address is known");
	response_release(&r);
	world_release(&w);
}

static void
sends_to_the_wire_form_of_the_sender(void **state)
{
	static const struct golden g = {
		.sender = "alice@m\xc3\xbcnchen.example.net"
	};
	struct response r;
	struct world w;
	char why[200];

	(void)state;
	world_init(&w, &g);
	assert_int_equal(response_write(&r, &w.facts, &w.text, &w.moment, why),
	    0);
	assert_string_equal(r.recipient, "alice@xn--mnchen-3ya.example.net");
	assert_true(response_is_own_id(r.message_id, "x@EXAMPLE.org"));
	assert_false(response_is_own_id(r.message_id, "x@example.net"));
	response_release(&r);
	world_release(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_every_golden_response),
		cmocka_unit_test(refuses_what_makes_no_valid_response),
		cmocka_unit_test(refuses_without_an_own_address_or_a_sender),
		cmocka_unit_test(sends_to_the_wire_form_of_the_sender),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
