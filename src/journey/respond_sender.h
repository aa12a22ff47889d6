/* What is asked about a sender; inside of journey only. */
#ifndef BACKSOON_JOURNEY_RESPOND_SENDER_H
#define BACKSOON_JOURNEY_RESPOND_SENDER_H

#include "journey/respond.h"

/* Fills the findings, once; asks nothing that no rule will look at. */
void respond_check_sender(struct facts *f, const struct ports *p);

#endif
