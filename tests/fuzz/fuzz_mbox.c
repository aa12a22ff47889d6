/* An mbox of arbitrary octets: every octet belongs to at most one message,
 * and reading any of them stays within its room. */
#include "world/mailstore.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char why[MAILSTORE_WHY], path[64];
	uint64_t octets, all = 0;
	struct mailstore s;
	size_t i, room;
	int64_t n;
	char *to;
	int fd = memfd_create("mbox", MFD_CLOEXEC);

	if (fd == -1 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (mailstore_open(&s, path, why) == 0)
		for (i = 0; i < s.count; i++) {
			/* exactly as large as told, for the sanitizer */
			room = i % 2 == 0 ? (size_t)s.entries[i].octets : 7;
			to = malloc(room + 1);
			n = to == NULL ? -1
				       : mailstore_read(&s, &s.entries[i], to,
					     room, &octets);
			if (n < 0 || (uint64_t)n > s.entries[i].octets ||
			    octets > s.entries[i].octets ||
			    (i > 0 &&
				s.entries[i].when < s.entries[i - 1].when))
				abort();
			all += s.entries[i].octets;
			free(to);
		}
	if (all > size)
		abort();
	mailstore_close(&s);
	close(fd);
	return 0;
}
