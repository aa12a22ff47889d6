/* What crosses the pipe between backsoon and backsoon-sender: two records of
 * fixed size, without pointers, checked again by whoever receives them. */
#ifndef BACKSOON_SENDER_RECORD_H
#define BACKSOON_SENDER_RECORD_H

#include "base/ip.h"
#include "subject/addr.h"
#include "subject/spf_result.h"

#include <stdbool.h>
#include <stdint.h>

#define SENDER_MAGIC 0x62736331u /* "bsc1": bump with any change below */

#define SENDER_NAME 256 /* a domain name with its terminator */
#define SENDER_TEXT 256
#define SENDER_RECORD 1024
#define SENDER_SERVERS 3
#define SENDER_LISTS 8
#define SENDER_QUESTIONS 64

/* RFC 7208 section 4.6.4 asks for limits; this one is for all questions of a
 * message together. */
#define SENDER_QUESTION_CAP 40
/* The checker is given this long after its budget, in milliseconds. */
#define SENDER_GRACE 250

/* What a domain is to those who want to write to it. */
enum domain_state {
	DOMAIN_ABSENT, /* nobody asked */
	DOMAIN_GOOD,
	DOMAIN_EXEMPT, /* by the configuration */
	DOMAIN_NXDOMAIN,
	DOMAIN_NULL_MX,    /* RFC 7505, alone or in a mixture */
	DOMAIN_NO_ADDRESS, /* neither MX nor address */
	DOMAIN_DEAD_MX,    /* no exchange has an address on the Internet */
	DOMAIN_BAD_NAME,
	DOMAIN_TEMPERROR,
	DOMAIN_COUNT
};

/* What a DNS list said, RFC 5782. */
enum listing_state {
	LISTING_ABSENT,
	LISTING_CLEAN,
	LISTING_LISTED,
	LISTING_REFUSED, /* 127.255.255.0/24: the list did not answer us */
	LISTING_FOREIGN, /* an answer outside of 127.0.0.0/8: no list */
	LISTING_TEMPERROR,
	LISTING_COUNT
};

/* What is to be found out. */
enum sender_task {
	SENDER_DOMAIN = 1,
	SENDER_SPF = 2,
	SENDER_HELO = 4,  /* SPF of the HELO name too, RFC 7208 section 2.3 */
	SENDER_ALL = 8,   /* go on after a bad result */
	SENDER_TRACE = 16 /* a trace follows the reply */
};

struct sender_request {
	uint32_t magic, size;
	uint32_t tasks;
	uint32_t budget; /* milliseconds for everything */
	uint32_t cap;    /* questions */
	struct ip client;
	char helo[SENDER_NAME];
	char sender[ADDR_MAX]; /* domain as A-labels; "" = the null one */
	/* ADDRESS:PORT or [ADDRESS]:PORT; none = those of the system. */
	char servers[SENDER_SERVERS][64];
	char ip_lists[SENDER_LISTS][SENDER_NAME];
	char domain_lists[SENDER_LISTS][SENDER_NAME];
};

struct sender_listing {
	uint8_t state; /* enum listing_state */
	uint8_t pad[3];
	char zone[SENDER_NAME];
	char subject[64]; /* what was looked up: an address or a domain, cut */
	char answer[64];  /* addresses, as text */
};

struct sender_reply {
	uint32_t magic, size;
	uint32_t asked; /* questions */
	uint32_t ms;
	uint8_t spf;    /* enum spf_result, as RFC 7208 has it */
	uint8_t weak;   /* a pass that everybody gets */
	uint8_t helo;   /* enum spf_result of the HELO name */
	uint8_t domain; /* enum domain_state */
	char spf_reason[SENDER_TEXT];
	char helo_reason[SENDER_TEXT];
	char domain_reason[SENDER_TEXT];
	char record[SENDER_RECORD]; /* of the sender's domain, cleaned, cut */
	struct sender_listing listings[2 * SENDER_LISTS];
};

struct sender_question {
	char name[SENDER_NAME];
	char type[8];
	char status[16];
	char answer[SENDER_TEXT];
	uint32_t ms;
};

struct sender_trace {
	uint32_t magic, size;
	uint32_t count;
	struct sender_question questions[SENDER_QUESTIONS];
};

void sender_request_init(struct sender_request *q);
/* Copies names of lists into a request; what is over is left out. */
void sender_request_zones(char to[SENDER_LISTS][SENDER_NAME],
    char *const zones[], size_t count);
void sender_reply_init(struct sender_reply *r);
void sender_trace_init(struct sender_trace *t);

/* True where a record that came through a pipe can be used. */
bool sender_request_is_sound(const struct sender_request *q);
bool sender_reply_is_sound(const struct sender_reply *r);
bool sender_trace_is_sound(const struct sender_trace *t);

/* "good", "nxdomain", "null-mx", ...; static. */
const char *domain_state_text(unsigned state);
const char *listing_state_text(unsigned state);

/*
 * What the rules may believe: RESULT_ABSENT where the client is no host of
 * the Internet, and neutral in the place of a pass that everybody gets.
 */
enum spf_result
sender_evidence(const struct sender_reply *r, const struct ip *client);

#endif
