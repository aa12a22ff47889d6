#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *says;
} commands[] = {
	{ "respond", respond_command,
	    "read one message on stdin and answer it where that is right" },
	{ "explain", explain_command,
	    "read one message and tell what respond would do, and why" },
	{ "rules", rules_command, "list the rules" },
	{ "history", history_command,
	    "list|show|forget|prune|stats|export|import|verify" },
	{ "sender-check", sender_check_command,
	    "ask the DNS about a sender, and tell what was found" },
	{ "check-config", check_config_command,
	    "report every mistake of a configuration file" },
};

static int
help(void)
{
	size_t i;

	puts("usage: backsoon [command] [option ...]");
	for (i = 0; i < sizeof commands / sizeof *commands; i++)
		printf("  %-13s %s\n", commands[i].name, commands[i].says);
	puts(
	    "options of respond and explain:\n"
	    "  --config FILE      the mailbox's configuration\n"
	    "  --mailbox ADDRESS  envelope recipient\n"
	    "  --sender ADDRESS   envelope sender, '' for <>\n"
	    "  --client-ip IP     address of the sending host\n"
	    "  --helo NAME        name it gave\n"
	    "  --on-failure 0|75  status of a temporary failure\n"
	    "options of explain:\n"
	    "  --at TIME          judge as of this time\n"
	    "  --json             one JSON object\n"
	    "  --all              try every rule\n"
	    "options of sender-check: --client-ip, --helo, --sender, --config, "
	    "--json,\n"
	    "  --dns-server IP[:PORT], --dns-timeout TIME, --test-lists\n"
	    "Manuals: backsoon(1), backsoon.conf(5)");
	return fflush(stdout) == 0 ? 0 : 1;
}

static int
version(void)
{
	puts("backsoon " BACKSOON_VERSION);
	return fflush(stdout) == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	size_t i;

	/* A caller's pipe starts with an option, or with nothing at all. */
	if (argc < 2)
		return respond_command(argc, argv);
	if (strcmp(argv[1], "--help") == 0)
		return help();
	if (strcmp(argv[1], "--version") == 0)
		return version();
	if (argv[1][0] == '-' || argv[1][0] == '\0')
		return respond_command(argc, argv);
	for (i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	return respond_unknown(argv[1]);
}
