#include "base/exact.h"

#include <errno.h>
#include <unistd.h>

int
exact_read(int fd, void *to, size_t size)
{
	char *p = to;

	while (size > 0) {
		ssize_t n = read(fd, p, size);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		p += n;
		size -= (size_t)n;
	}
	return 0;
}

int
exact_write(int fd, const void *from, size_t size)
{
	const char *p = from;

	while (size > 0) {
		ssize_t n = write(fd, p, size);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		p += n;
		size -= (size_t)n;
	}
	return 0;
}
