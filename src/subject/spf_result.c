#include "subject/spf_result.h"

#include "base/text.h"

static const char *const texts[] = {
	[RESULT_ABSENT] = "absent",
	[RESULT_NONE] = "none",
	[RESULT_NEUTRAL] = "neutral",
	[RESULT_PASS] = "pass",
	[RESULT_FAIL] = "fail",
	[RESULT_SOFTFAIL] = "softfail",
	[RESULT_TEMPERROR] = "temperror",
	[RESULT_PERMERROR] = "permerror",
};

/* RFC 8601 section 2.7.2 and appendix, RFC 4408 section 2.5. */
static const struct {
	const char *word;
	enum spf_result result;
} others[] = {
	{ "hardfail", RESULT_FAIL },
	{ "error", RESULT_TEMPERROR },
	{ "unknown", RESULT_PERMERROR },
	{ "policy", RESULT_NEUTRAL },
};

const char *
spf_result_text(enum spf_result r)
{
	return r > RESULT_ABSENT && r < RESULT_COUNT ? texts[r] : "absent";
}

enum spf_result
spf_result_parse(const char *word, size_t len)
{
	size_t i;

	for (i = RESULT_NONE; i < RESULT_COUNT; i++)
		if (text_equal_n(word, len, texts[i]))
			return (enum spf_result)i;
	for (i = 0; i < sizeof others / sizeof *others; i++)
		if (text_equal_n(word, len, others[i].word))
			return others[i].result;
	return RESULT_ABSENT;
}
