#include "config_home.h"

/* Opened before the tests leave the top directory. */
static FILE *manual;

static int
enter_with_manual(void **state)
{
	manual = fopen("man/backsoon.conf.5", "r");
	return manual == NULL ? -1 : enter(state);
}

static int
leave_with_manual(void **state)
{
	fclose(manual);
	return leave(state);
}

/* The next line of the manual; without its end. */
static bool
next_line(char line[256])
{
	if (fgets(line, 256, manual) == NULL)
		return false;
	line[strcspn(line, "\n")] = '\0';
	return true;
}

static const char *const class_words[] = { "absence", "acknowledge", "leaver" };

/* "default 3, 10 in class acknowledge", where that class has its own. */
static bool
classes_are_told(const char *line, size_t i)
{
	char wanted[64];
	enum mailbox_class c;

	for (c = CLASS_ABSENCE; c <= CLASS_LEAVER; c++) {
		snprintf(wanted, sizeof wanted, ", %s in class %s",
		    config_preset(i, c), class_words[c]);
		if ((strstr(line, wanted) != NULL) !=
		    (strcmp(config_preset(i, c), config_setting(i)->preset) !=
			0))
			return false;
	}
	return true;
}

static void
each_setting_is_in_the_manual_with_its_default(void **state)
{
	char line[256], *seen, *preset;
	const struct config_setting *s;
	size_t i, items = 0, settings = 0;

	(void)state;
	rewind(manual);
	while (next_line(line)) {
		if (strncmp(line, ".It Ic ", 7) != 0)
			continue;
		items++;
		seen = xstrdup(line + 7);
		for (i = 0; (s = config_setting(i)) != NULL; i++)
			if (strcmp(s->key, seen) == 0)
				break;
		if (s == NULL)
			fail_msg("%s: no such setting", seen);
		assert_true(next_line(line));
		preset = strstr(line, "default ");
		/* a command's signs are spelt otherwise in a manual */
		if (s->preset[0] != '\0' && strcmp(s->type, "command") != 0 &&
		    (preset == NULL || strstr(preset, s->preset) == NULL))
			fail_msg("%s: expected \"%s\"", seen, s->preset);
		if (!classes_are_told(line, i))
			fail_msg("%s: defaults of classes", seen);
		if ((strstr(line, "in the site's file") != NULL) !=
		    config_is_of_site(i))
			fail_msg("%s: whose file it stands in", seen);
		free(seen);
	}
	while (config_setting(settings) != NULL)
		settings++;
	assert_int_equal(items, settings);
}

static void
each_variable_is_in_the_manual(void **state)
{
	char line[256], wanted[64];
	size_t i;
	bool found;

	(void)state;
	for (i = 0; i < template_variables_count; i++) {
		rewind(manual);
		snprintf(wanted, sizeof wanted, ".Li %s",
		    template_variables[i].name);
		found = false;
		while (!found && next_line(line))
			found = strncmp(line, wanted, strlen(wanted)) == 0;
		if (!found)
			fail_msg("%s", wanted);
	}
}

static void
each_example_of_the_manual_loads(void **state)
{
	char line[256], text[2048];
	struct mailbox m;
	struct config_report r;
	size_t examples = 0, len;

	(void)state;
	rewind(manual);
	while (next_line(line)) {
		if (strncmp(line, ".Bd -literal", 12) != 0)
			continue;
		for (len = 0; next_line(line) && strcmp(line, ".Ed") != 0;)
			len += (size_t)snprintf(text + len, sizeof text - len,
			    "%s\n", line);
		/* those of a site name no address: theirs is elsewhere */
		if (strstr(text, "\naddress") == NULL)
			assert_int_equal(mkdir("mailboxes.d", 0700), 0);
		if (load(&m, &r, text, len, false) == -1)
			fail_msg("%s%s", text, told(&r));
		unload(&m, &r);
		rmdir("mailboxes.d");
		examples++;
	}
	assert_int_equal(examples, 6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    each_setting_is_in_the_manual_with_its_default),
		cmocka_unit_test(each_variable_is_in_the_manual),
		cmocka_unit_test(each_example_of_the_manual_loads),
	};

	return cmocka_run_group_tests(tests, enter_with_manual,
	    leave_with_manual);
}
