#include "rule.h"

bool
rule_audience(const struct facts *f, struct evidence *e)
{
	enum audience_circle circle = f->audience.circle;

	if (!f->audience.asked || audience_is_answered(f->mailbox, circle))
		return false;
	return because(e, "%s is not in the audience (%s)", f->envelope->sender,
	    audience_text(circle));
}
