#include "config_parts.h"

#include "sender/record.h"

#include <string.h>

#define AT(member) offsetof(struct mailbox, member)
#define DAY 86400u

/* In the order of their enum. */
static const char *const class_words[] = { "absence", "acknowledge", "leaver",
	NULL };
static const char *const echo_words[] = { "verified", "always", "never", NULL };
static const char *const precedence_words[] = { "bulk", "list", "junk",
	"auto_reply", "none", NULL };

static const char expected_patterns[] =
    "addresses or patterns such as *@example.org, with commas between them";
static const char expected_zones[] = "at most 8 zones such as list.example.org";
static const char expected_moment[] =
    "a day such as 2026-12-24, or a time such as 2026-12-24 17:00";
static const char expected_count[] = "a number from 0 to 1000000";

static const char *const position_words[] = { "above", "below", NULL };
static const char *const rescue_words[] = { "none", "dkim", NULL };

/* What every list, and every cap, has in common. */
#define LIST .take = config_take_list, .quotes = true
#define CAP \
	.take = config_take_number, .expected = expected_count, .max = 1000000

const struct config_row config_rows[] = {
	{ .setting = { "address", "address", "",
	      "The mailbox's address; required." },
	    .expected = "the mailbox's address",
	    .take = config_take_address,
	    .offset = AT(address),
	    .quotes = true },
	{ .setting = { "aliases", "list", "",
	      "Further addresses of the mailbox, as patterns." },
	    .expected = expected_patterns,
	    .offset = AT(aliases),
	    .item = config_is_pattern,
	    LIST },
	{ .setting = { "from", "mailbox", "",
	      "Display name and address that a response comes from." },
	    .expected = "exactly one mailbox such as Bob <bob@example.org> or "
			"\"Ob, Bob\" <bob@example.org>",
	    .take = config_take_from,
	    .offset = AT(from_address),
	    .quotes = true },
	{ .setting = { "reply-to", "address", "",
	      "Where people's answers to a response go; no address of the "
	      "mailbox itself." },
	    .expected = "an address that is not the mailbox's own",
	    .take = config_take_address,
	    .offset = AT(reply_to),
	    .quotes = true },
	{ .setting = { "detail-separators", "characters", "+",
	      "Octets that begin the detail of an own address." },
	    .expected = "signs that may divide a local part, such as + or +-",
	    .take = config_take_separators,
	    .offset = AT(separators) },
	{ .setting = { "class", "word", "absence",
	      "What the mailbox is for: a person who is away (absence), a "
	      "service that confirms what it received (acknowledge), or "
	      "somebody who does not come back (leaver)." },
	    .expected = "absence, acknowledge or leaver",
	    .take = config_take_word,
	    .offset = AT(class),
	    .words = class_words },
	{ .setting = { "enabled", "yes or no", "yes",
	      "Whether the mailbox answers at all." },
	    .expected = "yes or no",
	    .take = config_take_yes_no,
	    .offset = AT(enabled) },
	{ .setting = { "allow", "list", "",
	      "Senders to whom only the MUST rules apply, and those that need "
	      "more than the message, as patterns." },
	    .expected = expected_patterns,
	    .offset = AT(allow),
	    .item = config_is_pattern,
	    LIST },
	{ .setting = { "deny", "list", "",
	      "Senders who never get a response, as patterns." },
	    .expected = expected_patterns,
	    .offset = AT(deny),
	    .item = config_is_pattern,
	    LIST },
	{ .setting = { "disable", "list", "",
	      "Rules that are not asked, by name; a MUST rule cannot be "
	      "disabled." },
	    .expected = "names of SHOULD and MAY rules, see \"backsoon rules\"",
	    .offset = AT(disabled_rules),
	    .item = config_is_rule,
	    LIST },
	{ .setting = { "system-senders", "list", "",
	      "Further local parts that belong to programs, as globs." },
	    .expected = "local parts, with * and ? as wildcards",
	    .offset = AT(system_senders),
	    .item = config_is_local_part,
	    LIST },
	{ .setting = { "bulk-headers", "list", "",
	      "Further header fields that only bulk mail has." },
	    .expected = "names of header fields",
	    .offset = AT(bulk_headers),
	    .item = config_is_field_name,
	    LIST },
	{ .setting = { "max-age", "duration", "2d",
	      "Oldest message that is answered; 0 answers any." },
	    .expected = "0, or a duration such as 2d, up to 366d",
	    .take = config_take_duration,
	    .offset = AT(max_age),
	    .max = 366 * DAY },
	{ .setting = { "spam-level", "number", "5",
	      "Stars of a spam level field from which a message is spam; 0 "
	      "ignores the level." },
	    .expected = "a number from 0 to 100",
	    .take = config_take_number,
	    .offset = AT(spam_level),
	    .max = 100 },
	{ .setting = { "template", "path", "",
	      "File with the text of the response, relative to the file that "
	      "names it; the built-in text where none is named." },
	    .expected = "a path",
	    .take = config_take_near_path,
	    .offset = AT(template_path) },
	{ .setting = { "handle", "token", "",
	      "Identity of the response, so that a changed text is not sent "
	      "anew to everybody; its text where none is given." },
	    .expected = "at most 64 letters, digits and -._~+:",
	    .take = config_take_token,
	    .offset = AT(handle),
	    .max = 64 },
	{ .setting = { "absent-from", "moment", "",
	      "When the absence begins: a day, or a day and time." },
	    .expected = expected_moment,
	    .take = config_take_moment,
	    .offset = AT(absent_from) },
	{ .setting = { "absent-until", "moment", "",
	      "When the absence ends: its last day, or a day and time." },
	    .expected = expected_moment,
	    .take = config_take_moment,
	    .offset = AT(absent_until) },
	{ .setting = { "absences", "list", "",
	      "Further absences, each perhaps with a text of its own." },
	    .expected = "absences such as 2026-12-24 to 2027-01-02, or "
			"2026-12-24 08:00 to 2026-12-24 17:00 with away.txt",
	    .take = config_take_absences,
	    .offset = AT(absences),
	    .item = config_is_absence,
	    .max = 64 },
	{ .setting = { "absence-calendar", "path", "",
	      "An iCalendar file whose events are absences." },
	    .expected = "a path",
	    .take = config_take_near_path,
	    .offset = AT(absence_calendar) },
	{ .setting = { "hours", "hours", "",
	      "Hours of the week in which no answer is due." },
	    .expected = "days and times such as Mon-Fri 09:00-17:00, Sat "
			"10:00-12:00",
	    .take = config_take_hours,
	    .offset = AT(hours) },
	{ .setting = { "holiday-calendar", "path", "",
	      "An iCalendar file whose events are times at which the hours do "
	      "not count." },
	    .expected = "a path",
	    .take = config_take_near_path,
	    .offset = AT(holiday_calendar) },
	{ .setting = { "time-zone", "zone", "",
	      "Time zone of the mailbox; the system's where none is "
	      "given." },
	    .expected = "a name of the tz database such as Europe/Berlin",
	    .take = config_take_time_zone,
	    .offset = AT(time_zone) },
	{ .setting = { "echo-subject", "word", "verified",
	      "To whom the subject of the message is repeated: senders that "
	      "are verified, everybody (always) or nobody (never)." },
	    .expected = "verified, always or never",
	    .take = config_take_word,
	    .offset = AT(echo_subject),
	    .words = echo_words },
	{ .setting = { "precedence", "word", "bulk",
	      "The Precedence field of a response, or none." },
	    .expected = "bulk, list, junk, auto_reply or none",
	    .take = config_take_precedence,
	    .offset = AT(precedence),
	    .words = precedence_words },
	{ .setting = { "interval", "duration", "7d",
	      "Time in which a sender gets at most one response." },
	    .expected = "a duration such as 7d, from 1s to 24855d",
	    .take = config_take_duration,
	    .offset = AT(interval),
	    .min = 1,
	    .max = 2147483648u }, /* RFC 6131 section 2 */
	{ .setting = { "max-per-sender-day", "number", "3",
	      "Responses to one sender in a day, over all texts." },
	    .offset = AT(caps.sender_day),
	    CAP },
	{ .setting = { "max-per-domain-day", "number", "50",
	      "Responses to one sender domain in a day." },
	    .offset = AT(caps.domain_day),
	    CAP },
	{ .setting = { "max-per-hour", "number", "60",
	      "Responses of the mailbox in an hour." },
	    .offset = AT(caps.hour),
	    CAP },
	{ .setting = { "max-per-day", "number", "500",
	      "Responses of the mailbox in a day." },
	    .offset = AT(caps.day),
	    CAP },
	{ .setting = { "max-site-day", "number", "5000",
	      "Responses of all mailboxes of the state directory in a day." },
	    .offset = AT(caps.site_day),
	    CAP },
	{ .setting = { "max-site-domain-day", "number", "500",
	      "Responses of all mailboxes of the state directory to one sender "
	      "domain in a day." },
	    .offset = AT(caps.site_domain_day),
	    CAP },
	{ .setting = { "state", "path", "/var/lib/backsoon",
	      "Directory of the history; ~/.local/state/backsoon for a "
	      "person's own file." },
	    .expected = "an absolute path",
	    .take = config_take_path,
	    .offset = AT(state) },
	{ .setting = { "shared-state", "yes or no", "no",
	      "Whether the state directory itself may be writable by its "
	      "group." },
	    .expected = "yes or no",
	    .take = config_take_yes_no,
	    .offset = AT(shared_state) },
	{ .setting = { "submit", "word", "sendmail",
	      "How a response leaves: by the sendmail command, or into a "
	      "directory with maildir:PATH." },
	    .expected = "sendmail or maildir:PATH",
	    .take = config_take_submit,
	    .offset = AT(maildir) },
	{ .setting = { "sendmail", "command", "/usr/sbin/sendmail -i -f '' --",
	      "Program and arguments, to which the recipient is added; no "
	      "shell reads it." },
	    .expected = "a program's absolute path and its arguments",
	    .take = config_take_command,
	    .offset = AT(sendmail),
	    .quotes = true },
	{ .setting = { "deadline", "duration", "8s", "Time for a whole run." },
	    .expected = "a duration such as 8s, from 2s to 60s",
	    .take = config_take_duration,
	    .offset = AT(deadline),
	    .min = 2,
	    .max = 60 },
	{ .setting = { "log", "path", "syslog",
	      "Where the line about each message goes: syslog or a file." },
	    .expected = "syslog or an absolute path",
	    .take = config_take_log,
	    .offset = AT(log) },
	{ .setting = { "sender-check", "on or off", "on",
	      "Whether the sender's domain and policy are asked for in the "
	      "DNS, on or off." },
	    .expected = "on or off",
	    .take = config_take_yes_no,
	    .offset = AT(sender_check) },
	{ .setting = { "require-spf-pass", "yes or no", "no",
	      "Whether only senders are answered whose domain names the "
	      "client." },
	    .expected = "yes or no",
	    .take = config_take_yes_no,
	    .offset = AT(require_spf_pass) },
	{ .setting = { "sender-domain-exempt", "list", "",
	      "Domains that are answered without a look at their MX, as "
	      "patterns." },
	    .expected = expected_patterns,
	    .offset = AT(exempt_domains),
	    .item = config_is_pattern,
	    LIST },
	{ .setting = { "dns-lists", "list", "",
	      "DNS lists that are asked for the client's address." },
	    .expected = expected_zones,
	    .offset = AT(dns_lists),
	    .item = config_is_zone,
	    .max = SENDER_LISTS,
	    LIST },
	{ .setting = { "dns-domain-lists", "list", "",
	      "DNS lists that are asked for the sender's domain." },
	    .expected = expected_zones,
	    .offset = AT(dns_domain_lists),
	    .item = config_is_zone,
	    .max = SENDER_LISTS,
	    LIST },
	{ .setting = { "trusted-authserv-id", "list", "",
	      "Servers whose verdicts in header fields are believed." },
	    .expected = "names of mail servers",
	    .offset = AT(trusted_authserv_ids),
	    .item = config_is_token,
	    LIST },
	{ .setting = { "trusted-position", "word", "above",
	      "Where their fields stand: above our own Received field, or also "
	      "right below it." },
	    .expected = "above or below",
	    .take = config_take_word,
	    .offset = AT(trusted_position),
	    .words = position_words },
	{ .setting = { "trusted-hosts", "list", "",
	      "Hosts beside this machine whose Received fields are our own." },
	    .expected = "names of hosts as they stand behind \"by\"",
	    .offset = AT(trusted_hosts),
	    .item = config_is_host,
	    LIST },
	{ .setting = { "trusted-relays", "list", "",
	      "Clients that pass on mail of others: loopback, private or "
	      "addresses." },
	    .expected = "loopback, private, or addresses such as "
			"192.0.2.0/24",
	    .offset = AT(trusted_relays),
	    .item = config_is_relay,
	    LIST },
	{ .setting = { "client-from", "word", "auto",
	      "Which Received field tells the client where the caller does "
	      "not: our own (auto), none, or one by its number "
	      "(received:2)." },
	    .expected = "auto, none or received:N with N from 1 to 16",
	    .take = config_take_client,
	    .offset = AT(client_from) },
	{ .setting = { "trusted-arc-sealers", "list", "",
	      "Forwarders whose seal vouches for what they have seen." },
	    .expected = "domains",
	    .offset = AT(trusted_arc_sealers),
	    .item = config_is_host,
	    LIST },
	{ .setting = { "rescue", "word", "none",
	      "What outweighs a failed check: nothing (none), or a signature "
	      "of the sender's own domain (dkim)." },
	    .expected = "none or dkim",
	    .take = config_take_word,
	    .offset = AT(rescue),
	    .words = rescue_words },
	{ .setting = { "dns-server", "server", "",
	      "Name server that is asked instead of the system's." },
	    .expected = "an IP address, with :port where it is not 53",
	    .take = config_take_server,
	    .offset = AT(dns_server) },
	{ .setting = { "dns-timeout", "duration", "5s",
	      "Time for all questions to the DNS about a message." },
	    .expected = "a duration such as 5s, from 1s to 30s",
	    .take = config_take_duration,
	    .offset = AT(dns_timeout),
	    .min = 1,
	    .max = 30 },
};
const size_t config_rows_count = sizeof config_rows / sizeof *config_rows;

const struct config_setting *
config_setting(size_t i)
{
	return i < config_rows_count ? &config_rows[i].setting : NULL;
}

size_t
config_row_find(const char *key)
{
	size_t i;

	for (i = 0; i < config_rows_count; i++)
		if (strcmp(config_rows[i].setting.key, key) == 0)
			break;
	return i;
}
