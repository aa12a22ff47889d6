#include "config_home.h"

/* What is written is what is loaded, whatever iniparser makes of it. */
static void
readable_files_load(void **state)
{
	static const struct {
		const char *name, *text;
	} rows[] = {
		{ "CRLF", "[mailbox]\r\naddress = a@b.example\r\n" },
		{ "no last line end", "[mailbox]\naddress = a@b.example" },
		{ "blank lines and comments",
		    "# a\n\n  ; b\n[mailbox]\n\n#c=d\naddress = a@b.example\n" },
		{ "blanks around",
		    "\t [ MailBox ] \n  ADDRESS\t=\ta@b.example "
		    "\t\n" },
		{ "no blanks", "[mailbox]\naddress=a@b.example" },
		{ "a comment after a blank",
		    "[mailbox]\naddress = a@b.example # c ; d" },
		{ "a comment instead of a value",
		    "[mailbox]\naddress = a@b.example\nallow = ; none\n"
		    "deny =# none\ndisable=" },
		{ "double quotes", "[mailbox]\naddress = \"a@b.example\" # c" },
		{ "single quotes", "[mailbox]\naddress = 'a@b.example'" },
		{ "a continued line",
		    "[mailbox]\naddress = a@\\\nb.example\n" },
		{ "a line continued twice, with blanks",
		    "[mailbox]\naliases = c@b.example, \\ \n   d@b.example \\\r\n"
		    ", e@b.example ; c\naddress = a@b.example\n" },
		{ "a percent sign",
		    "[mailbox]\naddress = a@b.example\n"
		    "from = 100%s %% <a@b.example>\n" },
		{ "a backslash alone",
		    "[mailbox]\n\\\naddress = a@b.example\n" },
	};
	struct mailbox m;
	struct config_report r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (load(&m, &r, rows[i].text, strlen(rows[i].text), false) ==
		    -1)
			fail_msg("%s: %s", rows[i].name, told(&r));
		if (strcmp(m.address, "a@b.example") != 0)
			fail_msg("%s: got \"%s\"", rows[i].name, m.address);
		unload(&m, &r);
	}
}

static const struct {
	const char *name, *text;
	size_t len; /* 0 = strlen(text) */
	const char *told;
} traps[] = {
	{ "an empty file", "", 0,
	    "c: no settings; expected \"[mailbox]\"\n"
	    "c: address: missing; expected the mailbox's address, or mailboxes in mailboxes.d beside this file\n" },
	{ "comments only", "# a\n", 0,
	    "c: no settings; expected \"[mailbox]\"\n"
	    "c: address: missing; expected the mailbox's address, or mailboxes in mailboxes.d beside this file\n" },
	{ "no address", "[mailbox]\n", 0,
	    "c: address: missing; expected the mailbox's address, or mailboxes in mailboxes.d beside this file\n" },
	{ "a key given twice", HEAD "interval = 7d\n\nInterval = 8d\n", 0,
	    "c:5: interval: given twice, first in line 3; expected it once\n" },
	{ "a section given twice", HEAD "[mailbox]\n", 0,
	    "c:3: section \"[mailbox]\" again, first in line 1; expected it "
	    "once\n" },
	{ "an unknown section", HEAD "[mailboxes]\nbogus = 1\n", 0,
	    "c:3: unknown section \"mailboxes\"; expected \"[mailbox]\"\n" },
	{ "a section of an address", HEAD "[mailbox:a@b.example]\n", 0,
	    "c:3: unknown section \"mailbox:a@b.example\"; expected "
	    "\"[mailbox]\"\n" },
	{ "a section without name", HEAD "[]\nlog = syslog\n", 0,
	    "c:3: a section without name; expected \"[mailbox]\"\n" },
	{ "a section of blanks", HEAD "[ ]\n", 0,
	    "c:3: a section without name; expected \"[mailbox]\"\n" },
	{ "text after a section", HEAD "[mailbox] ; c\n", 0,
	    "c:3: text after \"]\"; expected \"[mailbox]\" alone on its "
	    "line\n" },
	{ "a second bracket", HEAD "[mailbox]]\n", 0,
	    "c:3: text after \"]\"; expected \"[mailbox]\" alone on its "
	    "line\n" },
	{ "an open section", HEAD "[mailbox\n", 0,
	    "c:3: \"[\" without \"]\"; expected \"[mailbox]\"\n" },
	{ "a key before the section", "log = syslog\n" HEAD, 0,
	    "c:1: log: stands before any section; expected \"[mailbox]\" "
	    "first\n" },
	{ "a bare word", HEAD "enabled\n", 0,
	    "c:3: not a setting; expected \"key = value\"\n" },
	{ "one bare letter at the end", HEAD "x", 0,
	    "c:3: not a setting; expected \"key = value\"\n" },
	{ "a colon", HEAD "enabled: yes\n", 0,
	    "c:3: not a setting; expected \"key = value\"\n" },
	{ "no key", HEAD " = yes\n", 0,
	    "c:3: not a setting; expected \"key = value\"\n" },
	{ "an unknown key, nearly known", HEAD "intervall = 7d\n", 0,
	    "c:3: intervall: unknown setting; expected a known one, perhaps "
	    "\"interval\"\n" },
	{ "an unknown key with the wrong dash", HEAD "max_age = 7d\n", 0,
	    "c:3: max_age: unknown setting; expected a known one, perhaps "
	    "\"max-age\"\n" },
	{ "an unknown key like none", HEAD "vacation-mode = 7d\n", 0,
	    "c:3: vacation-mode: unknown setting; expected one of "
	    "backsoon.conf(5)\n" },
	{ "a colon in a key", HEAD "mailbox:log = syslog\n", 0,
	    "c:3: mailbox:log: unknown setting; expected one of "
	    "backsoon.conf(5)\n" },
	{ "an open double quote", HEAD "template = \"away.txt\n", 0,
	    "c:3: template: a quote is not closed; expected its other end\n" },
	{ "an open single quote", HEAD "template = 'away.txt\n", 0,
	    "c:3: template: a quote is not closed; expected its other end\n" },
	{ "an open quote inside", HEAD "from = Bob \"B <b@x.example>\n", 0,
	    "c:3: from: a quote is not closed; expected its other end\n" },
	{ "a broken value is not a missing one",
	    "[mailbox]\naddress = a@b.example;c\n", 0,
	    "c:2: address: '#' or ';' begins a comment and cuts the value; "
	    "expected a blank before it, or the value in quotes\n" },
	{ "text after a closing quote", HEAD "template = \"away\".txt\n", 0,
	    "c:3: template: text after the closing quote; expected a path\n" },
	{ "a word after a closing quote", HEAD "log = 'syslog' x\n", 0,
	    "c:3: log: text after the closing quote; expected syslog, journal or "
	    "an absolute path\n" },
	{ "a value cut at a hash", HEAD "template = a#b\n", 0,
	    "c:3: template: '#' or ';' begins a comment and cuts the value; "
	    "expected a blank before it, or the value in quotes\n" },
	{ "a value cut at a semicolon", HEAD "template = a;b\n", 0,
	    "c:3: template: '#' or ';' begins a comment and cuts the value; "
	    "expected a blank before it, or the value in quotes\n" },
	{ "a comment right after a quote", HEAD "template = \"a\"#b\n", 0,
	    "c:3: template: '#' or ';' begins a comment and cuts the value; "
	    "expected a blank before it, or the value in quotes\n" },
	{ "a comment that swallows a line", HEAD "# c \\\nlog = syslog\n", 0,
	    "c:3: a comment ends in '\\' and swallows the next line; expected "
	    "no '\\' there\n" },
	{ "a comment behind a value that swallows a line",
	    HEAD "enabled = yes ; c \\\nlog = syslog\n", 0,
	    "c:3: enabled: a comment ends in '\\' and swallows the next line; "
	    "expected no '\\' there\n" },
	{ "a continuation at the end", HEAD "log = syslog \\\n", 0,
	    "c:3: ends in '\\'; expected the line it is continued by\n" },
	{ "a byte order mark", "\xef\xbb\xbf" HEAD, 0,
	    "c:1: a byte order mark; expected UTF-8 without one\n" },
	{ "a NUL", HEAD "log = \0syslog\n", sizeof HEAD + 13,
	    "c:3: a NUL octet; expected text\n" },
	{ "a control", HEAD "log = sys\033log\n", 0,
	    "c:3: a control character; expected plain text\n" },
	{ "a lone CR", HEAD "log = sys\rlog\n", 0,
	    "c:3: a control character; expected plain text\n" },
	{ "Latin-1", HEAD "from = J\xf6rg <b@example.org>\n", 0,
	    "c:3: not UTF-8; expected UTF-8 text\n" },
	{ "errors in several lines",
	    "[mailbox]\nlog = x\n[x]\nbogus = 1\n"
	    "[mailbox\ny = 1\n",
	    0,
	    "c:3: unknown section \"x\"; expected \"[mailbox]\"\n"
	    "c:5: \"[\" without \"]\"; expected \"[mailbox]\"\n"
	    "c:2: log: \"x\"; expected syslog, journal or an absolute path\n"
	    "c: address: missing; expected the mailbox's address, or mailboxes in mailboxes.d beside this file\n" },
};

static void
every_trap_is_told_with_its_line(void **state)
{
	struct mailbox m;
	struct config_report r;
	char *got;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof traps / sizeof *traps; i++) {
		if (load(&m, &r, traps[i].text,
			traps[i].len ? traps[i].len : strlen(traps[i].text),
			false) == 0)
			fail_msg("%s: no error", traps[i].name);
		got = told(&r);
		if (strcmp(got, traps[i].told) != 0)
			fail_msg("%s:\n%s", traps[i].name, got);
		free(got);
		unload(&m, &r);
	}
}

static void
a_line_may_have_1022_octets(void **state)
{
	static const struct {
		const char *start, *middle, *end;
		size_t fill;
		bool good;
	} rows[] = {
		{ HEAD "# ", "", "\n", 1020, true },
		{ HEAD "# ", "", "\n", 1021, false },
		{ HEAD "# ", "", "", 1020, true },
		{ HEAD "# ", "", "", 1021, false },
		{ HEAD "# ", "", "\r\n", 1019, true },
		{ HEAD "# ", "", "\r\n", 1020, false },
		{ HEAD "from = ", " \\\n", "<b@x.example>\n", 1001, true },
		{ HEAD "from = ", " \\\n", "<b@x.example>\n", 1002, false },
	};
	struct mailbox m;
	struct config_report r;
	char fill[1100], *text, *got;
	size_t i;

	(void)state;
	memset(fill, 'x', sizeof fill);
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		text = xasprintf("%s%.*s%s%s", rows[i].start, (int)rows[i].fill,
		    fill, rows[i].middle, rows[i].end);
		load(&m, &r, text, strlen(text), false);
		got = told(&r);
		if ((r.errors == 0) != rows[i].good)
			fail_msg("%zu: %s", i, got);
		if (r.errors != 0)
			assert_non_null(strstr(got,
			    ": longer than 1022 octets with its "
			    "continuations; expected less\n"));
		free(got);
		free(text);
		unload(&m, &r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readable_files_load),
		cmocka_unit_test(every_trap_is_told_with_its_line),
		cmocka_unit_test(a_line_may_have_1022_octets),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
