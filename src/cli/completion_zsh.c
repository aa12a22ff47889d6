#include "completion.h"

#include <string.h>

static const char head[] =
    "#compdef backsoon\n"
    "# zsh completion for backsoon(1), from: backsoon completion zsh\n"
    "_backsoon()\n"
    "{\n"
    "\tlocal -a commands\n"
    "\n"
    "\tcommands=(\n";

static const char middle[] =
    "\t)\n"
    "\tif (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
    "\t\t_describe -t commands command commands\n"
    "\t\treturn\n"
    "\tfi\n"
    "\tcase $words[2] in\n";

static const char tail[] = "\tesac\n"
			   "}\n"
			   "\n"
			   "if [[ $funcstack[1] == _backsoon ]]; then\n"
			   "\t_backsoon \"$@\"\n"
			   "else\n"
			   "\tcompdef _backsoon backsoon\n"
			   "fi\n";

/* Within single quotes, and where ':', '[' and ']' divide. */
static void
quoted(FILE *out, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '\'')
			fputs("'\\'", out);
		else if (strchr(":[]\\", *s) != NULL)
			fputc('\\', out);
		fputc(*s, out);
	}
}

/* The part of a specification behind the name of what is completed. */
static void
action(FILE *out, const char *placeholder, const char *words)
{
	fputc(':', out);
	quoted(out, placeholder);
	fputc(':', out);
	if (*words != '\0')
		fprintf(out, "(%s)", words);
	else if (completion_is_file(placeholder))
		fputs("_files", out);
	else if (completion_is_choice(placeholder)) {
		fputc('(', out);
		completion_choice(out, placeholder);
		fputc(')', out);
	} else {
		fputc(' ', out);
	}
}

static void
option(FILE *out, const struct option_row *row)
{
	fprintf(out, " \\\n\t\t    '--%s[", row->name);
	quoted(out, row->says);
	fputc(']', out);
	if (row->value != NULL)
		action(out, row->value, "");
	fputc('\'', out);
}

static void
command(FILE *out, const char *pattern, const struct command *c)
{
	fprintf(out, "\t%s)\n", pattern);
	/* What stands before the options is no operand. */
	if (strcmp(pattern, c->name) == 0)
		fputs("\t\tshift words\n\t\t(( CURRENT-- ))\n", out);
	fputs("\t\t_arguments", out);
	completion_options(out, c->options, option);
	if (*c->operands != '\0') {
		fputs(" \\\n\t\t    '1", out);
		action(out, c->operands, c->words);
		fputc('\'', out);
	}
	fputs("\n\t\t;;\n", out);
}

void
completion_zsh(FILE *out)
{
	size_t i;

	fputs(head, out);
	for (i = 0; i < commands_count; i++) {
		fprintf(out, "\t\t'%s:", commands[i].name);
		quoted(out, commands[i].says);
		fputs("'\n", out);
	}
	fputs(middle, out);
	for (i = 0; i < commands_count; i++)
		command(out, commands[i].name, &commands[i]);
	command(out, "-*", &commands[0]);
	fputs(tail, out);
}
