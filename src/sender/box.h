/* The box around the checker: what it can still do when a stranger's DNS
 * answer has taken it over. */
#ifndef BACKSOON_SENDER_BOX_H
#define BACKSOON_SENDER_BOX_H

#include <stdint.h>

/* Descriptors, limits, death with the parent.  First of all. */
void box_prepare(uint32_t budget_ms);
/* No system call from here on but those of a resolver.  Returns -1 where the
 * kernel does not give that; nothing must then be asked. */
int box_close(void);

#endif
