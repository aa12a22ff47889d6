#include "subject/envelope.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

#define J40 "jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj"
#define J320 J40 J40 J40 J40 J40 J40 J40 J40

struct variable {
	const char *name, *value;
};

struct envelope_case {
	const char *name;
	struct envelope_options options;
	struct variable env[10];
	const char *return_path; /* "" with count is the null one */
	bool null, differ, bad;
	const char *mbox;
	const char *original_to, *delivered_to, *envelope_to;

	enum envelope_state state;
	const char *sender, *source;
	const char *recipient, *recipient_source;
	const char *client_ip, *helo;
	const char *note; /* a piece of it */
};

static const struct envelope_case *current;
static struct subject subject;

static const char *
env(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(current->env); i++)
		if (current->env[i].name != NULL &&
		    strcmp(current->env[i].name, name) == 0)
			return current->env[i].value;
	return NULL;
}

static void
trace(struct subject_trace *t, const char *addr)
{
	if (addr == NULL)
		return;
	t->count = 1;
	t->null = *addr == '\0';
	mem_copy(t->addr, sizeof t->addr, addr);
}

static void
same(const char *what, const char *got, const char *want)
{
	if (strcmp(got, want == NULL ? "" : want) != 0)
		fail_msg("%s: %s: %s", current->name, what, got);
}

static void
run(const struct envelope_case *c)
{
	struct envelope e;

	current = c;
	memset(&subject, 0, sizeof subject);
	trace(&subject.return_path, c->return_path);
	subject.return_path.null |= c->null;
	subject.return_path.differ = c->differ;
	subject.return_path.bad = c->bad;
	trace(&subject.original_to, c->original_to);
	trace(&subject.delivered_to, c->delivered_to);
	trace(&subject.envelope_to, c->envelope_to);
	if (c->mbox != NULL) {
		subject.has_mbox_line = 1;
		mem_copy(subject.mbox_sender, sizeof subject.mbox_sender,
		    c->mbox);
	}
	envelope_find(&e, &c->options, env, &subject);
	if (e.state != c->state)
		fail_msg("%s: state %d: %s", c->name, (int)e.state, e.note);
	same("sender", e.sender, c->sender);
	same("source", e.sender_source, c->source);
	if (c->recipient != NULL) {
		same("recipient", e.recipient, c->recipient);
		same("source", e.recipient_source, c->recipient_source);
	}
	if (c->client_ip != NULL) {
		same("client", e.client_ip, c->client_ip);
		same("client source", e.client_source,
		    *e.client_ip == '\0'               ? ""
			: c->options.client_ip != NULL ? "--client-ip"
						       : "CLIENT_ADDRESS");
	}
	if (c->helo != NULL)
		same("helo", e.helo, c->helo);
	if (c->note == NULL)
		same("note", e.note, "");
	else if (strstr(e.note, c->note) == NULL)
		fail_msg("%s: note: %s", c->name, e.note);
}

#define ALICE "alice@x.example"
#define BOB "bob@example.org"

static const struct envelope_case callers[] = {
	{ .name = "Postfix alias",
	    .env = { { "SENDER", ALICE }, { "RECIPIENT", BOB },
		{ "ORIGINAL_RECIPIENT", "desk@example.org" },
		{ "LOCAL", "bob" }, { "USER", "bob" },
		{ "DOMAIN", "example.org" },
		{ "CLIENT_ADDRESS", "IPv6:2001:db8::1" },
		{ "CLIENT_HELO", "mx.x.example" },
		{ "MAIL_CONFIG", "/etc/postfix" } },
	    .return_path = ALICE,
	    .mbox = ALICE,
	    .original_to = "desk@example.org",
	    .delivered_to = BOB,
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "Return-Path",
	    .recipient = BOB,
	    .recipient_source = "RECIPIENT",
	    .client_ip = "2001:db8::1",
	    .helo = "mx.x.example" },
	{ .name = "Postfix alias, null sender",
	    .env = { { "SENDER", "MAILER-DAEMON" }, { "RECIPIENT", BOB } },
	    .return_path = "",
	    .mbox = "MAILER-DAEMON",
	    .state = ENVELOPE_NULL,
	    .source = "Return-Path" },
	{ .name = "Postfix alias, sender beyond ASCII",
	    .env = { { "SENDER", "j__rg@b__cher.example" },
		{ "MAIL_CONFIG", "/etc/postfix" } },
	    .return_path = "j\xc3\xb6rg@b\xc3\xbc"
			   "cher.example",
	    .state = ENVELOPE_ADDRESS,
	    .sender = "j\xc3\xb6rg@b\xc3\xbc"
		      "cher.example",
	    .source = "Return-Path" },
	{ .name = "Postfix alias, sender of metacharacters",
	    .env = { { "SENDER", "a____id__x_y_@b.example" } },
	    .return_path = "\"a';$(id)|x`y`\"@b.example",
	    .state = ENVELOPE_ADDRESS,
	    .sender = "\"a';$(id)|x`y`\"@b.example",
	    .source = "Return-Path" },
	{ .name = "Postfix alias, local submission",
	    .env = { { "SENDER", ALICE }, { "CLIENT_ADDRESS", "unknown" },
		{ "CLIENT_HELO", "" } },
	    .return_path = ALICE,
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "Return-Path",
	    .client_ip = "",
	    .helo = "" },
	{ .name = "Postfix pipe",
	    .options = { .sender = ALICE,
		.mailbox = BOB,
		.client_ip = "192.0.2.1",
		.helo = "mx" },
	    .env = { { "MAIL_CONFIG", "/etc/postfix" } },
	    .return_path = ALICE,
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "--sender",
	    .recipient = BOB,
	    .recipient_source = "--mailbox",
	    .client_ip = "192.0.2.1",
	    .helo = "mx" },
	{ .name = "Postfix pipe, null sender without null_sender=",
	    .options = { .sender = "MAILER-DAEMON" },
	    .state = ENVELOPE_NULL,
	    .source = "--sender" },
	{ .name = "Postfix pipe, null_sender=",
	    .options = { .sender = "" },
	    .return_path = "",
	    .state = ENVELOPE_NULL,
	    .source = "--sender" },
	{ .name = "Exim transport",
	    .env = { { "SENDER", ALICE }, { "RECIPIENT", BOB },
		{ "LOCAL_PART", "bob" }, { "DOMAIN", "example.org" },
		{ "CLIENT_ADDRESS", "192.0.2.1" } },
	    .return_path = ALICE,
	    .mbox = ALICE,
	    .envelope_to = BOB,
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "Return-Path",
	    .recipient = BOB,
	    .recipient_source = "RECIPIENT",
	    .client_ip = "192.0.2.1" },
	{ .name = "Exim .forward",
	    .env = { { "SENDER", "a_b@x.example" }, { "RECIPIENT", BOB } },
	    .mbox = "a_b@x.example",
	    .state = ENVELOPE_ADDRESS,
	    .sender = "a_b@x.example",
	    .source = "SENDER" },
	{ .name = "Exim, null sender",
	    .env = { { "SENDER", "" } },
	    .mbox = "MAILER-DAEMON",
	    .state = ENVELOPE_NULL,
	    .source = "SENDER" },
	{ .name = "OpenSMTPD",
	    .env = { { "SENDER", ALICE }, { "RECIPIENT", BOB },
		{ "LOCAL", "bob" }, { "DOMAIN", "example.org" },
		{ "USER", "bob" } },
	    .return_path = ALICE,
	    .delivered_to = BOB,
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "Return-Path",
	    .recipient = BOB,
	    .recipient_source = "RECIPIENT" },
	{ .name = "OpenSMTPD, null sender",
	    .env = { { "SENDER", "" }, { "RECIPIENT", BOB } },
	    .delivered_to = BOB,
	    .state = ENVELOPE_NULL,
	    .source = "SENDER" },
	{ .name = "sendmail",
	    .env = { { "AGENT", "sendmail" } },
	    .mbox = ALICE,
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "From line",
	    .recipient = "" },
	{ .name = "sendmail, null sender",
	    .env = { { "AGENT", "sendmail" } },
	    .mbox = "MAILER-DAEMON",
	    .state = ENVELOPE_NULL,
	    .source = "From line" },
	{ .name = "qmail",
	    .env = { { "SENDER", ALICE }, { "RECIPIENT", BOB },
		{ "LOCAL", "bob" }, { "HOST", "example.org" },
		{ "DTLINE", "Delivered-To: " BOB "\n" },
		{ "RPLINE", "Return-Path: <" ALICE ">\n" },
		{ "UFLINE", "From " ALICE " Tue Nov 24 12:00:00 2026\n" } },
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "RPLINE",
	    .recipient = BOB,
	    .recipient_source = "RECIPIENT" },
	{ .name = "qmail, null sender",
	    .env = { { "SENDER", "" }, { "RPLINE", "Return-Path: <>\n" } },
	    .state = ENVELOPE_NULL,
	    .source = "RPLINE" },
	{ .name = "Courier",
	    .env = { { "SENDER", ALICE },
		{ "RECIPIENT", "\".xalias/desk@box+2eexample\"@box.example" },
		{ "LOCAL", ".xalias/desk@box+2eexample" },
		{ "HOST", "box.example" },
		{ "DTLINE", "Delivered-To: \".xalias/d@b+2ee\"@box.example\n" },
		{ "RPLINE", "Return-Path: <" ALICE ">\n" } },
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "RPLINE",
	    .recipient = "" },
	{ .name = "Courier, null sender",
	    .env = { { "SENDER", "" }, { "UFLINE", "From  \n" } },
	    .state = ENVELOPE_NULL,
	    .source = "SENDER" },
	{ .name = "Pigeonhole",
	    .env = { { "SENDER", ALICE }, { "RECIPIENT", BOB },
		{ "ORIG_RECIPIENT", "bob+a@example.org" }, { "USER", "bob" },
		{ "HOST", "mx" } },
	    .return_path = ALICE,
	    .delivered_to = BOB,
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "Return-Path",
	    .recipient = BOB,
	    .recipient_source = "RECIPIENT" },
	{ .name = "Pigeonhole, null sender",
	    .env = { { "RECIPIENT", BOB } },
	    .return_path = "",
	    .state = ENVELOPE_NULL,
	    .source = "Return-Path" },
	{ .name = "Pigeonhole socket service",
	    .return_path = ALICE,
	    .delivered_to = BOB,
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "Return-Path",
	    .recipient = BOB,
	    .recipient_source = "Delivered-To" },
	{ .name = "dovecot-lda",
	    .env = { { "SENDER", ALICE }, { "ORIG_RECIPIENT", BOB } },
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "SENDER",
	    .recipient = BOB,
	    .recipient_source = "ORIG_RECIPIENT" },
	{ .name = "procmail",
	    .env = { { "LOGNAME", "bob" }, { "HOME", "/home/bob" } },
	    .mbox = ALICE,
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "From line",
	    .recipient = "" },
	{ .name = "maildrop behind Postfix",
	    .env = { { "FROM", "other@x.example" }, { "LOGNAME", "bob" } },
	    .return_path = ALICE,
	    .delivered_to = BOB,
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "Return-Path",
	    .recipient = BOB,
	    .recipient_source = "Delivered-To" },
	{ .name = "getmail",
	    .options = { .mailbox = BOB },
	    .return_path = ALICE,
	    .delivered_to = "unknown",
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "Return-Path",
	    .recipient = BOB,
	    .recipient_source = "--mailbox" },
	{ .name = "getmail without a mailbox",
	    .return_path = ALICE,
	    .delivered_to = "unknown",
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "Return-Path",
	    .recipient = "" },
	{ .name = "fetchmail",
	    .options = { .sender = "<" ALICE ">", .mailbox = "bob" },
	    .return_path = ALICE,
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "--sender",
	    .recipient = "bob",
	    .recipient_source = "--mailbox" },
	{ .name = "fdm: nothing, a forged Return-Path lies below Received",
	    .state = ENVELOPE_UNKNOWN },
};

static const struct envelope_case senders[] = {
	{ .name = "null in the option wins over an address",
	    .options = { .sender = "<>" },
	    .return_path = ALICE,
	    .state = ENVELOPE_NULL,
	    .source = "--sender",
	    .note = "Return-Path says " ALICE },
	{ .name = "null in Return-Path wins over the option",
	    .options = { .sender = ALICE },
	    .return_path = "",
	    .state = ENVELOPE_NULL,
	    .source = "Return-Path",
	    .note = "--sender says " ALICE },
	{ .name = "null in RPLINE wins",
	    .env = { { "SENDER", ALICE }, { "RPLINE", "Return-Path: <>\n" } },
	    .state = ENVELOPE_NULL,
	    .source = "RPLINE",
	    .note = "SENDER says" },
	{ .name = "null in SENDER wins",
	    .env = { { "SENDER", "" } },
	    .return_path = ALICE,
	    .state = ENVELOPE_NULL,
	    .source = "SENDER",
	    .note = "Return-Path says" },
	{ .name = "null in the From line wins",
	    .return_path = ALICE,
	    .mbox = "mailer-daemon@x.example",
	    .state = ENVELOPE_NULL,
	    .source = "From line",
	    .note = "Return-Path says" },
	{ .name = "an empty From line is null",
	    .mbox = "",
	    .state = ENVELOPE_NULL,
	    .source = "From line" },
	{ .name = "MAILER-DAEMON is null with a domain",
	    .env = { { "SENDER", "Mailer-Daemon@x.example" } },
	    .state = ENVELOPE_NULL,
	    .source = "SENDER" },
	{ .name = "null in one of several Return-Path fields wins",
	    .return_path = ALICE,
	    .null = true,
	    .differ = true,
	    .state = ENVELOPE_NULL,
	    .source = "Return-Path" },
	{ .name = "different Return-Path fields are a conflict",
	    .return_path = ALICE,
	    .differ = true,
	    .state = ENVELOPE_CONFLICT,
	    .source = "Return-Path",
	    .note = "cannot be trusted" },
	{ .name = "an unreadable Return-Path is a conflict",
	    .return_path = "alice",
	    .bad = true,
	    .state = ENVELOPE_CONFLICT,
	    .source = "Return-Path",
	    .note = "cannot be trusted" },
	{ .name = "an unreadable Return-Path is a conflict beside SENDER",
	    .env = { { "SENDER", ALICE } },
	    .return_path = "alice",
	    .bad = true,
	    .state = ENVELOPE_CONFLICT,
	    .source = "Return-Path",
	    .note = "cannot be trusted" },
	{ .name = "the option wins and others are noted",
	    .options = { .sender = ALICE },
	    .env = { { "SENDER", "c@x.example" } },
	    .return_path = "d@x.example",
	    .mbox = "e@x.example",
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "--sender",
	    .note = "Return-Path says d@x.example; SENDER says c@x.example; "
		    "From line says e@x.example" },
	{ .name = "the option wins over different Return-Path fields",
	    .options = { .sender = ALICE },
	    .return_path = ALICE,
	    .differ = true,
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "--sender" },
	{ .name = "the option loses its source route",
	    .options = { .sender = "<@a,@b:alice@x.example>" },
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "--sender" },
	{ .name = "Return-Path and SENDER agree in another case of domain",
	    .env = { { "SENDER", "alice@X.Example" } },
	    .return_path = ALICE,
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "Return-Path" },
	{ .name = "Return-Path and SENDER agree in quotes",
	    .env = { { "SENDER", "\"a b\"@x.example" } },
	    .return_path = "\"a b\"@x.example",
	    .state = ENVELOPE_ADDRESS,
	    .sender = "\"a b\"@x.example",
	    .source = "Return-Path" },
	{ .name = "Return-Path and SENDER contradict",
	    .env = { { "SENDER", "c@x.example" } },
	    .return_path = ALICE,
	    .state = ENVELOPE_CONFLICT,
	    .source = "Return-Path",
	    .note = "Return-Path alice@x.example, but SENDER c@x.example" },
	{ .name = "Return-Path and SENDER contradict in the local part's case",
	    .env = { { "SENDER", "Alice@x.example" } },
	    .return_path = ALICE,
	    .state = ENVELOPE_CONFLICT,
	    .source = "Return-Path",
	    .note = "but SENDER" },
	{ .name = "a letter is never filtered",
	    .env = { { "SENDER", "al_ce@x.example" } },
	    .return_path = ALICE,
	    .state = ENVELOPE_CONFLICT,
	    .source = "Return-Path",
	    .note = "but SENDER" },
	{ .name = "the filter works one way",
	    .env = { { "SENDER", "a!b@x.example" } },
	    .return_path = "a_b@x.example",
	    .state = ENVELOPE_CONFLICT,
	    .source = "Return-Path",
	    .note = "but SENDER" },
	{ .name = "the filter keeps the length",
	    .env = { { "SENDER", "j_rg@x.example" } },
	    .return_path = "j\xc3\xb6rg@x.example",
	    .state = ENVELOPE_CONFLICT,
	    .source = "Return-Path",
	    .note = "but SENDER" },
	{ .name = "a filtered exclamation mark",
	    .env = { { "SENDER", "a_b@x" } },
	    .return_path = "a!b@x",
	    .state = ENVELOPE_ADDRESS,
	    .sender = "a!b@x",
	    .source = "Return-Path" },
	{ .name = "SENDER alone with _ is a conflict under Postfix",
	    .env = { { "SENDER", "a_b@x.example" },
		{ "ORIGINAL_RECIPIENT", BOB } },
	    .state = ENVELOPE_CONFLICT,
	    .source = "SENDER",
	    .note = "may have been altered" },
	{ .name = "SENDER alone with _ is a conflict with MAIL_CONFIG",
	    .env = { { "SENDER", "a_b@x.example" },
		{ "MAIL_CONFIG", "/etc/postfix" } },
	    .mbox = "a!b@x.example",
	    .state = ENVELOPE_CONFLICT,
	    .source = "SENDER",
	    .note = "may have been altered" },
	{ .name = "SENDER alone without _ counts under Postfix",
	    .env = { { "SENDER", ALICE }, { "ORIGINAL_RECIPIENT", BOB } },
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "SENDER" },
	{ .name = "RPLINE and SENDER contradict",
	    .env = { { "SENDER", "c@x.example" },
		{ "RPLINE", "Return-Path: <" ALICE ">\n" } },
	    .state = ENVELOPE_CONFLICT,
	    .source = "RPLINE",
	    .note = "but SENDER" },
	{ .name = "Return-Path and RPLINE contradict",
	    .env = { { "RPLINE", "Return-Path: <c@x.example>\n" } },
	    .return_path = ALICE,
	    .state = ENVELOPE_CONFLICT,
	    .source = "Return-Path",
	    .note = "but RPLINE" },
	{ .name = "RPLINE that is no Return-Path is a conflict",
	    .env = { { "SENDER", ALICE }, { "RPLINE", ALICE } },
	    .state = ENVELOPE_CONFLICT,
	    .source = "RPLINE",
	    .note = "cannot be trusted" },
	{ .name = "UFLINE is no source",
	    .env = { { "UFLINE", "From " ALICE " Tue\n" } },
	    .state = ENVELOPE_UNKNOWN },
	{ .name = "FROM is no source",
	    .env = { { "FROM", ALICE } },
	    .state = ENVELOPE_UNKNOWN },
	{ .name = "another From line is noted",
	    .return_path = ALICE,
	    .mbox = "c@x.example",
	    .state = ENVELOPE_ADDRESS,
	    .sender = ALICE,
	    .source = "Return-Path",
	    .note = "From line says c@x.example" },
	{ .name = "a bare local part is kept",
	    .mbox = "bob",
	    .state = ENVELOPE_ADDRESS,
	    .sender = "bob",
	    .source = "From line" },
	{ .name = "a control never vanishes",
	    .options = { .sender = "al\nice@x.example" },
	    .state = ENVELOPE_ADDRESS,
	    .sender = "al\xef\xbf\xbd"
		      "ice@x.example",
	    .source = "--sender" },
	{ .name = "a long one is cut and stays too long",
	    .options = { .sender = J320 "@x.example" },
	    .state = ENVELOPE_ADDRESS,
	    .sender = J320,
	    .source = "--sender" },
};

#define FROM_ALICE                                                        \
	.return_path = ALICE, .state = ENVELOPE_ADDRESS, .sender = ALICE, \
	.source = "Return-Path"

static const struct envelope_case others[] = {
	{ .name = "the option is the recipient",
	    FROM_ALICE,
	    .options = { .mailbox = "desk" },
	    .env = { { "RECIPIENT", BOB } },
	    .recipient = "desk",
	    .recipient_source = "--mailbox" },
	{ .name = "an empty option is none",
	    FROM_ALICE,
	    .options = { .mailbox = "" },
	    .env = { { "RECIPIENT", BOB } },
	    .recipient = BOB,
	    .recipient_source = "RECIPIENT" },
	{ .name = "ORIGINAL_RECIPIENT",
	    FROM_ALICE,
	    .env = { { "ORIGINAL_RECIPIENT", BOB }, { "ORIG_RECIPIENT", "c" } },
	    .recipient = BOB,
	    .recipient_source = "ORIGINAL_RECIPIENT" },
	{ .name = "ORIG_RECIPIENT",
	    FROM_ALICE,
	    .env = { { "ORIG_RECIPIENT", BOB } },
	    .original_to = "c@example.org",
	    .recipient = BOB,
	    .recipient_source = "ORIG_RECIPIENT" },
	{ .name = "X-Original-To",
	    FROM_ALICE,
	    .original_to = BOB,
	    .delivered_to = "c@example.org",
	    .recipient = BOB,
	    .recipient_source = "X-Original-To" },
	{ .name = "Delivered-To",
	    FROM_ALICE,
	    .delivered_to = BOB,
	    .envelope_to = "c@example.org",
	    .recipient = BOB,
	    .recipient_source = "Delivered-To" },
	{ .name = "Envelope-To",
	    FROM_ALICE,
	    .envelope_to = BOB,
	    .env = { { "DTLINE", "Delivered-To: c@example.org\n" } },
	    .recipient = BOB,
	    .recipient_source = "Envelope-To" },
	{ .name = "DTLINE",
	    FROM_ALICE,
	    .env = { { "DTLINE", "Delivered-To: " BOB "\n" }, { "LOCAL", "c" },
		{ "HOST", "example.org" } },
	    .recipient = BOB,
	    .recipient_source = "DTLINE" },
	{ .name = "DTLINE that is none",
	    FROM_ALICE,
	    .env = { { "DTLINE", BOB } },
	    .recipient = "" },
	{ .name = "LOCAL and HOST",
	    FROM_ALICE,
	    .env = { { "LOCAL", "bob+a" }, { "HOST", "example.org" },
		{ "EXTENSION", "a" }, { "DOMAIN", "d.example" } },
	    .recipient = "bob+a@example.org",
	    .recipient_source = "LOCAL@HOST" },
	{ .name = "LOCAL and DOMAIN",
	    FROM_ALICE,
	    .env = { { "LOCAL", "bob+a" }, { "DOMAIN", "example.org" },
		{ "USER", "c" } },
	    .recipient = "bob+a@example.org",
	    .recipient_source = "LOCAL@DOMAIN" },
	{ .name = "USER, EXTENSION and DOMAIN",
	    FROM_ALICE,
	    .env = { { "USER", "bob" }, { "EXTENSION", "a" },
		{ "DOMAIN", "example.org" } },
	    .recipient = "bob+a@example.org",
	    .recipient_source = "USER@DOMAIN" },
	{ .name = "USER and DOMAIN",
	    FROM_ALICE,
	    .env = { { "USER", "bob" }, { "DOMAIN", "example.org" } },
	    .recipient = BOB,
	    .recipient_source = "USER@DOMAIN" },
	{ .name = "USER without a domain is none",
	    FROM_ALICE,
	    .env = { { "USER", "bob" }, { "HOST", "mx" } },
	    .recipient = "" },
	{ .name = "a recipient with controls is passed over",
	    FROM_ALICE,
	    .env = { { "RECIPIENT", "b\nob@example.org" } },
	    .delivered_to = BOB,
	    .recipient = BOB,
	    .recipient_source = "Delivered-To",
	    .note = "RECIPIENT is too long or has controls" },
	{ .name = "IPv4 client",
	    FROM_ALICE,
	    .env = { { "CLIENT_ADDRESS", "192.0.2.1" } },
	    .client_ip = "192.0.2.1" },
	{ .name = "IPv6 client in any case of its prefix",
	    FROM_ALICE,
	    .options = { .client_ip = "ipv6:::1" },
	    .env = { { "CLIENT_ADDRESS", "192.0.2.1" } },
	    .client_ip = "::1" },
	{ .name = "IPv6 client without a prefix",
	    FROM_ALICE,
	    .env = { { "CLIENT_ADDRESS", "2001:db8::1" } },
	    .client_ip = "2001:db8::1" },
	{ .name = "no client",
	    FROM_ALICE,
	    .options = { .client_ip = "Unknown" },
	    .client_ip = "" },
	{ .name = "a client that is no address is noted",
	    FROM_ALICE,
	    .options = { .client_ip = "192.0.2.256" },
	    .client_ip = "",
	    .note = "client address is not one: 192.0.2.256" },
	{ .name = "HELO loses its controls",
	    FROM_ALICE,
	    .options = { .helo = "mx\r\nX: y" },
	    .env = { { "CLIENT_HELO", "other" } },
	    .helo = "mx X: y" },
	{ .name = "HELO of the environment is bounded",
	    FROM_ALICE,
	    .env = { { "CLIENT_HELO", J320 } },
	    .helo = J40 J40 J40 J40 J40 J40 "jjjjjjjjjjjjjjj" },
};

static void
every_caller_is_understood(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(callers); i++)
		run(&callers[i]);
}

static void
only_agreeing_sources_give_a_sender(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(senders); i++)
		run(&senders[i]);
}

static void
recipient_and_client_come_from_the_first_source(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(others); i++)
		run(&others[i]);
}

static void
a_sender_that_cannot_be_kept_is_refused(void **state)
{
	static const char *const paths[] = {
		"al\nice@x.example",
		"alice@x.exa\x01mple",
		"\"al\nice\"@x.example",
		J320 "@x.example",
		"alice@" J320 ".example",
		"\"" J320 "\"@x.example",
	};
	struct envelope e;
	struct envelope_case c = { .name = "kept" };
	size_t i;

	(void)state;
	memset(&subject, 0, sizeof subject);
	for (i = 0; i < COUNT(paths); i++) {
		current = &c;
		c.options.sender = paths[i];
		envelope_find(&e, &c.options, env, &subject);
		assert_int_equal(e.state, ENVELOPE_ADDRESS);
		assert_int_not_equal(addr_check(e.sender), ADDR_GOOD);
	}
}

/* What may choose a mailbox's file: nothing that a sender can write. */
static void
only_the_caller_names_the_mailbox(void **state)
{
	static const struct {
		struct variable env[3];
		const char *option, *want;
	} rows[] = {
		{ { { "RECIPIENT", "a@x.example" } }, NULL, "a@x.example" },
		{ { { "RECIPIENT", "a@x.example" } }, "b@x.example",
		    "b@x.example" },
		{ { { "RECIPIENT", "a@x.example" } }, "", "a@x.example" },
		{ { { "DTLINE", "Delivered-To: a@x.example" } }, NULL,
		    "a@x.example" },
		{ { { "LOCAL", "a" }, { "HOST", "x.example" } }, NULL,
		    "a@x.example" },
		{ { { "USER", "a" }, { "EXTENSION", "b" },
		      { "DOMAIN", "x.example" } },
		    NULL, "a+b@x.example" },
		{ { { "USER", "a" } }, NULL, "" },
		{ { { NULL, NULL } }, NULL, "" },
		/* what an alias was called before */
		{ { { "ORIGINAL_RECIPIENT", "a@x.example" } }, NULL, "" },
		{ { { "ORIG_RECIPIENT", "a@x.example" } }, NULL, "" },
		{ { { "ORIGINAL_RECIPIENT", "a@x.example" }, { "LOCAL", "b" },
		      { "HOST", "x.example" } },
		    NULL, "b@x.example" },
		/* variables that have the names of fields */
		{ { { "Delivered-To", "a@x.example" },
		      { "X-Original-To", "a@x.example" },
		      { "Envelope-To", "a@x.example" } },
		    NULL, "" },
	};
	static struct envelope_case c = { .name = "mailbox" };
	char got[ADDR_MAX];
	size_t i;

	(void)state;
	current = &c;
	for (i = 0; i < COUNT(rows); i++) {
		memcpy(c.env, rows[i].env, sizeof rows[i].env);
		c.options.mailbox = rows[i].option;
		envelope_find_mailbox(got, &c.options, env);
		if (strcmp(got, rows[i].want) != 0)
			fail_msg("%zu: %s", i, got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_caller_is_understood),
		cmocka_unit_test(only_agreeing_sources_give_a_sender),
		cmocka_unit_test(
		    recipient_and_client_come_from_the_first_source),
		cmocka_unit_test(a_sender_that_cannot_be_kept_is_refused),
		cmocka_unit_test(only_the_caller_names_the_mailbox),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
