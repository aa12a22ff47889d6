#include "policy/rules.h"
#include "cli/commands.h"
#include "json.h"

#include <stdio.h>
#include <string.h>

static void
print_table(void)
{
	size_t i;

	for (i = 0; i < rules_count; i++)
		printf("%-18s %-6s %s\n%-18s        %s\n", rules[i].name,
		    rule_force_text(rules[i].force), rules[i].source, "",
		    rules[i].says);
}

int
rules_command(const struct command *self, int argc, char **argv)
{
	struct options o;

	if (command_options(&o, self, argc, argv) == -1)
		return OPTIONS_USAGE;
	if (o.json)
		json_rules(stdout);
	else
		print_table();
	return fflush(stdout) == 0 ? 0 : 1;
}
