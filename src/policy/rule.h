/* The predicates behind the table of rules; private to src/policy. */
#ifndef BACKSOON_POLICY_RULE_H
#define BACKSOON_POLICY_RULE_H

#include "policy/rules.h"

/* Leaves evidence, cleaned, and returns true. */
bool because(struct evidence *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

bool rule_switched_off(const struct facts *f, struct evidence *e);
bool rule_outside_schedule(const struct facts *f, struct evidence *e);

/* rule_sender.c */
bool rule_null_sender(const struct facts *f, struct evidence *e);
bool rule_no_sender(const struct facts *f, struct evidence *e);
bool rule_malformed_sender(const struct facts *f, struct evidence *e);
bool rule_own_address(const struct facts *f, struct evidence *e);
bool rule_system_sender(const struct facts *f, struct evidence *e);
bool rule_denied_sender(const struct facts *f, struct evidence *e);

/* rule_subject.c */
bool rule_malformed_message(const struct facts *f, struct evidence *e);
bool rule_mail_loop(const struct facts *f, struct evidence *e);
bool rule_auto_submitted(const struct facts *f, struct evidence *e);
bool rule_auto_header(const struct facts *f, struct evidence *e);
bool rule_response_suppress(const struct facts *f, struct evidence *e);
bool rule_report(const struct facts *f, struct evidence *e);
bool rule_calendar(const struct facts *f, struct evidence *e);
bool rule_list_field(const struct facts *f, struct evidence *e);
bool rule_precedence(const struct facts *f, struct evidence *e);
bool rule_bulk_header(const struct facts *f, struct evidence *e);
bool rule_marked_spam(const struct facts *f, struct evidence *e);
bool rule_not_addressed(const struct facts *f, struct evidence *e);
bool rule_stale(const struct facts *f, struct evidence *e);

/* rule_audience.c */
bool rule_audience(const struct facts *f, struct evidence *e);

/* rule_trace.c */
bool rule_authentication_failed(const struct facts *f, struct evidence *e);

/* rule_past.c */
bool rule_duplicate_message(const struct facts *f, struct evidence *e);
bool rule_recently_answered(const struct facts *f, struct evidence *e);
bool rule_flood(const struct facts *f, struct evidence *e);

/* rule_forged.c */
bool rule_sender_domain(const struct facts *f, struct evidence *e);
bool rule_spf(const struct facts *f, struct evidence *e);
bool rule_dns_list(const struct facts *f, struct evidence *e);

/* True for an address of the mailbox, its From or its envelope sender. */
bool rule_is_own(const struct facts *f, const char *addr);
/* The local part of an address, lower case; "" where there is none. */
void rule_local_part(char *to, size_t size, const char *addr);
/* True for a local part that names a machine, whatever stands in From. */
bool rule_is_machine(const char *local);

#endif
