/* Memory that is there, or a process that is not (the supervisor turns its end
 * into silence). */
#ifndef BACKSOON_BASE_MEM_H
#define BACKSOON_BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

/* Exit status of a process that ran out of memory; never reaches a caller. */
#define MEM_EXIT 71

/* Like malloc(3), calloc(3), realloc(3), strdup(3), strndup(3); never NULL.
 * The caller owns the result and gives it to free(3). */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t len);

/* A formatted string, owned by the caller. */
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Copies a string into a fixed array and always terminates it.
 * Returns -1, with the copy cut, where it did not fit.
 */
int mem_copy(char *to, size_t size, const char *from);
int mem_copy_n(char *to, size_t size, const char *from, size_t len);

#endif
