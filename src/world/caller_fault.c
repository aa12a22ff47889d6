#include "world/caller.h"

#include <regex.h>

#define K(kind) (1u << CALLER_##kind)
#define LINES (K(ALIASES) | K(FORWARD) | K(QMAIL) | K(MAILDROP))

#define RIVAL "(vacation|mailbot|autorespond|gnarwl|autoreply)"
/* Debian's own autoreply transport has no text; it serves users' filters. */
#define EXIM_REPLY "driver *= *autoreply"

/* How backsoon is run, or another responder, in each kind of file. */
static const struct {
	const char *calls;
	const char *rival;
} runs[CALLER_KINDS] = {
	[CALLER_MASTER] = { "argv=.*backsoon", "argv=.*" RIVAL },
	[CALLER_ALIASES] = { "[|].*backsoon", "[|].*" RIVAL },
	[CALLER_FORWARD] = { "[|].*backsoon", "[|].*" RIVAL },
	[CALLER_QMAIL] = { "[|].*backsoon", "[|].*" RIVAL },
	[CALLER_EXIM] = { "command *=.*backsoon",
	    "(text|file|once) *=.*" EXIM_REPLY "|" EXIM_REPLY
	    ".*(text|file|once) *=|command *=[^\n]*" RIVAL },
	[CALLER_SMTPD] = { "mda.*backsoon", "mda.*" RIVAL },
	[CALLER_DOVECOT] = { "executable *=.*backsoon", NULL },
	[CALLER_SIEVE] = { "^(pipe|execute|filter) .*backsoon", "^vacation " },
	[CALLER_PROCMAIL] = { "[|].*backsoon", "[|].*" RIVAL },
	[CALLER_MAILDROP] = { "backsoon", "[`|].*" RIVAL },
};

#define MAILBOX "--(mailbox|config)"
#define MAILDROP_CC "cc \"| /usr/local/bin/backsoon --mailbox bob@example.org\""

/* docs/callers.md has what each of these was learned from. */
static const struct caller_fault faults[] = {
	{ .kinds = K(MASTER),
	    .wanted = "user=",
	    .severe = true,
	    .says = "pipe(8) runs no command without user=",
	    .remedy = "user=_backsoon in this entry of master.cf" },
	{ .kinds = K(MASTER),
	    .wrong = "argv=[^ ]*sh -c",
	    .severe = true,
	    .says = "a shell reads what a stranger wrote",
	    .remedy = "argv=/usr/local/bin/backsoon and its arguments, "
		      "without a shell" },
	{ .kinds = K(MASTER),
	    .unless = "--sender",
	    .wanted = "flags=[a-zA-Z.]*R",
	    .severe = true,
	    .says = "neither --sender nor the flag R names the sender: nobody "
		    "is ever answered",
	    .remedy = "--sender -- ${sender} at the end of argv=" },
	{ .kinds = K(MASTER),
	    .when = "--sender",
	    .wanted = "--sender -- [$][{]sender[}] $",
	    .severe = true,
	    .says = "an empty sender, or one that begins with a hyphen, would "
		    "be taken for something else",
	    .remedy = "--sender -- ${sender} at the end of argv=" },
	{ .kinds = K(MASTER),
	    .wanted = "null_sender= ",
	    .says = "a bounce arrives with the sender MAILER-DAEMON",
	    .remedy = "null_sender= with nothing behind it, in this entry" },
	{ .kinds = K(MASTER),
	    .wanted = "flags=",
	    .says = "the entry has no flags=",
	    .remedy = "flags=RhuX in this entry" },
	{ .kinds = K(MASTER),
	    .unless = MAILBOX,
	    .wanted = "flags=[a-zA-Z.]*[DO]",
	    .severe = true,
	    .says = "nothing names the mailbox",
	    .remedy = "--mailbox ${original_recipient} in argv=" },
	{ .kinds = K(MASTER),
	    .wrong = "--mailbox [$][{]recipient[}]",
	    .says = "${recipient} is what an alias made of the address, not "
		    "the mailbox",
	    .remedy = "--mailbox ${original_recipient} in argv=" },
	{ .kinds = K(MASTER),
	    .wanted = "--client-ip [$][{]client_address[}]",
	    .says = "SPF cannot be asked without the client's address",
	    .remedy = "--client-ip ${client_address} --helo ${client_helo} in "
		      "argv=" },
	{ .kinds = K(MAIN),
	    .wrong = "^(mailbox_command|mailbox_transport|virtual_transport|"
		     "local_transport|fallback_transport) *=.*backsoon",
	    .severe = true,
	    .says = "messages go to backsoon and into no mailbox",
	    .remedy = "a second recipient for the mailbox, as README.md "
		      "shows" },
	{ .kinds = K(ALIASES),
	    .wrong = "^[^:|]*:[ \"]*[|][^,]*$",
	    .severe = true,
	    .says = "the message itself is delivered nowhere",
	    .remedy = "a second destination, as in desk: \\desk, "
		      "\"|/usr/local/bin/backsoon\"" },
	{ .kinds = K(FORWARD),
	    .wrong = "^[ \"]*[|][^,\n]*$",
	    .severe = true,
	    .says = "the message itself is delivered nowhere",
	    .remedy = "\\bob, \"|/usr/local/bin/backsoon\" with the own name "
		      "for bob" },
	{ .kinds = LINES,
	    .wrong = "--on-failure[ =]*75",
	    .severe = true,
	    .says = "each retry stores one more copy of the message",
	    .remedy = "the command without --on-failure 75" },
	{ .kinds = LINES | K(PROCMAIL),
	    .wrong = "--sender",
	    .severe = true,
	    .says = "a shell reads this line, and a stranger chooses the "
		    "sender",
	    .remedy = "the command without --sender" },
	{ .kinds = K(QMAIL),
	    .wrong = "^[./&].*backsoon",
	    .says = "it stands below a delivery",
	    .remedy = "the line of backsoon as the first one" },
	{ .kinds = K(EXIM),
	    .wrong = "command *=[^\n]*[$][{]?sender_address",
	    .severe = true,
	    .says = "Exim refuses this command, and the message bounces",
	    .remedy = "the command without $sender_address: SENDER is set by "
		      "itself" },
	{ .kinds = K(EXIM),
	    .wrong = "use_shell",
	    .severe = true,
	    .says = "a shell reads what a stranger wrote",
	    .remedy = "the transport without use_shell" },
	{ .kinds = K(EXIM),
	    .wanted = "return_path_add",
	    .says = "there is no Return-path field",
	    .remedy = "return_path_add" },
	{ .kinds = K(EXIM),
	    .wanted = "temp_errors|ignore_status",
	    .says = "an unexpected exit status bounces the message",
	    .remedy = "temp_errors = *" },
	{ .kinds = K(EXIM),
	    .wanted = "timeout_defer",
	    .says = "a time limit bounces the message",
	    .remedy = "timeout_defer" },
	{ .kinds = K(EXIM),
	    .when = "CLIENT_ADDRESS",
	    .wanted = "environment *= *<;",
	    .says = "an IPv6 address is cut at its first colon",
	    .remedy = "environment = <; "
		      "CLIENT_ADDRESS=$sender_host_address" },
	{ .kinds = K(SMTPD),
	    .wrong = "%[{][^}]*sender",
	    .severe = true,
	    .says = "a shell reads this line, and a stranger chooses the "
		    "sender",
	    .remedy = "the command without %{sender}: SENDER is set by "
		      "itself" },
	{ .kinds = K(SIEVE),
	    .wanted = "^pipe ",
	    .severe = true,
	    .says = "execute and filter are not what keeps a message as it is",
	    .remedy = "pipe :copy :try \"backsoon\"" },
	{ .kinds = K(SIEVE),
	    .when = "^pipe ",
	    .wanted = " :copy ",
	    .severe = true,
	    .says = "without :copy the message itself is delivered nowhere",
	    .remedy = "pipe :copy :try \"backsoon\"" },
	{ .kinds = K(SIEVE),
	    .when = "^pipe ",
	    .wanted = " :try ",
	    .says = "without :try a failure ends the script",
	    .remedy = "pipe :copy :try \"backsoon\"" },
	{ .kinds = K(PROCMAIL),
	    .wanted = "^:0[^\n:]*c",
	    .severe = true,
	    .says = "without the flag c the message itself is lost",
	    .remedy = ":0 c" },
	{ .kinds = K(PROCMAIL) | K(MAILDROP),
	    .wanted = MAILBOX,
	    .says = "nothing names the mailbox",
	    .remedy = "--mailbox bob@example.org with the own address" },
	{ .kinds = K(MAILDROP),
	    .wrong = "^xfilter",
	    .severe = true,
	    .says = "xfilter puts the program's output, which is empty, in "
		    "place of the message",
	    .remedy = MAILDROP_CC },
	{ .kinds = K(MAILDROP),
	    .wrong = "^to ",
	    .severe = true,
	    .says = "the message itself is delivered nowhere",
	    .remedy = MAILDROP_CC },
};

static bool
matches(const char *pattern, const char *text)
{
	regex_t re;
	bool found;

	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	found = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	return found;
}

bool
caller_calls(enum caller_kind kind, const struct caller_unit *u)
{
	return u->us.number != 0 && runs[kind].calls != NULL &&
	    matches(runs[kind].calls, u->text);
}

bool
caller_has_rival(enum caller_kind kind, const struct caller_unit *u)
{
	return u->rival.number != 0 && runs[kind].rival != NULL &&
	    matches(runs[kind].rival, u->text);
}

static bool
applies(const struct caller_fault *f, const char *text)
{
	if ((f->when != NULL && !matches(f->when, text)) ||
	    (f->unless != NULL && matches(f->unless, text)))
		return false;
	return f->wanted != NULL ? !matches(f->wanted, text)
				 : matches(f->wrong, text);
}

const struct caller_fault *
caller_fault(enum caller_kind kind, const struct caller_unit *u, size_t *at)
{
	const struct caller_fault *f;

	if (u->us.number == 0 ||
	    (kind != CALLER_MAIN && !caller_calls(kind, u)))
		return NULL;
	while (*at < sizeof faults / sizeof *faults) {
		f = &faults[(*at)++];
		if ((f->kinds & 1u << kind) != 0 && applies(f, u->text))
			return f;
	}
	return NULL;
}
