/* libFuzzer target: a record that is called sound can be walked.  The input
 * spoils a good record at some places, since bytes alone are never sound. */
#include "subject/auth.h"
#include "subject/spf_result.h"
#include "subject/subject.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile size_t walked;

static size_t
walk_auth(const struct subject_auth *a)
{
	size_t n = strlen(a->server) + strlen(a->mailfrom) + strlen(a->from);
	uint32_t i;

	for (i = 0; i < a->dkim_count; i++)
		n += strlen(a->dkim[i]);
	return n + strlen(auth_kind_text(a->kind)) +
	    strlen(auth_policy_text(a->dmarc_policy)) +
	    strlen(spf_result_text(a->spf)) +
	    strlen(spf_result_text(a->dmarc)) + strlen(spf_result_text(a->arc));
}

static void
walk(const struct subject *s)
{
	uint32_t i;

	for (i = 0; i < s->address_count; i++)
		walked += strlen(subject_address(s, i)) + s->addresses[i].place;
	for (i = 0; i < s->reference_count; i++)
		walked += strlen(s->references[i]);
	for (i = 0; i < SIGN_COUNT; i++)
		walked += strlen(s->signs[i].evidence);
	walked += strlen(s->message_id) + strlen(s->in_reply_to) +
	    strlen(s->subject) + strlen(s->mbox_sender) +
	    strlen(s->return_path.addr) + strlen(s->original_to.addr) +
	    strlen(s->delivered_to.addr) + strlen(s->envelope_to.addr);
	for (i = 0; i < s->hop_count; i++)
		walked += strlen(s->hops[i].by) + strlen(s->hops[i].helo) +
		    strlen(s->hops[i].ip);
	for (i = 0; i < s->auth_count; i++)
		walked += walk_auth(&s->auths[i]);
	walked += strlen(s->seal);
	walked += subject_has_field(s, "x-absent");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct subject s;
	size_t at;

	subject_init(&s);
	subject_add_address(&s, PLACE_TO, "a@example.org");
	subject_add_address(&s, PLACE_CC, "b@example.org");
	subject_add_name(&s, "to", 2);
	subject_add_sign(&s, SIGN_REPORT, "a", "b");
	for (; size >= 5; data += 5, size -= 5) {
		at = (size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2];
		at %= sizeof s - 1;
		((uint8_t *)&s)[at] = data[3];
		((uint8_t *)&s)[at + 1] = data[4];
	}
	if (subject_is_sound(&s))
		walk(&s);
	return 0;
}
