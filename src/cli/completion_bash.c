#include "completion.h"

static const char head[] =
    "# bash completion for backsoon(1), from: backsoon completion bash\n"
    "_backsoon()\n"
    "{\n"
    "\tlocal cur=${COMP_WORDS[COMP_CWORD]}\n"
    "\tlocal prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "\tlocal options='' words='' files='' word\n"
    "\n"
    "\tCOMPREPLY=()\n"
    "\tcase $prev in\n";

static const char tail[] =
    "\tesac\n"
    "\tfi\n"
    "\n"
    "\tif [[ $cur == -* ]]; then\n"
    "\t\tmapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\")\n"
    "\t\treturn\n"
    "\tfi\n"
    "\tif [[ $COMP_CWORD -gt 1 ]]; then\n"
    "\t\tfor word in \"${COMP_WORDS[@]:2:COMP_CWORD - 2}\"; do\n"
    "\t\t\t[[ \" $words \" == *\" $word \"* ]] && words=''\n"
    "\t\tdone\n"
    "\tfi\n"
    "\tif [[ $files ]]; then\n"
    "\t\t_backsoon_files\n"
    "\telse\n"
    "\t\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
    "\tfi\n"
    "}\n"
    "\n"
    "_backsoon_files()\n"
    "{\n"
    "\tcompopt -o filenames 2>/dev/null\n"
    "\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
    "}\n"
    "\n"
    "complete -F _backsoon backsoon\n";

static void
name(FILE *out, const struct option_row *row)
{
	fprintf(out, "--%s ", row->name);
}

/* What stands behind an option; most values nobody can guess. */
static void
value(FILE *out, const struct option_row *row)
{
	if (row->value == NULL)
		return;
	fprintf(out, "\t--%s)\n", row->name);
	if (completion_is_file(row->value)) {
		fputs("\t\t_backsoon_files\n", out);
	} else if (completion_is_choice(row->value)) {
		fputs("\t\tmapfile -t COMPREPLY < <(compgen -W '", out);
		completion_choice(out, row->value);
		fputs("' -- \"$cur\")\n", out);
	}
	fputs("\t\treturn\n\t\t;;\n", out);
}

static void
command(FILE *out, const char *pattern, const struct command *c)
{
	fprintf(out, "\t%s)\n\t\toptions='", pattern);
	completion_options(out, c->options, name);
	fputs("'\n", out);
	if (*c->words != '\0')
		fprintf(out, "\t\twords='%s'\n", c->words);
	if (completion_is_file(c->operands))
		fputs("\t\tfiles=yes\n", out);
	fputs("\t\t;;\n", out);
}

/* Where no command is typed yet, there may be one, or an option of the first,
 * which is the default. */
static void
first_word(FILE *out)
{
	size_t i;

	fputs("\tif [[ $COMP_CWORD -eq 1 ]]; then\n\t\toptions='--help "
	      "--version ",
	    out);
	completion_options(out, commands[0].options, name);
	fputs("'\n\t\twords='", out);
	for (i = 0; i < commands_count; i++)
		fprintf(out, "%s ", commands[i].name);
	fputs("'\n\telse case ${COMP_WORDS[1]} in\n", out);
}

void
completion_bash(FILE *out)
{
	size_t i;

	fputs(head, out);
	completion_options(out, UINT64_MAX, value);
	fputs("\tesac\n\n", out);
	first_word(out);
	for (i = 0; i < commands_count; i++)
		command(out, commands[i].name, &commands[i]);
	command(out, "-*", &commands[0]);
	fputs(tail, out);
}
