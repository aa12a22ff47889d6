/* Text as RFC 3676 sends it. */
#ifndef BACKSOON_RESPONSE_RESPONSE_FLOW_H
#define BACKSOON_RESPONSE_RESPONSE_FLOW_H

/*
 * The text as format=flowed without DelSp: lines over 76 octets broken behind
 * a blank, each line stuffed that needs it, and no blank left at the end of a
 * line that does not flow, but in the "-- " above a signature (RFC 3676
 * sections 4.2 to 4.4).  The caller owns the result.
 */
char *response_flow(const char *text);

#endif
