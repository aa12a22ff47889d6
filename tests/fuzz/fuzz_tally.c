/* libFuzzer target: a tally read from a file that holds anything.  The first
 * octet says whether the sums are made right, so that what is behind them is
 * reached. */
#include "../../src/world/history_octets.h"
#include "../../src/world/tally_octets.h"
#include "world/metrics.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
seal(uint8_t *octets, size_t len)
{
	octets_put32(octets + len - 4, tally_sum(octets, len - 4));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t file[TALLY_HEAD + TALLY_ROW];
	static struct tally t;
	uint8_t again[TALLY_HEAD];

	if (size < 1)
		return 0;
	memset(file, 0, sizeof file);
	memset(&t, 0, sizeof t);
	if (data[0] & 1)
		tally_head_encode(file, &t);
	memcpy(file + (data[0] & 1 ? 24 : 0), data + 1,
	    size - 1 < sizeof file - 24 ? size - 1 : sizeof file - 24);
	if (data[0] & 2) {
		seal(file, TALLY_HEAD);
		seal(file + TALLY_HEAD, TALLY_ROW);
	}
	if (tally_head_decode(&t, file)) {
		tally_head_encode(again, &t);
		/* names are compared as strings: what is behind one goes */
		if (!tally_head_decode(&t, again))
			abort();
	}
	(void)tally_row_decode(&t.days[0], file + TALLY_HEAD);
	free(metrics_text(&t, 0));
	return 0;
}
