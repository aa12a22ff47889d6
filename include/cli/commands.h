/* The commands: one table for dispatch, help, options and completion. */
#ifndef BACKSOON_CLI_COMMANDS_H
#define BACKSOON_CLI_COMMANDS_H

#include "cli/options.h"

#include <stddef.h>

struct command {
	const char *name;
	/* Takes its own argc and argv, argv[0] being its name, and returns
	 * the exit status. */
	int (*run)(const struct command *self, int argc, char **argv);
	const char *says;     /* one line of help */
	const char *operands; /* "FILE", "" for none */
	const char *words;    /* the words its operand can be, "list show" */
	uint64_t options;     /* OPTION_SET()s */
};

extern const struct command commands[];
extern const size_t commands_count;

/* The command of this name, or NULL. */
const struct command *command_find(const char *name);
/* Reads the options of a command; where they are wrong says so on stderr and
 * returns -1: the status is OPTIONS_USAGE then. */
int command_options(struct options *o, const struct command *self, int argc,
    char **argv);

/* For a caller whose first word is no command: a message on stdin is drained
 * and the mistake logged (0); without one it is a usage error (64). */
int respond_unknown(const char *word);

int respond_command(const struct command *self, int argc, char **argv);
int explain_command(const struct command *self, int argc, char **argv);
int rules_command(const struct command *self, int argc, char **argv);
int history_command(const struct command *self, int argc, char **argv);
int sender_check_command(const struct command *self, int argc, char **argv);
int check_config_command(const struct command *self, int argc, char **argv);
int on_command(const struct command *self, int argc, char **argv);
int off_command(const struct command *self, int argc, char **argv);
int status_command(const struct command *self, int argc, char **argv);
int stop_command(const struct command *self, int argc, char **argv);
int resume_command(const struct command *self, int argc, char **argv);
int preview_command(const struct command *self, int argc, char **argv);
int correspondents_command(const struct command *self, int argc, char **argv);
int simulate_command(const struct command *self, int argc, char **argv);
int doctor_command(const struct command *self, int argc, char **argv);
int check_template_command(const struct command *self, int argc, char **argv);
int schedule_command(const struct command *self, int argc, char **argv);
int completion_command(const struct command *self, int argc, char **argv);
int config_command(const struct command *self, int argc, char **argv);
int prune_command(const struct command *self, int argc, char **argv);

#endif
