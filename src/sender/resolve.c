#include "resolve.h"

#include "base/ip.h"
#include "base/mem.h"
#include "base/text.h"

#include <ares.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* For one attempt; c-ares doubles it for the second. */
#define TRY_MS 1000
#define TRIES 2
/* RFC 6891 section 6.2.5: fits everywhere without fragments. */
#define EDNS_SIZE 1232

/* A question and its answer. */
struct memory {
	char *name;
	enum answer_type type;
	struct answer answer;
};

struct resolve {
	ares_channel channel;
	struct sender_trace *trace;
	uint64_t started, deadline; /* milliseconds */
	uint32_t asked, cap;
	struct memory memories[SENDER_QUESTIONS]; /* `asked` of them */
	struct answer limit; /* of a question that was not asked */
	/* the question under way */
	struct answer *answer;
	enum answer_type type;
	bool done;
};

static uint64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/*
 * Sockets of our own, so that the box needs to allow so little: no ioctl, no
 * options, no address but IPv4 and IPv6.
 */
static ares_socket_t
open_socket(int family, int type, int protocol, void *arg)
{
	(void)arg;
	return socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
}

static int
close_socket(ares_socket_t fd, void *arg)
{
	(void)arg;
	return close(fd);
}

static int
connect_socket(ares_socket_t fd, const struct sockaddr *to, ares_socklen_t size,
    void *arg)
{
	(void)arg;
	return connect(fd, to, size);
}

static ares_ssize_t
receive(ares_socket_t fd, void *to, size_t size, int flags,
    struct sockaddr *from, ares_socklen_t *from_size, void *arg)
{
	(void)arg;
	return recvfrom(fd, to, size, flags, from, from_size);
}

static ares_ssize_t
transmit(ares_socket_t fd, const struct iovec *parts, int count, void *arg)
{
	(void)arg;
	return writev(fd, parts, count);
}

static const struct ares_socket_functions sockets = {
	.asocket = open_socket,
	.aclose = close_socket,
	.aconnect = connect_socket,
	.arecvfrom = receive,
	.asendv = transmit,
};

/* The servers of the request as c-ares reads a list of them. */
static int
set_servers(ares_channel channel, const struct sender_request *q)
{
	char list[sizeof q->servers + SENDER_SERVERS];
	size_t i, n = 0;

	for (i = 0; i < SENDER_SERVERS && *q->servers[i] != '\0'; i++)
		n += (size_t)snprintf(list + n, sizeof list - n, "%s%s",
		    i == 0 ? "" : ",", q->servers[i]);
	return n == 0 ? ARES_SUCCESS
		      : ares_set_servers_ports_csv(channel, list);
}

static int
open_channel(ares_channel *channel, const struct sender_request *q)
{
	static char nothing[] = "/dev/null", dns_only[] = "b";
	struct ares_options o = {
		.flags =
		    ARES_FLAG_EDNS | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES,
		.timeout = TRY_MS,
		.tries = TRIES,
		.ednspsz = EDNS_SIZE,
		.lookups = dns_only,
		.resolvconf_path = nothing,
	};
	int what = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
	    ARES_OPT_EDNSPSZ | ARES_OPT_LOOKUPS | ARES_OPT_NOROTATE |
	    ARES_OPT_DOMAINS;
	int rc;

	if (*q->servers[0] != '\0')
		what |= ARES_OPT_RESOLVCONF;
	rc = ares_init_options(channel, &o, what);
	if (rc != ARES_SUCCESS)
		return rc;
	ares_set_socket_functions(*channel, &sockets, NULL);
	rc = set_servers(*channel, q);
	if (rc != ARES_SUCCESS)
		ares_destroy(*channel);
	return rc;
}

struct resolve *
resolve_open(const struct sender_request *q, struct sender_trace *trace,
    const char **why)
{
	struct resolve *r = xcalloc(1, sizeof *r);
	int rc = ares_library_init(ARES_LIB_INIT_ALL);

	if (rc == ARES_SUCCESS)
		rc = open_channel(&r->channel, q);
	if (rc != ARES_SUCCESS) {
		*why = ares_strerror(rc);
		free(r);
		return NULL;
	}
	r->trace = trace;
	r->cap = q->cap;
	r->started = now();
	r->deadline = r->started + q->budget;
	return r;
}

void
resolve_close(struct resolve *r)
{
	uint32_t i;

	for (i = 0; i < r->asked; i++) {
		answer_release(&r->memories[i].answer);
		free(r->memories[i].name);
	}
	ares_destroy(r->channel);
	ares_library_cleanup();
	free(r);
}

static void
fail(struct answer *a, enum answer_status status, const char *why)
{
	a->status = status;
	a->why = why;
}

/* The QR bit, RFC 1035 section 4.1.1: c-ares takes its own question, sent
 * back, for an answer without records. */
static bool
is_response(const unsigned char *message, size_t len)
{
	return len > 2 && (message[2] & 0x80) != 0;
}

static void
answered(void *arg, int status, int timeouts, unsigned char *message, int len)
{
	struct resolve *r = arg;

	(void)timeouts;
	r->done = true;
	if (message != NULL && !is_response(message, (size_t)len))
		status = ARES_EBADRESP;
	switch (status) {
	case ARES_SUCCESS:
		answer_read(r->answer, message, (size_t)len, r->type);
		break;
	case ARES_ENODATA:
		fail(r->answer, ANSWER_NODATA, NULL);
		break;
	case ARES_ENOTFOUND:
		fail(r->answer, ANSWER_NXDOMAIN, NULL);
		break;
	case ARES_EBADNAME:
		fail(r->answer, ANSWER_BAD_NAME, NULL);
		break;
	case ARES_ECANCELLED:
		fail(r->answer, ANSWER_LIMIT, "no time left");
		break;
	default:
		fail(r->answer, ANSWER_TEMPERROR, ares_strerror(status));
	}
}

/* Until something can be read or written, c-ares wants to try again, or the
 * deadline has come. */
static void
wait_and_work(struct resolve *r, uint64_t left)
{
	ares_socket_t fds[ARES_GETSOCK_MAXNUM];
	struct pollfd polls[ARES_GETSOCK_MAXNUM];
	struct timeval most = { .tv_sec = (time_t)(left / 1000),
		.tv_usec = (suseconds_t)(left % 1000 * 1000) };
	struct timeval wait, *t = ares_timeout(r->channel, &most, &wait);
	/* Its own macros shift a one into the sign. */
	unsigned bits =
	    (unsigned)ares_getsock(r->channel, fds, ARES_GETSOCK_MAXNUM);
	int i, n = 0;

	for (i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
		short events = 0;

		if ((bits >> i & 1) != 0)
			events |= POLLIN;
		if ((bits >> (i + ARES_GETSOCK_MAXNUM) & 1) != 0)
			events |= POLLOUT;
		if (events != 0)
			polls[n++] =
			    (struct pollfd){ .fd = fds[i], .events = events };
	}
	/* One millisecond more than is left would be one too many to wait. */
	poll(polls, (nfds_t)n,
	    (int)(t->tv_sec * 1000 + (t->tv_usec + 999) / 1000));
	for (i = 0; i < n; i++)
		ares_process_fd(r->channel,
		    (polls[i].revents & ~POLLOUT) != 0 ? polls[i].fd
						       : ARES_SOCKET_BAD,
		    (polls[i].revents & POLLOUT) != 0 ? polls[i].fd
						      : ARES_SOCKET_BAD);
	ares_process_fd(r->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

static void
ask(struct resolve *r, const char *name)
{
	r->done = false;
	ares_query(r->channel, name, 1 /* IN */, (int)r->type, answered, r);
	while (!r->done) {
		uint64_t at = now();

		if (at >= r->deadline)
			ares_cancel(r->channel);
		else
			wait_and_work(r, r->deadline - at);
	}
}

static void
describe(char to[SENDER_TEXT], const struct answer *a, enum answer_type type)
{
	struct ip ip = { 0 };
	char text[IP_TEXT];
	const char *part;
	size_t i, n = 0, len;

	for (i = 0; i < a->count && n + 2 < SENDER_TEXT; i++) {
		const struct answer_record *r = &a->records[i];

		part = r->data;
		len = r->len;
		if (type == ANSWER_A || type == ANSWER_AAAA) {
			ip.family = type == ANSWER_A ? AF_INET : AF_INET6;
			memcpy(ip.octets, r->data, r->len);
			part = ip_text(text, &ip);
			len = strlen(part);
		} else if (len == 0 && type == ANSWER_MX) {
			part = ".";
			len = 1;
		}
		if (i > 0)
			to[n++] = ' ';
		n +=
		    text_clean(to + n, SENDER_TEXT - n, SENDER_TEXT, part, len);
	}
	to[n] = '\0';
}

static void
note(struct resolve *r, const char *name, const struct answer *a, uint64_t ms)
{
	struct sender_question *q;

	if (r->trace == NULL || r->trace->count == SENDER_QUESTIONS)
		return;
	q = &r->trace->questions[r->trace->count++];
	text_clean(q->name, sizeof q->name, sizeof q->name, name, strlen(name));
	mem_copy(q->type, sizeof q->type, answer_type_text(r->type));
	mem_copy(q->status, sizeof q->status, answer_status_text(a->status));
	if (a->why != NULL)
		mem_copy(q->answer, sizeof q->answer, a->why);
	else
		describe(q->answer, a, r->type);
	q->ms = (uint32_t)ms;
}

static const struct answer *
recall(const struct resolve *r, const char *name, enum answer_type type)
{
	uint32_t i;

	for (i = 0; i < r->asked; i++)
		if (r->memories[i].type == type &&
		    text_equal(r->memories[i].name, name))
			return &r->memories[i].answer;
	return NULL;
}

const struct answer *
resolve_ask(struct resolve *r, const char *name, enum answer_type type)
{
	const struct answer *known = recall(r, name, type);
	uint64_t began = now();
	struct memory *m;

	if (known != NULL)
		return known;
	if (r->asked >= r->cap || began >= r->deadline) {
		fail(&r->limit, ANSWER_LIMIT,
		    r->asked >= r->cap ? "too many questions" : "no time left");
		return &r->limit;
	}
	m = &r->memories[r->asked++];
	m->name = xstrdup(name);
	m->type = r->type = type;
	r->answer = &m->answer;
	ask(r, name);
	note(r, name, &m->answer, now() - began);
	return &m->answer;
}

uint32_t
resolve_asked(const struct resolve *r)
{
	return r->asked;
}

uint32_t
resolve_elapsed(const struct resolve *r)
{
	return (uint32_t)(now() - r->started);
}
