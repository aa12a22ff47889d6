#include "supervise/board.h"

#include <stddef.h>
#include <sys/mman.h>

struct board *
board_new(void)
{
	void *p = mmap(NULL, sizeof(struct board), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

void
board_free(struct board *b)
{
	if (b != NULL)
		munmap(b, sizeof *b);
}

const char *
stage_text(int32_t stage)
{
	static const char *const texts[] = {
		[STAGE_START] = "start",
		[STAGE_JUDGING] = "judging",
		[STAGE_CLAIMING] = "claiming",
		[STAGE_SUBMITTING] = "submitting",
		[STAGE_DONE] = "done",
	};

	return stage >= STAGE_START && stage <= STAGE_DONE ? texts[stage]
							   : "unknown";
}
