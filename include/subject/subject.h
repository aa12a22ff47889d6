/* The record of the subject message: all that is known of it after the reader
 * has gone.  Fixed size, no pointers: it crosses a pipe between processes. */
#ifndef BACKSOON_SUBJECT_SUBJECT_H
#define BACKSOON_SUBJECT_SUBJECT_H

#include "base/ip.h"
#include "subject/addr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SUBJECT_MAGIC 0x62736a33u /* "bsj3": bump with any change below */

/* What the supervisor keeps of a message, in octets. */
#define SUBJECT_HEADER_MAX (256u << 10) /* a longer header is malformed */
#define SUBJECT_PEEK (64u << 10)        /* of the body, for its part headers */
#define SUBJECT_RAW_MAX (SUBJECT_HEADER_MAX + SUBJECT_PEEK)

#define SUBJECT_POOL (32u << 10)
#define SUBJECT_ADDRESSES 1000
/* Room that To, Cc and the like leave to the other places: a message to many
 * must not hide who it is from, and where it was. */
#define SUBJECT_KEPT 64
#define SUBJECT_KEPT_POOL 8192
#define SUBJECT_IDS 20
#define SUBJECT_ID 252 /* octets of a msg-id with brackets and terminator */
#define SUBJECT_EVIDENCE 160
#define SUBJECT_TEXT 1024
#define SUBJECT_LANGUAGES 256 /* octets of a field that names languages */
#define SUBJECT_HOST 256      /* octets of a host name with terminator */
#define SUBJECT_HOPS 16       /* Received fields that are read, from the top */
#define SUBJECT_AUTHS 16      /* fields with a verdict on the sender */
#define SUBJECT_DKIM 4        /* signatures of one of them */

/* Where an address stood. */
enum subject_place {
	PLACE_TO,
	PLACE_CC,
	PLACE_BCC,
	PLACE_RESENT_TO,
	PLACE_RESENT_CC,
	PLACE_RESENT_BCC,
	PLACE_FROM,
	PLACE_SENDER,
	PLACE_REPLY_TO,
	PLACE_DELIVERED_TO, /* every instance, RFC 9228 */
	PLACE_X_LOOP,
	PLACE_COUNT
};

/*
 * What a header can say about the message by itself.  One slot each, filled
 * by the first field that says it; signs.c has the table of fields and words.
 */
enum sign {
	SIGN_AUTO_SUBMITTED,
	SIGN_AUTO_HEADER,
	SIGN_RESPONSE_SUPPRESS,
	SIGN_ABSENCE_SUPPRESS, /* of absences only */
	SIGN_REPORT,
	SIGN_BOUNCE_SUBJECT, /* counts only together with such a sender */
	SIGN_AUTO_SUBJECT,   /* counts only as an answer to our own message */
	SIGN_CALENDAR,
	SIGN_LIST_FIELD,
	SIGN_PRECEDENCE,
	SIGN_BULK_HEADER,
	SIGN_MARKED_SPAM,
	SIGN_COUNT
};

struct subject_sign {
	uint8_t present;
	char evidence[SUBJECT_EVIDENCE]; /* "Field: value", cleaned */
};

struct subject_address {
	uint16_t at; /* in the pool */
	uint8_t place;
	uint8_t pad;
};

/* An address of the trace, above the first Received field. */
struct subject_trace {
	uint32_t count;      /* fields seen above the first Received */
	uint8_t null;        /* one of them was empty, "<>" or MAILER-DAEMON */
	uint8_t differ;      /* they do not agree */
	uint8_t bad;         /* the topmost is no path */
	char addr[ADDR_MAX]; /* topmost, without brackets and route */
};

/* One Received field, RFC 5321 section 4.4. */
struct subject_hop {
	uint8_t bad;             /* unreadable: nobody knows whose it is */
	char by[SUBJECT_HOST];   /* "" where it names none */
	char helo[SUBJECT_HOST]; /* "" where unknown */
	char ip[IP_TEXT];        /* of the client, "" where in doubt */
};

enum subject_auth_kind {
	AUTH_RESULTS,      /* Authentication-Results, RFC 8601 */
	AUTH_RECEIVED_SPF, /* Received-SPF, RFC 7208 section 9.1 */
	AUTH_ARC_RESULTS,  /* ARC-Authentication-Results, RFC 8617 */
	AUTH_KIND_COUNT
};

/* What the owner of a domain asks for mail that fails, by severity. */
enum dmarc_policy {
	DMARC_UNKNOWN,
	DMARC_NONE,
	DMARC_QUARANTINE,
	DMARC_REJECT,
	DMARC_POLICY_COUNT
};

/* A verdict that somebody has written into the header.  Results are of enum
 * spf_result, RESULT_ABSENT where there is none. */
struct subject_auth {
	uint8_t kind;
	uint8_t bad;      /* unreadable or contradictory: says nothing */
	uint8_t instance; /* i= of ARC, else 0 */
	uint8_t spf;
	uint8_t spf_guess; /* of a record that the domain does not have */
	uint8_t dmarc;
	uint8_t dmarc_policy;
	uint8_t arc;
	uint32_t above;            /* Received fields that stand above it */
	char server[SUBJECT_HOST]; /* authserv-id, "" where it has none */
	char mailfrom[ADDR_MAX];   /* of spf: address or domain, "" unknown */
	char from[SUBJECT_HOST];   /* of dmarc: domain, "" unknown */
	uint32_t dkim_count;       /* signatures that pass */
	char dkim[SUBJECT_DKIM][SUBJECT_HOST]; /* their domains */
};

struct subject {
	uint32_t magic;
	uint32_t size; /* sizeof (struct subject) */

	/* shape */
	uint32_t fields;
	uint32_t bad_lines;
	uint32_t received;       /* Received fields, RFC 5321 section 6.3 */
	uint8_t has_header;      /* at least one field */
	uint8_t header_too_long; /* no end within SUBJECT_HEADER_MAX */
	uint8_t nul_in_header;
	uint8_t addresses_cut; /* there were more than fit */
	uint8_t destinations;  /* To, Cc, Bcc or a Resent one is there */
	uint8_t spam_level;    /* longest run of stars, X-Spam-Level */
	int64_t dated;         /* top Received, else Date; -1 unknown */
	uint64_t octets;       /* size of the whole message */
	uint64_t content_hash; /* of the lasting fields and the body peek */

	/* trace, only above the first Received */
	struct subject_trace return_path;
	struct subject_trace original_to;  /* X-Original-To */
	struct subject_trace delivered_to; /* topmost */
	struct subject_trace envelope_to;  /* Envelope-To, Exim */
	uint32_t hop_count;
	uint32_t auth_count;
	uint8_t auths_cut;       /* there were more; the topmost are kept */
	uint8_t seal_instance;   /* highest i= of ARC-Seal, 0 where none */
	char seal[SUBJECT_HOST]; /* its d=, "" unless exactly one says so */
	uint8_t has_mbox_line;
	char mbox_sender[ADDR_MAX]; /* of the "From " line, as written */

	/* identity and thread: msg-ids with angle brackets */
	char message_id[SUBJECT_ID]; /* "" where absent, bad or ambiguous */
	uint32_t reference_count;    /* first and the last, of References */
	char references[SUBJECT_IDS][SUBJECT_ID];
	uint32_t in_reply_to_count;   /* all that were seen */
	char in_reply_to[SUBJECT_ID]; /* the first */

	char subject[SUBJECT_TEXT]; /* decoded, cleaned UTF-8; "" if none */
	uint8_t has_subject;

	/* RFC 3282: printable ASCII; "" where absent or unreadable */
	char accept_language[SUBJECT_LANGUAGES];
	char content_language[SUBJECT_LANGUAGES];

	struct subject_sign signs[SIGN_COUNT];

	uint32_t address_count;
	struct subject_address addresses[SUBJECT_ADDRESSES];
	uint32_t names_at; /* names of all fields, NUL separated, in names[] */
	char names[8192];  /* lower case, cut where full */
	uint32_t pool_used;
	char pool[SUBJECT_POOL];
	struct subject_hop hops[SUBJECT_HOPS];
	struct subject_auth auths[SUBJECT_AUTHS];
};

/* An empty record; what its counters do not reach is left as it is. */
void subject_init(struct subject *s);
/* Adds an address; sets addresses_cut where it does not fit. */
void subject_add_address(struct subject *s, enum subject_place place,
    const char *addr);
/* The i-th address, borrowed. */
const char *subject_address(const struct subject *s, uint32_t i);
/* Puts down a sign unless it is there; name and value are cleaned. */
void subject_add_sign(struct subject *s, enum sign sign, const char *name,
    const char *value);
/* Adds a field name as lower case, unless it does not fit. */
void subject_add_name(struct subject *s, const char *name, size_t len);
/* True where the header has a field of this name (lower case compared). */
bool subject_has_field(const struct subject *s, const char *name);

/*
 * True where a record that came through a pipe can be used: magic, size,
 * counts, offsets and terminators are as they must be.  A record is never
 * used unless this is true.
 */
bool subject_is_sound(const struct subject *s);

#endif
