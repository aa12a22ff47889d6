#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

#define O(name) OPTION_SET(OPTION_##name)
/* Of every command that takes a message. */
#define MESSAGE                                                        \
	(O(CONFIG) | O(MAILBOX) | O(SENDER) | O(CLIENT_IP) | O(HELO) | \
	    O(ON_FAILURE))

const struct command commands[] = {
	{ "respond", respond_command,
	    "read one message on stdin and answer it where that is right", "",
	    "", MESSAGE },
	{ "explain", explain_command,
	    "read one message and tell what respond would do, and why", "", "",
	    MESSAGE | O(AT) | O(JSON) | O(ALL) },
	{ "rules", rules_command, "list the rules", "", "", O(JSON) },
	{ "history", history_command, "who was answered, and when",
	    "ACTION [ADDRESS]",
	    "list show forget prune stats export import verify",
	    O(CONFIG) | O(MAILBOX) | O(JSON) | O(ALL) | O(CSV) },
	{ "sender-check", sender_check_command,
	    "ask the DNS about a sender, and tell what was found", "", "",
	    O(CONFIG) | O(MAILBOX) | O(SENDER) | O(CLIENT_IP) | O(HELO) |
		O(JSON) | O(DNS_SERVER) | O(DNS_TIMEOUT) | O(TEST_LISTS) },
	{ "check-config", check_config_command,
	    "report every mistake of a configuration, with all its mailboxes",
	    "[FILE]", "", O(CONFIG) | O(MAILBOX) },
	{ "on", on_command, "go away: answer from now on, or on some days", "",
	    "",
	    O(CONFIG) | O(MAILBOX) | O(FROM) | O(UNTIL) | O(MESSAGE) |
		O(TEMPLATE) },
	{ "off", off_command, "be back: answer no more", "", "",
	    O(CONFIG) | O(MAILBOX) },
	{ "status", status_command, "whether a mailbox answers now, and why",
	    "", "", O(CONFIG) | O(MAILBOX) | O(JSON) },
	{ "stop", stop_command, "stop all responses at once, or a mailbox's",
	    "", "", O(CONFIG) | O(MAILBOX) | O(REASON) },
	{ "resume", resume_command, "undo stop", "", "",
	    O(CONFIG) | O(MAILBOX) },
	{ "preview", preview_command, "print the response as it would leave",
	    "", "", O(CONFIG) | O(MAILBOX) | O(SENDER) | O(LANGUAGE) | O(AT) },
	{ "simulate", simulate_command,
	    "who would have been answered among stored messages",
	    "MAILDIR|MBOX", "",
	    O(CONFIG) | O(MAILBOX) | O(SINCE) | O(JSON) | O(ALL) |
		O(IGNORE_SCHEDULE) },
	{ "doctor", doctor_command,
	    "look at the installation, and tell what is wrong with it", "", "",
	    O(CONFIG) | O(MAILBOX) | O(JSON) | O(PROBE) | O(ROOT) },
	{ "check-template", check_template_command,
	    "report every mistake of a template", "[FILE...]", "",
	    O(CONFIG) | O(MAILBOX) },
	{ "schedule", schedule_command,
	    "when the mailbox answers, and what changes next", "", "",
	    O(CONFIG) | O(MAILBOX) | O(AT) | O(DAYS) | O(JSON) },
	{ "correspondents", correspondents_command,
	    "list the people a mailbox has written to", "MAILDIR|MBOX", "",
	    O(CONFIG) | O(MAILBOX) | O(SINCE) },
	{ "completion", completion_command, "print the completion of a shell",
	    "SHELL", "bash zsh", 0 },
	{ "config", config_command,
	    "print every setting of a mailbox and its value", "show", "show",
	    O(CONFIG) | O(MAILBOX) | O(JSON) | O(ORIGIN) },
	{ "prune", prune_command,
	    "drop what has expired from the history; for a timer", "", "",
	    O(CONFIG) | O(MAILBOX) | O(ALL) },
};
const size_t commands_count = sizeof commands / sizeof *commands;

const struct command *
command_find(const char *name)
{
	size_t i;

	for (i = 0; i < commands_count; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

int
command_options(struct options *o, const struct command *self, int argc,
    char **argv)
{
	char error[200];
	int rc = options_parse(o, self->options, *self->operands != '\0', argc,
	    argv, error);

	if (rc == -1)
		fprintf(stderr, "backsoon: %s: %s\n", self->name, error);
	return rc;
}
