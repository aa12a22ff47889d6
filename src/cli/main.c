#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

static int
help(void)
{
	char text[100];
	size_t i;

	puts("usage: backsoon [command] [option ...]");
	for (i = 0; i < commands_count; i++)
		printf("  %-15s %s%s%s\n", commands[i].name, commands[i].says,
		    *commands[i].words == '\0' ? "" : ": ", commands[i].words);
	puts("options, for the commands that backsoon(1) names:");
	for (i = 0; i < OPTION_COUNT; i++) {
		const struct option_row *row = &option_rows[i];

		snprintf(text, sizeof text, "--%s%s%s", row->name,
		    row->value == NULL ? "" : " ",
		    row->value == NULL ? "" : row->value);
		printf("  %-24s %s\n", text, row->says);
	}
	puts("Manuals: backsoon(1), backsoon.conf(5), backsoon-template(5)");
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
	const struct command *c = &commands[0];

	/* A caller's pipe starts with an option, or with nothing at all. */
	if (argc < 2)
		return c->run(c, argc, argv);
	if (strcmp(argv[1], "--help") == 0)
		return help();
	if (strcmp(argv[1], "--version") == 0)
		return version();
	if (argv[1][0] == '-' || argv[1][0] == '\0')
		return c->run(c, argc, argv);
	c = command_find(argv[1]);
	return c == NULL ? respond_unknown(argv[1])
			 : c->run(c, argc - 1, argv + 1);
}
