/* The box around a second program: what it can still do when what a stranger
 * wrote has taken it over. */
#ifndef BACKSOON_BASE_BOX_H
#define BACKSOON_BASE_BOX_H

#include <stdint.h>

/* What is done in a box: the system calls of that, and no others. */
enum box_work {
	BOX_ASK, /* the DNS: sockets of IPv4 and IPv6, no file */
	BOX_READ /* files, only to be read; no socket */
};

/* Descriptors, limits, death with the parent.  First of all. */
void box_prepare(uint32_t budget_ms, uint32_t memory);
/* No other system call from here on.  Returns -1 where the kernel does not
 * give that; no work must then be done. */
int box_close(enum box_work work);

#endif
