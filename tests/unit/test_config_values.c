#include "config_home.h"

/* A line behind the head, and the text that is told: "" where it is good. */
static const struct {
	const char *line, *told;
} rows[] = {
	{ "from = bob@example.org", "" },
	{ "from = bob", "from: no @" },
	{ "from = Ob, Bob <b@example.org>", "from: a display name" },
	{ "from = a@example.org, b@example.org", "from: more than one" },
	{ "from = A <a@example.org>, B <b@example.org>", "from: more than" },
	{ "from = <a@example.org>, b@example.org", "from: more than one" },
	{ "from = Bob <b@example.org> x", "from: text after \">\"" },
	{ "from = Bob <b@example.org", "from: \"<\" without \">\"" },
	{ "from = Bob <>", "from: " },
	{ "from = Bob", "from: " },
	{ "from = \"Bob\"", "from: " },
	{ "from = \"Bob\" B <b@example.org>", "from: a display name" },
	{ "from = Team: <b@example.org>", "from: a display name" },
	{ "from =", "from: " },
	{ "aliases = a@example.org,b@example.org , *@example.net", "" },
	{ "aliases = a@example.org,", "aliases: an empty item" },
	{ "aliases = ,a@example.org", "aliases: an empty item" },
	{ "aliases = a@example.org,,b@example.org", "aliases: an empty" },
	{ "aliases = a@example.org b@example.org", "aliases: \"a@example.org" },
	{ "aliases = a@@example.org", "aliases: \"a@@example.org\"" },
	{ "aliases = a@*.example.org, .example.org, @example.org", "" },
	{ "aliases = example.org, a?c@example.org, \"a b\"@example.org", "" },
	{ "aliases = \"a,b\"@example.org, c@example.org", "" },
	{ "aliases = *", "aliases: \"*\"" },
	{ "aliases = a@*", "aliases: \"a@*\"" },
	{ "aliases = a@exa*mple.org", "aliases: \"a@exa*mple.org\"" },
	{ "allow = *@example.net", "" },
	{ "allow = a b", "allow: \"a b\"" },
	{ "deny = example.net", "" },
	{ "deny = a b", "deny: \"a b\"" },
	{ "reply-to = alice@example.org", "" },
	{ "reply-to = Alice <alice@example.org>", "reply-to: " },
	{ "reply-to = bob@example.org",
	    "reply-to: an address of the mailbox itself (RFC 3834 section "
	    "3.1.2); expected another one" },
	{ "reply-to = BOB+x@example.org", "reply-to: an address of the" },
	{ "reply-to = b@example.net\nfrom = b@example.net",
	    "reply-to: an address of the mailbox itself" },
	{ "aliases = *@example.net\nreply-to = b@example.net",
	    "reply-to: an address of the mailbox itself" },
	{ "detail-separators =", "" },
	{ "detail-separators = +-_", "" },
	{ "detail-separators = +a", "detail-separators: \"+a\"; expected" },
	{ "detail-separators = + -", "detail-separators: " },
	{ "detail-separators = @", "detail-separators: " },
	{ "detail-separators = .", "detail-separators: " },
	{ "enabled = yes", "" },
	{ "enabled = no", "" },
	{ "enabled = true", "" },
	{ "enabled = false", "" },
	{ "enabled = on", "" },
	{ "enabled = off", "" },
	{ "enabled = yolo", "enabled: \"yolo\"; expected yes or no" },
	{ "enabled = nope", "enabled: \"nope\"; expected yes or no" },
	{ "enabled = Yes", "enabled: \"Yes\"; expected yes or no" },
	{ "enabled = 1", "enabled: \"1\"; expected yes or no" },
	{ "enabled =", "enabled: empty; expected yes or no" },
	{ "shared-state = yes", "" },
	{ "shared-state = maybe",
	    "shared-state: \"maybe\"; expected yes or no" },
	{ "disable = stale, list-field", "" },
	{ "disable = stall",
	    "disable: no rule \"stall\" (did you mean stale?); expected names "
	    "of SHOULD and MAY rules" },
	{ "disable = wednesday", "disable: no rule \"wednesday\"; expected" },
	{ "disable = stale, auto-submitted",
	    "disable: auto-submitted cannot be disabled: it is a MUST (RFC "
	    "3834 section" },
	{ "disable = null-sender", "disable: null-sender cannot be disabled" },
	{ "system-senders = robot*, no?reply", "" },
	{ "system-senders = robot@example.org",
	    "system-senders: \"robot@example.org\"; expected local parts" },
	{ "system-senders = a b", "system-senders: \"a b\"" },
	{ "bulk-headers = X-Campaign, X-Bulk", "" },
	{ "bulk-headers = X-Campaign:", "bulk-headers: \"X-Campaign:\"" },
	{ "bulk-headers = X Campaign", "bulk-headers: \"X Campaign\"" },
	{ "bulk-headers = X-Gr\xc3\xbc\xc3\x9f", "bulk-headers: " },
	{ "max-age = 0", "" },
	{ "max-age = 90s", "" },
	{ "max-age = 366d", "" },
	{ "max-age = 367d", "max-age: too large; expected 0, or a" },
	{ "max-age = 12", "max-age: \"12\"; expected" },
	{ "max-age = d", "max-age: \"d\"; expected" },
	{ "max-age = -1d", "max-age: \"-1d\"; expected" },
	{ "max-age = 1D", "max-age: \"1D\"; expected" },
	{ "max-age = 1 d", "max-age: \"1 d\"; expected" },
	{ "max-age = 1dd", "max-age: \"1dd\"; expected" },
	{ "max-age = 4294967296s", "max-age: too large" },
	{ "max-age = 7102w", "max-age: too large" },
	{ "max-age = 18446744073709551617s", "max-age: too large" },
	{ "spam-level = 0", "" },
	{ "spam-level = 100", "" },
	{ "spam-level = 101",
	    "spam-level: too large; expected a number from "
	    "0 to 100" },
	/* what iniparser's own numbers would make 8, 12, 1 and -1 of */
	{ "spam-level = 010", "" },
	{ "spam-level = 12abc", "spam-level: \"12abc\"; expected a number" },
	{ "spam-level = 1d", "spam-level: \"1d\"; expected a number" },
	{ "spam-level = -1", "spam-level: \"-1\"; expected a number" },
	{ "spam-level = 0x5", "spam-level: \"0x5\"" },
	{ "spam-level = 5 stars", "spam-level: \"5 stars\"" },
	{ "spam-level = 99999999999999999999", "spam-level: too large" },
	{ "spam-level =", "spam-level: empty; expected a number" },
	{ "template = a b.txt", "" },
	{ "template = \"a#b.txt\"", "" },
	{ "template =", "template: empty; expected a path" },
	{ "languages = en, de, pt-BR", "" },
	{ "languages = en, engl1sh", "languages: \"engl1sh\"" },
	{ "languages = de_AT", "languages: \"de_AT\"; expected at most 16" },
	{ "languages = aa,bb,cc,dd,ee,ff,gg,hh,ii,jj,kk,ll,mm,nn,oo,pp", "" },
	{ "languages = aa,bb,cc,dd,ee,ff,gg,hh,ii,jj,kk,ll,mm,nn,oo,pp,qq",
	    "languages: more than 16; expected" },
	{ "language-domains = .de=de, *@*.example.net=DE\nlanguages = en, de",
	    "" },
	{ "language-domains = .de=de\nlanguages = en",
	    "language-domains: a language that is not in languages" },
	{ "language-domains = .de\nlanguages = de",
	    "language-domains: \".de\"; expected items such as" },
	{ "language-domains = a b=de\nlanguages = de",
	    "language-domains: \"a b=de\"" },
	{ "language-domains = .de=d_e\nlanguages = de", "language-domains: " },
	{ "both-languages = never", "" },
	{ "both-languages = body", "" },
	{ "both-languages = alternative", "" },
	{ "both-languages = yes",
	    "both-languages: \"yes\"; expected never, body or alternative" },
	{ "both-languages = body\nhtml = yes",
	    "both-languages: body with html; expected alternative" },
	{ "both-languages = body\nmime = yes",
	    "both-languages: with mime; expected never" },
	{ "text-for-unverified = short.txt", "" },
	{ "text-for-unverified =", "text-for-unverified: empty; expected" },
	{ "subject = Away: ${subject}", "" },
	{ "subject = \"Away\"", "" },
	{ "subject =", "subject: empty; expected a line" },
	{ "subject = ${x}", "subject: ${x}: unknown variable; expected" },
	{ "subject = ${name", "subject: \"${\" without" },
	{ "html = yes", "" },
	{ "html = 1", "html: \"1\"; expected yes or no" },
	{ "flowed = yes", "" },
	{ "flowed = soft", "flowed: \"soft\"; expected yes or no" },
	{ "mime = yes", "" },
	{ "mime = mixed", "mime: \"mixed\"; expected yes or no" },
	{ "mime = yes\nhtml = yes", "mime: with html or flowed; expected" },
	{ "mime = yes\nflowed = yes", "mime: with html or flowed; expected" },
	{ "handle = summer-2026_a.b~c", "" },
	{ "handle = a b", "handle: \"a b\"; expected at most 64" },
	{ "handle =", "handle: empty; expected" },
	{ "handle = "
	  "0123456789012345678901234567890123456789012345678901234567890123",
	    "" },
	{ "handle = "
	  "01234567890123456789012345678901234567890123456789012345678901234",
	    "handle: \"012345678901234567890123456789012345678901234567890123"
	    "456789...\"; expected at most 64" },
	{ "absent-from = 2026-12-24", "" },
	{ "absent-from = 2028-02-29", "" },
	{ "absent-from = 2000-02-29", "" },
	{ "absent-from = 2026-02-29", "absent-from: no day of the calendar" },
	{ "absent-from = 2100-02-29", "absent-from: no day of the calendar" },
	{ "absent-from = 2026-13-01", "absent-from: no day of the calendar" },
	{ "absent-from = 2026-00-01", "absent-from: no day of the calendar" },
	{ "absent-from = 2026-04-31", "absent-from: no day of the calendar" },
	{ "absent-from = 2026-04-00", "absent-from: no day of the calendar" },
	{ "absent-from = 24.12.2026", "absent-from: \"24.12.2026\"" },
	{ "absent-from = 2026-1-1", "absent-from: \"2026-1-1\"" },
	{ "absent-from = 2026-12-240", "absent-from: \"2026-12-240\"" },
	{ "absent-until = 2026-12-24", "" },
	{ "absent-until = soon", "absent-until: \"soon\"; expected a day" },
	{ "absent-from = 2026-12-24\nabsent-until = 2026-12-24", "" },
	{ "absent-until = 2026-12-23\nabsent-from = 2026-12-24",
	    "absent-until: before absent-from; expected" },
	{ "absent-from = 2026-12-24 17:00", "" },
	{ "absent-from = 2026-12-24 24:00", "" },
	{ "absent-from = 2026-02-30 17:00", "absent-from: no day of the" },
	{ "absent-from = 2026-12-24 25:00", "absent-from: \"2026-12-24 25:" },
	{ "absent-from = 2026-12-24 17:00:00", "absent-from: \"2026-12-24" },
	{ "absent-from = 2026-12-24T17:00", "absent-from: \"2026-12-24T17" },
	{ "absent-from = 2026-12-24 08:00\nabsent-until = 2026-12-24", "" },
	{ "absent-from = 2026-12-24 08:00\nabsent-until = 2026-12-24 08:00",
	    "absent-until: before absent-from; expected" },
	{ "absences =", "" },
	{ "absences = 2026-12-24", "" },
	{ "absences = 2026-12-24 to 2027-01-02 with christmas.txt, "
	  "2027-07-01 08:00 to 2027-07-21",
	    "" },
	{ "absences = 2026-12-24 to 2026-12-23",
	    "absences: \"2026-12-24 to 2026-12-23\" has an end before its "
	    "beginning; expected absences such as" },
	{ "absences = 2026-02-30",
	    "absences: \"2026-02-30\" has no day or time \"2026-02-30\"" },
	{ "absences = 2026-12-24,", "absences: an empty item" },
	{ "absences = 2026-12-24 17:00",
	    "absences: \"2026-12-24 17:00\" has a time without \"to\"" },
	{ "hours =", "" },
	{ "hours = Mon-Fri 09:00-17:00, Sat 10:00-12:00", "" },
	{ "hours = Mon-Fri 9-17",
	    "hours: \"Mon-Fri 9-17\"; expected days and times such as" },
	{ "hours = Mon 09:00-09:00", "hours: a time that ends as it begins" },
	{ "absence-calendar = absences.ics", "" },
	{ "absence-calendar =", "absence-calendar: empty; expected a path" },
	{ "holiday-calendar = /h.ics\nhours = Mon 09:00-17:00", "" },
	{ "holiday-calendar =", "holiday-calendar: empty; expected a path" },
	{ "holiday-calendar = /h.ics",
	    "holiday-calendar: holidays from no hours; expected hours, too" },
	{ "time-zone = Europe/Berlin", "" },
	{ "time-zone =", "" },
	{ "time-zone = Europe/Atlantis",
	    "time-zone: no time zone of this system: \"Europe/Atlantis\"; "
	    "expected a name of the tz database" },
	{ "time-zone = ../../../etc/localtime", "time-zone: no time zone" },
	{ "time-zone = /etc/localtime", "time-zone: no time zone" },
	{ "class = leaver\nhours = Mon 09:00-17:00",
	    "hours: means nothing in class leaver" },
	{ "class = absence", "" },
	{ "class = acknowledge\nfrom = Desk <b@example.org>", "" },
	{ "class = leaver", "" },
	{ "class = vacation",
	    "class: \"vacation\"; expected absence, acknowledge or leaver" },
	{ "audience = everyone", "" },
	{ "audience = internal, known", "" },
	{ "audience = others", "" },
	{ "audience = friends",
	    "audience: \"friends\"; expected internal, known, others or "
	    "everyone" },
	{ "audience = ", "audience: empty; expected internal" },
	{ "internal-domains = example.org, .example.com", "" },
	{ "internal-domains = a b", "internal-domains: \"a b\"" },
	{ "known-correspondents = known.txt", "" },
	{ "known-correspondents = ", "known-correspondents: empty; expected" },
	{ "template-internal = /t", "" },
	{ "template-internal = ", "template-internal: empty; expected a path" },
	{ "template-known = t.txt", "" },
	{ "template-known = ", "template-known: empty; expected a path" },
	{ "echo-subject = verified", "" },
	{ "echo-subject = always", "" },
	{ "echo-subject = never", "" },
	{ "echo-subject = no",
	    "echo-subject: \"no\"; expected verified, "
	    "always or never" },
	{ "precedence = bulk", "" },
	{ "precedence = list", "" },
	{ "precedence = junk", "" },
	{ "precedence = auto_reply", "" },
	{ "precedence = none", "" },
	{ "precedence = first-class",
	    "precedence: \"first-class\"; expected "
	    "bulk, list, junk, auto_reply or none" },
	{ "interval = 1h", "" },
	{ "interval = 60m", "" },
	{ "interval = 52w", "" },
	{ "interval = 1s", "" },
	{ "interval = 2147483648s", "" },
	{ "interval = 0", "" },
	{ "interval = 7", "interval: \"7\"; expected a duration such as 7d" },
	{ "interval = 2147483649s",
	    "interval: too large; expected a duration" },
	{ "interval-min = 1s", "" },
	{ "interval-min = 0", "interval-min: too small; expected a duration" },
	{ "interval-min = 31d", "interval-min: too large" },
	{ "interval-max = 169h", "" },
	{ "interval-max = 7d",
	    "interval-max: too small; expected a duration of more than 7d" },
	{ "interval-max = 24856d", "interval-max: too large" },
	{ "interval-max = 8d\ninterval-min = 9d",
	    "interval-min: more than interval-max; expected less" },
	{ "class = leaver\nabsent-from = 2026-12-24",
	    "absent-from: means nothing in class leaver; expected it in "
	    "another class only" },
	{ "class = leaver\nabsent-until = 2026-12-24",
	    "absent-until: means nothing in class leaver" },
	{ "disable = not-addressed",
	    "disable: not-addressed cannot be disabled in class absence" },
	{ "class = leaver\ndisable = not-addressed",
	    "disable: not-addressed cannot be disabled in class leaver" },
	{ "class = acknowledge\nfrom = b@example.org",
	    "from: no display name in class acknowledge; expected one" },
	{ "from = Desk <b@example.org>\nclass = acknowledge\n"
	  "disable = not-addressed\ninterval = 0",
	    "" },
	{ "max-per-sender-day = 1000000", "" },
	{ "max-per-sender-day = 1000001",
	    "max-per-sender-day: too large; "
	    "expected a number from 0 to" },
	{ "max-per-domain-day = x", "max-per-domain-day: \"x\"" },
	{ "max-per-hour = x", "max-per-hour: \"x\"" },
	{ "max-per-day = x", "max-per-day: \"x\"" },
	{ "max-site-day = x", "max-site-day: \"x\"" },
	{ "max-site-domain-day = x", "max-site-domain-day: \"x\"" },
	{ "state = /srv/b", "" },
	{ "state = b", "state: not absolute; expected an absolute path" },
	{ "state =", "state: not absolute; expected" },
	{ "submit = sendmail", "" },
	{ "submit = maildir:/srv/out", "" },
	{ "submit = maildir:out", "" },
	{ "submit = maildir:", "submit: \"maildir:\"; expected sendmail or" },
	{ "submit = smtp", "submit: \"smtp\"; expected sendmail or maildir" },
	{ "sendmail = /bin/true", "" },
	{ "sendmail = sendmail -i",
	    "sendmail: \"sendmail -i\"; expected a "
	    "program's absolute path" },
	{ "sendmail =", "sendmail: empty; expected a program's" },
	{ "sendmail = '' /bin/true", "sendmail: " },
	{ "sendmail = /bin/true -f '", "sendmail: a quote is not closed" },
	{ "deadline = 2s", "" },
	{ "deadline = 1m", "" },
	{ "deadline = 1s",
	    "deadline: too small; expected a duration such as "
	    "8s, from 2s to 60s" },
	{ "deadline = 61s", "deadline: too large" },
	{ "log = syslog", "" },
	{ "log = /var/log/b", "" },
	{ "log = journal", "" },
	{ "log = b.log", "log: \"b.log\"; expected syslog, journal or an" },
	{ "log-format = text", "" },
	{ "log-format = json", "" },
	{ "log-format = JSON", "log-format: \"JSON\"; expected text or json" },
	{ "statistics = yes", "" },
	{ "statistics = often", "statistics: \"often\"; expected yes or no" },
	{ "metrics-file = /var/lib/backsoon.prom", "" },
	{ "metrics-file = backsoon.prom", "metrics-file: not absolute" },
	{ "metrics-file = /var/lib/backsoon.txt",
	    "metrics-file: another ending; expected an absolute path" },
	{ "fcc = /var/mail/copies", "" },
	{ "fcc = copies", "fcc: not absolute; expected an absolute path" },
	{ "notify = postmaster@example.org", "" },
	{ "notify = -t", "notify: no @" },
	{ "notify-on = breaker, ended,endless", "" },
	{ "notify-on = breaker, always",
	    "notify-on: \"always\"; expected breaker, ended or endless" },
	{ "sender-check = on", "" },
	{ "sender-check = off", "" },
	{ "sender-check = maybe", "sender-check: \"maybe\"; expected on or" },
	{ "require-spf-pass = yes", "" },
	{ "require-spf-pass = 1", "require-spf-pass: \"1\"; expected yes" },
	{ "sender-domain-exempt = corp.example, .intern.example", "" },
	{ "sender-domain-exempt = a b", "sender-domain-exempt: \"a b\"" },
	{ "dns-lists = zen.example, a_b.example", "" },
	{ "dns-lists = zen..example", "dns-lists: \"zen..example\"" },
	{ "dns-lists = a,b,c,d,e,f,g,h,i", "dns-lists: more than 8" },
	{ "dns-domain-lists = dbl.example", "" },
	{ "dns-domain-lists = .", "dns-domain-lists: \".\"" },
	{ "dns-timeout = 1s", "" },
	{ "dns-timeout = 30s", "" },
	{ "dns-timeout = 0", "dns-timeout: " },
	{ "dns-timeout = 31s", "dns-timeout: too large" },
	{ "trusted-authserv-id = mx.example.org, mx2:25", "" },
	{ "trusted-authserv-id = mx example",
	    "trusted-authserv-id: \"mx example\"" },
	{ "trusted-position = above", "" },
	{ "trusted-position = below", "" },
	{ "trusted-position = under",
	    "trusted-position: \"under\"; expected above or below" },
	{ "trusted-hosts = mx1.example.org, [192.0.2.1], host", "" },
	{ "trusted-hosts = *.example.org",
	    "trusted-hosts: \"*.example.org\"; expected names of hosts" },
	{ "trusted-relays = loopback, private, 192.0.2.1, 2001:db8::/32", "" },
	{ "trusted-relays = localhost",
	    "trusted-relays: \"localhost\"; expected loopback, private" },
	{ "trusted-relays = 192.0.2.1/24", "trusted-relays: \"192.0.2.1/24" },
	{ "trusted-relays = 192.0.2.0/33", "trusted-relays: \"192.0.2.0/33" },
	{ "client-from = auto", "" },
	{ "client-from = none", "" },
	{ "client-from = received:1", "" },
	{ "client-from = received:16", "" },
	{ "client-from = received:0",
	    "client-from: \"received:0\"; expected auto, none or received:N" },
	{ "client-from = received:17", "client-from: \"received:17\"" },
	{ "client-from = received:", "client-from: \"received:\"" },
	{ "client-from = received:1x", "client-from: \"received:1x\"" },
	{ "client-from = received", "client-from: \"received\"" },
	{ "client-from = Auto", "client-from: \"Auto\"" },
	{ "trusted-arc-sealers = example.org, lists.example.net", "" },
	{ "trusted-arc-sealers = a b", "trusted-arc-sealers: \"a b\"" },
	{ "rescue = none", "" },
	{ "rescue = dkim", "" },
	{ "rescue = spf", "rescue: \"spf\"; expected none or dkim" },
	{ "locked = log, max-per-day", "" },
	{ "locked = address", "locked: \"address\"; expected names of" },
	{ "locked = locked", "locked: \"locked\"; expected names of" },
	{ "locked = max-site-day", "locked: \"max-site-day\"" },
	{ "locked = logs", "locked: \"logs\" has no such setting" },
	{ "dns-server = 192.0.2.1", "" },
	{ "dns-server = 192.0.2.1:65535", "" },
	{ "dns-server = 2001:db8::1", "" },
	{ "dns-server = [2001:db8::1]", "" },
	{ "dns-server = [2001:db8::1]:53", "" },
	{ "dns-server = [2001:db8::1]x", "dns-server: \"[2001:db8::1]x\"" },
	{ "dns-server = [2001:db8::1", "dns-server: \"[2001:db8::1\"" },
	{ "dns-server = [192.0.2.1]:53", "dns-server: " },
	{ "dns-server = 192.0.2.1:0", "dns-server: not a port; expected" },
	{ "dns-server = 192.0.2.1:65536", "dns-server: not a port" },
	{ "dns-server = 192.0.2.1:5x", "dns-server: not a port" },
	{ "dns-server = 192.0.2.1:", "dns-server: not a port" },
	{ "dns-server = 192.0.2.256",
	    "dns-server: \"192.0.2.256\"; expected "
	    "an IP address" },
	{ "dns-server = dns.example", "dns-server: \"dns.example\"" },
	{ "dns-server =", "dns-server: empty" },
};

static void
each_value_is_taken_or_told(void **state)
{
	struct mailbox m;
	struct config_report r;
	char *text, *got;
	size_t i;
	bool good;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		text = xasprintf(HEAD "%s\n", rows[i].line);
		load(&m, &r, text, strlen(text), false);
		got = told(&r);
		good = rows[i].told[0] == '\0'
		    ? r.count == 0
		    : r.count == 1 && strncmp(got, "c:", 2) == 0 &&
			(strncmp(got + 2, "3: ", 3) == 0 ||
			    strncmp(got + 2, "4: ", 3) == 0) &&
			strncmp(got + 5, rows[i].told, strlen(rows[i].told)) ==
			    0 &&
			strstr(got, "; expected ") != NULL;
		if (!good)
			fail_msg("%s:\n%s", rows[i].line, got);
		free(got);
		free(text);
		unload(&m, &r);
	}
}

/* No setting without a good and a bad value above. */
static void
each_setting_has_its_rows(void **state)
{
	const struct config_setting *s;
	size_t i, k, good, bad, len;

	(void)state;
	for (i = 1; (s = config_setting(i)) != NULL; i++) {
		len = strlen(s->key);
		for (k = good = bad = 0; k < sizeof rows / sizeof *rows; k++)
			if (strncmp(rows[k].line, s->key, len) == 0 &&
			    strncmp(rows[k].line + len, " =", 2) == 0)
				*(rows[k].told[0] == '\0' ? &good : &bad) += 1;
		if (bad == 0 || (good == 0 && strcmp(s->type, "number") != 0))
			fail_msg("%s", s->key);
	}
	assert_string_equal(config_setting(0)->key, "address");
	assert_null(config_setting(i));
	assert_null(config_setting(i + 1));
}

static void
an_address_may_be_of_example_or_one_label(void **state)
{
	static const struct {
		const char *text, *told;
	} addresses[] = {
		{ "[mailbox]\naddress = bob@localhost\n", "" },
		{ "[mailbox]\naddress = bob@example.com\n", "" },
		{ "[mailbox]\naddress = \"ob b\"@example.org\n", "" },
		{ "[mailbox]\naddress = bob\n", "c:2: address: " },
		{ "[mailbox]\naddress = <bob@example.org>\n",
		    "c:2: address: " },
		{ "[mailbox]\naddress = bob@[192.0.2.1]\n", "c:2: address: " },
		{ "[mailbox]\naddress =\n", "c:2: address: " },
	};
	struct mailbox m;
	struct config_report r;
	char *got;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		load(&m, &r, addresses[i].text, strlen(addresses[i].text),
		    false);
		got = told(&r);
		if ((r.count == 0) != (addresses[i].told[0] == '\0') ||
		    r.count > 1 ||
		    strncmp(got, addresses[i].told,
			strlen(addresses[i].told)) != 0)
			fail_msg("%s%s", addresses[i].text, got);
		free(got);
		unload(&m, &r);
	}
}

static void
a_display_name_may_be_quoted(void **state)
{
	static const struct {
		const char *value, *name, *address;
	} names[] = {
		{ "Bob <b@example.org>", "Bob", "b@example.org" },
		{ "\"Ob, Bob\" <b@example.org>", "Ob, Bob", "b@example.org" },
		{ "\"Ob; Bob #1\" <b@example.org> ; c", "Ob; Bob #1",
		    "b@example.org" },
		{ "\"Bob<b>\"<b@example.org>", "Bob<b>", "b@example.org" },
		{ "\"Bob \\\\ B\" <b@example.org>", "Bob \\ B",
		    "b@example.org" },
		{ "Bob O'Brien <b@example.org>", "Bob O'Brien",
		    "b@example.org" },
		{ "'Bob' <b@example.org>", "'Bob'", "b@example.org" },
		{ "J\xc3\xb6rg <b@example.org>", "J\xc3\xb6rg",
		    "b@example.org" },
		{ "<b@example.org>", "", "b@example.org" },
		{ "b@example.org", "", "b@example.org" },
		{ "\"Bob <b@example.org>\"", "Bob", "b@example.org" },
		{ "\"b,b\"@example.org", "", "\"b,b\"@example.org" },
	};
	struct mailbox m;
	struct config_report r;
	char *text;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof names / sizeof *names; i++) {
		text = xasprintf(HEAD "from = %s\n", names[i].value);
		load(&m, &r, text, strlen(text), false);
		if (r.count != 0)
			fail_msg("%s: %s", names[i].value, told(&r));
		assert_string_equal(m.from_name, names[i].name);
		assert_string_equal(m.from_address, names[i].address);
		free(text);
		unload(&m, &r);
	}
}

static void
a_command_is_words_and_quotes(void **state)
{
	static const struct {
		const char *value;
		const char *argv[5];
	} commands[] = {
		{ "/a", { "/a" } },
		{ "/a  -b\t-c", { "/a", "-b", "-c" } },
		{ "/a '' \"\" b''c", { "/a", "", "", "bc" } },
		{ "/a 'b c' \"d 'e\"", { "/a", "b c", "d 'e" } },
		{ "\"/a b\" c", { "/a b", "c" } },
		{ "'/a' 'b'", { "/a", "b" } },
		{ "\"/a b\"", { "/a", "b" } },
		{ "/a $HOME `b` \\c", { "/a", "$HOME", "`b`", "\\c" } },
		{ "/a \"b ; c\" ; d", { "/a", "b ; c" } },
	};
	struct mailbox m;
	struct config_report r;
	char *text;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof commands / sizeof *commands; i++) {
		text = xasprintf(HEAD "sendmail = %s\n", commands[i].value);
		load(&m, &r, text, strlen(text), false);
		if (r.count != 0)
			fail_msg("%s: %s", commands[i].value, told(&r));
		for (k = 0; commands[i].argv[k] != NULL; k++) {
			assert_true(k < m.sendmail.count);
			assert_string_equal(m.sendmail.items[k],
			    commands[i].argv[k]);
		}
		assert_int_equal(m.sendmail.count, k);
		free(text);
		unload(&m, &r);
	}
}

static void
a_text_of_an_absence_is_beside_the_file(void **state)
{
	static const char text[] =
	    HEAD "absences = 2026-12-24 with /a/b.txt, 2026-12-25, "
		 "2026-12-26 to 2026-12-27 with my away.txt\n";
	struct mailbox m;
	struct config_report r;

	(void)state;
	assert_int_equal(load(&m, &r, text, sizeof text - 1, false), 0);
	assert_int_equal(m.absences.count, 3);
	assert_string_equal(m.absences.items[0], "2026-12-24 with /a/b.txt");
	assert_string_equal(m.absences.items[1], "2026-12-25");
	assert_string_equal(m.absences.items[2] + strlen(m.absences.items[2]) -
		strlen("/my away.txt"),
	    "/my away.txt");
	assert_non_null(strstr(m.absences.items[2], " with /"));
	unload(&m, &r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_value_is_taken_or_told),
		cmocka_unit_test(each_setting_has_its_rows),
		cmocka_unit_test(an_address_may_be_of_example_or_one_label),
		cmocka_unit_test(a_display_name_may_be_quoted),
		cmocka_unit_test(a_command_is_words_and_quotes),
		cmocka_unit_test(a_text_of_an_absence_is_beside_the_file),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
