#include "envelope_source.h"

#include "base/mem.h"
#include "base/text.h"

#include "addr_local.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

/* Believed from top to bottom: one row, one way a caller tells it. */
static const struct {
	const char *name;
	const char *local; /* names of variables */
	const char *extension;
	const char *domain;
} recipients[] = {
	{ .name = "RECIPIENT", .local = "RECIPIENT" },
	{ .name = "ORIGINAL_RECIPIENT", .local = "ORIGINAL_RECIPIENT" },
	{ .name = "ORIG_RECIPIENT", .local = "ORIG_RECIPIENT" },
	{ .name = "X-Original-To" },
	{ .name = "Delivered-To" },
	{ .name = "Envelope-To" },
	{ .name = "DTLINE", .local = "DTLINE" },
	{ .name = "LOCAL@HOST", .local = "LOCAL", .domain = "HOST" },
	{ .name = "LOCAL@DOMAIN", .local = "LOCAL", .domain = "DOMAIN" },
	{ .name = "USER@DOMAIN",
	    .local = "USER",
	    .extension = "EXTENSION",
	    .domain = "DOMAIN" },
};

/* Courier runs aliases as `".xalias/desk@box+2eexample"@box.example`, which
 * is nobody's address. */
static bool
is_courier_alias(const char *addr)
{
	char local[ADDR_MAX];
	const char *at = addr_at(addr);

	return at != NULL &&
	    addr_unquote(local, sizeof local, addr, (size_t)(at - addr)) > 0 &&
	    text_begins(local, ".xalias/");
}

/* What the address was before aliases were looked up. */
static bool
is_original(const char *name)
{
	static const char *const names[] = { "ORIGINAL_RECIPIENT",
		"ORIG_RECIPIENT", "X-Original-To", "Envelope-To" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* False, with a note, where the value is no recipient. */
static bool
take(struct envelope *e, const char *name, const char *value)
{
	char addr[ADDR_MAX];

	if (addr_from_path(addr, sizeof addr, value) == -1) {
		envelope_note(e, "%s is too long or has controls", name);
		return false;
	}
	if (addr[0] == '\0' || is_courier_alias(addr))
		return false;
	mem_copy(e->recipient, sizeof e->recipient, addr);
	e->recipient_source = name;
	e->recipient_is_final = !is_original(name);
	return true;
}

static const struct subject_trace *
trace_of(const struct subject *s, const char *name)
{
	if (strcmp(name, "X-Original-To") == 0)
		return &s->original_to;
	if (strcmp(name, "Delivered-To") == 0)
		return &s->delivered_to;
	return &s->envelope_to;
}

/* getmail writes "Delivered-To: unknown". */
static bool
take_trace(struct envelope *e, const char *name, const struct subject_trace *t)
{
	return t->count > 0 && !t->bad && addr_at(t->addr) != NULL &&
	    take(e, name, t->addr);
}

static bool
take_variables(struct envelope *e, size_t row, envelope_env_fn *env)
{
	const char *local = env(recipients[row].local);
	const char *extension = NULL, *domain = NULL;
	char addr[2 * ADDR_MAX];
	int n;

	if (local == NULL || *local == '\0')
		return false;
	if (strcmp(recipients[row].name, "DTLINE") == 0) {
		if (!text_begins(local, "Delivered-To:"))
			return false;
		return take(e, "DTLINE", local + strlen("Delivered-To:"));
	}
	if (recipients[row].domain == NULL)
		return take(e, recipients[row].name, local);
	domain = env(recipients[row].domain);
	if (domain == NULL || *domain == '\0' || strchr(local, '@') != NULL)
		return false;
	if (recipients[row].extension != NULL)
		extension = env(recipients[row].extension);
	if (extension == NULL)
		extension = "";
	n = snprintf(addr, sizeof addr, "%s%s%s@%s", local,
	    *extension == '\0' ? "" : "+", extension, domain);
	return n > 0 && (size_t)n < sizeof addr &&
	    take(e, recipients[row].name, addr);
}

void
envelope_find_recipient(struct envelope *e,
    const struct envelope_options *options, envelope_env_fn *env,
    const struct subject *s)
{
	size_t i;
	bool found;

	if (options->mailbox != NULL && take(e, "--mailbox", options->mailbox))
		return;
	for (i = 0; i < sizeof recipients / sizeof *recipients; i++) {
		const char *name = recipients[i].name;

		if (recipients[i].local == NULL)
			found = take_trace(e, name, trace_of(s, name));
		else
			found = take_variables(e, i, env);
		if (found)
			return;
	}
}

void
envelope_find_mailbox(char to[ADDR_MAX], const struct envelope_options *options,
    envelope_env_fn *env)
{
	struct envelope e;
	size_t i;
	bool found;

	memset(&e, 0, sizeof e);
	found =
	    options->mailbox != NULL && take(&e, "--mailbox", options->mailbox);
	for (i = 0; !found && i < sizeof recipients / sizeof *recipients; i++)
		found = recipients[i].local != NULL &&
		    !is_original(recipients[i].name) &&
		    take_variables(&e, i, env);
	mem_copy(to, ADDR_MAX, e.recipient);
}

/* Postfix writes IPv6:::1, and "unknown" for local submission. */
static void
take_client_ip(struct envelope *e, const char *source, const char *ip)
{
	unsigned char binary[16];

	if (text_begins(ip, "IPv6:"))
		ip += strlen("IPv6:");
	if (*ip == '\0' || text_equal(ip, "unknown"))
		return;
	if (inet_pton(AF_INET, ip, binary) != 1 &&
	    inet_pton(AF_INET6, ip, binary) != 1) {
		envelope_note(e, "client address is not one: %s", ip);
		return;
	}
	mem_copy(e->client_ip, sizeof e->client_ip, ip);
	e->client_source = source;
}

void
envelope_find_client(struct envelope *e, const struct envelope_options *options,
    envelope_env_fn *env)
{
	const char *ip = options->client_ip, *helo = options->helo;

	if (ip != NULL)
		take_client_ip(e, "--client-ip", ip);
	else if ((ip = env("CLIENT_ADDRESS")) != NULL)
		take_client_ip(e, "CLIENT_ADDRESS", ip);
	if (helo == NULL)
		helo = env("CLIENT_HELO");
	if (helo != NULL)
		text_clean(e->helo, sizeof e->helo, sizeof e->helo, helo,
		    strlen(helo));
}
