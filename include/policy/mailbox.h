/* A mailbox as configured: plain data, filled by world/config. */
#ifndef BACKSOON_POLICY_MAILBOX_H
#define BACKSOON_POLICY_MAILBOX_H

#include "base/log.h"
#include "subject/addr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A list of words, owned by the mailbox. */
struct mailbox_list {
	char **items;
	size_t count;
};

/* What the mailbox is for: a person away, an office that acknowledges what it
 * got, or somebody who has left. */
enum mailbox_class { CLASS_ABSENCE, CLASS_ACKNOWLEDGE, CLASS_LEAVER };
enum mailbox_echo { ECHO_VERIFIED, ECHO_ALWAYS, ECHO_NEVER };
/* How a response speaks two languages. */
enum mailbox_both { BOTH_NEVER, BOTH_BODY, BOTH_ALTERNATIVE };
enum mailbox_submit { SUBMIT_SENDMAIL, SUBMIT_MAILDIR };
enum mailbox_position { POSITION_ABOVE, POSITION_BELOW };
enum mailbox_client { CLIENT_AUTO, CLIENT_NONE, CLIENT_RECEIVED };
enum mailbox_rescue { RESCUE_NONE, RESCUE_DKIM };

struct mailbox_caps {
	uint32_t sender_day; /* responses to one sender, all texts */
	uint32_t domain_day; /* to one sender domain */
	uint32_t hour;       /* of this mailbox */
	uint32_t day;
	uint32_t site_day; /* of all mailboxes of the state directory */
	uint32_t site_domain_day;
};

struct mailbox {
	char *address; /* the mailbox; "" where only the envelope knows it */
	struct mailbox_list aliases; /* patterns of addr_matches() */
	char *from_name;             /* UTF-8, "" where none */
	char *from_address; /* "" = the own address found in To or Cc */
	char *reply_to;     /* "" = none */
	char *separators;   /* of own +detail, "" = none */

	enum mailbox_class class;
	bool enabled;
	struct mailbox_list allow; /* patterns; beat SHOULD and MAY rules */
	struct mailbox_list deny;
	struct mailbox_list disabled_rules;
	struct mailbox_list system_senders; /* further local parts, globs */
	struct mailbox_list bulk_headers;   /* further field names */
	uint32_t max_age;                   /* seconds; 0 = any age */
	uint32_t spam_level;                /* stars; 0 = never by level */

	struct mailbox_list audience;         /* circles that are answered */
	struct mailbox_list internal_domains; /* patterns */
	char *correspondents;    /* absolute; "" = nobody is known */
	char *template_internal; /* absolute; "" = as others */
	char *template_known;

	char *template_path; /* absolute; "" = the built-in text */
	/* absolute; for senders that are not verified; "" = the same */
	char *unverified_path;
	/* The languages of the texts, the first being the default; none: the
	 * paths are those of the files. */
	struct mailbox_list languages;
	struct mailbox_list language_domains; /* "PATTERN=LANGUAGE" */
	enum mailbox_both both_languages;
	char *subject; /* with variables, where the text has none; "" none */
	bool html;     /* each text has HTML beside it */
	bool flowed;   /* RFC 3676 */
	bool mime;     /* the texts are MIME entities, RFC 5230 section 4.4 */
	char *handle;  /* identity of the response; "" = its text */
	/* When it answers, see policy/schedule.h; "" and none: always. */
	char *absent_from; /* a text of civil_parse() */
	char *absent_until;
	struct mailbox_list absences; /* texts of absence_parse() */
	char *hours;                  /* a text of hours_parse() */
	char *absence_calendar;       /* absolute */
	char *holiday_calendar;       /* absolute */
	char *time_zone;              /* "Europe/Berlin"; "" the system's */
	enum mailbox_echo echo_subject;
	char *precedence; /* "bulk"; "" = no such field */

	uint32_t interval; /* seconds */
	struct mailbox_caps caps;
	char *state;       /* absolute */
	char *site_state;  /* that of the site above it; "" = none above */
	bool shared_state; /* a group may write to it */
	bool personal;     /* one person's own: no site-wide store */

	enum mailbox_submit submit;
	struct mailbox_list sendmail; /* argv before the recipient */
	char *maildir;                /* absolute */
	uint32_t deadline;            /* seconds for the whole run */
	char *log; /* absolute file, LOG_JOURNAL, "" = syslog */
	enum log_format log_format;

	/* operation */
	bool statistics;    /* count what becomes of messages */
	char *metrics_file; /* absolute; "" = none */
	char *fcc;          /* Maildir for copies, absolute; "" = none */
	char *notify;       /* who gets notices; "" = nobody */
	struct mailbox_list notify_on; /* words of config_is_notice() */

	/* the sender check */
	bool sender_check;
	bool require_spf_pass;
	struct mailbox_list exempt_domains; /* of the domain check; patterns */
	struct mailbox_list dns_lists;      /* zones, asked for the client */
	struct mailbox_list dns_domain_lists; /* asked for the domain */
	char *dns_server;                     /* "" = the system's */
	uint32_t dns_timeout; /* seconds for all questions of a message */
	struct mailbox_list trusted_authserv_ids; /* none: no verdict counts */
	enum mailbox_position trusted_position;   /* to our own Received */
	struct mailbox_list trusted_hosts;        /* beside this machine */
	struct mailbox_list trusted_relays; /* words of client_is_relay() */
	enum mailbox_client client_from;
	uint32_t client_received; /* which Received, 1 = topmost */
	struct mailbox_list trusted_arc_sealers; /* domains */
	enum mailbox_rescue rescue;              /* of a sender that failed */

	char *config_path; /* the file with the mailbox's own settings */
	char *missing;     /* that file where it is not there; "" otherwise */
	struct mailbox_list locked; /* settings that only the site makes */
	uint32_t interval_min, interval_max; /* seconds */
};

/* Everything empty; never NULL strings. */
void mailbox_init(struct mailbox *m);
void mailbox_release(struct mailbox *m);

void mailbox_list_add(struct mailbox_list *list, const char *item, size_t len);
void mailbox_list_release(struct mailbox_list *list);
/* True where a word of the list equals `word`, ASCII case ignored. */
bool mailbox_list_has(const struct mailbox_list *list, const char *word);

/* Room for what is wrong with an address. */
#define MAILBOX_WHY 160
/* True for an address that may be a mailbox of ours; else why[] says more. */
bool mailbox_can_be(const char *addr, char why[MAILBOX_WHY]);
/*
 * Divides exactly one mailbox, "name <address>" or "address", the name in
 * double quotes where it holds a special character (RFC 5322 section 3.4).
 * Returns -1, with the reason in why[] or nothing where the form is wrong;
 * else the caller owns both, the name being "" where there is none.
 */
int mailbox_from(char **name, char **addr, const char *value,
    char why[MAILBOX_WHY]);

/*
 * True where addr is one of the mailbox's own: its address, an alias, with
 * detail undone.  `recipient` is the final envelope recipient or "", and
 * counts as one too (RFC 5230 section 4.5).
 */
bool
mailbox_owns(const struct mailbox *m, const char *recipient, const char *addr);

#endif
