#include "world/history.h"

#include "history_admin.h"
#include "history_claim.h"

const struct history_driver history_bdb = {
	.peek = claim_peek,
	.reserve = claim_reserve,
	.rollback = claim_rollback,
	.settle = claim_settle,
	.walk = admin_walk,
	.forget = admin_forget,
	.prune = admin_prune,
	.verify = admin_verify,
	.put = admin_put,
};
