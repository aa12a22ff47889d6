#include "response_values.h"

#include "base/mem.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The last day of the year 9999. */
#define NOW_MAX UINT64_C(253402214400)
#define DAY 86400

/* strftime(3) would ask the locale. */
static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri",
	"Sat" };
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* Whole minutes, as the field can tell no more. */
static int32_t
zone_minutes(int32_t zone)
{
	return zone <= -DAY || zone >= DAY ? 0 : zone / 60;
}

static void
local_time(struct tm *t, uint64_t now, int32_t zone)
{
	time_t at = (time_t)(now < NOW_MAX ? now : NOW_MAX);

	at += zone_minutes(zone) * 60;
	gmtime_r(&at, t);
}

void
response_date(char to[RESPONSE_DATE], uint64_t now, int32_t zone)
{
	int minutes = abs(zone_minutes(zone));
	struct tm t;

	local_time(&t, now, zone);
	snprintf(to, RESPONSE_DATE,
	    "%s, %02d %s %04d %02d:%02d:%02d %c%02d%02d", days[t.tm_wday],
	    t.tm_mday, months[t.tm_mon], t.tm_year + 1900, t.tm_hour, t.tm_min,
	    t.tm_sec, zone_minutes(zone) < 0 ? '-' : '+', minutes / 60,
	    minutes % 60);
}

void
response_day(char to[RESPONSE_DATE], uint64_t now, int32_t zone)
{
	struct tm t;

	local_time(&t, now, zone);
	snprintf(to, RESPONSE_DATE, "%04d-%02d-%02d", t.tm_year + 1900,
	    t.tm_mon + 1, t.tm_mday);
}

static const char id_head[] = "<backsoon.";

int
response_id(char to[SUBJECT_ID], const struct response_moment *m,
    const char *from)
{
	char random[2 * sizeof m->entropy + 1];
	size_t i;
	int n;

	for (i = 0; i < sizeof m->entropy; i++)
		snprintf(random + 2 * i, 3, "%02x", m->entropy[i]);
	n = snprintf(to, SUBJECT_ID, "%s%" PRIx64 ".%s@%s>", id_head, m->now,
	    random, addr_domain(from));
	return n < SUBJECT_ID ? 0 : -1;
}

bool
response_is_own_id(const char *id, const char *from_address)
{
	static const char hex[] = "0123456789abcdef";
	char domain[ADDR_MAX];
	size_t n;

	if (addr_ascii_domain(domain, sizeof domain,
		addr_domain(from_address)) == -1)
		return false;
	if (domain[0] == '\0' || !text_begins(id, id_head))
		return false;
	id += sizeof id_head - 1;
	n = strspn(id, hex);
	if (n == 0 || id[n] != '.')
		return false;
	id += n + 1;
	n = strspn(id, hex);
	if (n != 32 || id[n] != '@')
		return false;
	id += n + 1;
	n = strlen(id);
	return n > 1 && id[n - 1] == '>' && text_equal_n(id, n - 1, domain);
}

#define REFERENCES_MAX 20
#define REFERENCES_OCTETS (998 - sizeof "References:")

/* The reader promises as much; what goes out is looked at again. */
static bool
is_id(const char *id)
{
	size_t i, len = strnlen(id, SUBJECT_ID);

	if (len < 3 || len >= SUBJECT_ID || id[0] != '<' || id[len - 1] != '>')
		return false;
	for (i = 1; i < len - 1; i++)
		if (id[i] <= ' ' || id[i] > '~' || id[i] == '<' || id[i] == '>')
			return false;
	return true;
}

static size_t
collect(const char *ids[SUBJECT_IDS + 1], const struct subject *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->reference_count && i < SUBJECT_IDS; i++)
		if (is_id(s->references[i]))
			ids[n++] = s->references[i];
	if (n == 0 && s->in_reply_to_count == 1 && is_id(s->in_reply_to))
		ids[n++] = s->in_reply_to;
	if (is_id(s->message_id))
		ids[n++] = s->message_id;
	return n;
}

char *
response_references(const struct subject *s)
{
	const char *ids[SUBJECT_IDS + 1];
	size_t n = collect(ids, s), total, i, from;
	char *to, *at;

	if (n == 0)
		return NULL;
	total = strlen(ids[0]);
	for (from = n; from > 1 && n - from < REFERENCES_MAX - 1; from--) {
		size_t more = 1 + strlen(ids[from - 1]);

		if (total + more > REFERENCES_OCTETS)
			break;
		total += more;
	}
	at = to = xmalloc(total + 1);
	at = mempcpy(at, ids[0], strlen(ids[0]));
	for (i = from; i < n; i++) {
		*at++ = ' ';
		at = mempcpy(at, ids[i], strlen(ids[i]));
	}
	*at = '\0';
	return to;
}

char *
response_in_reply_to(const struct subject *s)
{
	return is_id(s->message_id) ? xstrdup(s->message_id) : NULL;
}
