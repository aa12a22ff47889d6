#include "cli/commands.h"
#include "cli/load.h"
#include "cli/options.h"
#include "findings.h"
#include "json_sender.h"
#include "lists.h"

#include "base/mem.h"
#include "supervise/process.h"
#include "world/config.h"
#include "world/sender.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct check {
	const struct options *options;
	struct mailbox mailbox;
	struct sender_request request;
	struct sender_reply reply;
	struct sender_trace trace;
	char died[SENDER_DIED];
};

/* The file that was named or, where there is one, the default one: only its
 * settings for the sender check are looked at. */
static int
load(struct check *c)
{
	const struct options *o = c->options;
	char problem[200], why[CONFIG_WHY];
	char *path = config_default_path();
	int rc = 0;

	config_defaults(&c->mailbox);
	if (*o->config != '\0' || access(path, F_OK) == 0)
		rc = load_settings(&c->mailbox, o, stderr, problem,
		    sizeof problem);
	free(path);
	if (rc == -1)
		return -1;
	if (o->value[OPTION_DNS_SERVER] != NULL &&
	    config_apply(&c->mailbox, "dns-server", o->value[OPTION_DNS_SERVER],
		why) == -1) {
		fprintf(stderr, "backsoon: --dns-server: %s\n", why);
		return -1;
	}
	if (o->value[OPTION_DNS_TIMEOUT] != NULL &&
	    config_apply(&c->mailbox, "dns-timeout",
		o->value[OPTION_DNS_TIMEOUT], why) == -1) {
		fprintf(stderr, "backsoon: --dns-timeout: %s\n", why);
		return -1;
	}
	return 0;
}

static void
prepare(struct check *c)
{
	const struct mailbox *m = &c->mailbox;
	struct sender_request *q = &c->request;

	sender_request_init(q);
	q->tasks = SENDER_ALL | SENDER_TRACE;
	q->budget = m->dns_timeout * 1000;
	mem_copy(q->servers[0], sizeof q->servers[0], m->dns_server);
	sender_request_zones(q->domain_lists, m->dns_domain_lists.items,
	    m->dns_domain_lists.count);
}

/* "IPv6:" is how Postfix marks an address. */
static const char *
bare_ip(const char *ip)
{
	return strncmp(ip, "IPv6:", 5) == 0 ? ip + 5 : ip;
}

/* Returns what is wrong with the options, or NULL. */
static const char *
fill(struct check *c)
{
	const struct envelope_options *e = &c->options->envelope;
	struct sender_request *q = &c->request;

	if (e->sender == NULL)
		return "--sender: missing; expected an address, or '' for <>";
	if (addr_for_wire(q->sender, sizeof q->sender, e->sender) == -1 &&
	    mem_copy(q->sender, sizeof q->sender, e->sender) == -1)
		return "--sender: too long";
	if (*q->sender != '\0')
		q->tasks |= SENDER_DOMAIN;
	if (e->helo != NULL && mem_copy(q->helo, sizeof q->helo, e->helo) == -1)
		return "--helo: too long";
	/* How Postfix tells of a client that it does not know. */
	if (e->client_ip == NULL || strcmp(e->client_ip, "unknown") == 0)
		return NULL;
	if (ip_parse(&q->client, bare_ip(e->client_ip)) == -1)
		return "--client-ip: expected an IP address";
	q->tasks |= SENDER_SPF;
	if (*q->helo != '\0' && *q->sender != '\0')
		q->tasks |= SENDER_HELO;
	/* Lists have 127.0.0.2 to be tested with; it is nobody's address. */
	if (ip_is_public(&q->client))
		sender_request_zones(q->ip_lists, c->mailbox.dns_lists.items,
		    c->mailbox.dns_lists.count);
	return NULL;
}

static void
print(const struct check *c)
{
	const struct findings_told told = { .client = &c->request.client,
		.helo = c->request.helo,
		.sender = c->request.sender,
		.reply = &c->reply,
		.trace = &c->trace,
		.died = c->died };
	char field[2048];
	json_t *o;

	if (c->options->json) {
		o = json_sender(&told);
		json_dumpf(o, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(o);
		return;
	}
	printf("sender check of %s\n",
	    *told.sender == '\0' ? "<>" : told.sender);
	findings_tell(stdout, &told);
	if (c->reply.spf != RESULT_ABSENT)
		puts(findings_received_spf(field, sizeof field, &told));
}

static void
ask(struct check *c)
{
	sender_ask(&c->request, &c->reply, &c->trace, c->died);
}

static void
print_listing(const struct lists_listing *l, void *arg)
{
	bool *good = arg;

	if (l->died != NULL)
		printf("BROKEN   %s\n", l->died);
	else
		printf("%-8s %s: %s is %s, expected %s\n",
		    l->good ? "ok" : "BROKEN", l->zone, l->subject, l->state,
		    l->wanted);
	*good &= l->good;
}

static int
test_lists(struct check *c)
{
	bool good = true;

	if (!lists_test(&c->mailbox, print_listing, &good))
		puts("no dns-lists and no dns-domain-lists are configured");
	return good ? 0 : 1;
}

static int
run(struct check *c)
{
	const char *wrong;

	if (load(c) == -1)
		return OPTIONS_CONFIG;
	if (c->options->value[OPTION_TEST_LISTS] != NULL)
		return test_lists(c);
	prepare(c);
	wrong = fill(c);
	if (wrong != NULL) {
		fprintf(stderr, "backsoon: %s\n", wrong);
		return OPTIONS_USAGE;
	}
	ask(c);
	print(c);
	return 0;
}

int
sender_check_command(const struct command *self, int argc, char **argv)
{
	static struct options o;
	static struct check c;
	int rc;

	if (command_options(&o, self, argc, argv) == -1)
		return OPTIONS_USAGE;
	process_normalise(false);
	c.options = &o;
	mailbox_init(&c.mailbox);
	rc = run(&c);
	mailbox_release(&c.mailbox);
	return fflush(stdout) == 0 ? rc : 1;
}
