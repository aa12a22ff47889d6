#include "completion.h"

#include <string.h>

static const struct shell {
	const char *name;
	void (*print)(FILE *out);
} shells[] = {
	{ "bash", completion_bash },
	{ "zsh", completion_zsh },
};

bool
completion_is_file(const char *placeholder)
{
	return strstr(placeholder, "FILE") != NULL ||
	    strstr(placeholder, "DIR") != NULL;
}

/* Capitals stand for something else, digits and small letters for
 * themselves. */
bool
completion_is_choice(const char *placeholder)
{
	return strchr(placeholder, '|') != NULL &&
	    strpbrk(placeholder, "ABCDEFGHIJKLMNOPQRSTUVWXYZ[:") == NULL;
}

void
completion_choice(FILE *out, const char *placeholder)
{
	for (; *placeholder != '\0'; placeholder++)
		fputc(*placeholder == '|' ? ' ' : *placeholder, out);
}

void
completion_options(FILE *out, uint64_t set, completion_option_fn *fn)
{
	int i;

	for (i = 0; i < OPTION_COUNT; i++)
		if ((set & OPTION_SET(i)) != 0)
			fn(out, &option_rows[i]);
}

int
completion_command(const struct command *self, int argc, char **argv)
{
	struct options o;
	size_t i;

	if (command_options(&o, self, argc, argv) == -1)
		return OPTIONS_USAGE;
	for (i = 0; i < sizeof shells / sizeof *shells; i++)
		if (o.rest_count == 1 &&
		    strcmp(o.rest[0], shells[i].name) == 0) {
			shells[i].print(stdout);
			return fflush(stdout) == 0 ? 0 : 1;
		}
	fputs("backsoon: completion: expected bash or zsh\n", stderr);
	return OPTIONS_USAGE;
}
