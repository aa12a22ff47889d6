#include "rule.h"

#include "subject/auth.h"

bool
rule_authentication_failed(const struct facts *f, struct evidence *e)
{
	const struct testimony *t = &f->testimony;

	if (testimony_spf_failed(t))
		return because(e, "spf=%s, %s", spf_result_text(t->spf),
		    t->spf_source);
	return testimony_dmarc_failed(t) &&
	    because(e, "dmarc=fail, policy %s, %s", auth_policy_text(t->policy),
		t->dmarc_source);
}
