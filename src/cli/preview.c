#include "cli/commands.h"
#include "cli/load.h"
#include "cli/ports.h"

#include "base/text.h"
#include "supervise/intake.h"
#include "supervise/process.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { SHOWN = 0, UNDECIDED = 2 };

/* Who writes where nobody is named: a domain that nobody has. */
static const char somebody[] = "somebody@example.net";
/* RFC 5646 section 4.4.1: longest tag that must be understood. */
#define TAG_MAX 35

/* Nothing else can get into a header field. */
static bool
is_tag(const char *tag)
{
	size_t i;

	for (i = 0; tag[i] != '\0'; i++)
		if (!text_is_alnum((unsigned char)tag[i]) &&
		    (tag[i] != '-' || i == 0))
			return false;
	return i > 0 && i <= TAG_MAX;
}

static const char *
check(struct options *o)
{
	const char *language = o->value[OPTION_LANGUAGE];

	if (o->envelope.sender == NULL)
		o->envelope.sender = somebody;
	if (addr_check(o->envelope.sender) != ADDR_GOOD)
		return "--sender: expected an address that can be answered";
	if (language != NULL && !is_tag(language))
		return "--language: expected a tag such as de or pt-BR";
	return NULL;
}

/* A message that nobody wrote, through the reader that reads all others. */
static int
make_subject(struct subject *s, const struct options *o, const char *to,
    uint64_t now)
{
	const char *language = o->value[OPTION_LANGUAGE];
	time_t t = (time_t)now;
	struct intake in;
	char date[64];
	struct tm tm;
	int n, rc;

	if (intake_init(&in) == -1 || gmtime_r(&t, &tm) == NULL)
		return -1;
	strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", &tm);
	n = snprintf(in.bytes, SUBJECT_RAW_MAX,
	    "Date: %s\nFrom: <%s>\nTo: <%s>\nSubject: Example\n"
	    "Message-ID: <example@preview.invalid>\n%s%s%s\nHello.\n",
	    date, o->envelope.sender, to,
	    language == NULL ? "" : "Accept-Language: ",
	    language == NULL ? "" : language, language == NULL ? "" : "\n");
	in.octets = in.size = (size_t)n;
	in.complete = true;
	rc = intake_subject(&in, s);
	intake_release(&in);
	return rc;
}

/* As it would leave through sendmail: with the line ends of the system. */
static void
print(const struct response *r)
{
	size_t i;

	for (i = 0; i < r->size; i++)
		if (r->bytes[i] != '\r')
			putchar(r->bytes[i]);
}

static int
preview(struct journey *j, const struct options *o, struct mailbox *m)
{
	static struct subject subject;
	static struct envelope envelope;
	static struct ports_context context;
	struct ports ports;
	char problem[200];

	if (load_mailbox(m, o, stderr, problem, sizeof problem) == -1)
		return OPTIONS_CONFIG;
	j->facts.subject = &subject;
	j->facts.envelope = &envelope;
	j->facts.mailbox = m;
	j->facts.now = load_now(o, m);
	if (make_subject(&subject, o, m->address, j->facts.now) == -1) {
		fputs("backsoon: the reader failed\n", stderr);
		return UNDECIDED;
	}
	envelope_find(&envelope, &o->envelope, ports_no_environment, &subject);
	context.started = process_clock();
	ports_init(&ports, &context);
	journey_preview(j, &ports);
	if (!j->composed) {
		fprintf(stderr, "backsoon: %s\n", j->judgement.evidence.text);
		return UNDECIDED;
	}
	if (j->facts.stopped != NULL)
		fprintf(stderr, "backsoon: note: stopped by %s\n",
		    j->facts.stopped);
	else if (*m->missing != '\0')
		fprintf(stderr, "backsoon: note: no mailbox: %s\n", m->missing);
	else if (!m->enabled)
		fputs("backsoon: note: enabled = no\n", stderr);
	else if (!j->facts.occasion.due)
		fprintf(stderr, "backsoon: note: not due: %s\n",
		    j->facts.occasion.why);
	print(&j->response);
	return SHOWN;
}

int
preview_command(const struct command *self, int argc, char **argv)
{
	static struct journey j;
	static struct options o;
	struct mailbox m;
	const char *wrong;
	int status;

	if (command_options(&o, self, argc, argv) == -1)
		return OPTIONS_USAGE;
	wrong = check(&o);
	if (wrong != NULL) {
		fprintf(stderr, "backsoon: preview: %s\n", wrong);
		return OPTIONS_USAGE;
	}
	process_normalise(false);
	mailbox_init(&m);
	journey_init(&j);
	status = preview(&j, &o, &m);
	journey_release(&j);
	mailbox_release(&m);
	return fflush(stdout) == 0 ? status : UNDECIDED;
}
