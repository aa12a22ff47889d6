/* The commands: each takes its own argc and argv, argv[0] being its name, and
 * returns the exit status. */
#ifndef BACKSOON_CLI_COMMANDS_H
#define BACKSOON_CLI_COMMANDS_H

int respond_command(int argc, char **argv);
/* For a caller whose first word is no command: a message on stdin is drained
 * and the mistake logged (0); without one it is a usage error (64). */
int respond_unknown(const char *word);
int explain_command(int argc, char **argv);
int rules_command(int argc, char **argv);
int history_command(int argc, char **argv);
int sender_check_command(int argc, char **argv);
int check_config_command(int argc, char **argv);

#endif
