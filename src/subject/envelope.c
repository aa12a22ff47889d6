#include "subject/envelope.h"

#include "base/mem.h"
#include "base/text.h"

#include "envelope_source.h"

#include <string.h>

/* By precedence. */
enum source {
	FROM_OPTION,
	FROM_RETURN_PATH,
	FROM_RPLINE,
	FROM_SENDER,
	FROM_MBOX,
	FROM_COUNT
};

static const char *const source_names[] = {
	[FROM_OPTION] = "--sender",
	[FROM_RETURN_PATH] = "Return-Path",
	[FROM_RPLINE] = "RPLINE",
	[FROM_SENDER] = "SENDER",
	[FROM_MBOX] = "From line",
};

static void
read_rpline(struct envelope_source *src, const char *line)
{
	static const char name[] = "Return-Path:";

	if (text_begins(line, name))
		envelope_source_set(src, line + strlen(name));
	else
		src->present = src->broken = true;
}

static void
read_return_path(struct envelope_source *src, const struct subject_trace *t)
{
	envelope_source_set(src, t->addr);
	src->broken = t->differ || t->bad;
	/* An unreadable one leaves no address, which is not the null one. */
	src->null = t->null || (src->null && !t->bad);
}

static void
read_sources(struct envelope_source *src,
    const struct envelope_options *options, envelope_env_fn *env,
    const struct subject *s)
{
	const char *value;
	int i;

	memset(src, 0, FROM_COUNT * sizeof *src);
	for (i = 0; i < FROM_COUNT; i++)
		src[i].name = source_names[i];
	if (options->sender != NULL)
		envelope_source_set(&src[FROM_OPTION], options->sender);
	if (s->return_path.count > 0)
		read_return_path(&src[FROM_RETURN_PATH], &s->return_path);
	if ((value = env("RPLINE")) != NULL)
		read_rpline(&src[FROM_RPLINE], value);
	if ((value = env("SENDER")) != NULL)
		envelope_source_set(&src[FROM_SENDER], value);
	if (s->has_mbox_line)
		envelope_source_set(&src[FROM_MBOX], s->mbox_sender);
}

/* The first source present, or NULL. */
static const struct envelope_source *
first_source(const struct envelope_source *src)
{
	int i;

	for (i = 0; i < FROM_COUNT; i++)
		if (src[i].present)
			return &src[i];
	return NULL;
}

/* Null in any source is believed: RFC 3834 section 2 forbids an answer, and
 * nobody is hurt where a forger claims it. */
static bool
find_null(struct envelope *e, const struct envelope_source *src)
{
	int i;

	for (i = 0; i < FROM_COUNT; i++) {
		if (!src[i].null)
			continue;
		e->state = ENVELOPE_NULL;
		e->sender_source = src[i].name;
		for (i = 0; i < FROM_COUNT; i++)
			if (src[i].present && !src[i].null)
				envelope_note(e, "%s says %s", src[i].name,
				    src[i].addr);
		return true;
	}
	return false;
}

static void
conflict(struct envelope *e, const struct envelope_source *a,
    const struct envelope_source *b)
{
	e->state = ENVELOPE_CONFLICT;
	e->sender_source = a->name;
	if (a->broken)
		envelope_note(e, "%s cannot be trusted: %s", a->name, a->addr);
	else if (b != NULL)
		envelope_note(e, "%s %s, but %s %s", a->name, a->addr, b->name,
		    b->addr);
	else
		envelope_note(e, "%s may have been altered: %s", a->name,
		    a->addr);
}

/*
 * Postfix filters the environment of local(8): what is left of one address
 * can be another person's.  It always writes a Return-Path, so that SENDER
 * without one has lost its witness.
 */
static bool
may_be_filtered(const struct envelope_source *sender, envelope_env_fn *env)
{
	if (env("ORIGINAL_RECIPIENT") == NULL && env("MAIL_CONFIG") == NULL)
		return false;
	return strchr(sender->addr, '_') != NULL;
}

/* True where the sources of a delivery contradict each other. */
static bool
find_conflict(struct envelope *e, const struct envelope_source *src,
    envelope_env_fn *env)
{
	const struct envelope_source *top = first_source(src);
	int i;

	for (i = FROM_RETURN_PATH; i < FROM_MBOX; i++) {
		if (!src[i].present)
			continue;
		if (src[i].broken)
			conflict(e, &src[i], NULL);
		else if (&src[i] != top &&
		    !envelope_agrees(top->addr, src[i].addr))
			conflict(e, top, &src[i]);
		else if (&src[i] == top && i == FROM_SENDER &&
		    may_be_filtered(top, env))
			conflict(e, top, NULL);
		else
			continue;
		return true;
	}
	return false;
}

static void
find_sender(struct envelope *e, const struct envelope_source *src,
    envelope_env_fn *env)
{
	const struct envelope_source *top = first_source(src);
	int i;

	if (top == NULL || find_null(e, src))
		return;
	if (top != &src[FROM_OPTION] && find_conflict(e, src, env))
		return;
	e->state = ENVELOPE_ADDRESS;
	e->sender_source = top->name;
	mem_copy(e->sender, sizeof e->sender, top->addr);
	for (i = 0; i < FROM_COUNT; i++)
		if (src[i].present && &src[i] != top &&
		    !envelope_agrees(top->addr, src[i].addr))
			envelope_note(e, "%s says %s", src[i].name,
			    src[i].addr);
}

void
envelope_find(struct envelope *e, const struct envelope_options *options,
    envelope_env_fn *env, const struct subject *s)
{
	struct envelope_source src[FROM_COUNT];

	memset(e, 0, sizeof *e);
	e->state = ENVELOPE_UNKNOWN;
	e->sender_source = e->recipient_source = e->client_source = "";
	read_sources(src, options, env, s);
	find_sender(e, src, env);
	envelope_find_recipient(e, options, env, s);
	envelope_find_client(e, options, env);
}
