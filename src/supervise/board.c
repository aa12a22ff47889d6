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

/* Ends a string in an array. */
#define SEAL(array) ((array)[sizeof(array) - 1] = '\0')

void
board_seal(struct board *b)
{
	size_t i;

	SEAL(b->log);
	SEAL(b->mailbox);
	SEAL(b->sender);
	SEAL(b->message_id);
	for (i = 0; i < sizeof b->claims / sizeof *b->claims; i++) {
		struct board_claim *c = &b->claims[i];

		SEAL(c->dir);
		SEAL(c->mailbox);
		SEAL(c->sender);
		SEAL(c->domain);
		SEAL(c->text);
		SEAL(c->message);
	}
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
