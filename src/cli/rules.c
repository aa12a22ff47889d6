#include "policy/rules.h"
#include "cli/commands.h"
#include "cli/options.h"
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
rules_command(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--json") == 0) {
		json_rules(stdout);
	} else if (argc == 1) {
		print_table();
	} else {
		fprintf(stderr,
		    "backsoon: rules: only --json is known; try backsoon "
		    "--help\n");
		return OPTIONS_USAGE;
	}
	return fflush(stdout) == 0 ? 0 : 1;
}
