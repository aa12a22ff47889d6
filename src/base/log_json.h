/* A line of the log as one JSON object. */
#ifndef BACKSOON_BASE_LOG_JSON_H
#define BACKSOON_BASE_LOG_JSON_H

#include "base/log.h"

#define LOG_STAMP 32
/* Octets of a whole line, with what stands around its members. */
#define LOG_WHOLE (LOG_LINE + 128)

/* Appends a member; `cleaned` is the value after log_clean(), and a number
 * where `number` says so. */
void log_json_add(struct log_line *line, const char *key, const char *cleaned,
    bool number);
/* Writes the object. */
void log_json_end(char to[LOG_WHOLE], const struct log_line *line,
    const char *stamp, const char *level);

#endif
