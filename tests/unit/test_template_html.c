#include "response/template.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

/* says: what is told, or NULL where the text is taken */
static const struct {
	const char *text;
	size_t line;
	const char *says;
} rows[] = {
	{ "<p>Hello ${name}, $$ &amp; 1 < 2 <3</p>\n", 0, NULL },
	{ "<!DOCTYPE html>\n<html lang=de><head><title>a</title>"
	  "<style>p { color: red }</style></head><body>\n"
	  "<a href=\"https://example.org/?a=b\">a</a>"
	  "<a href='mailto:a@example.org'>b</a><a href=#x>c</a>\n"
	  "<p style=\"color: red\" class=\"on\" title='>'>x</p></body></html>\n",
	    0, NULL },
	{ "<!-- <script> is only named -->a\n", 1, "script: an element" },
	{ "Subject: a\n\n<p>text, no header</p>\n", 0, NULL },
	{ "", 1, "no text" },
	{ " \n\t\n", 1, "no text" },
	{ "a\n\xff\n", 2, "not UTF-8" },
	{ "a\n\x1b\n", 2, "a control" },
	{ "a\n${x}\n", 2, "unknown variable" },
	{ "a\n${name\n", 2, "without" },
	{ "a\n<script>x</script>\n", 2, "script: an element" },
	{ "<SCRIPT SRC=x>\n", 1, "SCRIPT: an element" },
	{ "<img src=\"https://example.org/a.png\">\n", 1, "img: an element" },
	{ "<link rel=stylesheet href=\"https://example.org/\">\n", 1,
	    "link: an element" },
	{ "<iframe>\n", 1, "iframe: an element" },
	{ "<form>\n", 1, "form: an element" },
	{ "<meta http-equiv=refresh content=0>\n", 1,
	    "http-equiv: an attribute" },
	{ "<meta charset=utf-8><p>a</p>\n", 0, NULL },
	{ "<svg/onload=a>\n", 1, "svg: an element" },
	{ "<p\nonclick=\"a\">x\n", 2, "onclick: an attribute" },
	{ "<p title=\"a\"ONCLICK='a'>x\n", 1, "ONCLICK: an attribute" },
	{ "<p/onfocus=a>x\n", 1, "onfocus: an attribute" },
	{ "<td background = x>\n", 1, "background: an attribute" },
	{ "<q src>\n", 1, "src: an attribute" },
	{ "<a href=\"javascript:a\">\n", 1, "javascript:a: no link" },
	{ "<a href=' https://example.org'>\n", 1, "no link" },
	{ "<a href=\"data:text/html,x\">\n", 1, "no link" },
	{ "<a href=\"//example.org/\">\n", 1, "no link" },
	{ "<a href=\"\">\n", 1, "no link" },
	{ "<a href>\n", 1, "no link" },
	{ "<p style=\"background: URL(x)\">\n", 1, "url(: in a style" },
	{ "<p style='a: \\75rl(x)'>\n", 1, "in a style" },
	{ "<p style='a: &#117;rl(x)'>\n", 1, "in a style" },
	{ "<p style='a: image-set(\"x\" 1x)'>\n", 1, "image-set(: in a style" },
	{ "<style>\n@import 'x';</style>\n", 1, "@import: in a style" },
	{ "<style>p {}\n", 1, "<style>: not closed" },
	{ "<style>p { ${name} }</style>\n", 1, "<style>: holds a variable" },
	{ "a\n<a href=\"https://${name}\">x</a>\n", 2, "with a variable" },
	{ "<!-- ${name} -->\n", 1, "with a variable" },
	{ "<!-- a\n", 1, "not closed" },
	/* what some readers take for a tag, and some do not */
	{ "<!-- <p>a</p> -->\n", 0, NULL },
	{ "<!--> <img alt=x> -->\n", 1, "img: an element" },
	{ "a\n<!--[if mso]> <img alt=x> <![endif]-->\n", 2, "img: an element" },
	{ "<p a=b'c> <script>d</script> '>\n", 1, "a tag with \"<\"" },
	{ "a\n<p title=\"a>\n", 2, "not closed" },
	{ "a\n<p", 2, "not closed" },
};

static void
html_neither_runs_nor_loads_anything(void **state)
{
	struct template_error e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct template t = { .body = NULL };
		int rc;

		e.line = 0;
		*e.text = '\0';
		rc = template_parse_html(&t, rows[i].text, strlen(rows[i].text),
		    &e);
		if ((rc == 0) != (rows[i].says == NULL))
			fail_msg("%s: %s", rows[i].text, e.text);
		if (rows[i].says != NULL &&
		    (e.line != rows[i].line ||
			strstr(e.text, rows[i].says) == NULL))
			fail_msg("%s: %zu: %s", rows[i].text, e.line, e.text);
		if (rc == 0)
			assert_string_equal(t.html, rows[i].text);
		template_release(&t);
	}
}

static void
it_goes_with_a_text(void **state)
{
	struct template t;
	struct template_error e;

	(void)state;
	assert_int_equal(template_parse(&t, "a", 1, &e), 0);
	assert_null(t.html);
	assert_int_equal(template_parse_html(&t, "b", 1, &e), 0);
	assert_string_equal(t.body, "a\n");
	assert_string_equal(t.html, "b\n");
	assert_int_equal(template_parse_html(&t, "<script>", 8, &e), -1);
	assert_string_equal(t.html, "b\n");
	template_release(&t);
	assert_null(t.html);
}

static void
values_are_only_text(void **state)
{
	static const struct template_values values = {
		.subject = "<b onclick=\"x\">&'\xc3\xa4</b>",
	};
	static const struct template_values quotes = { .subject = "\"\"\"\"" };
	char *big = xmalloc(TEMPLATE_MAX + 1), *got;

	(void)state;
	got = template_expand_html("<p>${subject}$$${name:-a<b}</p>", &values);
	assert_string_equal(got,
	    "<p>&lt;b onclick=&quot;x&quot;&gt;&amp;&#39;\xc3\xa4&lt;/b&gt;$"
	    "a&lt;b</p>");
	free(got);
	/* never half a reference at the limit, nor anything behind it */
	memset(big, 'a', TEMPLATE_MAX);
	big[TEMPLATE_MAX] = '\0';
	memcpy(big, "${name:-123456789}", 18);
	memcpy(big + TEMPLATE_MAX - 11, "${subject}b", 11);
	got = template_expand_html(big, &quotes);
	/* 9 octets for 18, then 20 of room: three of 6 and none of the next */
	assert_int_equal(strlen(got), TEMPLATE_MAX - 2);
	assert_string_equal(got + TEMPLATE_MAX - 21, "a&quot;&quot;&quot;");
	free(got);
	free(big);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(html_neither_runs_nor_loads_anything),
		cmocka_unit_test(it_goes_with_a_text),
		cmocka_unit_test(values_are_only_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
