/* Whole records through a descriptor, however many calls that takes. */
#ifndef BACKSOON_BASE_EXACT_H
#define BACKSOON_BASE_EXACT_H

#include <stddef.h>

/* Return 0, or -1 where the end or an error came before. */
int exact_read(int fd, void *to, size_t size);
int exact_write(int fd, const void *from, size_t size);

#endif
