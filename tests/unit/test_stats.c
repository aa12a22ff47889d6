#include "../../src/cli/json_stats.h"
#include "../../src/cli/stats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <cmocka.h>

/* Three days around the end of the ring, with an empty one between them. */
static void
fill(struct stats *s)
{
	static const uint32_t days[] = { 20024, 20025, 20027 };
	size_t i;

	memset(s, 0, sizeof *s);
	s->mailbox = "bob@example.org";
	s->counted = true;
	s->kinds['S'] = 7;
	strcpy(s->tally.names[0], "responded");
	strcpy(s->tally.names[1], "flood");
	strcpy(s->tally.names[2], "refused");
	for (i = 0; i < 3; i++) {
		struct tally_day *d = &s->tally.days[days[i] % TALLY_DAYS];

		d->day = days[i];
		d->runs = 1;
		d->counts[i] = (uint32_t)i + 1;
		s->tally.counts[i] = i + 1;
	}
}

static void
days_come_in_their_order(void **state)
{
	const struct tally_day *days[TALLY_DAYS];
	static struct stats s;

	(void)state;
	fill(&s);
	/* else the ring has no end between them */
	assert_true(20024 % TALLY_DAYS > 20027 % TALLY_DAYS);
	assert_int_equal(stats_days(days, &s.tally), 3);
	assert_int_equal(days[0]->day, 20024);
	assert_int_equal(days[1]->day, 20025);
	assert_int_equal(days[2]->day, 20027);
	memset(&s.tally, 0, sizeof s.tally);
	assert_int_equal(stats_days(days, &s.tally), 0);
}

static json_t *
told(const struct stats *s)
{
	char text[8192] = "";
	FILE *out = fmemopen(text, sizeof text, "w");
	json_t *object;

	assert_non_null(out);
	json_stats(out, s);
	fclose(out);
	object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(object);
	return object;
}

static json_int_t
number(json_t *object, const char *group, const char *key)
{
	return json_integer_value(json_object_get(json_object_get(object,
						      group),
	    key));
}

static void
each_count_has_its_group(void **state)
{
	json_t *object, *counted, *days;
	static struct stats s;

	(void)state;
	fill(&s);
	object = told(&s);
	counted = json_object_get(object, "statistics");
	days = json_object_get(counted, "days");
	assert_int_equal(number(object, "history", "texts"), 7);
	assert_int_equal(json_integer_value(json_object_get(counted,
			     "responded")),
	    1);
	assert_int_equal(number(counted, "suppressed", "flood"), 2);
	assert_int_equal(number(counted, "failed", "refused"), 3);
	assert_int_equal(json_array_size(days), 3);
	assert_string_equal(
	    json_string_value(json_object_get(json_array_get(days, 0), "day")),
	    "2024-10-28");
	assert_int_equal(number(json_array_get(days, 2), "failed", "refused"),
	    3);
	json_decref(object);
}

static void
without_a_tally_there_are_no_statistics(void **state)
{
	static struct stats s;
	json_t *object;

	(void)state;
	fill(&s);
	s.counted = false;
	object = told(&s);
	assert_true(json_is_null(json_object_get(object, "statistics")));
	json_decref(object);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_come_in_their_order),
		cmocka_unit_test(each_count_has_its_group),
		cmocka_unit_test(without_a_tally_there_are_no_statistics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
